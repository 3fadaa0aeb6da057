"""What suggestions know of a shopper's body: a few numbers, no measure that names her."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from modiste.types import Sex

Floats = NDArray[np.float64]

KNOWN = 4
_HEIGHT = {Sex.FEMALE: 164.0, Sex.MALE: 177.0}
_STEP, _BMI, _BMI_STEP = 8.0, 25.0, 5.0
_MOST = 2.5


def of_body(sex: Sex, height: float, weight: float) -> Floats:
    """A body as the population's prior takes it.

    Args:
        sex: chooses the two first numbers and what height is usual.
        height: in cm.
        weight: in kg.

    Returns:
        (KNOWN,): woman, man (0 or 1), height and body mass index in about standard deviations,
        within 2.5 of them.
    """
    shape = [(height - _HEIGHT[sex]) / _STEP, (weight / (height / 100) ** 2 - _BMI) / _BMI_STEP]
    woman = 1.0 if sex is Sex.FEMALE else 0.0
    return np.array([woman, 1.0 - woman, *np.clip(shape, -_MOST, _MOST)])
