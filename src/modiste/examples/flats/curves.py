"""Smooth curves of pattern cutting; every curve is float64 (n, 2), x to the right, y down, cm."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Curve = NDArray[np.float64]


def bezier(*controls: ArrayLike, samples: int = 24) -> Curve:
    """Sample a cubic Bezier curve given by its four control points."""
    p0, p1, p2, p3 = (np.asarray(c, np.float64) for c in controls)
    t = np.linspace(0.0, 1.0, samples)[:, None]
    s = 1.0 - t
    curve: Curve = s**3 * p0 + 3 * s * s * t * p1 + 3 * s * t * t * p2 + t**3 * p3
    return curve


def spline(points: Sequence[ArrayLike], samples: int = 12) -> Curve:
    """Sample a Catmull-Rom spline through ``points``, ``samples`` per interval."""
    knots = np.asarray(points, np.float64)
    ends = np.vstack([2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]])
    slopes = (ends[2:] - ends[:-2]) / 2
    pieces = [
        bezier(a, a + da / 3, b - db / 3, b, samples=samples)[:-1]
        for a, b, da, db in zip(knots[:-1], knots[1:], slopes[:-1], slopes[1:], strict=True)
    ]
    return np.vstack([*pieces, knots[-1:]])


def mirrored(curve: Curve) -> Curve:
    """The curve on the other side of the centre line, run through backwards."""
    flipped: Curve = curve[::-1] * np.array([-1.0, 1.0])
    return flipped


def joined(*curves: Curve) -> Curve:
    """Curves put end to end."""
    return np.vstack(curves)


def symmetric(half: Curve) -> Curve:
    """A curve from the centre line outwards, joined to its mirror image: right to left."""
    return np.vstack([mirrored(half), half[1:]])


def offset(curve: Curve, distance: float) -> Curve:
    """The parallel curve at ``distance`` cm, to the right of the direction of travel on paper."""
    tangent = np.gradient(curve, axis=0)
    length = np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-9)
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], axis=1) / length
    moved: Curve = curve + distance * normal
    return moved


def band(curve: Curve, width: float) -> Curve:
    """The closed strip between a curve and its parallel at ``width`` cm."""
    return np.vstack([curve, offset(curve, width)[::-1]])


def part_of(curve: Curve, start: float, stop: float) -> Curve:
    """The piece of a curve between two fractions of its arc length."""
    steps = np.linalg.norm(np.diff(curve, axis=0), axis=1)
    arc = np.concatenate([[0.0], np.cumsum(steps)]) / max(float(steps.sum()), 1e-9)
    at = np.linspace(start, stop, len(curve))
    return np.stack([np.interp(at, arc, curve[:, 0]), np.interp(at, arc, curve[:, 1])], axis=1)
