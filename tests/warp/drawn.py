"""Bodies and garments drawn from numbers, so that the truth is known to the pixel."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from modiste.types import (
    POSE_NAMES,
    Category,
    GarmentView,
    Image,
    Label,
    Landmark,
    Length,
    Mask,
    PersonView,
    Pose,
)  # fmt: skip

UNIT = 2.5
"""Pixels per cm of the drawn body."""
SIZE = (560, 440)
CENTRE = (220.0, 120.0)

_CM = {
    "nose": (0, -26), "left_eye_inner": (1.6, -29.5), "left_eye": (3.1, -29.5),
    "left_eye_outer": (4.6, -29.5), "left_ear": (7.4, -28), "mouth_left": (2.4, -22),
    "left_shoulder": (17.5, 0), "left_elbow": (21, 30), "left_wrist": (24, 56),
    "left_pinky": (25, 64), "left_index": (24, 65), "left_thumb": (23, 62),
    "left_hip": (9.5, 51), "left_knee": (10, 93), "left_ankle": (10.5, 133),
    "left_heel": (10.5, 137), "left_foot_index": (13, 140),
}  # fmt: skip


def drawn_pose(**moved: tuple[float, float]) -> Pose:
    """A standing person of 175 cm; ``moved`` gives joints other places, cm from the neck."""
    cm = dict(_CM)
    for name, (x, y) in _CM.items():
        cm[_mirrored(name)] = (-x, y) if name != "nose" else (x, y)
    cm.update(moved)
    points = np.array([cm[n] for n in POSE_NAMES], np.float32) * UNIT + np.float32(CENTRE)
    return Pose(points, np.zeros(33, np.float32), np.ones(33, np.float32), 1.0)


def _mirrored(name: str) -> str:
    return name.replace("left", "right")


def drawn_person(pose: Pose | None = None, parse: bool = True) -> PersonView:
    """Capsules for limbs, a trapezium for the torso, an ellipse for the head."""
    pose = pose or drawn_pose()
    labels = np.zeros(SIZE, np.uint8)
    for side in ("left", "right"):
        _limb(labels, pose, side, ("hip", "knee", "ankle"), (9.0, 6.2, 4.2), Label.BOTTOM)
    _torso(labels, pose)
    for side, label in (("left", Label.ARM_LEFT), ("right", Label.ARM_RIGHT)):
        _limb(labels, pose, side, ("shoulder", "elbow", "wrist"), (5.4, 4.6, 3.1), label)
    _head(labels, pose)
    matte = cv2.GaussianBlur((labels > 0).astype(np.float32), (3, 3), 0)
    image = np.full((*SIZE, 3), 200, np.uint8)
    image[labels > 0] = (180, 140, 120)
    return PersonView(image, pose, matte, labels if parse else np.zeros(SIZE, np.uint8))


def _limb(canvas, pose, side, joints, radii, label):
    points = [pose[f"{side}_{j}"] for j in joints]
    for i in (0, 1):
        for t in np.linspace(0, 1, 40):
            centre = points[i] * (1 - t) + points[i + 1] * t
            radius = (radii[i] * (1 - t) + radii[i + 1] * t) * UNIT
            cv2.circle(canvas, _ints(centre), round(radius), int(label), -1)


def _torso(canvas, pose):
    neck = (pose["left_shoulder"] + pose["right_shoulder"]) / 2
    hips = (pose["left_hip"] + pose["right_hip"]) / 2
    across = (pose["left_shoulder"] - pose["right_shoulder"]) / 35.0
    down = (hips - neck) / 51.0
    rim = [(6, -9), (20, -4), (16.5, 14), (14.2, 32), (17.2, 52), (16, 62)]
    rim += [(-x, y) for x, y in reversed(rim)]
    polygon = np.array([neck + x * across + y * down for x, y in rim])
    cv2.fillPoly(canvas, [np.round(polygon).astype(np.int32)], int(Label.TOP))
    below = np.array(
        [neck + x * across + y * down for x, y in [(17, 46), (17.4, 62), (-17.4, 62), (-17, 46)]]
    )
    cv2.fillPoly(canvas, [np.round(below).astype(np.int32)], int(Label.BOTTOM))


def _head(canvas, pose):
    axes = (round(8 * UNIT), round(12 * UNIT))
    cv2.ellipse(canvas, _ints(pose["nose"]), axes, 0, 0, 360, int(Label.FACE), -1)


def _ints(point):
    return round(float(point[0])), round(float(point[1]))


TEE = {
    "collar_left": (8.5, 0), "shoulder_left": (22, 5), "cuff_outer_left": (38, 17),
    "cuff_inner_left": (31, 30), "armpit_left": (26, 26), "waist_left": (25.5, 45),
    "hem_left": (26, 72),
}  # fmt: skip
LONG_SLEEVE = {**TEE, "cuff_outer_left": (50, 57), "cuff_inner_left": (40, 61)}
TANK = {"collar_left": (11, 0), "shoulder_left": (15, 1), "armpit_left": (24, 24),
        "waist_left": (23.5, 44), "hem_left": (25, 66)}  # fmt: skip
DRESS = {**TEE, "waist_left": (21, 42), "hip_left": (26, 62), "hem_left": (36, 105)}
TROUSERS = {"waist_left": (20, 0), "hip_left": (25.5, 20), "hem_outer_left": (25, 104),
            "hem_inner_left": (7, 105)}  # fmt: skip
SKIRT = {"waist_left": (18, 0), "hip_left": (25, 20), "hem_left": (31, 58)}

_RIM = {
    Category.TOP: ("collar", "shoulder", "cuff_outer", "cuff_inner", "armpit", "waist", "hem"),
    Category.DRESS: ("collar", "shoulder", "cuff_outer", "cuff_inner", "armpit", "waist", "hip",
                     "hem"),
    Category.BOTTOM: ("waist", "hip", "hem_outer", "hem_inner", "hem"),
}  # fmt: skip


def drawn_garment(
    cm: dict[str, tuple[float, float]],
    category: Category = Category.TOP,
    sleeve: Length = Length.NONE,
    leg: Length = Length.NONE,
    pixels: float = 5.0,
    worn: bool = False,
) -> GarmentView:
    """A garment laid flat, given by the landmarks of its left side in cm."""
    both = {**cm, **{_mirrored(n): (-x, y) for n, (x, y) in cm.items()}}
    if category is Category.BOTTOM and "hem_outer_left" in cm:
        both["crotch"] = (0.0, 24.0)
    if category is not Category.BOTTOM:
        both["neck_center"] = (0.0, 9.0)
    size = (round(120 * pixels), round(120 * pixels))
    at = {n: (np.array(p) + np.array([60, 6])) * pixels for n, p in both.items()}
    mask = np.zeros(size, np.uint8)
    cv2.fillPoly(mask, [np.round(np.stack(_rim(at, category))).astype(np.int32)], 255)
    if "neck_center" in at:
        depth = (round(abs(at["collar_left"][0] - at["neck_center"][0])), round(9 * pixels))
        top = (round(at["neck_center"][0]), round(at["collar_left"][1]))
        cv2.ellipse(mask, top, depth, 0, 0, 360, 0, -1)
    alpha = cv2.GaussianBlur(mask, (3, 3), 0).astype(np.float32) / 255
    marks = {n: Landmark(float(x), float(y)) for n, (x, y) in at.items()}
    return GarmentView(_striped(size), alpha, category, marks, sleeve, leg, worn=worn)


def _rim(at: dict[str, np.ndarray], category: Category) -> list[np.ndarray]:
    names = [n for n in _RIM[category] if f"{n}_left" in at]
    left = [at[f"{n}_left"] for n in names]
    right = [at[f"{n}_right"] for n in reversed(names)]
    return [*left, *([at["crotch"]] if "crotch" in at else []), *right]


def _striped(size: tuple[int, int], period: int = 20) -> Image:
    rows = (np.arange(size[0]) // (period // 2)) % 2
    image = np.where(rows[:, None, None] > 0, (40, 60, 160), (235, 235, 230))
    return np.broadcast_to(image, (*size, 3)).astype(np.uint8).copy()


def width_at(alpha: Mask, y: float) -> int:
    """Covered pixels on row ``y``."""
    return int((alpha[round(y)] > 0.5).sum())


def swapped(name: str) -> str:
    if "left" in name:
        return name.replace("left", "right")
    return name.replace("right", "left")


def mirrored_person(person: PersonView) -> PersonView:
    """The person in a mirror: her left is the other's right."""
    width = person.matte.shape[1]
    order = [POSE_NAMES.index(swapped(n)) for n in POSE_NAMES]
    points = person.pose.points[order] * np.float32([-1, 1]) + np.float32([width - 1, 0])
    swap = np.arange(256, dtype=np.uint8)
    swap[[Label.ARM_LEFT, Label.ARM_RIGHT]] = Label.ARM_RIGHT, Label.ARM_LEFT
    pose = Pose(points, person.pose.depth[order], person.pose.visibility[order], 1.0)
    flip = [np.ascontiguousarray(a[:, ::-1]) for a in (person.image, person.matte, person.parse)]
    return PersonView(flip[0], pose, flip[1], swap[flip[2]])


def mirrored_garment(garment: GarmentView) -> GarmentView:
    """The garment in a mirror."""
    width = garment.mask.shape[1]
    marks = {
        swapped(n): Landmark(width - 1 - m.x, m.y, m.score) for n, m in garment.landmarks.items()
    }
    return replace(
        garment,
        image=np.ascontiguousarray(garment.image[:, ::-1]),
        mask=np.ascontiguousarray(garment.mask[:, ::-1]),
        landmarks=marks,
    )


def moved_person(person: PersonView, dx: int, dy: int) -> PersonView:
    """The person elsewhere in a picture of the same size."""
    pose = person.pose
    points = pose.points + np.float32([dx, dy])
    arrays = [np.roll(a, (dy, dx), (0, 1)) for a in (person.image, person.matte, person.parse)]
    return PersonView(
        arrays[0], Pose(points, pose.depth, pose.visibility, 1.0), arrays[1], arrays[2]
    )
