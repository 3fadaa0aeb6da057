"""The 18-point skeleton of OpenPose (Cao et al. 2017), drawn as diffusion networks want it."""

from __future__ import annotations

import colorsys

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image, Points, Pose

Colour = tuple[float, float, float]
_POINTS = ("nose", None, "right_shoulder", "right_elbow", "right_wrist", "left_shoulder",
           "left_elbow", "left_wrist", "right_hip", "right_knee", "right_ankle", "left_hip",
           "left_knee", "left_ankle", "right_eye", "left_eye", "right_ear", "left_ear")  # fmt: skip
"""BlazePose names of OpenPose's points; the neck is the middle of the shoulders."""
_LIMBS = ((1, 2), (1, 5), (2, 3), (3, 4), (5, 6), (6, 7), (1, 8), (8, 9), (9, 10), (1, 11),
          (11, 12), (12, 13), (1, 0), (0, 14), (14, 16), (0, 15), (15, 17))  # fmt: skip
_SEEN = 0.3
_WIDTH = 4.0 / 512
"""Half the width of a stick, in longer sides of the picture."""
_DIM = 0.6
"""Sticks are darker than points."""


def openpose_points(pose: Pose) -> tuple[Points, list[bool]]:
    """The 18 points (18, 2), and which of them are seen."""
    points: list[Points] = []
    seen: list[bool] = []
    for name in _POINTS:
        if name is None:
            points.append((pose["left_shoulder"] + pose["right_shoulder"]) / np.float32(2))
            seen.append(min(pose.seen("left_shoulder"), pose.seen("right_shoulder")) > _SEEN)
        else:
            points.append(pose[name])
            seen.append(pose.seen(name) > _SEEN)
    return np.stack(points).astype(np.float32), seen


def draw_skeleton(pose: Pose | None, size: tuple[int, int]) -> Image:
    """A picture of the skeleton, black where there is none.

    Args:
        pose: in pixels of the picture; None draws nobody, as for a garment that lies flat.
        size: height and width.

    Returns:
        uint8 (height, width): the brightness of OpenPose's colours.
    """
    canvas = np.zeros((*size, 3), np.float32)
    if pose is None:
        return np.zeros(size, np.uint8)
    points, seen = openpose_points(pose)
    half = max(1.0, _WIDTH * max(size))
    for number, (a, b) in enumerate(_LIMBS):
        if seen[a] and seen[b]:
            _stick(canvas, points[a], points[b], half, _colour(number))
    canvas *= _DIM
    for number, point in enumerate(points):
        if seen[number]:
            x, y = np.round(point).astype(int)
            cv2.circle(canvas, (int(x), int(y)), round(half), _colour(number), -1)
    grey = cv2.cvtColor(canvas, cv2.COLOR_RGB2GRAY)
    return np.asarray(np.clip(grey + 0.5, 0, 255), np.uint8)


def _stick(
    canvas: NDArray[np.float32],
    a: Points,
    b: Points,
    half: float,
    colour: tuple[float, float, float],
) -> None:
    """An ellipse from point to point."""
    middle, along = (a + b) / 2, b - a
    length = float(np.linalg.norm(along))
    angle = float(np.degrees(np.arctan2(along[1], along[0])))
    outline = cv2.ellipse2Poly(
        (int(middle[0]), int(middle[1])), (int(length / 2), int(half)), int(angle), 0, 360, 1
    )
    cv2.fillConvexPoly(canvas, np.asarray(outline, np.int32), colour)


def _colour(number: int) -> Colour:
    """OpenPose's rainbow: one hue after the other, 18 of them."""
    red, green, blue = colorsys.hsv_to_rgb(number / 18, 1.0, 1.0)
    return 255 * red, 255 * green, 255 * blue
