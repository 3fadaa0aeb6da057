"""A garment: where it is worn, its landmarks, and what it is once it lies on a body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modiste.types.arrays import Image, Labels, Mask, Points
from modiste.types.opinion import Opinion


class Category(StrEnum):
    """Where a garment is worn; decides which old garment it replaces."""

    TOP = "top"
    BOTTOM = "bottom"
    DRESS = "dress"


class Length(StrEnum):
    """Length class of a sleeve or a leg."""

    NONE = "none"
    SHORT = "short"
    MIDDLE = "middle"
    """To the elbow or three-quarter; to the knee."""
    LONG = "long"


class Neckline(StrEnum):
    """How a top or dress ends at the neck."""

    CREW = "crew"
    """Round, near to the neck or deep."""
    V = "v"
    COLLAR = "collar"
    """Turned down or standing, with an opening: shirts, polos, jackets."""
    HOOD = "hood"
    TURTLENECK = "turtleneck"
    OFF_SHOULDER = "off-shoulder"
    OTHER = "other"
    """Straps, squares, envelopes and the rest."""


@dataclass(frozen=True)
class Landmark:
    """One named point of a garment: pixels, and a confidence in [0, 1] that it is to be seen."""

    x: float
    y: float
    score: float = 1.0

    def report(self) -> dict[str, float]:
        """As JSON: ``x`` and ``y`` in tenths of a pixel, ``visibility`` in thousandths."""
        where = {"x": round(self.x, 1), "y": round(self.y, 1)}
        return where | {"visibility": round(min(max(self.score, 0.0), 1.0), 3)}


QUESTIONS: tuple[str, ...] = ("kind", "category", "sleeve", "neckline", "leg_length")
"""What is asked of a garment's photo; the names under which reports tell the answers."""


GARMENT_LANDMARKS: Mapping[Category, tuple[str, ...]] = {
    Category.TOP: (
        "collar_left", "collar_right", "neck_center", "shoulder_left", "shoulder_right",
        "armpit_left", "armpit_right", "cuff_outer_left", "cuff_inner_left", "cuff_outer_right",
        "cuff_inner_right", "waist_left", "waist_right", "hem_left", "hem_right",
    ),
    Category.BOTTOM: (
        "waist_left", "waist_right", "hip_left", "hip_right", "crotch", "hem_outer_left",
        "hem_inner_left", "hem_outer_right", "hem_inner_right", "hem_left", "hem_right",
    ),
    Category.DRESS: (
        "collar_left", "collar_right", "neck_center", "shoulder_left", "shoulder_right",
        "armpit_left", "armpit_right", "cuff_outer_left", "cuff_inner_left", "cuff_outer_right",
        "cuff_inner_right", "waist_left", "waist_right", "hip_left", "hip_right", "hem_left",
        "hem_right",
    ),
}  # fmt: skip
"""The landmarks a garment can have.

``collar_*`` are the neck points where shoulder seam and neckline meet, ``neck_center`` the lowest
point of the front neckline, ``shoulder_*`` the tips where the sleeve begins (the strap's outer edge
when there is none), ``cuff_*`` the ends of a sleeve (absent when sleeveless), ``waist_*`` of a top
or dress the side points at the natural waist, ``hem_*`` its lower corners. Trousers have ``crotch``
and the four ``hem_outer/inner_*``; skirts have ``hem_left`` and ``hem_right``.
"""


@dataclass(frozen=True)
class GarmentView:
    """What perception saw of the garment, at its working resolution.

    Attributes:
        image: the photo, (h, w, 3), turned upright when the garment lay rotated.
        mask: alpha of the garment's outside, (h, w); the inner back collar is cut away.
        category: where it is worn.
        landmarks: by name, a subset of ``GARMENT_LANDMARKS[category]``.
        sleeve: sleeve length class; ``NONE`` for bottoms.
        leg: leg length class; ``NONE`` for tops, and for skirts (which have no crotch landmark).
        inner: alpha of the inner back collar or waistband that was cut away, (h, w).
        worn: the photo shows the garment on a model instead of flat.
        warnings: sentences for the user.
        neckline: None for bottoms, and where nobody told.
        opinions: how surely each question of :data:`QUESTIONS` was answered, by its name; without
            those that mean nothing for the category, and those that nobody asked.
    """

    image: Image
    mask: Mask
    category: Category
    landmarks: Mapping[str, Landmark]
    sleeve: Length = Length.NONE
    leg: Length = Length.NONE
    inner: Mask | None = None
    worn: bool = False
    warnings: tuple[str, ...] = ()
    neckline: Neckline | None = None
    opinions: Mapping[str, Opinion] = field(default_factory=dict)

    def point(self, name: str) -> Points:
        """The (2,) landmark called ``name``. Raises KeyError when the garment has none."""
        mark = self.landmarks[name]
        return np.array([mark.x, mark.y], np.float32)

    def report(self) -> dict[str, Any]:
        """What was seen of the garment, as JSON.

        Returns:
            Per question of :data:`QUESTIONS` what :meth:`Opinion.report` says, or None where it
            means nothing or nobody asked; ``worn``; and ``landmarks``: each that the category
            can have with ``x``, ``y`` (pixels of ``image``) and ``visibility``, in [0, 1], or None
            where the garment has none or it is not to be seen.
        """
        asked = {question: self.opinions.get(question) for question in QUESTIONS}
        marks = {name: self.landmarks.get(name) for name in GARMENT_LANDMARKS[self.category]}
        return {
            **{question: told and told.report() for question, told in asked.items()},
            "worn": self.worn,
            "landmarks": {name: mark and mark.report() for name, mark in marks.items()},
        }


class Part(IntEnum):
    """Parts of a garment that move on their own."""

    NONE = 0
    TORSO = 1
    SLEEVE_LEFT = 2
    SLEEVE_RIGHT = 3
    LEG_LEFT = 4
    LEG_RIGHT = 5
    SKIRT = 6


@dataclass(frozen=True)
class Warped:
    """The garment laid on the body: geometry alone, before light and occlusion.

    Attributes:
        image: the warped garment in the person's picture, (h, w, 3); meaningful where
            ``alpha`` > 0.
        alpha: coverage, (h, w).
        parts: uint8 (h, w), values of :class:`Part`, 0 where ``alpha`` is 0.
        tucked: the hem goes into the bottom garment.
        guides: polylines for ``--explain`` and for composition, by name ("neckline", "hem",
            "cuff_left", ...): float32 (N, 2) in pixels.
        warnings: sentences for the user.
        flow: float32 (h, w, 2), the pixel (x, y) of the garment's picture that each pixel shows,
            NaN where ``alpha`` is 0; None when the warp does not tell.
    """

    image: Image
    alpha: Mask
    parts: Labels
    tucked: bool = False
    guides: Mapping[str, Points] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    flow: NDArray[np.float32] | None = None
