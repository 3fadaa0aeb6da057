"""A figure of rectangles with known widths, and its landmarks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from modiste.body.silhouette import View
from modiste.types import POSE_NAMES, Mask, Pose

SPAN, TOP, MIDDLE = 400, 20, 160
ROWS = {"shoulder": 90, "hip": 210, "knee": 310, "ankle": 400, "elbow": 150, "wrist": 205,
        "index": 225, "nose": 50}  # fmt: skip


def figure(view: View = View.FRONT, *, width: int = 80, arms: int = 75) -> tuple[Mask, Pose]:
    """A person 400 rows high, with a trunk ``width`` wide and arms ``arms`` from the middle."""
    matte = np.zeros((440, 320), np.float32)
    matte[TOP:85, MIDDLE - 20 : MIDDLE + 20] = 1
    half = width // 2
    matte[85:225, MIDDLE - half : MIDDLE + half] = 1
    matte[225 : TOP + SPAN, MIDDLE - half : MIDDLE - 5] = 1
    matte[225 : TOP + SPAN, MIDDLE + 5 : MIDDLE + half] = 1
    apart = 30 if view is View.FRONT else 4
    points = np.tile(np.array([MIDDLE, 50], np.float32), (33, 1))
    for side, sign in (("left", 1), ("right", -1)):
        for name, row in ROWS.items():
            if f"{side}_{name}" in POSE_NAMES:
                points[POSE_NAMES.index(f"{side}_{name}")] = (MIDDLE + sign * apart, row)
        points[POSE_NAMES.index(f"{side}_shoulder"), 0] = MIDDLE + sign * apart * 1.4
        if view is View.FRONT:
            for name in ("elbow", "wrist", "index"):
                points[POSE_NAMES.index(f"{side}_{name}"), 0] = MIDDLE + sign * arms
            matte[92:225, MIDDLE + sign * arms - 8 : MIDDLE + sign * arms + 8] = 1
        points[POSE_NAMES.index(f"mouth_{side}")] = (MIDDLE + sign * 5, 65)
    return matte, Pose(points, np.zeros(33, np.float32), np.ones(33, np.float32), 1.0)


def moved(pose: Pose, name: str, x: float, y: float) -> Pose:
    """The pose with one landmark elsewhere."""
    points = pose.points.copy()
    points[POSE_NAMES.index(name)] = (x, y)
    return replace(pose, points=points)
