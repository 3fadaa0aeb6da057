"""``modiste eval fit``: how well small, fit and large are foretold, in batch and event by event."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modiste.evaluation.boosted import corrected
from modiste.evaluation.ranking import (
    calibration_error,
    log_loss,
    macro_f1,
    mean_auc,
    tune_rule,
)
from modiste.evaluation.reco_data import FitFeedback, read_fit_feedback
from modiste.evaluation.size import HEIGHT, counts, kept_sizes
from modiste.returns.design import Counts, Rows, predictors, standardise
from modiste.returns.kept import Expectation, KeptSizes
from modiste.returns.minimise import minimise
from modiste.returns.model import Posterior, Sum, fit_posterior
from modiste.returns.online import OnlineFit
from modiste.returns.ordinal import Outcome
from modiste.returns.stream import beliefs, trials

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEPS = 100
"""Line searches of a batch fit."""
NEW_ITEM_EVENTS = (6, 10)
"""A new item is judged after so many of its reactions."""


@dataclass(frozen=True)
class Fitted:
    """A batch fit: both predictors over all rows, and the posterior of the training rows."""

    location: Sum
    log_tau: Sum
    posterior: Posterior

    def odds(self, rows: Ints) -> Floats:
        """Probabilities (n, 3) of some rows."""
        return self.posterior.odds(self.location.take(rows), self.log_tau.take(rows))


def evaluate_fit(folder: Path, seed: int = 1, model: str = "numpy") -> dict[str, float]:
    """Figures of a random split (80 % train, 10 % to calibrate, 10 % test) and of a stream in time.

    Args:
        folder: holds RentTheRunway.
        seed: of the split.
        model: ``numpy``, or ``lightgbm`` to correct the random split's odds by boosted trees; the
            stream always learns by event.
    """
    data = read_fit_feedback(folder)
    return {**random_figures(data, seed, model=model), **stream_figures(data, seed)}


def random_figures(
    data: FitFeedback, seed: int, steps: int = STEPS, model: str = "numpy"
) -> dict[str, float]:
    """``auc``, ``f1`` with the rule tuned on the calibration part, ``ece``, ``logloss`` and
    ``top10_misfit``: the share of misfits among the tenth with the highest risk.

    Calibration and thresholds are tuned with a fit to the first part; then the fit is repeated with
    the tuning part among its rows, as it would be in use.
    """  # noqa: D205
    order = np.random.default_rng(seed).permutation(len(data.size))
    train, tune, test = np.split(order, [int(0.8 * len(order)), int(0.9 * len(order))])
    known, truth = data.outcome[tune], data.outcome[test]
    first = fit_rows(data, train, seed, steps)
    last = fit_rows(data, order[: -len(test)], seed, steps)
    raw, found = first.odds(tune), last.odds(test)
    if model == "lightgbm":
        raw, found = corrected(
            raw, first.location.columns[tune], known, found, last.location.columns[test], seed
        )
    calibration = calibrate(known, raw)
    odds = calibration(found)
    guess = tune_rule(calibration(raw))(odds)
    risky = np.argsort(odds[:, 1])[: len(odds) // 10]
    return {
        "auc": mean_auc(truth, odds),
        "f1": macro_f1(truth, guess),
        "ece": calibration_error(truth, odds),
        "logloss": log_loss(truth, odds),
        "top10_misfit": float((truth[risky] != Outcome.FIT).mean()),
    }


def stream_figures(data: FitFeedback, seed: int, steps: int = STEPS) -> dict[str, float]:
    """``online_auc`` over the last 40 % in the order of time, each predicted before it is learnt;
    ``new_item_auc`` after 6 to 10 reactions to an item that the batch never saw; ``update_ms``.
    """  # noqa: D205
    order = np.argsort(data.day, kind="stable")
    train, stream = np.split(order, [int(0.6 * len(order))])
    fitted = fit_rows(data, train, seed, steps)
    odds, seconds = _run(fitted, stream, data)
    truth, item = data.outcome[stream], data.bought.item[stream]
    seen = _seen_before(item)
    new = ~np.isin(item, data.bought.item[train])
    judged = new & (seen >= NEW_ITEM_EVENTS[0]) & (seen <= NEW_ITEM_EVENTS[1])
    return {
        "online_auc": mean_auc(truth, odds),
        "new_item_auc": mean_auc(truth[judged], odds[judged]),
        "update_ms": seconds * 1e3,
    }


def fit_rows(data: FitFeedback, train: Ints, seed: int, steps: int) -> Fitted:
    """Fit kept sizes, then reactions, to the training rows."""
    users, items, categories = counts(data)
    kept = kept_sizes(data, train, seed)
    expected, more = _expectations(data, kept, train), _length_columns(data)
    rows = Rows(data.bought, expected, data.measures, data.item_size, data.contexts, more)
    part = Rows(data.bought.take(train), _take(expected, train), data.measures[train],
                data.item_size[train], data.contexts[train], more[train])  # fmt: skip
    many = Counts(
        users, items, categories, int(data.item_size.max()) + 1,
        tuple(int(m) + 1 for m in data.contexts.max(axis=0)),
    )  # fmt: skip
    location, log_tau = predictors(rows, standardise(part), many)
    posterior = fit_posterior(
        location.take(train), log_tau.take(train), data.outcome[train], steps=steps
    )
    return Fitted(location, log_tau, posterior)


def _length_columns(data: FitFeedback) -> Floats:
    """How short and long sizes go with the height, (n, 4); heights that are unknown are average."""
    height = data.bought.body[:, HEIGHT]
    tall = np.nan_to_num((height - np.nanmean(height)) / np.nanstd(height))
    length = data.ladder.length[data.size]
    ends = np.stack([length < 0, length > 0], axis=1).astype(np.float64)
    return np.concatenate([ends, ends * tall[:, None]], axis=1)


def _take(expected: Expectation, rows: Ints) -> Expectation:
    return Expectation(
        expected.body[rows], expected.item[rows], expected.user[rows], expected.history[rows]
    )


def _expectations(data: FitFeedback, kept: KeptSizes, train: Ints) -> Expectation:
    """Of all rows; training rows do without their own purchase."""
    expected, own = kept.expect(data.bought), kept.expect_without(data.bought.take(train))
    expected.item[train], expected.user[train] = own.item, own.user
    expected.history[train] = own.history
    return expected


@dataclass(frozen=True)
class Calibration:
    """Logarithms of the odds times a power, plus a shift per class (Guo et al., ICML 2017, 4.2).

    Attributes:
        power: below 1 makes odds less sure.
        shift: (3,) added to the logarithms.
    """

    power: float
    shift: Floats

    def __call__(self, odds: Floats) -> Floats:
        """Calibrated probabilities (n, 3)."""
        logits = self.power * np.log(np.maximum(odds, 1e-9)) + self.shift
        raised = np.exp(logits - logits.max(axis=1, keepdims=True))
        normalised: Floats = raised / raised.sum(axis=1, keepdims=True)
        return normalised


def calibrate(outcome: Ints, odds: Floats) -> Calibration:
    """The calibration with the smallest log loss."""
    logs, target = np.log(np.maximum(odds, 1e-9)), np.eye(3)[outcome]

    def loss(point: Floats) -> tuple[float, Floats]:
        found = Calibration(float(point[0]), point[1:])(odds)
        off = (found - target) / len(outcome)
        slope = np.concatenate([[float((off * logs).sum())], off.sum(axis=0)])
        return log_loss(outcome, found), slope

    best = minimise(loss, np.array([1.0, 0.0, 0.0, 0.0]), tolerance=1e-9)
    return Calibration(float(best[0]), best[1:])


def _run(fitted: Fitted, stream: Ints, data: FitFeedback) -> tuple[Floats, float]:
    """Predict and learn row by row; the odds, and the median seconds of an update."""
    location, log_tau = fitted.location.take(stream), fitted.log_tau.take(stream)
    learner = OnlineFit(beliefs(location, log_tau, fitted.posterior), drift=float("inf"))
    odds, seconds = np.empty((len(stream), 3)), np.empty(len(stream))
    for at, trial in enumerate(trials(location, log_tau, fitted.posterior)):
        odds[at] = learner.predict(trial)
        start = time.perf_counter()
        learner.update(trial, Outcome(int(data.outcome[stream[at]])))
        seconds[at] = time.perf_counter() - start
    return odds, float(np.median(seconds))


def _seen_before(group: Ints) -> Ints:
    """How often each row's member came before, (n,)."""
    order = np.argsort(group, kind="stable")
    ranked = group[order]
    first = np.searchsorted(ranked, ranked)
    seen = np.empty(len(group), np.int64)
    seen[order] = np.arange(len(group)) - first
    return seen
