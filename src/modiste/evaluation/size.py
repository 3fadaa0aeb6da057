"""``modiste eval size``: how often the advised size is the one that was kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modiste.evaluation.reco_data import FitFeedback, read_fit_feedback
from modiste.returns.kept import Bought, KeptSizes, fit_kept
from modiste.returns.rule import Asked, SizeRule, fit_rule, kept_tables

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

GROWTH = np.array([1.05, 1.02, 1.06, 1.0])
"""Weight, height, band and cup of a body that is bigger."""
HEIGHT = 1
"""Column of the height in ``Bought.body``."""


def evaluate_size(folder: Path, seed: int = 1) -> dict[str, float]:
    """Shares over the kept tenth of a random split: exact, within one size, and falls of size.

    A fall is a body that is bigger in every known measure and is advised a smaller size.

    Args:
        folder: holds RentTheRunway.
        seed: of the split.
    """
    return size_figures(read_fit_feedback(folder), seed)


def size_figures(data: FitFeedback, seed: int) -> dict[str, float]:
    """As :func:`evaluate_size`, of data that are read."""
    order = np.random.default_rng(seed).permutation(len(data.size))
    train, test = np.split(order, [int(0.9 * len(order))])
    test = test[data.outcome[test] == 1]
    advisor = _Advisor(data, train, seed)
    rows = data.bought.take(test)
    best = advisor.advise(rows)
    step = np.cumsum(advisor.sold, axis=1)
    off = step[rows.item, best] - step[rows.item, data.size[test]]
    return {
        "exact": float((off == 0).mean()),
        "within_one": float((np.abs(off) <= 1).mean()),
        "monotone_violations": int((advisor.advise(_grown(rows)) < best).sum()),
    }


def counts(data: FitFeedback) -> tuple[int, int, int]:
    """Numbers of users, items and categories."""
    bought = data.bought
    return tuple(int(c.max()) + 1 for c in (bought.user, bought.item, bought.category))  # type: ignore[return-value]


def kept_sizes(data: FitFeedback, train: Ints, seed: int) -> KeptSizes:
    """Where on the scale kept sizes lie, fitted to the training rows."""
    traits = [int(trait.max()) + 1 for trait in data.bought.traits]
    return fit_kept(data.bought.take(train), *counts(data), seed, traits)


class _Advisor:
    """The size advice as the training rows teach it."""

    def __init__(self, data: FitFeedback, train: Ints, seed: int) -> None:
        rows, size = data.bought.take(train), data.size[train]
        users, items, _ = counts(data)
        height = rows.body[:, HEIGHT]
        self._tall = float(np.nanmean(height)), max(float(np.nanstd(height)), 1e-9)
        self.sold = np.zeros((items, len(data.ladder.girth)), bool)
        self.sold[data.bought.item, data.size] = True
        self._model = kept_sizes(data, train, seed)
        self._rule: SizeRule = fit_rule(
            rows, size, self._model.expect_without(rows), self._scores(rows), data.ladder,
            self.sold, users, seed,
        )  # fmt: skip
        self._of_item, self._own = kept_tables(rows, size, self.sold.shape, users)

    def advise(self, rows: Bought) -> Ints:
        """Columns (n,) of the advised sizes."""
        expected = self._model.expect(rows)
        return self._rule.choose(Asked(
            expected.total(), expected.history, self._scores(rows), self._of_item[rows.item],
            self._own[rows.user], self.sold[rows.item],
        ))  # fmt: skip

    def _scores(self, rows: Bought) -> Floats:
        """Standard scores (n,) of the height; 0 where it is not known."""
        mean, spread = self._tall
        return np.nan_to_num((rows.body[:, HEIGHT] - mean) / spread)


def _grown(rows: Bought) -> Bought:
    return replace(rows, body=rows.body * GROWTH + [0.0, 0.0, 0.0, 1.0])
