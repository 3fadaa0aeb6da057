"""Drawn garments whose sleeves are laid onto the trunk, as they are on most amateur photos."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.examples.flats import Flat
from modiste.types import Image, Landmark, Mask, Part, Points

STEEPEST = 92.0
"""Steepest sleeve in degrees below the horizontal; beyond 90 it crosses the trunk."""

SLEEVES = {Part.SLEEVE_LEFT: "left", Part.SLEEVE_RIGHT: "right"}


def with_folded_sleeves(
    drawn: Flat, rng: np.random.Generator
) -> tuple[Image, Mask, dict[str, Landmark]]:
    """Turn both sleeves of a drawn garment about the shoulder towards the trunk.

    Returns:
        The picture, the alpha of the whole garment, and the landmarks; armpits stay where they
        were sewn, under the sleeve if need be.
    """
    image = drawn.image.astype(np.float32)
    marks = dict(drawn.landmarks)
    whole = np.clip(drawn.alpha + drawn.inner, 0, 1)
    sleeves = [(SLEEVES[panel.part], mask)
               for panel, mask in zip(drawn.pattern.panels, drawn.panel_masks, strict=True)
               if panel.part in SLEEVES]  # fmt: skip
    trunk = whole * (1 - np.clip(sum((mask for _, mask in sleeves), np.zeros_like(whole)), 0, 1))
    canvas, cover = image.copy(), trunk.copy()
    common = rng.uniform(0, 40)
    for side, mask in sleeves:
        angle = _turn_of(marks, side, common + rng.normal(0, 8))
        matrix = _about(marks[f"shoulder_{side}"], angle)
        layer = cv2.warpAffine(image, matrix, mask.shape[::-1])
        laid = cv2.warpAffine(mask, matrix, mask.shape[::-1])
        shade = cv2.GaussianBlur(laid, (0, 0), rng.uniform(0.8, 2.5)) * rng.uniform(0.15, 0.6)
        canvas *= (1 - shade * (1 - laid))[..., None]
        rim = laid - cv2.erode(laid, np.ones((3, 3), np.uint8))
        layer = layer * (1 - rng.uniform(0, 0.6) * rim[..., None])
        canvas = canvas * (1 - laid[..., None]) + layer * laid[..., None]
        cover = np.maximum(cover, laid)
        for end in (f"cuff_outer_{side}", f"cuff_inner_{side}"):
            marks[end] = _moved(marks[end], matrix)
    return np.clip(canvas, 0, 255).astype(np.uint8), cover.astype(np.float32), marks


def _turn_of(marks: dict[str, Landmark], side: str, wanted: float) -> float:
    """The turn in degrees, clockwise on the picture, that keeps the sleeve from going too far."""
    sign = 1.0 if side == "left" else -1.0
    tip = _point(marks[f"shoulder_{side}"])
    end = (_point(marks[f"cuff_outer_{side}"]) + _point(marks[f"cuff_inner_{side}"])) / 2
    now = float(np.degrees(np.arctan2(end[1] - tip[1], sign * (end[0] - tip[0]))))
    return sign * float(np.clip(wanted, -10.0, max(STEEPEST - now, 0.0)))


def _about(centre: Landmark, degrees: float) -> NDArray[np.float64]:
    matrix = cv2.getRotationMatrix2D((centre.x, centre.y), -degrees, 1.0)
    return np.asarray(matrix, np.float64)


def _moved(mark: Landmark, matrix: NDArray[np.float64]) -> Landmark:
    x, y = matrix @ (mark.x, mark.y, 1.0)
    return Landmark(float(x), float(y))


def _point(mark: Landmark) -> Points:
    return np.array([mark.x, mark.y], np.float32)
