"""Length classes of sleeves and legs, from landmarks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from modiste.types import Landmark, Length

SLEEVE_STEPS = (0.13, 0.62, 0.93)
"""Sleeve length over the distance between the armpits: none, short, middle, long."""

LEG_STEPS = (0.0, 1.3, 1.66)
"""Length of trousers over their width at the hips: (none,) short, middle, long."""


def sleeve_length(marks: Mapping[str, Landmark]) -> Length:
    """The class of the longer sleeve."""
    width = _distance(marks, "armpit_left", "armpit_right")
    if not width:
        return Length.NONE
    reach = [_sleeve(marks, side) / width for side in ("left", "right")]
    return _classify(max(reach), SLEEVE_STEPS)


def _sleeve(marks: Mapping[str, Landmark], side: str) -> float:
    names = [f"{part}_{side}" for part in ("cuff_outer", "cuff_inner", "shoulder")]
    if not all(name in marks for name in names):
        return 0.0
    outer, inner, tip = (np.array([marks[n].x, marks[n].y]) for n in names)
    return float(np.linalg.norm((outer + inner) / 2 - tip))


def leg_length(marks: Mapping[str, Landmark]) -> Length:
    """The class of the legs; ``NONE`` when there is no crotch."""
    if "crotch" not in marks:
        return Length.NONE
    width = _distance(marks, "hip_left", "hip_right")
    hems = [marks[n].y for n in ("hem_outer_left", "hem_outer_right") if n in marks]
    waists = [marks[n].y for n in ("waist_left", "waist_right") if n in marks]
    if not width or not hems or not waists:
        return Length.NONE
    return _classify((max(hems) - min(waists)) / width, LEG_STEPS)


def _distance(marks: Mapping[str, Landmark], first: str, second: str) -> float:
    if first not in marks or second not in marks:
        return 0.0
    a, b = marks[first], marks[second]
    return float(np.hypot(a.x - b.x, a.y - b.y))


def _classify(ratio: float, steps: tuple[float, float, float]) -> Length:
    order = (Length.NONE, Length.SHORT, Length.MIDDLE, Length.LONG)
    return order[sum(ratio >= step for step in steps)]
