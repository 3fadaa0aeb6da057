"""Whether a person stands so that she can be measured; if not, what to do about it."""

from __future__ import annotations

import numpy as np

from modiste.body.silhouette.figure import Outline, View
from modiste.errors import PoseError
from modiste.types import Pose

_EDGE = 0.004
"""Figures that come nearer to the picture's edge than this part of its height are cut off."""
_LEAN = 14.0
"""Degrees from the vertical that body and legs may lean."""
_BEND = 30.0
"""Degrees by which a knee may be bent."""
_TURN_FRONT = 0.75
"""In a frontal photo the shoulders' difference in depth, in parts of their width."""
_WIDTH_FRONT, _WIDTH_SIDE = 0.40, 0.42
"""Shoulder width over torso length: the least from the front and the most from the side."""
_SEEN = 0.3

_PROPER = {
    View.FRONT: "Stand upright facing the camera, feet a little apart, arms away from the body, "
    "and take the whole figure.",
    View.SIDE: "Stand upright with a shoulder towards the camera, arms hanging straight down, "
    "and take the whole figure.",
}


def check_pose(pose: Pose, size: tuple[int, int], view: View, name: str) -> None:
    """Refuse poses that cannot be measured.

    Args:
        pose: in pixels of the photo.
        size: width and height of the photo.
        view: from where it should be taken.
        name: what error messages call the photo.

    Raises:
        PoseError: cut off, bent, seated, turned or arms in front; the sentence says which.
    """
    for test in (_cut_off, _bent, _turned, _arms):
        fault = test(pose, size, view)
        if fault:
            raise PoseError(f"{name}: {fault}. {_PROPER[view]}")


def check_outline(outline: Outline, view: View, name: str) -> None:
    """Check the pose, and that the silhouette is whole: from head to soles inside the picture.

    Raises:
        PoseError: it is not.
    """
    height, width = outline.matte.shape
    check_pose(outline.pose, (width, height), view, name)
    top, bottom = outline.ends
    margin = max(1.0, _EDGE * height)
    if outline.span < 0.2 * height or outline.span < 120:
        fault = "the figure is too small in the picture to be measured"
    elif top < margin:
        fault = "the head is cut off or touches the picture's edge"
    elif bottom > height - margin:
        fault = "the feet are cut off or touch the picture's edge"
    else:
        return
    raise PoseError(f"{name}: {fault}. {_PROPER[view]}")


def _cut_off(pose: Pose, size: tuple[int, int], view: View) -> str:
    groups = {"head": ("nose",), "shoulders": ("left_shoulder", "right_shoulder"),
              "hips": ("left_hip", "right_hip"), "feet": ("left_ankle", "right_ankle")}  # fmt: skip
    for part, names in groups.items():
        seen = max(pose.seen(n) for n in names) if view is View.SIDE else min(
            pose.seen(n) for n in names)  # fmt: skip
        inside = all(0 <= pose[n][0] <= size[0] and 0 <= pose[n][1] <= size[1] for n in names)
        if not inside or seen < _SEEN:
            return f"the {part} cannot be seen" if part != "head" else "the head cannot be seen"
    return ""


def _bent(pose: Pose, size: tuple[int, int], view: View) -> str:
    shoulders, hips, ankles = (_middle(pose, p) for p in ("shoulder", "hip", "ankle"))
    torso, legs = hips - shoulders, ankles - hips
    if legs[1] < 1.15 * np.linalg.norm(torso):
        return "the person sits or crouches"
    for side in ("left", "right"):
        hip, knee, ankle = (pose[f"{side}_{p}"] for p in ("hip", "knee", "ankle"))
        if _angle(knee - hip, ankle - knee) > _BEND:
            return "a knee is bent"
    for part, line in (("body", torso), ("body", legs)):
        if _angle(line, np.array([0.0, 1.0])) > _LEAN:
            return f"the {part} is bent or the picture is not level"
    return ""


def _turned(pose: Pose, size: tuple[int, int], view: View) -> str:
    across = pose["left_shoulder"] - pose["right_shoulder"]
    torso = float(np.linalg.norm(_middle(pose, "hip") - _middle(pose, "shoulder")))
    width = float(across[0]) / max(torso, 1.0)
    if view is View.SIDE:
        return "the person is not seen from the side" if abs(width) > _WIDTH_SIDE else ""
    if width < -_WIDTH_FRONT:
        return "the person is seen from behind"
    if width < _WIDTH_FRONT or _depth(pose) > _TURN_FRONT:
        return "the person is turned to the side"
    return ""


def _depth(pose: Pose) -> float:
    """How much farther away one shoulder is than the other, in widths of the shoulders."""
    left, right = (_index(pose, f"{side}_shoulder") for side in ("left", "right"))
    width = abs(float(pose["left_shoulder"][0] - pose["right_shoulder"][0]))
    return abs(left - right) / max(width, 1.0)


def _index(pose: Pose, name: str) -> float:
    place = int(np.flatnonzero((pose.points == pose[name]).all(1))[0])
    return float(pose.depth[place])


def _arms(pose: Pose, size: tuple[int, int], view: View) -> str:
    if view is View.SIDE:
        return ""
    hips = sorted((float(pose["left_hip"][0]), float(pose["right_hip"][0])))
    top, bottom = _middle(pose, "shoulder")[1], _middle(pose, "hip")[1]
    for side in ("left", "right"):
        x, y = pose[f"{side}_wrist"]
        if y < top:
            return "a hand is raised above the shoulders"
        if hips[0] <= x <= hips[1] and y < bottom + 0.3 * (bottom - top):
            return "an arm is in front of the body"
    return ""


def _middle(pose: Pose, part: str) -> np.ndarray:
    middle: np.ndarray = (pose[f"left_{part}"] + pose[f"right_{part}"]) / 2
    return middle


def _angle(a: np.ndarray, b: np.ndarray) -> float:
    """Degrees between two directions in the plane."""
    cross = float(a[0] * b[1] - a[1] * b[0])
    return abs(float(np.degrees(np.arctan2(cross, float(a @ b)))))
