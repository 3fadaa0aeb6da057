"""Blank patterns: plain garments in the shop's frame, longer than anything that is worn.

A worn garment is unrolled onto them (:mod:`modiste.warp.unroll`). Lengths are those of a middle
size, in cm.
"""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Category, GarmentView, Landmark, Length

PER_CM = 4.0
"""Pixels of a pattern per cm."""
_SPACE_CM = 12.0
_UPPER = {
    "collar": (8.0, 0.0), "shoulder": (21.5, 4.5), "armpit": (26.0, 26.0),
    "cuff_outer": (63.0, 45.0), "cuff_inner": (55.5, 53.0),
}  # fmt: skip
_PATTERNS: Mapping[tuple[Category, bool], Mapping[str, tuple[float, float]]] = {
    (Category.TOP, False): {**_UPPER, "waist": (25.5, 42.0), "hem": (27.0, 78.0)},
    (Category.DRESS, False): {
        **_UPPER, "waist": (24.0, 42.0), "hip": (30.0, 62.0), "hem": (40.0, 118.0),
    },
    (Category.BOTTOM, True): {
        "waist": (18.0, 0.0), "hip": (25.0, 20.0), "hem_outer": (25.0, 104.0),
        "hem_inner": (4.5, 104.0),
    },
    (Category.BOTTOM, False): {"waist": (18.0, 0.0), "hip": (25.0, 20.0), "hem": (40.0, 88.0)},
}  # fmt: skip
_NECK_CM, _CROTCH_CM = 8.0, 27.0
_EDGE = {
    (Category.TOP, False): ("collar", "shoulder", "cuff_outer", "cuff_inner", "armpit", "hem"),
    (Category.DRESS, False): (
        "collar", "shoulder", "cuff_outer", "cuff_inner", "armpit", "waist", "hip", "hem",
    ),
    (Category.BOTTOM, True): ("waist", "hip", "hem_outer", "hem_inner"),
    (Category.BOTTOM, False): ("waist", "hip", "hem"),
}  # fmt: skip


def blank(category: Category, legs: bool = False) -> GarmentView:
    """A pattern with all landmarks, long sleeves and long legs.

    Args:
        category: of the garment.
        legs: trousers instead of a skirt; only for bottoms.
    """
    kind = (category, legs and category is Category.BOTTOM)
    points = _PATTERNS[kind]
    half = max(x for x, _ in points.values()) + _SPACE_CM
    size = (round(2 * half * PER_CM), round((max(y for _, y in points.values())
                                             + 2 * _SPACE_CM) * PER_CM))  # fmt: skip
    marks = {}
    for name, (x, y) in points.items():
        for side, sign in (("left", 1), ("right", -1)):
            marks[f"{name}_{side}"] = _mark(half + sign * x, y)
    if category is not Category.BOTTOM:
        marks["neck_center"] = _mark(half, _NECK_CM)
    elif kind[1]:
        marks["crotch"] = _mark(half, _CROTCH_CM)
    canvas = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillPoly(canvas, [_outline(marks, kind)], 1)
    long = Length.LONG if category is not Category.BOTTOM else Length.NONE
    return GarmentView(
        np.full((*canvas.shape, 3), 200, np.uint8), canvas.astype(np.float32), category, marks,
        long, Length.LONG if kind[1] else Length.NONE,
    )  # fmt: skip


def _mark(x: float, y: float) -> Landmark:
    return Landmark(x * PER_CM, (y + _SPACE_CM) * PER_CM)


def _outline(marks: Mapping[str, Landmark], kind: tuple[Category, bool]) -> NDArray[np.int32]:
    names = [f"{n}_left" for n in _EDGE[kind]]
    names += ["crotch"] if kind[1] else []
    names += [f"{n}_right" for n in reversed(_EDGE[kind])]
    return np.round([[marks[n].x, marks[n].y] for n in names]).astype(np.int32)
