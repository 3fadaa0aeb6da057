"""Names for the arrays of the geometry, which is computed in double precision throughout."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Coords = NDArray[np.float64]
"""Points or vectors, (..., 2), x then y, pixels."""

Values = NDArray[np.float64]
"""Plain numbers, one per point or rung."""


def smoothstep(share: Values) -> Values:
    """3 s^2 - 2 s^3 of a share held in [0, 1]: from 0 to 1 without a corner."""
    held = np.clip(share, 0.0, 1.0)
    return np.asarray(held * held * (3 - 2 * held), np.float64)
