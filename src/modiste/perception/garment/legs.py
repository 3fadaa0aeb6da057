"""Trousers or skirt: a bottom garment has two legs with a crotch, or one hem, never both."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from modiste.perception.garment.category import Reading
from modiste.perception.garment.silhouette import Silhouette
from modiste.types import Landmark

LEG_ENDS = tuple(f"hem_{end}_{side}" for end in ("outer", "inner") for side in ("left", "right"))
SKIRT_ENDS = ("hem_left", "hem_right")

KIND_WEIGHT = 0.5
"""Weight of the kind's share of trousers and shorts beside the mean score of the inner hems."""

LEGGED = 0.72
"""From this sum on there are legs: of 35 trousers and shorts the least had .83, of 10 skirts the
most .63."""

CENTRAL = 0.16
"""Farthest that a crotch lies from the garment's middle, as a part of its width."""

CROTCH_DEPTH = 0.02
"""Depth that the notch between the legs must have, as a part of the garment's longer side."""


def has_legs(marks: dict[str, Landmark], reading: Reading | None) -> bool:
    """Whether a bottom garment has legs, by inner hems and kind; without hems by the kind.

    Args:
        marks: what the landmark network saw.
        reading: what the classifier says, or None.
    """
    if not any(name.startswith("hem") for name in marks):
        return share_of_legs(reading) > 0.5
    inner = [marks[name].score for name in LEG_ENDS[2:] if name in marks]
    return sum(inner) / 2 + KIND_WEIGHT * share_of_legs(reading) > LEGGED


def share_of_legs(reading: Reading | None) -> float:
    """How likely a bottom garment has legs, by its kind alone."""
    if reading is None:
        return 0.5
    legs = reading.probability("Pants", "Shorts")
    return legs / max(legs + reading.probability("Skirt"), 1e-3)


def with_one_hem(marks: dict[str, Landmark], legged: bool) -> dict[str, Landmark]:
    """Leave out what a garment with legs, or one without, cannot have."""
    others = SKIRT_ENDS if legged else ("crotch", *LEG_ENDS)
    return {name: mark for name, mark in marks.items() if name not in others}


def with_crotch(marks: dict[str, Landmark], outline: Silhouette) -> dict[str, Landmark]:
    """Set the crotch into the notch between the legs; leave it out where it lies beside the middle.

    Args:
        marks: of a garment with legs, in the pixels of the outline's mask.
        outline: of the garment.
    """
    notch = _notch(outline)
    kept = dict(marks)
    mark = kept.pop("crotch", None)
    if notch is not None:
        score = 0.6 if mark is None else max(mark.score, 0.6)
        return kept | {"crotch": Landmark(float(notch[0]), float(notch[1]), score)}
    if mark is None or abs(mark.x - outline.axis) > CENTRAL * outline.width:
        return kept
    return kept | {"crotch": mark}


def _notch(outline: Silhouette) -> NDArray[np.float64] | None:
    """The deepest notch near the middle that opens downwards, below the upper fifth, or None."""
    size = max(outline.width, outline.height)
    for start, end, _, depth in outline.defects:
        if depth < CROTCH_DEPTH * size:
            return None
        deep = outline.pit(start, end)
        opens = min(float(start[1]), float(end[1])) > deep[1]
        central = abs(deep[0] - outline.axis) < CENTRAL * outline.width
        if opens and central and deep[1] > outline.box[1] + 0.2 * outline.height:
            return np.asarray(deep, np.float64)
    return None
