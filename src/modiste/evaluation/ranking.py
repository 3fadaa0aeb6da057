"""Figures of merit of probabilities and rankings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def auc(positive: Bools, score: Floats) -> float:
    """Area under the ROC curve, ties counting half; NaN when one class is missing."""
    count = int(positive.sum())
    if count in (0, len(positive)):
        return float("nan")
    _, inverse, ties = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(ties) - (ties - 1) / 2.0)[inverse]
    above = float(ranks[positive].sum()) - count * (count + 1) / 2.0
    return above / (count * (len(positive) - count))


def mean_auc(outcome: Ints, odds: Floats) -> float:
    """Mean of the one-vs-rest areas of all classes (n, k)."""
    return float(np.mean([auc(outcome == k, odds[:, k]) for k in range(odds.shape[1])]))


def log_loss(outcome: Ints, odds: Floats) -> float:
    """Mean of minus the logarithm of the outcome's probability."""
    return float(-np.log(np.maximum(odds[np.arange(len(outcome)), outcome], 1e-12)).mean())


def calibration_error(outcome: Ints, odds: Floats, bins: int = 15) -> float:
    """Expected calibration error of the likeliest class (Guo et al., ICML 2017)."""
    sure = odds.max(axis=1)
    right = odds.argmax(axis=1) == outcome
    bin_of = np.minimum((sure * bins).astype(np.int64), bins - 1)
    gaps = np.bincount(bin_of, sure - right, bins)
    return float(np.abs(gaps).sum() / len(outcome))


def macro_f1(outcome: Ints, guess: Ints, classes: int = 3) -> float:
    """Mean F1 of all classes; a class that is neither there nor guessed scores 0."""
    table = np.bincount(outcome * classes + guess, minlength=classes**2).reshape(classes, classes)
    total = table.sum(axis=0) + table.sum(axis=1)
    return float(np.mean(2.0 * np.diag(table) / np.maximum(total, 1)))


def tune_shifts(odds: Floats) -> Floats:
    """Shifts of the logarithms of the outer classes (3,) that give the best expected macro F1.

    Calibrated odds stand for the outcomes that they foretell, so that no draw of outcomes sways
    the choice (Ye et al., Optimizing F-measure: a tale of two approaches, ICML 2012).
    """
    logs = np.log(np.maximum(odds, 1e-9))
    steps = np.arange(0.0, 2.6, 0.1)
    shifts = [np.array([a, 0.0, b]) for a in steps for b in steps]
    scores = [expected_f1(odds, (logs + shift).argmax(axis=1)) for shift in shifts]
    return shifts[int(np.argmax(scores))]


def expected_f1(odds: Floats, guess: Ints) -> float:
    """Macro F1 of guesses (n,) were the classes drawn from odds (n, k): ratio of expectations."""
    classes = odds.shape[1]
    right = odds[np.arange(len(guess)), guess]
    hits = np.bincount(guess, right, classes)
    total = odds.sum(axis=0) + np.bincount(guess, minlength=classes)
    return float(np.mean(2.0 * hits / np.maximum(total, 1e-12)))


def ndcg(score: Floats, gain: Floats, at: int = 5) -> float:
    """Normalised discounted cumulative gain with gains 2^g - 1 (Burges et al., ICML 2005)."""
    discount = 1.0 / np.log2(np.arange(2, at + 2))
    best = np.sort(gain)[::-1][:at]
    picked = gain[np.argsort(-score, kind="stable")[:at]]
    ideal = float(((2.0**best - 1.0) * discount[: len(best)]).sum())
    if ideal <= 0.0:
        return 0.0
    return float(((2.0**picked - 1.0) * discount[: len(picked)]).sum()) / ideal
