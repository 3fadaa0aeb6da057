"""Adding adjustments up, within their ranges."""

from __future__ import annotations

from collections.abc import Mapping

from modiste.types import Adjustment

RANGES: Mapping[str, tuple[float, float]] = {
    "girth": (-0.5, 0.5),
    "length": (-0.5, 0.5),
    "sleeve_length": (-0.5, 0.5),
    "shift_x": (-0.3, 0.3),
    "shift_y": (-0.3, 0.3),
    "shading": (-1.0, 1.0),
    "brightness": (-0.5, 0.5),
    "warmth": (-0.5, 0.5),
}
"""Lowest and highest value of every number of an adjustment."""


def added(first: Adjustment, second: Adjustment) -> Adjustment:
    """Both together: numbers add up and stay in their ranges; the second's choices win."""
    numbers = {name: bounded(name, getattr(first, name) + getattr(second, name)) for name in RANGES}
    return Adjustment(
        **numbers,
        seed=first.seed + second.seed,
        tuck=second.tuck or first.tuck,
        engine=second.engine or first.engine,
    )


def bounded(name: str, value: float) -> float:
    """``value`` kept in the range of the number called ``name``."""
    low, high = RANGES[name]
    return round(min(max(value, low), high), 6)
