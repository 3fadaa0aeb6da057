"""BlazePose: 33 landmarks and a mask of everybody in a picture.

The two networks and their decoding follow MediaPipe's ``pose_landmark_cpu`` graph (Apache-2.0).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from modiste.assets import asset_path
from modiste.perception.pose_detector import Detection, PoseDetector, body_region
from modiste.perception.pose_search import guesses, legs_sure, tiles
from modiste.perception.regions import Region, apply
from modiste.perception.runtime import LiteModel, sigmoid
from modiste.types import POSE_NAMES, Image, Mask, Points, Pose

SIDE = 256
_CENTER, _ABOVE = 33, 34
"""The two auxiliary landmarks that tell where the body's square is."""
_PRESENT = 0.5
"""Smallest score of a pose."""
_DETECTED = 0.66
"""Detections above this are people; one garment laid flat in fifty reaches it."""
_DETECTED_SMALL = 0.8
"""The same in a part of the picture, where there is more to mistake for people."""
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
        people: at most so many of the surest detections are looked at.
    """

    def __init__(self, threads: int = 2, people: int = 6) -> None:
        self._detect = PoseDetector(threads)
        self._model = LiteModel(asset_path("pose-landmarks"), threads)
        self._people = people

    def __call__(self, image: Image) -> tuple[MaskedPose, ...]:
        """One pose per person, from left to right; empty when there is nobody.

        When nobody is found at once, she may be small or only a pair of legs: this
        searches on, for which a picture without people takes a few times as long.

        Args:
            image: (H, W, 3) RGB.
        """
        return self.brisk(image) or self._search_tiles(image) or self._search_legs(image)

    def brisk(self, image: Image) -> tuple[MaskedPose, ...]:
        """As calling, but for people of whom head and shoulders are well to be seen."""
        return self._poses(image, self._detect(image))

    def track(self, image: Image, region: Region) -> tuple[MaskedPose, Region]:
        """Read the landmarks where the person was a frame ago; one network call.

        Args:
            image: (H, W, 3) RGB, the next frame of a film.
            region: where she is about; ``MaskedPose.region`` of the frame before, or what this
                returned for it.

        Returns:
            The pose, whose score tells whether she is still there, and her region in this frame.
        """
        pose, marks = self._read(image, region)
        return pose, body_region(*marks)

    def _search_tiles(self, image: Image) -> tuple[MaskedPose, ...]:
        """Detect in overlapping squares, for people too small in the whole picture."""
        found: list[Detection] = []
        for left, top, side in tiles(image.shape[1], image.shape[0]):
            offset = np.array([left, top], np.float32)
            for d in self._detect(image[top : top + side, left : left + side]):
                if d.score >= _DETECTED_SMALL:
                    found.append(Detection(d.score, d.box + np.tile(offset, 2), d.points + offset))
        return self._poses(image, sorted(found, key=lambda d: -d.score))

    def _search_legs(self, image: Image) -> tuple[MaskedPose, ...]:
        """Guess where legs may be, and ask the landmarks whether they are."""
        looked = (self._follow(image, g) for g in guesses(image.shape[1], image.shape[0]))
        return tuple(islice((p for p in looked if legs_sure(p, image.shape[0])), 1))

    def _poses(self, image: Image, detections: list[Detection]) -> tuple[MaskedPose, ...]:
        sure = [d for d in detections if d.score >= _DETECTED][: self._people]
        looked = [self._follow(image, d.region()) for d in sure]
        found = [pose for pose in looked if pose.score >= _PRESENT]
        return tuple(sorted(distinct(found), key=lambda p: float(p.points[_TORSO, 0].mean())))

    def _follow(self, image: Image, region: Region) -> MaskedPose:
        """Read the landmarks, then once more in the better region that they tell."""
        first = self._read(image, region)
        if first[0].score < _PRESENT / 2:
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
