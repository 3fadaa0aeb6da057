"""Where the 33 landmarks of :data:`modiste.types.POSE_NAMES` are on the template."""

from __future__ import annotations

import numpy as np

from modiste.body.arrays import Bools, Floats
from modiste.body.camera import Camera
from modiste.body.template import Body, Shape
from modiste.types import POSE_NAMES, Pose

JOINTS = {
    "shoulder": ("upperarm01",),
    "elbow": ("lowerarm01",),
    "wrist": ("wrist",),
    "pinky": ("finger5-1",),
    "index": ("finger2-1",),
    "thumb": ("finger1-2", "finger1-3"),
    "hip": ("upperleg01",),
    "knee": ("lowerleg01",),
    "ankle": ("foot",) * 19 + ("lowerleg01",),
    "foot_index": ("toe1-1", "toe2-1"),
}
"""Landmarks that lie in the middle of the heads of some bones, each as often as it is named; these
choices are within 2 % of the stature of what BlazePose finds on rendered people."""

SLACK = 0.14
"""Metres below the visible surface within which a landmark counts as seen: joints lie inside."""


def landmark_points(body: Body, shape: Shape) -> Floats:
    """The landmarks in space, float32 (33, 3), metres, in the order of ``POSE_NAMES``."""
    place = body.template
    marks: dict[str, Floats] = {}
    middle = (np.abs(place[:, 0]) < 0.01) & (place[:, 1] > 0.67) & (place[:, 1] < 0.72)
    marks["nose"] = shape.vertices[_extreme(place[:, 2], middle)]
    for side, sign, letter in (("left", 1, "L"), ("right", -1, "R")):
        out = place[:, 0] * sign
        marks.update(_face(body, shape, side, out))
        marks.update({
            f"{side}_{name}": shape.joints[[body.bone(f"{b}.{letter}") for b in bones]].mean(0)
            for name, bones in JOINTS.items()
        })  # fmt: skip
        foot = (out > 0.05) & (place[:, 1] < -0.76)
        skin = np.zeros(len(place), bool)
        skin[body.surface] = True
        marks[f"{side}_heel"] = shape.vertices[_extreme(-place[:, 2], foot & skin)]
    return np.stack([marks[name] for name in POSE_NAMES]).astype(np.float32)


def pose_of(body: Body, shape: Shape, camera: Camera, depth: Floats) -> Pose:
    """The exact pose of a rendered person.

    Args:
        body: the template.
        shape: the person as she stands.
        camera: of the picture.
        depth: float32 (H, W), metres, infinite in the background.
    """
    points = landmark_points(body, shape)
    pixels, away = camera.project(points)
    _, hips = camera.project(points[[POSE_NAMES.index("left_hip"), POSE_NAMES.index("right_hip")]])
    middle = float(hips.mean())
    inside = ((pixels >= 0) & (pixels < [camera.width, camera.height])).all(1)
    at = np.clip(pixels.astype(int), 0, [camera.width - 1, camera.height - 1])
    hidden = away - depth[at[:, 1], at[:, 0]] > SLACK
    seen = np.where(inside & ~hidden, 1.0, 0.0).astype(np.float32)
    relative = ((away - middle) * camera.focal / middle).astype(np.float32)
    return Pose(pixels, relative, seen, 1.0)


def _face(body: Body, shape: Shape, side: str, out: Floats) -> dict[str, Floats]:
    eye = np.unique(body.faces[body.parts == body.part_names.index(f"eye_{side}")])
    lids = (body.masks["eyelids"] > 0.5) & (out > 0)
    lips = (body.masks["lips"] > 0.5) & (out > 0)
    ear = (body.masks["ears"] > 0.5) & (out > 0) & (body.template[:, 1] > 0.722)
    corner = f"mouth_{side}"
    return {
        f"{side}_eye": shape.vertices[eye].mean(0),
        f"{side}_eye_inner": shape.vertices[_extreme(-out, lids)],
        f"{side}_eye_outer": shape.vertices[_extreme(out, lids)],
        f"{side}_ear": shape.vertices[ear].mean(0),
        corner: shape.vertices[_extreme(out, lips)],
    }


def _extreme(values: Floats, among: Bools) -> int:
    """Index of the largest value where ``among`` holds."""
    return int(np.where(among, values, -np.inf).argmax())
