"""Left and right of a garment agree: an armpit that strayed is put back opposite the other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from modiste.perception.garment.heatmaps import other_side
from modiste.perception.garment.silhouette import Silhouette
from modiste.types import Landmark

Point = NDArray[np.float64]
FindNotch = Callable[[Point], Point | None]

UNEVEN = 0.045
"""Most that the two armpits may differ in height, as a part of the garment's length."""

STRAY = 0.06
"""Farthest that a mirrored landmark lies from the outline, as a part of the longer side."""

MIRRORED_SCORE = 0.6
"""Factor on the score of a landmark that is another's mirror image."""


def with_even_armpits(marks: dict[str, Landmark], notch: FindNotch) -> dict[str, Landmark]:
    """Mend the pair of armpits when one of them lies much lower than the other.

    The one that sits in a notch of the outline is believed, and its mirror image about the line
    from collar to hem, set into a notch there, takes the other's place.

    Args:
        marks: landmarks by name, in pixels, of an upright top or dress.
        notch: the notch of the outline near a point, or None.
    """
    names = ("armpit_left", "armpit_right", "collar_left", "collar_right", "hem_left", "hem_right")
    if not all(name in marks for name in names):
        return marks
    top, bottom = _middle(marks, "collar"), _middle(marks, "hem")
    length = float(np.linalg.norm(bottom - top))
    left, right = _point(marks["armpit_left"]), _point(marks["armpit_right"])
    if length < 1 or abs(_along(left, top, bottom) - _along(right, top, bottom)) < UNEVEN:
        return marks
    for name, good in (("armpit_right", left), ("armpit_left", right)):
        if not _is_notch(good, notch, length):
            continue
        opposite = notch(_mirrored(good, top, bottom))
        if opposite is not None:
            score = marks[name].score
            return marks | {name: Landmark(float(opposite[0]), float(opposite[1]), score)}
    return marks


def with_both_sides(marks: dict[str, Landmark], outline: Silhouette) -> dict[str, Landmark]:
    """Give a landmark that was found on one side alone its mirror image on the other.

    The mirror is the line through the middles of the uppermost and the lowest pair. An image off
    the outline by more than :data:`STRAY` is no landmark: the garment is not even there.

    Args:
        marks: landmarks by name, in the pixels of the outline's mask.
        outline: of the upright garment.
    """
    line = _axis(marks)
    if line is None:
        return marks
    added = {}
    for name, mark in marks.items():
        other = other_side(name)
        if other in marks:
            continue
        image = _mirrored(_point(mark), *line)
        near = outline.nearest(image)
        if np.linalg.norm(near - image) < STRAY * max(outline.width, outline.height):
            added[other] = Landmark(float(near[0]), float(near[1]), MIRRORED_SCORE * mark.score)
    return marks | added


def _axis(marks: dict[str, Landmark]) -> tuple[Point, Point] | None:
    """The middles of the uppermost and of the lowest pair; None where there are no two."""
    stems = [
        n.removesuffix("_left") for n in marks if n.endswith("_left") and other_side(n) in marks
    ]
    middles = sorted((_middle(marks, stem) for stem in stems), key=lambda middle: float(middle[1]))
    if len(middles) < 2 or middles[-1][1] - middles[0][1] < 1:
        return None
    return middles[0], middles[-1]


def _is_notch(point: Point, notch: FindNotch, length: float) -> bool:
    deep = notch(point)
    return deep is not None and float(np.linalg.norm(deep - point)) < 0.01 * length


def _along(point: Point, top: Point, bottom: Point) -> float:
    """Height of a point on the line from collar to hem: 0 at the collar, 1 at the hem."""
    axis = bottom - top
    return float((point - top) @ axis / (axis @ axis))


def _mirrored(point: Point, top: Point, bottom: Point) -> Point:
    axis = (bottom - top) / np.linalg.norm(bottom - top)
    side = np.array([-axis[1], axis[0]])
    return np.asarray(point - 2 * float((point - top) @ side) * side)


def _middle(marks: dict[str, Landmark], stem: str) -> Point:
    return (_point(marks[f"{stem}_left"]) + _point(marks[f"{stem}_right"])) / 2


def _point(mark: Landmark) -> Point:
    return np.array([mark.x, mark.y], np.float64)
