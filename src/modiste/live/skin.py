"""Drawing a frame from a keyframe: every layer moved with its bones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.compose.frame import Frame
from modiste.live.behind import SLEEVES
from modiste.live.bones import LIMBS, backward, torso_length
from modiste.live.keyframe import Hole, Keyframe, Layer
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
Box = tuple[int, int, int, int]


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
        box = _box(layer.part, layer.box, key.pose, pose, frame.shape[:2])
        if box is None:
            continue
        paint, cover = _moved((layer.paint, layer.cloth), layer.part, key.pose, pose, box)
        area = np.s_[box[1] : box[3], box[0] : box[2]]
        for hidden in _hidden(layer, key, body, box):
            paint, cover = _dimmed(paint, hidden, 4), _dimmed(cover, hidden, 1)
        drawn[area] = _over(drawn[area], paint)
        cloth[area] = cv2.max(cloth[area], cover)
    return drawn, cloth


def _ordered(key: Keyframe, pose: Pose) -> list[Layer]:
    """Arms behind the back before the trunk, the others after it."""
    return sorted(key.layers, key=lambda layer: _depth(layer, pose))


def _depth(layer: Layer, pose: Pose) -> int:
    """0 behind the trunk, as bare legs are in a skirt, 1 the trunk, 2 before it."""
    if layer.part not in LIMBS:
        return 1
    if layer.part in SLEEVES:
        return 0 if _is_behind(layer.part, pose) else 2
    return 2 if layer.cloth.any() else 0


def _is_behind(sleeve: Part, pose: Pose) -> bool:
    """Whether elbow and wrist are clearly farther away than both shoulders."""
    depth = dict(zip(POSE_NAMES, pose.depth, strict=True))
    _, elbow, wrist = LIMBS[sleeve]
    farthest = max(depth["left_shoulder"], depth["right_shoulder"])
    return bool(min(depth[elbow], depth[wrist]) > farthest + _BEHIND * torso_length(pose))


def _box(part: Part, box: Box, then: Pose, now: Pose, size: tuple[int, int]) -> Box | None:
    """Where what was in a box can be now: its rim moved forward; None outside the picture."""
    low, high = np.array(box[:2], np.float32), np.array(box[2:], np.float32)
    rim = backward(part, then, now, low + _CORNERS * (high - low))
    slack = _SLACK + 0.05 * float((high - low).max())
    x0, y0 = np.maximum(rim.min(axis=0) - slack, 0).astype(int)
    x1, y1 = np.minimum(rim.max(axis=0) + slack, (size[1], size[0])).astype(int)
    return (int(x0), int(y0), int(x1), int(y1)) if x1 - x0 > 1 and y1 - y0 > 1 else None


def _moved(
    planes: Sequence[Paint], part: Part, then: Pose, now: Pose, box: Box
) -> tuple[Paint, ...]:
    """What a box of the picture shows of planes that a part takes along."""
    width, height = box[2] - box[0], box[3] - box[1]
    columns, rows = -(-width // _STEP) + 1, -(-height // _STEP) + 1
    y, x = np.mgrid[:rows, :columns].astype(np.float32) * _STEP
    grid = np.column_stack([x.ravel() + box[0], y.ravel() + box[1]])
    coarse = backward(part, now, then, grid).reshape(rows, columns, 2)
    matrix = np.array([[1 / _STEP, 0, 0], [0, 1 / _STEP, 0]], np.float32)
    fine = cv2.warpAffine(coarse, matrix, (width, height),
                          flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)  # fmt: skip
    maps = cv2.convertMaps(fine[..., 0], fine[..., 1], cv2.CV_16SC2)
    return tuple(np.asarray(cv2.remap(p, *maps, cv2.INTER_LINEAR), np.uint8) for p in planes)


def _hidden(layer: Layer, key: Keyframe, body: Frame, box: Box) -> Iterator[Paint]:
    """What arms in front of the trunk leave of a layer, 255 where they are not."""
    if layer.part in LIMBS:
        return
    for hole in key.holes:
        if not _is_behind(hole.part, body.pose):
            yield from _cut(hole, key, body, box)
    crossing = _crossing(key, body, np.s_[box[1] : box[3], box[0] : box[2]])
    if crossing is not None:
        yield crossing


def _cut(hole: Hole, key: Keyframe, body: Frame, box: Box) -> Iterator[Paint]:
    """What an arm that was seen in the keyframe leaves now."""
    own = _box(hole.part, hole.box, key.pose, body.pose, body.size)
    if own is None:
        return
    x0, y0 = max(box[0], own[0]), max(box[1], own[1])
    x1, y1 = min(box[2], own[2]), min(box[3], own[3])
    if x1 - x0 < 2 or y1 - y0 < 2:
        return
    left = np.full((box[3] - box[1], box[2] - box[0]), 255, np.uint8)
    (cover,) = _moved((hole.cover,), hole.part, key.pose, body.pose, (x0, y0, x1, y1))
    left[y0 - box[1] : y1 - box[1], x0 - box[0] : x1 - box[0]] -= cover
    yield left


def _crossing(key: Keyframe, body: Frame, area: tuple[slice, slice]) -> Paint | None:
    """What arms leave of which the keyframe may not have seen enough; None: all."""
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
