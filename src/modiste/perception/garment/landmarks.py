"""Landmarks of a garment, by category."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.perception.garment.bottom_rules import mark_bottom
from modiste.perception.garment.category import Reading
from modiste.perception.garment.silhouette import Silhouette
from modiste.perception.garment.top_rules import Marks, mark_top
from modiste.types import Category, Landmark

RULES_SIDE = 256
"""Long side in pixels of the mask that the rules measure."""


def find_landmarks(
    mask: NDArray[np.bool_], category: Category, reading: Reading | None, scale: float
) -> dict[str, Landmark]:
    """Landmarks of an upright garment.

    Args:
        mask: bool (h, w), the garment at the small size.
        category: where it is worn.
        reading: what the classifier says, or None.
        scale: working pixels per small pixel.

    Returns:
        By name, in working pixels.
    """
    factor = min(1.0, RULES_SIDE / max(mask.shape))
    size = (round(mask.shape[1] * factor), round(mask.shape[0] * factor))
    shape = Silhouette(cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_AREA) > 0)
    marks = _by_rules(shape, category, reading)
    zoom = scale * mask.shape[1] / size[0]
    return {name: _landmark(point, score, zoom) for name, (point, score) in marks.items()}


def _by_rules(shape: Silhouette, category: Category, reading: Reading | None) -> Marks:
    if category is Category.BOTTOM:
        legged = 0.6
        if reading is not None:
            with_legs = reading.probability("Pants", "Shorts")
            legged = with_legs / max(with_legs + reading.probability("Skirt"), 1e-3)
        return mark_bottom(shape, legged)
    sleeved = 1.0 - reading.probability("Undershirt", "Top") if reading is not None else 0.8
    return mark_top(shape, sleeved, category is Category.DRESS)


def _landmark(point: NDArray[np.float64], score: float, zoom: float) -> Landmark:
    x, y = (point + 0.5) * zoom - 0.5
    return Landmark(float(x), float(y), float(score))
