"""What the person network sees: a window of the photo, and its pose drawn as maps.

Convention: an affine map here is float64 (2, 3) and takes a pixel (x, y, 1) of the network's canvas
to a pixel of the photo; pixel centres have whole coordinates.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import POSE_NAMES, Image, Mask, Points, Pose

Affine = NDArray[np.float64]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""

CHANNELS = 12
"""Maps per picture: head, upper arms, forearms and hands (left and right apart), thighs, calves,
feet, torso, matte."""

STRIDE = 4
"""The maps are smaller than the canvas by this factor."""

MARGIN = 1.08
"""The window's size in relation to the person's box."""

LONGEST_TORSO = 125
"""A torso is at most so long on the canvas, in pixels."""

_SEEN = 0.5
_MULTIPLE = 32
_BITS = 4
_INDEX = {name: i for i, name in enumerate(POSE_NAMES)}
_MIRROR = np.array([
    _INDEX[n.replace("left", "@").replace("right", "left")
           .replace("@", "right")] for n in POSE_NAMES
])  # fmt: skip


@dataclass(frozen=True)
class Bone:
    """A line on a map: from one landmark to another, beyond the second by ``reach``.

    Attributes:
        channel: the map.
        width: thickness in relation to the torso's length.
    """

    channel: int
    start: str
    end: str
    width: float
    reach: float = 0.0


BONES = (
    Bone(1, "left_shoulder", "left_elbow", 0.16),
    Bone(2, "right_shoulder", "right_elbow", 0.16),
    Bone(3, "left_elbow", "left_wrist", 0.13),
    Bone(4, "right_elbow", "right_wrist", 0.13),
    Bone(5, "left_wrist", "left_index", 0.13, 0.4),
    Bone(6, "right_wrist", "right_index", 0.13, 0.4),
    Bone(7, "left_hip", "left_knee", 0.22),
    Bone(7, "right_hip", "right_knee", 0.22),
    Bone(8, "left_knee", "left_ankle", 0.16),
    Bone(8, "right_knee", "right_ankle", 0.16),
    Bone(9, "left_heel", "left_foot_index", 0.14, 0.2),
    Bone(9, "right_heel", "right_foot_index", 0.14, 0.2),
)
_TORSO = [_INDEX[n] for n in ("left_shoulder", "right_shoulder", "right_hip", "left_hip")]
_HEAD = [_INDEX[n] for n in ("nose", "left_ear", "right_ear")]
_TORSO_CHANNEL, _MATTE_CHANNEL = 10, 11
MIRRORED_MAPS = (0, 2, 1, 4, 3, 6, 5, 7, 8, 9, 10, 11)
"""The maps in the order that they have in a mirror."""


def mirrored(pose: Pose) -> Pose:
    """The pose with left and right exchanged by name; the points stay where they are."""
    return Pose(pose.points[_MIRROR], pose.depth[_MIRROR], pose.visibility[_MIRROR], pose.score)


def torso_length(points: Points) -> float:
    """Shoulders to hips, but at least 1.2 shoulder widths, in pixels."""
    left, right = points[_INDEX["left_shoulder"]], points[_INDEX["right_shoulder"]]
    hips = (points[_INDEX["left_hip"]] + points[_INDEX["right_hip"]]) / 2
    length = float(np.linalg.norm((left + right) / 2 - hips))
    return max(length, 1.2 * float(np.linalg.norm(left - right)), 1.0)


def person_box(pose: Pose, matte: Mask) -> Box:
    """The box of what matte and visible landmarks say is the person, inside the picture."""
    height, width = matte.shape
    boxes = [b for b in (_matte_box(matte, pose), _pose_box(pose, width, height)) if b]
    if not boxes:
        return 0.0, 0.0, float(width), float(height)
    low = np.min([b[:2] for b in boxes], axis=0)
    high = np.max([b[2:] for b in boxes], axis=0)
    x0, y0 = np.clip(low, 0, [width - 1, height - 1])
    x1, y1 = np.clip(high, [x0 + 1, y0 + 1], [width, height])
    return float(x0), float(y0), float(x1), float(y1)


def _matte_box(matte: Mask, pose: Pose) -> Box | None:
    """The matte's connected part that holds most of the torso, else the largest one."""
    scale = max(1, round(max(matte.shape) / 256))
    solid = np.ascontiguousarray(matte[::scale, ::scale] > _SEEN).astype(np.uint8)
    count, names, stats, _ = cv2.connectedComponentsWithStats(solid)
    if count < 2:
        return None
    hull = np.zeros_like(solid)
    corners = np.clip(pose.points[_TORSO] / scale, -(2**14), 2**14)
    cv2.fillConvexPoly(hull, cv2.convexHull(corners.astype(np.int32)), 1)
    overlap = np.bincount(names[hull > 0], minlength=count)[1:]
    best = 1 + int(overlap.argmax() if overlap.any() else stats[1:, cv2.CC_STAT_AREA].argmax())
    x, y, w, h = (float(v) * scale for v in stats[best, :4])
    return x, y, x + w, y + h


