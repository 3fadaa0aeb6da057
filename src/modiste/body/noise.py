"""Smooth random fields over points in space, the same for the same seed."""

from __future__ import annotations

import numpy as np

from modiste.body.arrays import Floats


def waves(points: Floats, seed: int, wavelength: float, count: int = 8) -> Floats:
    """A sum of plane waves with random directions.

    Args:
        points: float32 (N, 3), metres.
        seed: of the directions and phases.
        wavelength: typical size of a blotch, metres.
        count: number of waves.

    Returns:
        float32 (N,), mean about 0, standard deviation about 1.
    """
    rng = np.random.default_rng(seed)
    axes = rng.normal(0, 1, (3, count))
    axes *= 2 * np.pi / wavelength / np.linalg.norm(axes, axis=0) * rng.uniform(0.6, 1.4, count)
    phases = rng.uniform(0, 2 * np.pi, count)
    total = np.sin(points @ axes.astype(np.float32) + phases.astype(np.float32)).sum(1)
    field: Floats = (total * np.sqrt(2 / count)).astype(np.float32)
    return field


def ramp(values: Floats, low: float, high: float) -> Floats:
    """Smoothstep: 0 below ``low``, 1 above ``high``; falls instead when ``low`` > ``high``."""
    t = np.clip((values - np.float32(low)) / np.float32(high - low), 0, 1)
    step: Floats = t * t * (3 - 2 * t)
    return step
