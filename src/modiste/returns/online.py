"""Learning from one reaction at a time, in microseconds.

Assumed-density filtering with a diagonal Gaussian (Opper 1998): each effect that a reaction touches
gets one Newton step of the log-likelihood, scaled by its own variance. What is not known starts at
the prior; beliefs drift back to it with a half-life, so that a changed pattern is learnt anew.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from modiste.returns.ordinal import LOG_TAU_RANGE, Outcome

DRIFT_SECONDS = 2 * 365.25 * 86400.0
"""Half-life of what is known of an effect."""
_NODES = ((-1.7320508, 1 / 6), (0.0, 2 / 3), (1.7320508, 1 / 6))
"""Gauss-Hermite of three points, for the mean over a normal location."""

Key = tuple[str, Hashable]


@dataclass
class Belief:
    """What is known of one effect: mean, variance and the time of the last change."""

    mean: float
    variance: float
    time: float = -math.inf


@dataclass(frozen=True)
class Term:
    """One effect that takes part in a prediction: its name, multiplier and prior."""

    key: Key
    prior_variance: float
    times: float = 1.0


@dataclass(frozen=True)
class Trial:
    """One garment in one size on one person: fixed parts, and effects of both sums.

    Attributes:
        eta: the location without effects.
        log_tau: the tolerance's logarithm without effects.
        location: effects of the location.
        tolerance: effects of the tolerance.
    """

    eta: float
    log_tau: float
    location: Sequence[Term]
    tolerance: Sequence[Term]


class OnlineFit:
    """Beliefs about effects, updated by reactions.

    Args:
        known: beliefs to start with, for instance of a batch fit.
        drift: half-life of beliefs in seconds; infinity never forgets.
    """

    def __init__(
        self, known: Mapping[Key, Belief] | None = None, drift: float = DRIFT_SECONDS
    ) -> None:
        self._beliefs: dict[Key, Belief] = dict(known or {})
        self._drift = drift

    def _belief(self, term: Term, time: float) -> Belief:
        """The belief as of ``time``: mean and precision drifted towards the prior."""
        found = self._beliefs.get(term.key)
        if found is None:
            return Belief(0.0, term.prior_variance, time)
        if time <= found.time or math.isinf(self._drift) or math.isinf(found.time):
            return found
        kept = 0.5 ** ((time - found.time) / self._drift)
        prior = 1.0 / term.prior_variance
        precision = prior + kept * max(1.0 / found.variance - prior, 0.0)
        mean = kept * found.mean / found.variance / precision
        return Belief(mean, 1.0 / precision, time)

    def predict(self, trial: Trial, time: float = -math.inf) -> tuple[float, float, float]:
        """Probabilities of small, fit and large, averaged over what is not known."""
        eta, variance = self._sum(trial.eta, trial.location, time)
        log_tau, _ = self._sum(trial.log_tau, trial.tolerance, time)
        tau = _tolerance(log_tau)
        spread = math.sqrt(variance)
        small = sum(w * _sigmoid(-tau - eta - x * spread) for x, w in _NODES)
        large = sum(w * _sigmoid(eta + x * spread - tau) for x, w in _NODES)
        return small, max(1.0 - small - large, 0.0), large

    def _sum(self, fixed: float, terms: Sequence[Term], time: float) -> tuple[float, float]:
        variance = 0.0
        for term in terms:
            belief = self._belief(term, time)
            fixed += term.times * belief.mean
            variance += term.times**2 * belief.variance
        return fixed, variance

    def update(
        self, trial: Trial, outcome: Outcome, time: float = -math.inf, weight: float = 1.0
    ) -> None:
        """Learn from one reaction; ``weight`` in (0, 1] for half-hearted ones."""
        eta, _ = self._sum(trial.eta, trial.location, time)
        log_tau, _ = self._sum(trial.log_tau, trial.tolerance, time)
        by_eta, by_tau, told, told_tau = _slopes(eta, log_tau, outcome)
        self._step(trial.location, by_eta * weight, told * weight, time)
        self._step(trial.tolerance, by_tau * weight, told_tau * weight, time)

    def _step(self, terms: Sequence[Term], slope: float, told: float, time: float) -> None:
        for term in terms:
            belief = self._belief(term, time)
            variance = 1.0 / (1.0 / belief.variance + told * term.times**2)
            mean = belief.mean + variance * slope * term.times
            self._beliefs[term.key] = Belief(mean, variance, max(time, belief.time))

    def belief(self, term: Term, time: float = -math.inf) -> Belief:
        """What is known of one effect."""
        return self._belief(term, time)


def _tolerance(log_tau: float) -> float:
    return math.exp(min(max(log_tau, LOG_TAU_RANGE[0]), LOG_TAU_RANGE[1]))


def _sigmoid(x: float) -> float:
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def _slopes(eta: float, log_tau: float, outcome: Outcome) -> tuple[float, float, float, float]:
    """Slopes of the log-likelihood and information; the scalar form of ``ordinal``."""
    tau = _tolerance(log_tau)
    small, large = _sigmoid(-tau - eta), _sigmoid(eta - tau)
    fit = max(1.0 - small - large, 1e-9)
    bend_small, bend_large = small * (1 - small), large * (1 - large)
    told = bend_small + bend_large
    if outcome is Outcome.SMALL:
        by_eta = by_tau = small - 1.0
    elif outcome is Outcome.LARGE:
        by_eta, by_tau = 1.0 - large, large - 1.0
    else:
        by_eta, by_tau = (bend_small - bend_large) / fit, told / fit
    return by_eta, by_tau * tau, told, 0.5 * told * tau * tau
