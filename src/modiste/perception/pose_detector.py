"""The first step of BlazePose: where people are, and how they are turned.

The network and its decoding follow MediaPipe's ``pose_detection`` graph (Apache-2.0).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from modiste.assets import asset_path
from modiste.perception.regions import Region, halved, resized
from modiste.perception.runtime import LiteModel, sigmoid
from modiste.types import Image, Points

SIDE = 224
_SURE = 0.9
"""No garment laid flat gets this score."""
_MARGINS = (1.0, 1.3)
"""Sides of the squares of the closer looks, in sides of the body's."""
_SAME = 0.12
"""Shoulders this near, in sides of the body's square, are the same person's."""
_GRIDS = ((8, 2), (16, 2), (32, 6))
"""Stride and boxes per cell of the network's anchor grids."""

Boxes = NDArray[np.float32]
Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Detection:
    """A person found.

    Attributes:
        score: in [0, 1].
        box: float32 (4,), the face's and shoulders' box: left, top, right, bottom in pixels.
        points: float32 (4, 2): middle of the hips, a point on the circle around the whole body
            above the head, middle of the shoulders, a point on the upper body's circle.
    """

    score: float
    box: NDArray[np.float32]
    points: Points

    def region(self) -> Region:
        """The turned square around the whole body."""
        return body_region(self.points[0], self.points[1])


def body_region(center: Points, above: Points, margin: float = 1.25) -> Region:
    """The square around a body.

    Args:
        center: (2,) middle of the hips.
        above: (2,) point on the body's circle, in the direction of the head.
        margin: side of the square in diameters of the circle.
    """
    dx, dy = (above - center).tolist()
    return Region(
        float(center[0]), float(center[1]), 2 * float(np.hypot(dx, dy)) * margin,
        float(np.arctan2(dx, -dy)),
    )  # fmt: skip


class PoseDetector:
    """Finds people in a picture.

    Args:
        threads: threads of one call.
        threshold: smallest score of a detection.
    """

    def __init__(self, threads: int = 2, threshold: float = 0.4) -> None:
        self._model = LiteModel(asset_path("pose-detector"), threads)
        self._threshold = threshold

    def __call__(self, image: Image) -> list[Detection]:
        """Everybody in the picture, the surest first.

        A garment laid flat looks a little like a person. Whoever is doubtful is looked at twice
        more, in squares around the body, and her score is the mean of all looks.
        """
        found = [self._confirmed(image, d) for d in self.look(image)]
        return sorted(found, key=lambda d: -d.score)

    def _confirmed(self, image: Image, detection: Detection) -> Detection:
        if detection.score >= _SURE:
            return detection
        looks = [self._look_closer(image, detection, margin) for margin in _MARGINS]
        return replace(detection, score=(detection.score + sum(looks)) / (1 + len(looks)))

    def _look_closer(self, image: Image, detection: Detection, margin: float) -> float:
        """The score of the same person in a square around her body, 0 when she is not seen."""
        body = detection.region()
        square = Region(body.x, body.y, body.size * margin)
        inverse = square.size / SIDE
        shoulders = (detection.points[2] - [square.x, square.y]) / inverse + SIDE / 2
        near = _SAME * body.size / inverse
        return max(
            (d.score for d in self.look(square.cut(image, SIDE))
             if np.linalg.norm(d.points[2] - shoulders) < near), default=0.0,
        )  # fmt: skip

    def look(self, image: Image) -> list[Detection]:
        """What one look at the picture finds."""
        tensor, scale, offset = letterbox(image)
        raw, logits = self._model(tensor)
        scores = sigmoid(logits[0, :, 0])
        keep = scores >= self._threshold
        values = decode(raw[0][keep], anchors()[keep])
        values = ((values.reshape(-1, 6, 2) - offset) / scale).reshape(-1, 12).astype(np.float32)
        return merge(values, scores[keep])


def letterbox(image: Image) -> tuple[NDArray[np.float32], float, NDArray[np.float32]]:
    """The network's input.

    Returns:
        float32 (1, 224, 224, 3) in [-1, 1] with black bars, the factor from the picture's pixels
        to the input's, and the (2,) place of the picture's corner in the input.
    """
    scale = SIDE / max(image.shape[:2])
    half, done = halved(image, scale)
    small = resized(half, scale / done)
    height, width = small.shape[:2]
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    canvas = np.full((1, SIDE, SIDE, 3), -1, np.float32)
    canvas[0, top : top + height, left : left + width] = small / np.float32(127.5) - 1
    return canvas, scale, np.array([left, top], np.float32)


@cache
def anchors() -> NDArray[np.float32]:
    """float32 (2254, 2): the centres of the network's anchor boxes, in pixels of its input."""
    grids = []
    for stride, count in _GRIDS:
        axis = np.arange(stride / 2, SIDE, stride, dtype=np.float32)
        cells = np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2)
        grids.append(np.repeat(cells, count, axis=0))
    return np.concatenate(grids)


def decode(raw: NDArray[np.float32], centers: NDArray[np.float32]) -> Boxes:
    """Turn (N, 12) network values into corner, corner and four points: (N, 12)."""
    values = raw.reshape(-1, 6, 2).copy()
    size = values[:, 1].copy()
    values[:, 0] += centers
    values[:, 2:] += centers[:, None]
    values[:, 1] = values[:, 0] + size / 2
    values[:, 0] -= size / 2
    return values.reshape(-1, 12)


def merge(values: Boxes, scores: Scores, overlap: float = 0.3) -> list[Detection]:
    """Weighted non-maximum suppression: overlapping boxes become their mean by score.

    Args:
        values: (N, 12), decoded.
        scores: (N,).
        overlap: boxes with a larger intersection over union are the same person.
    """
    found = []
    rest = np.argsort(-scores, kind="stable")
    while rest.size:
        same = iou(values[rest[0], :4], values[rest, :4]) > overlap
        same[0] = True
        group = rest[same]
        mean = np.average(values[group], axis=0, weights=scores[group]).astype(np.float32)
        found.append(Detection(float(scores[rest[0]]), mean[:4], mean[4:].reshape(4, 2)))
        rest = rest[~same]
    return found


def iou(box: Boxes, boxes: Boxes) -> NDArray[np.float32]:
    """Intersection over union of a (4,) box with (N, 4) boxes: (N,)."""
    low = np.maximum(box[:2], boxes[:, :2])
    high = np.minimum(box[2:], boxes[:, 2:])
    common = np.prod(np.maximum(high - low, 0), axis=1)
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    union = np.prod(box[2:] - box[:2]) + areas - common
    ratio: NDArray[np.float32] = common / np.maximum(union, 1e-9)
    return ratio
