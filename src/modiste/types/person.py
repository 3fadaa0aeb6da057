"""A person: the labels of her parse, her pose, and what perception saw of her."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from modiste.types.arrays import Image, Labels, Mask, Points


class Label(IntEnum):
    """Classes of the human parse, one per pixel."""

    BACKGROUND = 0
    HAIR = 1
    HAT = 2
    FACE = 3
    """Face, ears and neck."""
    ARM_LEFT = 4
    ARM_RIGHT = 5
    HAND = 6
    TOP = 7
    OUTER = 8
    """Jackets, coats, cardigans: what is worn over a top."""
    DRESS = 9
    BOTTOM = 10
    """Trousers, shorts, skirts."""
    LEGS = 11
    SHOES = 12
    """Shoes and bare feet."""
    BAG = 13
    """Bags and other things carried or worn in front of the clothes."""


POSE_NAMES: tuple[str, ...] = (
    "nose", "left_eye_inner", "left_eye", "left_eye_outer", "right_eye_inner", "right_eye",
    "right_eye_outer", "left_ear", "right_ear", "mouth_left", "mouth_right", "left_shoulder",
    "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_pinky",
    "right_pinky", "left_index", "right_index", "left_thumb", "right_thumb", "left_hip",
    "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle", "left_heel",
    "right_heel", "left_foot_index", "right_foot_index",
)  # fmt: skip
"""Names of the 33 BlazePose landmarks, in the order of the model."""

_POSE_INDEX = {name: i for i, name in enumerate(POSE_NAMES)}


@dataclass(frozen=True)
class Pose:
    """Body landmarks of one person.

    Attributes:
        points: float32 (33, 2), pixels; a point may lie outside the picture.
        depth: float32 (33,), relative depth in pixels, smaller is nearer to the camera, 0 at
            the hips' middle.
        visibility: float32 (33,) in [0, 1]; how sure it is that the point is in the picture and
            not hidden.
        score: in [0, 1]; how sure it is that there is a person at all.
    """

    points: Points
    depth: NDArray[np.float32]
    visibility: NDArray[np.float32]
    score: float

    def __getitem__(self, name: str) -> Points:
        """The (2,) point called ``name``, one of :data:`POSE_NAMES`."""
        point: Points = self.points[_POSE_INDEX[name]]
        return point

    def seen(self, name: str) -> float:
        """The visibility of the point called ``name``."""
        return float(self.visibility[_POSE_INDEX[name]])

    def scaled(self, factor: float) -> Pose:
        """The same pose on a picture resized by ``factor``."""
        return Pose(self.points * np.float32(factor), self.depth * np.float32(factor),
                    self.visibility, self.score)  # fmt: skip

    def moved(self, dx: float, dy: float) -> Pose:
        """The same pose, moved by ``dx`` to the right and ``dy`` down."""
        return Pose(self.points + np.array([dx, dy], np.float32), self.depth,
                    self.visibility, self.score)  # fmt: skip


@dataclass(frozen=True)
class PersonView:
    """What perception saw of the person, at the working resolution.

    Attributes:
        image: the photo, (h, w, 3).
        pose: landmarks in this picture's pixels.
        matte: soft alpha of the person, (h, w).
        parse: labels, (h, w).
    """

    image: Image
    pose: Pose
    matte: Mask
    parse: Labels
