"""What another policy would have earned, from what the logging policy showed and got.

Inverse propensity scores (Horvitz & Thompson 1952), their self-normalised form (Swaminathan &
Joachims, NIPS 2015) and the doubly robust estimate (Dudik, Langford & Li, ICML 2011). Intervals are
normal with the empirical standard error; rows of one user are summed first, since they are not
independent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from modiste.errors import InputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MIN_EFFECTIVE = 100.0
"""Below so many effective samples an estimate is called unreliable."""


@dataclass(frozen=True)
class Logged:
    """What was logged, n rows, and what the policy to judge would have done.

    Attributes:
        reward: (n,) what was earned.
        logging: (n,) probability, in (0, 1], with which the action was taken.
        target: (n,) probability, in [0, 1], with which the judged policy takes the same action.
        user: (n,) codes of users, or None when every row is another user's.
        expected: (n,) a model's reward of the action taken, for the doubly robust estimate.
        expected_target: (n,) the model's mean reward under the judged policy.
    """

    reward: Floats
    logging: Floats
    target: Floats
    user: Ints | None = None
    expected: Floats | None = None
    expected_target: Floats | None = None

    def __post_init__(self) -> None:
        n = len(self.reward)
        if n < 2:
            raise InputError("An off-policy estimate needs two logged rows or more.")
        arrays = (self.logging, self.target, self.user, self.expected, self.expected_target)
        if any(array is not None and len(array) != n for array in arrays):
            raise InputError("The columns of the log differ in length.")
        if not ((self.logging > 0) & (self.logging <= 1)).all():
            raise InputError("A logged propensity is outside (0, 1]: the log cannot be weighed.")
        if not ((self.target >= 0) & (self.target <= 1)).all():
            raise InputError("A probability of the judged policy is outside [0, 1].")
        if not np.isfinite(self.reward).all():
            raise InputError("A logged reward is no number.")


@dataclass(frozen=True)
class Value:
    """An estimate of the reward per row.

    Attributes:
        mean: the estimate.
        low: lower end of the interval.
        high: upper end.
        effective: effective sample size of the weights (Kish 1965).
        reliable: there are enough effective samples, and the weights average near 1.
    """

    mean: float
    low: float
    high: float
    effective: float
    reliable: bool


def ips(log: Logged, *, clip: float | None = None, level: float = 0.95) -> Value:
    """Inverse propensity scores; unbiased unless clipped, noisy when policies differ."""
    weights = _weights(log, clip)
    return _value(log, weights * log.reward, weights, level)


def self_normalised(log: Logged, *, clip: float | None = None, level: float = 0.95) -> Value:
    """Scores over the weights' mean; a small bias for much less noise. Delta-method interval."""
    weights = _weights(log, clip)
    total = float(weights.mean())
    if total == 0.0:
        raise InputError("The judged policy would have taken none of the logged actions.")
    mean = float((weights * log.reward).mean()) / total
    rows = mean + weights * (log.reward - mean) / total
    return _value(log, rows, weights, level)


def doubly_robust(log: Logged, *, clip: float | None = None, level: float = 0.95) -> Value:
    """A model's estimate mended by weighted errors; right when the model or the weights are.

    Raises:
        InputError: the log lacks the model's expectations.
    """
    if log.expected is None or log.expected_target is None:
        raise InputError("A doubly robust estimate needs 'expected' and 'expected_target'.")
    weights = _weights(log, clip)
    rows = log.expected_target + weights * (log.reward - log.expected)
    return _value(log, rows, weights, level)


ESTIMATORS: dict[str, Callable[[Logged], Value]] = {
    "ips": ips,
    "self_normalised": self_normalised,
    "doubly_robust": doubly_robust,
}


def difference(rewards: Floats, treated: NDArray[np.bool_], level: float = 0.95) -> Value:
    """Mean of the treated minus mean of the others, one row per user (Welch's interval, normal).

    Raises:
        InputError: an arm has fewer than two users.
    """
    arms = rewards[treated], rewards[~treated]
    if min(len(arm) for arm in arms) < 2:
        raise InputError("Each arm of the experiment needs two users or more.")
    mean = float(arms[0].mean() - arms[1].mean())
    error = float(np.sqrt(sum(arm.var(ddof=1) / len(arm) for arm in arms)))
    reach = _quantile(level) * error
    smaller = float(min(len(arm) for arm in arms))
    return Value(mean, mean - reach, mean + reach, smaller, smaller >= MIN_EFFECTIVE)


def _quantile(level: float) -> float:
    if not 0.0 < level < 1.0:
        raise InputError(f"The level {level} of the interval is outside (0, 1).")
    return NormalDist().inv_cdf(0.5 + level / 2.0)


def _weights(log: Logged, clip: float | None) -> Floats:
    weights = log.target / log.logging
    return weights if clip is None else np.minimum(weights, clip)


def _value(log: Logged, rows: Floats, weights: Floats, level: float) -> Value:
    mean = float(rows.mean())
    deviations = rows - mean
    if log.user is not None:
        _, member = np.unique(log.user, return_inverse=True)
        deviations = np.bincount(member, deviations).astype(np.float64)
    clusters = len(deviations)
    spread = float((deviations**2).sum()) * clusters / max(clusters - 1, 1)
    reach = _quantile(level) * np.sqrt(spread) / len(rows)
    square = float((weights**2).sum())
    effective = float(weights.sum()) ** 2 / square if square > 0 else 0.0
    error = float(weights.std(ddof=1)) / np.sqrt(len(rows))
    balanced = abs(float(weights.mean()) - 1.0) <= 3.0 * error + 1e-9
    return Value(
        mean, mean - reach, mean + reach, effective, effective >= MIN_EFFECTIVE and balanced
    )