def _pose_box(pose: Pose, width: int, height: int) -> Box | None:
    """The box of the visible landmarks inside the picture, with room for the skull."""
    inside = ((pose.points >= 0) & (pose.points < (width, height))).all(1)
    points = pose.points[inside & (pose.visibility > _SEEN)]
    if len(points) < 4:
        return None
    skull = 0.3 * torso_length(pose.points)
    x0, y0 = points.min(0)
    x1, y1 = points.max(0)
    return float(x0), float(y0 - skull), float(x1), float(y1)


def canvas_for(box: Box, torso: float, pixels: float) -> tuple[int, int]:
    """Height and width of the canvas for a person: her box's shape, about ``pixels`` in all.

    A close-up gets a smaller canvas, because the network knows no torso that fills a big one.

    Args:
        box: the person's, in the photo.
        torso: :func:`torso_length` in the photo.
        pixels: of the canvas of a person seen whole.
    """
    size = canvas_size(box, pixels)
    seen = torso / float(window(box, size)[0, 0])
    return canvas_size(box, pixels * min(1.0, LONGEST_TORSO / seen) ** 2)


def canvas_size(box: Box, pixels: float) -> tuple[int, int]:
    """Height and width of a canvas of the box's shape, about ``pixels`` in all.

    Both are multiples of 32, as the network needs; very tall or wide boxes get empty sides.
    """
    width, height = box[2] - box[0], box[3] - box[1]
    aspect = float(np.clip(height / width, 0.75, 2.0))
    sides = np.sqrt(pixels * np.array([aspect, 1 / aspect])) / _MULTIPLE
    tall, wide = np.maximum(1, np.round(sides)).astype(int) * _MULTIPLE
    return int(tall), int(wide)


def window(box: Box, size: tuple[int, int], margin: float = MARGIN) -> Affine:
    """The affine map from a canvas of ``size`` (height, width) to the box, with a margin."""
    x0, y0, x1, y1 = box
    scale = max((y1 - y0) * margin / size[0], (x1 - x0) * margin / size[1])
    centre = np.array([(x0 + x1 - 1) / 2, (y0 + y1 - 1) / 2])
    middle = np.array([(size[1] - 1) / 2, (size[0] - 1) / 2])
    return np.column_stack([np.eye(2) * scale, centre - scale * middle])


def strided(affine: Affine, stride: float) -> Affine:
    """The map of the canvas that is smaller by ``stride``; its pixels are averages."""
    offset = affine[:, :2] @ np.full(2, (stride - 1) / 2) + affine[:, 2]
    return np.column_stack([affine[:, :2] * stride, offset])


