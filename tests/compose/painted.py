"""A person painted in flat colours: every label, pose and colour is known."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from modiste.types import (
    POSE_NAMES,
    Category,
    GarmentView,
    Image,
    Label,
    Mask,
    Options,
    Part,
    PersonView,
    Pose,
    Scene,
    Warped,
)

SIZE = (480, 320)
SKIN = (205, 160, 135)
GREEN = (0, 255, 0)
COLOURS: Mapping[Label, tuple[int, int, int]] = {
    Label.BACKGROUND: (150, 150, 155),
    Label.HAIR: (60, 40, 30),
    Label.FACE: SKIN,
    Label.ARM_LEFT: SKIN,
    Label.ARM_RIGHT: SKIN,
    Label.HAND: SKIN,
    Label.LEGS: SKIN,
    Label.TOP: GREEN,
    Label.OUTER: GREEN,
    Label.DRESS: GREEN,
    Label.BOTTOM: (40, 50, 110),
    Label.SHOES: (20, 20, 20),
    Label.BAG: (120, 60, 20),
    Label.HAT: (200, 0, 200),
}
_JOINTS = {
    "left_eye": (172, 58), "right_eye": (148, 58), "mouth_left": (168, 80),
    "mouth_right": (152, 80), "left_shoulder": (196, 118), "right_shoulder": (124, 118),
    "left_elbow": (216, 176), "right_elbow": (104, 176), "left_wrist": (226, 226),
    "right_wrist": (94, 226), "left_hip": (182, 238), "right_hip": (138, 238),
    "left_knee": (182, 330), "right_knee": (138, 330), "left_ankle": (182, 418),
    "right_ankle": (138, 418),
}  # fmt: skip


def pose() -> Pose:
    """A person who stands upright and faces the camera."""
    points = np.full((33, 2), (160, 70), np.float32)
    for name, xy in _JOINTS.items():
        points[POSE_NAMES.index(name)] = xy
    return Pose(points, np.zeros(33, np.float32), np.ones(33, np.float32), 1.0)


def parse(upper: Label = Label.TOP, lower: Label = Label.BOTTOM) -> np.ndarray:
    """Long sleeves and long trousers, labelled ``upper`` and ``lower``."""
    labels = np.zeros(SIZE, np.uint8)
    for side in ("left", "right"):
        hip, knee, ankle = (_JOINTS[f"{side}_{n}"] for n in ("hip", "knee", "ankle"))
        shoulder, elbow, wrist = (_JOINTS[f"{side}_{n}"] for n in ("shoulder", "elbow", "wrist"))
        for a, b, width in ((hip, knee, 36), (knee, ankle, 30)):
            cv2.line(labels, a, b, int(lower), width)
        cv2.circle(labels, (ankle[0], ankle[1] + 20), 14, int(Label.SHOES), -1)
        for a, b in ((shoulder, elbow), (elbow, wrist)):
            cv2.line(labels, a, b, int(upper), 26)
        cv2.circle(labels, (wrist[0], wrist[1] + 18), 11, int(Label.HAND), -1)
    cv2.rectangle(labels, (122, 215), (198, 260), int(lower), -1)
    cv2.fillPoly(labels, [np.array([(128, 106), (192, 106), (196, 232), (124, 232)])], int(upper))
    cv2.rectangle(labels, (150, 90), (170, 112), int(Label.FACE), -1)
    cv2.ellipse(labels, (160, 62), (28, 38), 0, 0, 360, int(Label.HAIR), -1)
    cv2.ellipse(labels, (160, 70), (21, 28), 0, 0, 360, int(Label.FACE), -1)
    return labels


def person(labels: np.ndarray | None = None) -> PersonView:
    """The photo of ``labels``: flat colours and a little noise, the same every time."""
    labels = parse() if labels is None else labels
    table = np.array([COLOURS[Label(i)] for i in range(len(Label))], np.float32)
    noise = np.random.default_rng(0).normal(0, 1.5, (*SIZE, 1))
    image = np.clip(table[labels] + noise, 0, 255).astype(np.uint8)
    return PersonView(image, pose(), (labels > 0).astype(np.float32), labels)


def garment(category: Category) -> GarmentView:
    """A garment of which only the category matters."""
    return GarmentView(np.zeros((8, 8, 3), np.uint8), np.ones((8, 8), np.float32), category, {})


def warped(
    alpha: Mask, colour: tuple[int, int, int] = (200, 30, 40), *, tucked: bool = False
) -> Warped:
    """A garment of one colour and one part, already on the body."""
    image: Image = np.full((*alpha.shape, 3), colour, np.uint8)
    parts = np.where(alpha > 0, np.uint8(Part.TORSO), np.uint8(0)).astype(np.uint8)
    return Warped(image, alpha, parts, tucked)


def tee(bottom: int = 236, top: int = 108) -> Mask:
    """Alpha of a sleeveless top over the torso, from row ``top`` to row ``bottom``."""
    alpha = np.zeros(SIZE, np.float32)
    alpha[top:bottom, 124:197] = 1
    return alpha


def scene(view: PersonView, category: Category, editable: Mask, *, explain: bool = False) -> Scene:
    """The scene of a person and an unspecified garment."""
    return Scene(view, garment(category), editable, Options(), explain)


def greenness(image: Image) -> np.ndarray:
    """Where the picture is greener than anything but the old garment, (h, w) bool."""
    red, green, blue = (image[..., c].astype(int) for c in range(3))
    return np.asarray(green - np.maximum(red, blue) > 40)
