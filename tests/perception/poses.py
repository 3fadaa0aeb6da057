"""A drawn pose: a person who stands upright and faces the camera."""

from __future__ import annotations

import numpy as np

from modiste.types import POSE_NAMES, Pose

_PLACES = {
    "nose": (0, -1.0), "shoulder": (0.35, -0.7), "elbow": (0.45, -0.35), "wrist": (0.48, 0.0),
    "pinky": (0.5, 0.08), "index": (0.48, 0.1), "thumb": (0.46, 0.06), "hip": (0.2, 0.0),
    "knee": (0.2, 0.5), "ankle": (0.2, 1.0), "heel": (0.2, 1.05), "foot_index": (0.25, 1.08),
}  # fmt: skip
"""Right of and below the hips' middle, in lengths of a leg, of the wearer's left side."""


def standing(x: float, y: float, leg: float, turn: float = 1.0) -> Pose:
    """A standing person.

    Args:
        x, y: middle of the hips.
        leg: length of a leg in pixels.
        turn: width, 1 from the front, 0 from the side, -1 from behind.
    """
    points = np.zeros((33, 2), np.float32)
    for i, name in enumerate(POSE_NAMES):
        side, part = _parse(name)
        dx, dy = _PLACES.get(part, (0.05, -1.02))
        points[i] = x + side * dx * leg * turn, y + dy * leg
    sure = np.ones(33, np.float32)
    return Pose(points, np.zeros(33, np.float32), sure, 1.0)


def _parse(name: str) -> tuple[int, str]:
    """The wearer's left is at the right of the picture: 1 for left, -1 for right, else 0."""
    for prefix, side in (("left_", 1), ("right_", -1)):
        if name.startswith(prefix):
            return side, name.removeprefix(prefix)
    return 0, name
