"""Sections through a body, and the cloth that goes around them.

A loop is a closed curve around a limb or the trunk: float64 (n, 2) in the plane of the section,
metres, evenly spaced, beginning behind, running forward over one side and back over the other.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

EASE = 0.85
"""Share of a garment's spare girth that stands off the body; the rest falls into folds."""
GAP = 0.007
"""Metres between skin and cloth where it lies close: it must clear the base clothes."""


def cut(triangles: Array, origin: Array, normal: Array) -> Array:
    """Points where the edges of triangles (F, 3, 3) cross a plane, (N, 3)."""
    height = (triangles - origin) @ normal
    points = []
    for i, j in ((0, 1), (1, 2), (2, 0)):
        a, b = height[:, i], height[:, j]
        crossing = (a > 0) != (b > 0)
        share = (a[crossing] / (a[crossing] - b[crossing]))[:, None]
        points.append(triangles[crossing, i] * (1 - share) + triangles[crossing, j] * share)
    return np.concatenate(points)


def loop_around(points: Array, count: int) -> tuple[Array, float] | None:
    """The taut loop around points (N, 2) and its length; None when they are too few.

    The second axis points forward: the loop's first and last points lie behind, its middle in
    front, and its second half on the side of the positive first axis.
    """
    if len(points) < 6:
        return None
    hull = cv2.convexHull(points.astype(np.float32))[:, 0].astype(np.float64)
    centre = (hull.max(axis=0) + hull.min(axis=0)) / 2
    fine = _resampled(np.vstack([hull, hull[:1]]), 8 * count)[:-1]
    turn = np.arctan2(fine[:, 0] - centre[0], fine[:, 1] - centre[1])
    fine = fine[np.argsort(turn)]
    closed = np.vstack([fine, fine[:1]])
    front = int(np.argmin(np.abs(turn[np.argsort(turn)])))
    rolled = np.roll(fine, -front, axis=0)
    length = float(np.linalg.norm(np.diff(closed, axis=0), axis=1).sum())
    even = _resampled(np.vstack([rolled, rolled[:1]]), count)[:-1]
    return np.roll(even, count // 2, axis=0), length


def _resampled(curve: Array, count: int) -> Array:
    """``count`` + 1 points at even distances along an open curve."""
    steps = np.linalg.norm(np.diff(curve, axis=0), axis=1)
    arc = np.concatenate([[0.0], np.cumsum(steps)])
    at = np.linspace(0, arc[-1], count + 1)
    return np.stack([np.interp(at, arc, curve[:, 0]), np.interp(at, arc, curve[:, 1])], axis=1)


def eased(loop: Array, body_girth: float, cloth_girth: float, share: float = 1.0) -> Array:
    """The loop that cloth of a girth makes around a body's; ``share`` fades the spare girth in.

    Much spare girth, as of a wide skirt, falls into folds: it widens the loop ever less.
    """
    spare = max(cloth_girth / body_girth - 1, 0.0) * EASE * share
    spare /= 1 + 0.6 * max(spare - 0.2, 0.0)
    centre = (loop.max(axis=0) + loop.min(axis=0)) / 2
    away = loop - centre
    gap = GAP * away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-6)
    wider: Array = centre + away * (1 + spare) + gap
    return wider


def across(count: int) -> Array:
    """The cloth coordinate u of a loop's points: -1 and 1 at the sides, mirrored behind."""
    arc = (np.arange(count) - count // 2) / (count / 4)
    return np.where(np.abs(arc) <= 1, arc, np.sign(arc) * (2 - np.abs(arc)))
