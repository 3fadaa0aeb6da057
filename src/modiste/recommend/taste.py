"""One shopper's taste: a Bayesian linear model whose memory fades.

What an event told of the coefficients is halved every half-life, so the belief drifts back to the
population's when nothing new is learnt.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HALF_LIFE_SECONDS = 180 * 86400.0


@dataclass(frozen=True)
class Prior:
    """Where every taste starts.

    Attributes:
        precision: (d, d) inverse covariance of the coefficients.
        noise: variance of a reward of weight 1.
        half_life: seconds after which an event tells half.
    """

    precision: Floats
    noise: float
    half_life: float = HALF_LIFE_SECONDS


class Taste:
    """The posterior of one shopper, updated by one event at a time.

    An event that comes late counts as if it had come in time.

    Args:
        prior: shared by all shoppers.
    """

    def __init__(self, prior: Prior) -> None:
        self._prior = prior
        self._information = np.zeros_like(prior.precision)
        self._pull = np.zeros(len(prior.precision))
        self._time = -np.inf
        self._solved: tuple[Floats, Floats] | None = None

    def observe(self, features: Floats, surplus: float, weight: float, time: float) -> None:
        """Learn from one reward.

        Args:
            features: (d,) of the item.
            surplus: the reward minus what the population expects.
            weight: how much it counts; 0 or more.
            time: seconds since 1970.
        """
        age = self._fade(time)
        share = weight * age / self._prior.noise
        self._information += share * np.outer(features, features)
        self._pull += (share * surplus) * features
        self._solved = None

    def _fade(self, time: float) -> float:
        """Move the clock on; returns what an event at ``time`` counts by that clock."""
        if time <= self._time:
            return float(0.5 ** ((self._time - time) / self._prior.half_life))
        if np.isfinite(self._time):
            kept = 0.5 ** ((time - self._time) / self._prior.half_life)
            self._information *= kept
            self._pull *= kept
        self._time = time
        return 1.0

    def posterior(self) -> tuple[Floats, Floats]:
        """Mean (d,) and covariance (d, d) of the coefficients, at the time of the last event."""
        if self._solved is None:
            spread: Floats = np.linalg.inv(self._prior.precision + self._information).astype(float)
            self._solved = spread @ self._pull, spread
        return self._solved

    def score(self, features: Floats, alpha: float = 0.0) -> Floats:
        """Surplus expected of items (n, d), with ``alpha`` standard deviations of optimism.

        LinUCB (Li, Chu, Langford & Schapire, WWW 2010).
        """
        mean, spread = self.posterior()
        expected: Floats = features @ mean
        if alpha == 0.0:
            return expected
        variance = np.einsum("nd,de,ne->n", features, spread, features)
        optimistic: Floats = expected + alpha * np.sqrt(np.maximum(variance, 0.0))
        return optimistic

    def share(self, item: Floats, past: Floats, surplus: float, weight: float) -> float:
        """How much of an item's score one past event brought; all shares add up to the score."""
        _, spread = self.posterior()
        return float(item @ spread @ past) * weight * surplus / self._prior.noise
