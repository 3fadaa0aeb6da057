"""How far a garment's sizes miss what its chart promises, learnt from who wore which.

A reaction to a size that lies ``gap`` steps above the one that chart and body ask for has, when the
garment is made ``steps`` sizes smaller than its chart says, the location

    eta = slope (gap - steps),   P(small) = sigma(-tau - eta), P(large) = sigma(eta - tau)

with a slope of tau a step: a garment that is one size too small is found too small by every other
wearer. One reaction in ten is taken to say nothing. The prior is normal; the posterior is kept on a
grid, so that no order of events changes it. Advice goes no farther than one size beyond those that
were tried: when all eight who took M found it small, L is next, and whether XL is needed they tell
who take L.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.returns.ordinal import Outcome

Floats = NDArray[np.float64]

PRIOR_SD = 0.6
"""Steps by which sizes of one chart differ from garment to garment, one standard deviation; as
:data:`modiste.fit.history.SAME`."""
ENOUGH = 5.0
"""Fewer reactions, in weights, move no size."""
LOG_TAU = 0.9
"""Tolerance without history: five in six find that the expected size fits."""
SLOPE = float(np.exp(LOG_TAU))
"""Logits of location a step: who wears one size too small finds it so every other time."""
_NOISE = 0.1
_GRID: Floats = np.linspace(-2.5, 2.5, 101)
_PRIOR: Floats = -0.5 * (_GRID / PRIOR_SD) ** 2


@dataclass(frozen=True)
class Offset:
    """What is known of one garment.

    Attributes:
        steps: sizes by which a larger one suits than its chart says, at most one beyond what was
            tried; below 0 it runs large.
        sd: one standard deviation of ``steps``.
        reactions: how many it is learnt from, by weight.
    """

    steps: float = 0.0
    sd: float = PRIOR_SD
    reactions: float = 0.0

    @property
    def is_enough(self) -> bool:
        """Whether as many spoke as it takes to move a size."""
        return self.reactions >= ENOUGH


@dataclass(frozen=True)
class _Told:
    """Log-likelihoods on the grid, their weight and time, and the least and greatest gap tried."""

    logs: Floats
    count: float
    time: float
    least: float
    greatest: float


class Offsets:
    """Learns the offsets of garments, reaction by reaction.

    Args:
        half_life: seconds after which a reaction counts half; a new lot may fall out differently.
    """

    def __init__(self, half_life: float) -> None:
        self._half_life = half_life
        self._told: dict[str, _Told] = {}

    def learn(self, item: str, gap: float, outcome: Outcome, weight: float, time: float) -> None:
        """Take in one reaction.

        Args:
            item: the garment.
            gap: steps by which its size is larger than chart and body ask for.
            outcome: what was found.
            weight: how much it counts; below 0 takes back what was learnt before.
            time: seconds since 1970.
        """
        old = self._told.get(item) or _Told(np.zeros_like(_GRID), 0.0, time, gap, gap)
        now = max(time, old.time)
        faded, share = self._kept(now - old.time), self._kept(now - time)
        self._told[item] = _Told(
            faded * old.logs + share * weight * _log_odds(gap, outcome),
            max(faded * old.count + share * weight, 0.0),
            now, min(old.least, gap), max(old.greatest, gap),
        )  # fmt: skip

    def of(self, item: str, now: float) -> Offset:
        """What is known of a garment; the prior when nobody spoke."""
        if item not in self._told:
            return Offset()
        told = self._told[item]
        faded = self._kept(max(now - told.time, 0.0))
        posterior = _PRIOR + faded * told.logs
        odds = np.exp(posterior - posterior.max())
        odds /= odds.sum()
        mean = float(odds @ _GRID)
        sd = float(np.sqrt(odds @ (_GRID - mean) ** 2))
        near = float(np.clip(mean, told.least - 1.0, told.greatest + 1.0))
        return Offset(near, sd, faded * told.count)

    def _kept(self, seconds: float) -> float:
        return float(0.5 ** (seconds / self._half_life))


def _log_odds(gap: float, outcome: Outcome) -> Floats:
    """Log-likelihood of an outcome at every place of the grid."""
    eta = SLOPE * (gap - _GRID)
    small, large = 1 / (1 + np.exp(SLOPE + eta)), 1 / (1 + np.exp(SLOPE - eta))
    odds = {Outcome.SMALL: small, Outcome.FIT: 1 - small - large, Outcome.LARGE: large}[outcome]
    logs: Floats = np.log((1 - _NOISE) * np.maximum(odds, 0.0) + _NOISE / 3)
    return logs
