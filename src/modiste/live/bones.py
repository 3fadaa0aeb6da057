"""How the parts of a picture move from one pose to another: backward maps, pixel to pixel."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from modiste.types import Part, Points, Pose

Map = NDArray[np.float32]
LIMBS: Mapping[Part, tuple[str, str, str]] = {
    Part.SLEEVE_LEFT: ("left_shoulder", "left_elbow", "left_wrist"),
    Part.SLEEVE_RIGHT: ("right_shoulder", "right_elbow", "right_wrist"),
    Part.LEG_LEFT: ("left_hip", "left_knee", "left_ankle"),
    Part.LEG_RIGHT: ("right_hip", "right_knee", "right_ankle"),
}
"""Parts that move with two bones, by the names of their three joints."""

_TORSO = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
_NARROWEST = 0.35
"""Least width of shoulders or hips, in torso lengths: a body seen from the side still has one."""
_ROUNDS = 4
_BEND = 0.35
"""Half the length of the bend between two bones, in lengths of the shorter one."""


def torso_length(pose: Pose) -> float:
    """From the middle of the shoulders to that of the hips, in pixels; at least 8."""
    corners = _corners(pose)
    return max(float(np.linalg.norm((corners[:2] - corners[2:]).mean(axis=0))), 8.0)


def backward(part: Part, now: Pose, then: Pose, grid: Map) -> Map:
    """Where the pixels of a part were in an earlier picture.

    Args:
        part: that they belong to.
        now: the pose in the picture that is drawn.
        then: the pose in the earlier picture.
        grid: (N, 2) pixels of the picture that is drawn.

    Returns:
        (N, 2) pixels of the earlier picture.
    """
    if part in LIMBS:
        names = LIMBS[part]
        scale = torso_length(then) / torso_length(now)
        return _along_limb(grid, _joints(now, names), _joints(then, names), scale)
    if part is Part.SKIRT:
        return _affine(grid, _skirt(now), _skirt(then))
    return _bilinear(grid, _trunk(now), _trunk(then))


def _joints(pose: Pose, names: tuple[str, ...]) -> Points:
    return np.stack([pose[name] for name in names])


def _corners(pose: Pose) -> Points:
    return _joints(pose, _TORSO)


def _trunk(pose: Pose) -> Points:
    """Left and right shoulder, left and right hip; never narrower than a body is deep."""
    corners, least = _corners(pose), _NARROWEST * torso_length(pose)
    return np.concatenate([_widened(corners[:2], least), _widened(corners[2:], 0.6 * least)])


def _widened(pair: Points, least: float) -> Points:
    """Both ends moved apart until they are ``least`` apart."""
    middle, half = pair.mean(axis=0), (pair[0] - pair[1]) / 2
    width = 2 * float(np.linalg.norm(half))
    if width >= least:
        return pair
    half = half / width * least / 2 if width > 1e-3 else np.array([least / 2, 0], np.float32)
    return np.stack([middle + half, middle - half]).astype(np.float32)


def _skirt(pose: Pose) -> Points:
    """Both hips, and the middle between the knees, which swings with the steps."""
    knees = (pose["left_knee"] + pose["right_knee"]) / 2
    return np.concatenate([_trunk(pose)[2:], knees[None]]).astype(np.float32)


def _affine(grid: Map, now: Points, then: Points) -> Map:
    """The affine map that takes three points to three points; (N, 2)."""
    known = np.column_stack([now, np.ones(3, np.float32)])
    matrix = np.linalg.lstsq(known, then, rcond=None)[0]
    return np.asarray(grid @ matrix[:2] + matrix[2], np.float32)


def _bilinear(grid: Map, now: Points, then: Points) -> Map:
    """In the trunk's own axes, so that each corner goes to its corner; (N, 2).

    A point is told by how far down the spine it lies, and how far towards a shoulder or hip, in
    half widths at that height; outside, widths go on as at the nearest end. The two depend on each
    other where shoulders or hips tilt, so they are found by iteration.
    """
    top, axis = now[:2].mean(axis=0), now[2:].mean(axis=0) - now[:2].mean(axis=0)
    down = (grid - top) @ axis / max(float(axis @ axis), 1e-6)
    for _ in range(_ROUNDS):
        half = _half(now, down)
        cross = axis[0] * half[:, 1] - axis[1] * half[:, 0]
        cross = np.where(np.abs(cross) < 1e-3, 1e-3, cross)
        beside = grid - top
        down = (beside[:, 0] * half[:, 1] - beside[:, 1] * half[:, 0]) / cross
        across = (axis[0] * beside[:, 1] - axis[1] * beside[:, 0]) / cross
    top_then, axis_then = then[:2].mean(axis=0), then[2:].mean(axis=0) - then[:2].mean(axis=0)
    mapped = top_then + down[:, None] * axis_then + across[:, None] * _half(then, down)
    return np.asarray(mapped, np.float32)


def _half(corners: Points, down: Map) -> Map:
    """From the spine to the left side at heights (N,): (N, 2)."""
    inside = np.clip(down, 0, 1)[:, None]
    both = (corners[0] - corners[1]) * (1 - inside) + (corners[2] - corners[3]) * inside
    return np.asarray(both / 2, np.float32)


def _along_limb(grid: Map, now: Points, then: Points, scale: float) -> Map:
    """Each bone carries what is along it; the two agree smoothly in the bend; (N, 2)."""
    upper, share_upper = _along_bone(grid, now[0], now[1], then[0], then[1], scale)
    lower, share_lower = _along_bone(grid, now[1], now[2], then[1], then[2], scale)
    weight = np.clip(0.5 + (share_upper - 1 + share_lower) / (2 * _BEND), 0, 1)[:, None]
    return np.asarray(upper * (1 - weight) + lower * weight, np.float32)


def _along_bone(
    grid: Map, a: Points, b: Points, a_then: Points, b_then: Points, scale: float
) -> tuple[Map, Map]:
    """The map of one bone, (N, 2), and how far along it each pixel lies, (N,): 0 to 1."""
    bone, bone_then = b - a, b_then - a_then
    length = max(float(np.linalg.norm(bone)), 1e-3)
    length_then = max(float(np.linalg.norm(bone_then)), 1e-3)
    side = np.array([-bone[1], bone[0]], np.float32) / length
    side_then = np.array([-bone_then[1], bone_then[0]], np.float32) / length_then
    share = (grid - a) @ bone / np.float32(length**2)
    beside = (grid - a) @ side * np.float32(scale)
    mapped = a_then + share[:, None] * bone_then + beside[:, None] * side_then
    return mapped.astype(np.float32), share.astype(np.float32)
