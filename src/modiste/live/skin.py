"""Drawing a frame from a keyframe: every layer moved with its bones."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.compose.frame import Frame
from modiste.live.bones import LIMBS, backward, torso_length
from modiste.live.keyframe import SLEEVES, Keyframe, Layer
from modiste.types import POSE_NAMES, Image, Mask, Part, Pose

_STEP = 8
"""Pixels between the points at which maps are computed; they are smooth."""
_SLACK = 12
"""Pixels around a layer's box in which it is drawn."""
_BEHIND = 0.25
"""An arm so much farther away than the shoulders is behind the back, in torso lengths."""
_CORNERS = np.array([[0, 0], [0.5, 0], [1, 0], [0, 0.5], [1, 0.5], [0, 1], [0.5, 1], [1, 1]],
                    np.float32)  # fmt: skip

Paint = NDArray[np.uint8]


def draw(frame: Image, pose: Pose, key: Keyframe) -> tuple[Image, NDArray[np.uint8]]:
    """Dress a frame.

    Args:
        frame: (h, w, 3) RGB.
        pose: of the person in it.
        key: a frame of a like pose, dressed.

    Returns:
        The dressed frame, and the garment's coverage in it, uint8 (h, w).
    """
    drawn, cloth = frame.copy(), np.zeros(frame.shape[:2], np.uint8)
    body = Frame(pose, frame.shape[:2])
    for layer in _ordered(key, pose):
        box = _box(layer, key.pose, pose, frame.shape[:2])
        if box is None:
            continue
        paint, cover = _moved(layer, key.pose, pose, box)
        area = np.s_[box[1] : box[3], box[0] : box[2]]
        hidden = _hidden(layer, key, body, area)
        if hidden is not None:
            paint, cover = _dimmed(paint, hidden, 4), _dimmed(cover, hidden, 1)
        drawn[area] = _over(drawn[area], paint)
        cloth[area] = cv2.max(cloth[area], cover)
    return drawn, cloth


def _ordered(key: Keyframe, pose: Pose) -> list[Layer]:
    """Arms behind the back before the trunk, the others after it."""
    return sorted(key.layers, key=lambda layer: _depth(layer.part, pose))


def _depth(part: Part, pose: Pose) -> int:
    """0 behind the trunk, 1 the trunk, 2 before it."""
    if part not in LIMBS:
        return 1
    return 0 if part in SLEEVES and _is_behind(part, pose) else 2


def _is_behind(sleeve: Part, pose: Pose) -> bool:
    """Whether elbow and wrist are clearly farther away than both shoulders."""
    depth = dict(zip(POSE_NAMES, pose.depth, strict=True))
    _, elbow, wrist = LIMBS[sleeve]
    farthest = max(depth["left_shoulder"], depth["right_shoulder"])
    return bool(min(depth[elbow], depth[wrist]) > farthest + _BEHIND * torso_length(pose))


def _box(
    layer: Layer, then: Pose, now: Pose, size: tuple[int, int]
) -> tuple[int, int, int, int] | None:
    """Where a layer can be now: its old box's rim moved forward; None outside the picture."""
    low, high = np.array(layer.box[:2], np.float32), np.array(layer.box[2:], np.float32)
    rim = backward(layer.part, then, now, low + _CORNERS * (high - low))
    slack = _SLACK + 0.05 * float((high - low).max())
    x0, y0 = np.maximum(rim.min(axis=0) - slack, 0).astype(int)
    x1, y1 = np.minimum(rim.max(axis=0) + slack, (size[1], size[0])).astype(int)
    return (int(x0), int(y0), int(x1), int(y1)) if x1 - x0 > 1 and y1 - y0 > 1 else None


def _moved(layer: Layer, then: Pose, now: Pose, box: tuple[int, int, int, int]) -> tuple[
    Paint, Paint
]:  # fmt: skip
    width, height = box[2] - box[0], box[3] - box[1]
    columns, rows = -(-width // _STEP) + 1, -(-height // _STEP) + 1
    y, x = np.mgrid[:rows, :columns].astype(np.float32) * _STEP
    grid = np.column_stack([x.ravel() + box[0], y.ravel() + box[1]])
    coarse = backward(layer.part, now, then, grid).reshape(rows, columns, 2)
    matrix = np.array([[1 / _STEP, 0, 0], [0, 1 / _STEP, 0]], np.float32)
    fine = cv2.warpAffine(coarse, matrix, (width, height),
                          flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)  # fmt: skip
    maps = cv2.convertMaps(fine[..., 0], fine[..., 1], cv2.CV_16SC2)
    paint, cover = (cv2.remap(p, *maps, cv2.INTER_LINEAR) for p in (layer.paint, layer.cloth))
    return np.asarray(paint, np.uint8), np.asarray(cover, np.uint8)


def _hidden(
    layer: Layer, key: Keyframe, body: Frame, area: tuple[slice, slice]
) -> NDArray[np.uint8] | None:
    """What arms in front of the trunk leave of a layer, 255 where they are not; None: all.

    An arm that crosses the trunk in the keyframe too has been cut out of it there, with the
    parse's care, but may have moved on since.
    """
    if layer.part in LIMBS:
        return None
    hidden: Mask | None = None
    for part, side in SLEEVES.items():
        if not body.crosses(side) or _is_behind(part, body.pose):
            continue
        distance = body.forearm(side)[area]
        if part in key.reach:  # above the cuff the sleeve itself will cover the trunk
            covered = (key.reach[part] - body.along_arm(side)[area]) * 20
            distance = np.maximum(distance, covered)
        hidden = distance if hidden is None else np.minimum(hidden, distance)
    if hidden is None:
        return None
    return np.asarray(np.clip((hidden - 0.72) * 6, 0, 1) * 255, np.uint8)


def _dimmed(paint: Paint, by: NDArray[np.uint8], channels: int) -> Paint:
    return np.asarray(cv2.multiply(paint, cv2.merge([by] * channels), scale=1 / 255), np.uint8)


def _over(base: Image, paint: Paint) -> Image:
    """Premultiplied colours laid over a picture."""
    rest = cv2.bitwise_not(paint[..., 3])
    kept = cv2.multiply(base, cv2.merge([rest] * 3), scale=1 / 255)
    return np.asarray(cv2.add(kept, paint[..., :3].copy()), np.uint8)
