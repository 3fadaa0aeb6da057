"""Body parts as DensePose numbers them (Güler et al. 2018), told from our own pose and parse.

Leffa was trained with DensePose, whose weights are for research only. What stands here is told
from the skeleton: each pixel of the person belongs to the limb that is nearest, in widths of that
limb. It knows no front and back; limbs are taken as seen from the front.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image, Label, Labels, PersonView, Pose

PARTS = 24
"""The highest number; 0 is nobody."""
_TORSO, _HEAD_RIGHT, _HEAD_LEFT = 2, 23, 24
_LIMBS: tuple[tuple[int, str, str, float], ...] = (
    (3, "right_wrist", "right_index", 0.35), (4, "left_wrist", "left_index", 0.35),
    (5, "left_ankle", "left_foot_index", 0.4), (6, "right_ankle", "right_foot_index", 0.4),
    (9, "right_hip", "right_knee", 0.6), (10, "left_hip", "left_knee", 0.6),
    (13, "right_knee", "right_ankle", 0.45), (14, "left_knee", "left_ankle", 0.45),
    (15, "left_shoulder", "left_elbow", 0.4), (16, "right_shoulder", "right_elbow", 0.4),
    (19, "left_elbow", "left_wrist", 0.3), (20, "right_elbow", "right_wrist", 0.3),
)  # fmt: skip
"""Number, ends, and width in shoulder widths."""
_TORSO_WIDTH = 0.25
"""How far beyond shoulders and hips it reaches, in shoulder widths."""
_HEAD = (Label.HAIR, Label.HAT, Label.FACE)
_LONG_SIDE = 256
"""Distances are computed on a picture no larger than this."""
_SEEN = 0.3
_SHADE = 0.7
"""DensePose's own drawing lays its colours on black with this weight."""


def body_parts(person: PersonView) -> Labels:
    """The number of the body part at each pixel.

    Returns:
        uint8 (h, w), 0 to 24.
    """
    size = person.parse.shape
    factor = min(1.0, _LONG_SIDE / max(size))
    small = max(1, round(size[1] * factor)), max(1, round(size[0] * factor))
    parse = np.asarray(cv2.resize(person.parse, small, interpolation=cv2.INTER_NEAREST), np.uint8)
    labels = _nearest(person.pose.scaled(factor), parse)
    whole = cv2.resize(labels, size[::-1], interpolation=cv2.INTER_NEAREST)
    return np.asarray(whole * (person.parse != Label.BACKGROUND), np.uint8)


def coloured(parts: Labels) -> Image:
    """The parts in DensePose's colours (parula) on black, (h, w, 3) RGB."""
    values = np.asarray(parts.astype(np.float32) * (255 / PARTS), np.uint8)
    colours = cv2.applyColorMap(values, cv2.COLORMAP_PARULA)[..., ::-1].astype(np.float32)
    return np.asarray(colours * _SHADE * (parts > 0)[..., None], np.uint8)


def _nearest(pose: Pose, parse: Labels) -> Labels:
    """The nearest limb, or torso or head where the parse or the skeleton tells so."""
    rows, columns = np.mgrid[: parse.shape[0], : parse.shape[1]].astype(np.float32)
    shoulders = float(np.linalg.norm(pose["left_shoulder"] - pose["right_shoulder"])) or 1.0
    best = _from_torso(pose, parse.shape) / np.float32(_TORSO_WIDTH * shoulders)
    best[np.isin(parse, _BARE)] = np.inf
    labels = np.full(parse.shape, _TORSO, np.uint8)
    for number, start, end, width in _LIMBS:
        if min(pose.seen(start), pose.seen(end)) < _SEEN:
            continue
        far = _distance(columns, rows, pose[start], pose[end]) / np.float32(width * shoulders)
        labels[far < best] = number
        best = np.minimum(best, far)
    head = np.isin(parse, _HEAD) & (rows < _chin(pose))
    labels[head] = np.where(columns[head] < pose["nose"][0], _HEAD_RIGHT, _HEAD_LEFT)
    return labels


_BARE = (Label.ARM_LEFT, Label.ARM_RIGHT, Label.HAND)
"""In front of the torso these are still arms."""


def _from_torso(pose: Pose, size: tuple[int, ...]) -> NDArray[np.float32]:
    """How far each pixel is from the four corners' inside, in pixels."""
    names = ("left_shoulder", "right_shoulder", "right_hip", "left_hip")
    corners = np.round(np.stack([pose[name] for name in names])).astype(np.int32)
    outside = np.ones(size, np.uint8)
    cv2.fillConvexPoly(outside, corners, 0)
    return np.asarray(cv2.distanceTransform(outside, cv2.DIST_L2, 5), np.float32)


def _chin(pose: Pose) -> float:
    """The row below which there is no head."""
    neck = (pose["left_shoulder"][1] + pose["right_shoulder"][1]) / 2
    return float(pose["nose"][1] + 0.75 * max(neck - pose["nose"][1], 0.0))


def _distance(
    x: NDArray[np.float32], y: NDArray[np.float32], start: NDArray[np.float32],
    end: NDArray[np.float32],
) -> NDArray[np.float32]:  # fmt: skip
    """Of each pixel from the segment, in pixels."""
    along = end - start
    length = max(float(along @ along), 1e-6)
    share = np.clip(((x - start[0]) * along[0] + (y - start[1]) * along[1]) / length, 0, 1)
    far = np.hypot(x - start[0] - share * along[0], y - start[1] - share * along[1])
    return np.asarray(far, np.float32)
