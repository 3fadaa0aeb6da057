"""Cloth never covers the face."""

from __future__ import annotations

import numpy as np

from modiste.types import Mask, Pose
from modiste.warp.arrays import Coords

_HALF_WIDTH, _CHIN = 1.15, 1.25
"""Half a face in distances from an eye to the other; the chin in distances from eyes to mouth."""


def clear_face(alpha: Mask, pose: Pose) -> Mask:
    """Take ``alpha`` (h, w) away from an ellipse round eyes, mouth and chin."""
    centre, across, down = _ellipse(pose)
    if across < 2 or down < 2:
        return alpha
    reach = 1.1 * max(across, down) + 2
    (x0, y0), (x1, y1) = (
        np.clip(np.round(centre + s * reach), 0, alpha.shape[::-1]).astype(int) for s in (-1, 1)
    )
    axis = _down(pose)
    y, x = np.ogrid[y0:y1, x0:x1]
    dx, dy = x - centre[0], y - centre[1]
    u = (dx * axis[1] - dy * axis[0]) / across
    v = (dx * axis[0] + dy * axis[1]) / down
    distance = np.sqrt(u * u + v * v)
    outside = np.clip((distance - 1.0) * min(across, down) * 0.5 + 0.5, 0.0, 1.0)
    cleared = alpha.copy()
    cleared[y0:y1, x0:x1] *= outside.astype(np.float32)
    return cleared


def _ellipse(pose: Pose) -> tuple[Coords, float, float]:
    """Centre (2,) and half axes of the face, pixels."""
    eyes, mouth = _eyes(pose), _mouth(pose)
    down = float(np.linalg.norm(mouth - eyes))
    across = float(np.linalg.norm(pose["left_eye"] - pose["right_eye"]))
    half = max(_HALF_WIDTH * across, 0.85 * down)
    return eyes + (mouth - eyes) * 0.45, half, _CHIN * down


def _down(pose: Pose) -> Coords:
    axis = _mouth(pose) - _eyes(pose)
    return np.asarray(axis / max(float(np.linalg.norm(axis)), 1e-6))


def _eyes(pose: Pose) -> Coords:
    return np.asarray((pose["left_eye"] + pose["right_eye"]) / 2, np.float64)


def _mouth(pose: Pose) -> Coords:
    return np.asarray((pose["mouth_left"] + pose["mouth_right"]) / 2, np.float64)