def sampled(image: NDArray[np.uint8], affine: Affine, size: tuple[int, int],
            border: int = cv2.BORDER_REPLICATE) -> NDArray[np.uint8]:  # fmt: skip
    """What the canvas of ``size`` (height, width) shows; shrinks by areas before it samples."""
    factor = float(np.sqrt(abs(np.linalg.det(affine[:, :2]))))
    if factor > 1.4:
        height, width = image.shape[:2]
        small = (max(1, round(width / factor)), max(1, round(height / factor)))
        ratio = np.array([small[0] / width, small[1] / height])
        image = np.asarray(cv2.resize(image, small, interpolation=cv2.INTER_AREA), np.uint8)
        affine = np.column_stack([affine[:, :2], affine[:, 2] + 0.5]) * ratio[:, None]
        affine[:, 2] -= 0.5
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(image, affine, size[::-1], flags=flags, borderMode=border,
                                     borderValue=(127, 127, 127)), np.uint8)  # fmt: skip


def to_canvas(points: Points, affine: Affine) -> Points:
    """Points of the photo, in pixels of the canvas."""
    inverse = np.linalg.inv(affine[:, :2])
    return ((points - affine[:, 2]) @ inverse.T).astype(np.float32)


def pose_maps(pose: Pose, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Draw a pose given in canvas pixels.

    Args:
        pose: in pixels of the canvas.
        size: the canvas's height and width.

    Returns:
        uint8 (CHANNELS, height / 4, width / 4); the last map, the matte's, is empty. How bright a
        bone is drawn says how visible its less visible end is.
    """
    maps = np.zeros((CHANNELS, size[0] // STRIDE, size[1] // STRIDE), np.uint8)
    points = np.clip((pose.points - np.float32(1.5)) / np.float32(STRIDE), -500, 500)
    torso = torso_length(points)
    bright = (255 * np.clip(pose.visibility, 0.15, 1)).astype(int)
    for bone in BONES:
        a, b = points[_INDEX[bone.start]], points[_INDEX[bone.end]]
        level = int(min(bright[_INDEX[bone.start]], bright[_INDEX[bone.end]]))
        width = max(1, round(bone.width * torso))
        _line(maps[bone.channel], a, b + bone.reach * (b - a), width, level)
    radius = max(1, round(0.18 * torso))
    head = np.round(points[_HEAD].mean(0)).astype(int).tolist()
    cv2.circle(maps[0], head, radius, int(bright[_HEAD].max()), -1, cv2.LINE_AA)
    hull = cv2.convexHull(np.round(points[_TORSO]).astype(np.int32))
    cv2.fillConvexPoly(maps[_TORSO_CHANNEL], hull, int(bright[_TORSO].min()), cv2.LINE_AA)
    return maps


def _line(canvas: NDArray[np.uint8], a: Points, b: Points, width: int, level: int) -> None:
    start, end = (np.round(p * 2**_BITS).astype(int).tolist() for p in (a, b))
    cv2.line(canvas, start, end, level, width, cv2.LINE_AA, _BITS)


def network_input(
    image: Image, pose: Pose | None, matte: Mask | None, affine: Affine, size: tuple[int, int]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """What the network sees through one window.

    Args:
        image: the photo.
        pose: in pixels of the photo; None draws no bones.
        matte: of the photo; None leaves its map empty.
        affine: from canvas to photo.
        size: the canvas's height and width, multiples of 32.

    Returns:
        The canvas, uint8 (height, width, 3), and its maps, uint8 (CHANNELS, height / 4, width / 4).
    """
    small = (size[0] // STRIDE, size[1] // STRIDE)
    maps = np.zeros((CHANNELS, *small), np.uint8)
    if pose is not None:
        points = to_canvas(pose.points, affine)
        maps = pose_maps(Pose(points, pose.depth, pose.visibility, pose.score), size)
    if matte is not None:
        alpha = np.round(matte * 255).astype(np.uint8)
        maps[_MATTE_CHANNEL] = sampled(alpha, strided(affine, STRIDE), small, cv2.BORDER_CONSTANT)
    return sampled(image, affine, size), maps


def normalised(canvas: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(H, W, 3) or (N, H, W, 3) to float32 channels first, as the encoder was pretrained."""
    return np.moveaxis((canvas.astype(np.float32) - 127) / np.float32(128), -1, -3)
