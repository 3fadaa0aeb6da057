"""Figures of merit of probabilities and rankings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_ROUNDS = 100


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
    hits, total = _expected_counts(odds, guess)
    return float(np.mean(2.0 * hits / total))


def _expected_counts(odds: Floats, guess: Ints) -> tuple[Floats, Floats]:
    """By class: expected hits, and expected rows plus guesses."""
    classes = odds.shape[1]
    hits = np.bincount(guess, odds[np.arange(len(guess)), guess], classes).astype(np.float64)
    total = odds.sum(axis=0) + np.bincount(guess, minlength=classes)
    return hits, np.maximum(total, 1e-12)


@dataclass(frozen=True)
class ClassRule:
    """Picks the class with the largest ``gain`` times its odds minus ``cost``.

    Attributes:
        gain: (k,) above 0.
        cost: (k,).
    """

    gain: Floats
    cost: Floats

    def __call__(self, odds: Floats) -> Ints:
        """The class (n,) of each row of odds (n, k)."""
        best: Ints = (self.gain * odds - self.cost).argmax(axis=1)
        return best


def tune_rule(odds: Floats) -> ClassRule:
    """The rule with the best expected macro F1 on calibrated odds (n, 3).

    With H hits of a class, and D rows that are of it or guessed as it, F1 is 2 H / D. One more row
    guessed changes H by p and D by 1, hence F1 by (2 p - F1) / D: the best guesses take the class
    where this is largest, which no threshold on odds alone does (Narasimhan et al., Consistent
    multiclass algorithms for complex performance measures, ICML 2015). D and F1 depend on the
    guesses, so that the rule is repeated from the best shifts until it stays.
    """
    best = ClassRule(np.exp(tune_shifts(odds)), np.zeros(odds.shape[1]))
    guess = best(odds)
    score = expected_f1(odds, guess)
    for _ in range(_ROUNDS):
        rule = _marginal(odds, guess)
        new = rule(odds)
        if (new == guess).all():
            break
        guess, value = new, expected_f1(odds, new)
        if value > score:
            best, score = rule, value
    return best


def _marginal(odds: Floats, guess: Ints) -> ClassRule:
    """What one more row of a class adds to its expected F1."""
    hits, total = _expected_counts(odds, guess)
    return ClassRule(2.0 / total, 2.0 * hits / total**2)


def ndcg(score: Floats, gain: Floats, at: int = 5) -> float:
    """Normalised discounted cumulative gain with gains 2^g - 1 (Burges et al., ICML 2005)."""
    discount = 1.0 / np.log2(np.arange(2, at + 2))
    best = np.sort(gain)[::-1][:at]
    picked = gain[np.argsort(-score, kind="stable")[:at]]
    ideal = float(((2.0**best - 1.0) * discount[: len(best)]).sum())
    if ideal <= 0.0:
        return 0.0
    return float(((2.0**picked - 1.0) * discount[: len(picked)]).sum()) / ideal
