"""BlazePose: 33 landmarks and a mask of everybody in a picture.

The two networks and their decoding follow MediaPipe's ``pose_landmark_cpu`` graph (Apache-2.0).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.assets import asset_path
from modiste.perception.pose_detector import Detection, PoseDetector, body_region
from modiste.perception.regions import Region, apply
from modiste.perception.runtime import LiteModel, sigmoid
from modiste.types import POSE_NAMES, Image, Mask, Points, Pose

SIDE = 256
_CENTER, _ABOVE = 33, 34
"""The two auxiliary landmarks that tell where the body's square is."""
_TORSO = [POSE_NAMES.index(n) for n in ("left_shoulder", "right_shoulder", "left_hip", "right_hip")]


@dataclass(frozen=True)
class MaskedPose(Pose):
    """A pose with the rough mask that the landmark network gives for free.

    Attributes:
        mask: float32 (256, 256) in [0, 1], this person in ``region``.
        region: where in the picture the mask lies.
    """

    mask: Mask
    region: Region

    def scaled(self, factor: float) -> MaskedPose:
        """The same pose on a picture resized by ``factor``."""
        grown = super().scaled(factor)
        return MaskedPose(grown.points, grown.depth, grown.visibility, grown.score,
                          self.mask, self.region.scaled(factor))  # fmt: skip

    def moved(self, dx: float, dy: float) -> MaskedPose:
        """The same pose, moved by ``dx`` to the right and ``dy`` down."""
        moved = super().moved(dx, dy)
        return MaskedPose(moved.points, moved.depth, moved.visibility, moved.score,
                          self.mask, self.region.moved(dx, dy))  # fmt: skip


class BlazePose:
    """Finds everybody in a picture.

    Args:
        threads: threads of one call.
        presence: smallest score of a pose.
        people: at most so many of the surest detections are looked at.
    """

    def __init__(self, threads: int = 2, presence: float = 0.5, people: int = 6) -> None:
        self._detect = PoseDetector(threads)
        self._model = LiteModel(asset_path("pose-landmarks"), threads)
        self._presence = presence
        self._people = people

    def __call__(self, image: Image) -> tuple[MaskedPose, ...]:
        """One pose per person, from left to right; empty when there is nobody.

        Args:
            image: (H, W, 3) RGB.
        """
        detections = self._detect(image) or self._look_closer(image)
        poses = [self._follow(image, d.region()) for d in detections[: self._people]]
        found = [p for p in poses if p.score >= self._presence]
        return tuple(sorted(distinct(found), key=lambda p: float(p.points[_TORSO, 0].mean())))

    def _look_closer(self, image: Image) -> list[Detection]:
        """Detect in overlapping squares, for people too small in the whole picture."""
        found: list[Detection] = []
        for left, top, side in tiles(image.shape[1], image.shape[0]):
            offset = np.array([left, top], np.float32)
            for d in self._detect(image[top : top + side, left : left + side]):
                found.append(Detection(d.score, d.box + np.tile(offset, 2), d.points + offset))
        return sorted(found, key=lambda d: -d.score)

    def _follow(self, image: Image, region: Region) -> MaskedPose:
        """Read the landmarks, then once more in the better region that they tell."""
        first = self._read(image, region)
        if first[0].score < self._presence / 2:
            return first[0]
        return self._read(image, body_region(*first[1]))[0]

    def _read(self, image: Image, region: Region) -> tuple[MaskedPose, Points]:
        cut = region.cut(image, SIDE)
        values, presence, mask, heat, _ = self._model(cut[None] * np.float32(1 / 255))
        marks = refine(values.reshape(39, 5), heat[0])
        points = apply(region.to_picture(SIDE), marks[:, :2])
        pose = MaskedPose(
            points[:33],
            marks[:33, 2] * np.float32(region.size / SIDE),
            sigmoid(marks[:33, 3:5].min(axis=1)),
            float(presence[0, 0]),
            sigmoid(mask[0, :, :, 0]),
            region,
        )
        return pose, points[[_CENTER, _ABOVE]]


def refine(marks: NDArray[np.float32], heat: NDArray[np.float32]) -> NDArray[np.float32]:
    """Move each landmark to the centre of its heat nearby, where that is warm enough.

    As MediaPipe's RefineLandmarksFromHeatmap: a window of 7 x 7 cells, least confidence 0.5.

    Args:
        marks: (39, 5): x, y in pixels of the 256 x 256 input, then z and two logits.
        heat: (64, 64, 39) logits.

    Returns:
        (39, 5), with x and y refined.
    """
    side = heat.shape[0]
    cell = SIDE / side
    grid = np.arange(side)
    refined = marks.copy()
    for i, (x, y) in enumerate((marks[:, :2] // cell).astype(int)):
        rows, columns = grid[max(0, y - 3) : max(0, y + 4)], grid[max(0, x - 3) : max(0, x + 4)]
        weights = sigmoid(heat[rows[:, None], columns, i])
        if weights.size and weights.max() >= 0.5:
            total = weights.sum()
            refined[i, 0] = (weights.sum(axis=0) @ columns) / total * cell
            refined[i, 1] = (weights.sum(axis=1) @ rows) / total * cell
    return refined


def distinct(poses: Iterable[MaskedPose]) -> list[MaskedPose]:
    """Drop poses whose torso is that of a surer one."""
    kept: list[MaskedPose] = []
    for pose in sorted(poses, key=lambda p: -p.score):
        if not any(_same(pose, other) for other in kept):
            kept.append(pose)
    return kept


def _same(a: Pose, b: Pose) -> bool:
    torso_a, torso_b = a.points[_TORSO], b.points[_TORSO]
    size = max(float(np.ptp(t, axis=0).max()) for t in (torso_a, torso_b))
    return float(np.linalg.norm(torso_a - torso_b, axis=1).mean()) < 0.3 * size


def tiles(width: int, height: int) -> list[tuple[int, int, int]]:
    """Overlapping squares that cover a picture: left, top and side of each."""
    side = min(min(width, height), round(0.6 * max(width, height)))
    lefts, tops = (_starts(extent, side) for extent in (width, height))
    return [(left, top, side) for top in tops for left in lefts]


def _starts(extent: int, side: int) -> list[int]:
    count = 1 if extent <= side else int(np.ceil((extent - side) / (side / 2))) + 1
    return [round(x) for x in np.linspace(0, extent - side, count)]
