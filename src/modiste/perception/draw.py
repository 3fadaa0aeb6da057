"""Pictures of what perception saw, for ``--explain``."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from modiste.perception.told import garment_words
from modiste.types import GarmentView, Image, Label, Labels, Mask, PersonView, Pose

_COLOURS: dict[Label, tuple[int, int, int]] = {
    Label.BACKGROUND: (24, 24, 28),
    Label.HAIR: (110, 70, 40),
    Label.HAT: (150, 60, 120),
    Label.FACE: (255, 205, 170),
    Label.ARM_LEFT: (240, 150, 110),
    Label.ARM_RIGHT: (225, 120, 90),
    Label.HAND: (255, 235, 140),
    Label.TOP: (70, 150, 230),
    Label.OUTER: (40, 80, 160),
    Label.DRESS: (190, 90, 200),
    Label.BOTTOM: (60, 170, 110),
    Label.LEGS: (200, 180, 90),
    Label.SHOES: (200, 60, 60),
    Label.BAG: (130, 130, 130),
}

_BONES = (
    ("left_shoulder", "right_shoulder"), ("left_shoulder", "left_elbow"),
    ("left_elbow", "left_wrist"), ("right_shoulder", "right_elbow"),
    ("right_elbow", "right_wrist"), ("left_shoulder", "left_hip"),
    ("right_shoulder", "right_hip"), ("left_hip", "right_hip"), ("left_hip", "left_knee"),
    ("left_knee", "left_ankle"), ("right_hip", "right_knee"), ("right_knee", "right_ankle"),
    ("left_ear", "nose"), ("nose", "right_ear"),
)  # fmt: skip

_CHECKER = 24


def draw_pose(image: Image, pose: Pose) -> Image:
    """The skeleton over the picture; the surer a bone, the brighter."""
    out = np.ascontiguousarray(image // 2)
    width = max(2, max(image.shape) // 300)
    for a, b in _BONES:
        sure = min(pose.seen(a), pose.seen(b))
        colour = (int(60 + 195 * sure), int(255 * sure), 90)
        cv2.line(out, _pixel(pose[a]), _pixel(pose[b]), colour, width, cv2.LINE_AA)
    for point in pose.points:
        cv2.circle(out, _pixel(point), width + 1, (255, 255, 255), -1, cv2.LINE_AA)
    return out


def draw_parse(labels: Labels) -> Image:
    """One colour per label."""
    table = np.zeros((256, 3), np.uint8)
    for label, colour in _COLOURS.items():
        table[label] = colour
    return table[labels]


def draw_cutout(image: Image, mask: Mask) -> Image:
    """The picture over a checkerboard."""
    rows, columns = np.indices(mask.shape) // _CHECKER
    board = np.where((rows + columns) % 2, 205, 235).astype(np.float32)[..., None]
    alpha = mask[..., None]
    return (image * alpha + board * (1 - alpha) + 0.5).astype(np.uint8)


def draw_garment(view: GarmentView) -> Image:
    """The cut-out with its named landmarks, and what was told of it written below.

    Args:
        view: of the garment, (h, w).

    Returns:
        (h + lines of text, w, 3). A landmark is the more red, and the less white, the surer it is.
    """
    out = np.ascontiguousarray(draw_cutout(view.image, view.mask))
    radius = max(3, max(out.shape) // 160)
    for name, mark in view.landmarks.items():
        at = (round(mark.x), round(mark.y))
        pale = 1 - float(np.clip(mark.score, 0, 1))
        colour = (230, round(40 + 200 * pale), round(60 + 180 * pale))
        cv2.circle(out, at, radius, colour, -1, cv2.LINE_AA)
        cv2.circle(out, at, radius, (120, 20, 30), 1, cv2.LINE_AA)
        cv2.putText(out, name, (at[0] + radius + 2, at[1]), cv2.FONT_HERSHEY_SIMPLEX,
                    radius / 11, (20, 20, 20), 1, cv2.LINE_AA)  # fmt: skip
    return np.vstack([out, _written(garment_words(view.report()), out.shape[1])])


def _written(lines: Sequence[str], width: int) -> Image:
    """Black lines on white, so small that the longest fits, (h, width, 3)."""
    longest = max(cv2.getTextSize(t, cv2.FONT_HERSHEY_SIMPLEX, 1.0, 1)[0][0] for t in lines)
    size = min(0.9, 0.96 * width / longest)
    step = round(36 * size) + 2
    strip = np.full((step * len(lines) + step // 2, width, 3), 255, np.uint8)
    for row, text in enumerate(lines, 1):
        cv2.putText(strip, text, (round(0.01 * width) + 1, row * step), cv2.FONT_HERSHEY_SIMPLEX,
                    size, (20, 20, 20), 1, cv2.LINE_AA)  # fmt: skip
    return strip


def person_steps(view: PersonView) -> dict[str, Image]:
    """Pose, matte and parse as pictures, by name."""
    return {
        "pose": draw_pose(view.image, view.pose),
        "matte": draw_cutout(view.image, view.matte),
        "parse": draw_parse(view.parse),
    }


def _pixel(point: np.ndarray) -> tuple[int, int]:
    x, y = np.clip(point, -10_000, 10_000)
    return round(float(x)), round(float(y))
