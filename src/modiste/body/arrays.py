"""The array types of this room, and a short way to write a constant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
"""Real values; float32 wherever a docstring gives a shape."""
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
Color = tuple[float, float, float]
"""Linear RGB, or a direction in space."""


def vec(values: Sequence[float]) -> NDArray[np.float32]:
    """A float32 vector of the given numbers."""
    return np.array(values, np.float32)


def unit(values: Sequence[float]) -> NDArray[np.float32]:
    """A float32 vector of length 1 in the given direction."""
    vector = vec(values)
    return vector / np.float32(np.linalg.norm(vector))
