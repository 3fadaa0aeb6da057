"""Names for the arrays of the geometry, which is computed in double precision throughout."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Coords = NDArray[np.float64]
"""Points or vectors, (..., 2), x then y, pixels."""

Values = NDArray[np.float64]
"""Plain numbers, one per point or rung."""
