"""The One-Euro filter: smooth when things are slow, without lag when they are fast.

Casiez, Roussel, Vogel: 1 Euro Filter: A Simple Speed-based Low-pass Filter for Noisy Input in
Interactive Systems, CHI 2012.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class OneEuro:
    """Smooths an array of numbers over time."""

    def __init__(
        self, least_cutoff: float = 1.7, beta: float = 6.0, speed_cutoff: float = 1.0
    ) -> None:
        """Choose how it smooths.

        Args:
            least_cutoff: Hz at rest; less smooths more.
            beta: growth of the cutoff with speed, in Hz per unit a second; more lags less.
            speed_cutoff: Hz of the filter on the speed.
        """
        self._least, self._beta, self._speed_cutoff = least_cutoff, beta, speed_cutoff
        self._value: Floats | None = None
        self._speed: Floats | None = None
        self._time = 0.0

    def __call__(self, value: Floats, time: float) -> Floats:
        """Filter the next value.

        Args:
            value: any shape, the same every time.
            time: seconds, growing; a step of 0 or back keeps the last value.
        """
        if self._value is None or self._speed is None:
            self._value, self._speed, self._time = value.copy(), np.zeros_like(value), time
            return self._value
        step = time - self._time
        if step <= 0:
            return self._value
        speed = (value - self._value) / np.float32(step)
        self._speed = self._speed + _share(self._speed_cutoff, step) * (speed - self._speed)
        cutoff = np.float32(self._least) + np.float32(self._beta) * np.abs(self._speed)
        self._value = (self._value + _share(cutoff, step) * (value - self._value)).astype(
            np.float32
        )
        self._time = time
        return self._value

    def forget(self) -> None:
        """Begin anew with the next value."""
        self._value = self._speed = None


def _share(cutoff: Floats | float, step: float) -> Floats:
    """What of the difference is taken over within ``step`` seconds."""
    turn = 2 * np.pi * np.asarray(cutoff, np.float32) * np.float32(step)
    return np.asarray(turn / (turn + 1), np.float32)
