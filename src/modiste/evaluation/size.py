"""``modiste eval size``: how often the advised size is the one that was kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modiste.evaluation.reco_data import FitFeedback, read_fit_feedback, scale_of
from modiste.returns.kept import Bought, KeptSizes, SizeRule, fit_kept, fit_rule

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WIDTH = 1.3
"""Width of the rule on the scale of :func:`modiste.evaluation.reco_data.scale_of`."""
GROWTH = np.array([1.05, 1.02, 1.06, 1.0])
"""Weight, height, band and cup of a body that is bigger."""


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
    users, items, categories = counts(data)
    model = fit_kept(data.bought.take(train), users, items, categories, seed)
    most = int(data.size.max()) + 1
    positions = scale_of(np.arange(most))
    rule = fit_rule(data.bought.take(train), data.size[train], positions, items, WIDTH)
    sold = np.zeros((items, most), bool)
    sold[data.bought.item, data.size] = True
    own = _own(data, train, test, most)
    rows = data.bought.take(test)
    best = _advise(model, rule, rows, sold, own)
    step = np.cumsum(sold, axis=1)
    off = step[rows.item, best] - step[rows.item, data.size[test]]
    bigger = _advise(model, rule, _grown(rows), sold, own)
    return {
        "exact": float((off == 0).mean()),
        "within_one": float((np.abs(off) <= 1).mean()),
        "monotone_violations": int((bigger < best).sum()),
    }


def counts(data: FitFeedback) -> tuple[int, int, int]:
    """Numbers of users, items and categories."""
    bought = data.bought
    return tuple(int(c.max()) + 1 for c in (bought.user, bought.item, bought.category))  # type: ignore[return-value]


def _advise(
    model: KeptSizes, rule: SizeRule, rows: Bought, sold: NDArray[np.bool_], own: Floats
) -> Ints:
    return rule.choose(model.expect(rows).total(), rows.item, sold[rows.item], own)


def _own(data: FitFeedback, train: Ints, test: Ints, most: int) -> Floats:
    """How often the user of each test row kept each size before, (n, sizes)."""
    kept = train[data.outcome[train] == 1]
    table = np.zeros((int(data.bought.user.max()) + 1, most), np.float32)
    np.add.at(table, (data.bought.user[kept], data.size[kept]), 1.0)
    return table[data.bought.user[test]].astype(np.float64)


def _grown(rows: Bought) -> Bought:
    body = rows.body * GROWTH + [0.0, 0.0, 0.0, 1.0]
    return Bought(rows.user, rows.item, rows.category, rows.position, body, rows.kept)
