"""Left and right of a garment agree: an armpit that strayed is put back opposite the other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from modiste.types import Landmark

Point = NDArray[np.float64]
FindNotch = Callable[[Point], Point | None]

UNEVEN = 0.045
"""Most that the two armpits may differ in height, as a part of the garment's length."""


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
