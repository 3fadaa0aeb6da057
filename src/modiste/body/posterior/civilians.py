"""Soldiers are not civilians: brings the statistics of ANSUR II to adults at large.

What is known: on 5,296 adults of NHANES 2015-16 the waist that ANSUR II predicts from sex, height,
weight and age is 2.7 cm too small on average; its mean error is 4.8 cm, and 4.0 cm after an affine
correction, where it is 3.4 cm on soldiers. Three changes follow:

1. Height, weight and age get a prior as broad as adults are, in place of an army's.
2. Given these three, the waist is larger by the bias, and whatever goes with a larger waist at the
   same height, weight and age (less thigh, arm and chest) moves with it.
3. What height, weight and age leave open is wider by the ratio of the two errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from modiste.body.posterior.dimensions import Dimension
from modiste.body.posterior.gaussian import Array, LogNormal
from modiste.types import Measure, Sex

CORE = (Measure.HEIGHT, Measure.WEIGHT, Dimension.AGE)
WAIST_BIAS = 0.029
"""2.7 cm of 94 cm."""
WIDENING = 4.0 / 3.4
"""Of standard deviations."""


@dataclass(frozen=True)
class Core:
    """The adults at large of one sex.

    Attributes:
        median: of height in cm, weight in kg, age in years.
        sd: of their logarithms.
        slope: of log weight on log height.
    """

    median: tuple[float, float, float]
    sd: tuple[float, float, float]
    slope: float = 1.9

    def distribution(self) -> LogNormal:
        """As a distribution of the three."""
        height, weight, age = np.square(self.sd)
        both = self.slope * height
        cov = np.array([[height, both, 0.0], [both, weight, 0.0], [0.0, 0.0, age]])
        return LogNormal(CORE, np.log(self.median), cov)


ADULTS: Mapping[Sex, Core] = {
    Sex.FEMALE: Core((161.0, 67.0, 40.0), (0.046, 0.25, 0.40)),
    Sex.MALE: Core((174.0, 80.0, 40.0), (0.046, 0.23, 0.40)),
}
"""Broad enough for the adults of China (158 cm and 59 kg; 170 cm and 70 kg) and of the United
States (161 cm and 77 kg; 175 cm and 91 kg, women and men); it hardly matters once height and weight
are told."""


def civilian(joint: LogNormal, sex: Sex) -> LogNormal:
    """The distribution of adults at large from that of soldiers."""
    core = joint.index(CORE)
    within = joint.cov[np.ix_(core, core)]
    gain = np.linalg.solve(within, joint.cov[core]).T.astype(np.float64)
    residual = joint.cov - gain @ joint.cov[core]
    adults = ADULTS[sex].distribution()
    waist = joint.index([Measure.WAIST])[0]
    shift = residual[:, waist] / residual[waist, waist] * WAIST_BIAS
    mean = joint.mean + gain @ (adults.mean - joint.mean[core]) + shift
    return LogNormal(joint.names, mean, _spread(gain, adults.cov, residual))


def _spread(gain: Array, core: Array, residual: Array) -> Array:
    cov: Array = gain @ core @ gain.T + WIDENING**2 * residual
    return (cov + cov.T) / 2
