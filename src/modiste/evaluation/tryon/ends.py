"""Where cloth ends on a pattern: hems, cuffs, neckline, straps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.types import Category, GarmentView, Landmark, Length
from modiste.warp.blank import PER_CM

Region = NDArray[np.bool_]
Floats = NDArray[np.float64]
SIDES = ("left", "right")

_STEPS = 60
_HALF = 0.4
"""Share of cloth across a limb from which on it is clothed."""
_SLEEVELESS, _SHORT, _MIDDLE = 0.13, 0.5, 0.88
"""Up to these parts of the arm there is no sleeve, a short one, one of middle length."""
_STUB = 0.26
"""Less than this on one arm and nothing on the other is the trunk's edge and no sleeve."""
_SHORTS, _CAPRI = 0.42, 0.9
_WAISTBAND_CM = 3.0
"""So much of a bottom's cloth is added under the top that hangs over it."""
_UNDER_CM = 2.5
"""Cloth is looked for this far below the line of the shoulder."""


@dataclass(frozen=True)
class Ends:
    """How far the cloth reaches on the pattern.

    Attributes:
        top: row of the pattern where the cloth of a bottom begins, below a top that hangs over it.
        hem: per side or, for trunks and skirts, the same for both: share of the way from the top
            of the pattern to its hem.
        cuff: by side, share of the sleeve; empty for bottoms.
        within: (h, w), what lies before these ends.
    """

    top: float
    hem: Mapping[str, float]
    cuff: Mapping[str, float]
    within: Region


def ends_of(pattern: GarmentView, cloth: Region, covered: Region) -> Ends | None:
    """Read hems and cuffs.

    Args:
        pattern: the blank pattern.
        cloth: (h, w), cloth in sight.
        covered: (h, w), where something lies in front.

    Returns:
        None when there is no hem.
    """
    within = np.zeros(cloth.shape, np.bool_)
    hem, cuff, strips = {}, {}, {}
    for side, strip in _trunks(pattern).items():
        reach = _reach(strip, cloth, covered)
        if reach is None:
            return None
        hem[side] = reach
        within |= _before(strip, reach, cloth.shape)
    if pattern.category is not Category.BOTTOM:
        for side in SIDES:
            strip = _strip(pattern, f"shoulder_{side}", f"cuff_outer_{side}", f"armpit_{side}",
                           f"cuff_inner_{side}")  # fmt: skip
            cuff[side], strips[side] = _reach(strip, cloth, covered) or 0.0, strip
        if min(cuff.values()) == 0 and max(cuff.values()) < _STUB:
            cuff = dict.fromkeys(SIDES, 0.0)
        for side in SIDES:
            if cuff[side] > _SLEEVELESS:
                within |= _before(strips[side], cuff[side], cloth.shape)
    top = _top(pattern, cloth)
    within &= np.arange(len(within))[:, None] >= top - _WAISTBAND_CM * PER_CM
    return Ends(top, hem, cuff, within)


def _top(pattern: GarmentView, cloth: Region) -> float:
    """The first row of a bottom's cloth; 0 for other garments, whose necks are bare."""
    if pattern.category is not Category.BOTTOM:
        return 0.0
    left, right = (round(pattern.landmarks[f"waist_{s}"].x) for s in ("right", "left"))
    rows = np.flatnonzero(cloth[:, left:right].mean(1) > _HALF)
    return max(float(rows[0]), pattern.landmarks["waist_left"].y) if len(rows) else 0.0


def _trunks(pattern: GarmentView) -> Mapping[str, Floats]:
    """Strips (n, m, 2) from top to hem, by side; one for all garments without legs."""
    if "crotch" in pattern.landmarks:
        return {s: _leg(pattern, s) for s in SIDES}
    first = "waist" if pattern.category is Category.BOTTOM else "armpit"
    trunk = _strip(pattern, f"{first}_left", "hem_left", f"{first}_right", "hem_right")
    return {"both": trunk}


def _strip(pattern: GarmentView, a: str, b: str, c: str, d: str) -> Floats:
    """Points (n, m, 2) between the rails a-b and c-d."""
    at = {n: pattern.point(n).astype(np.float64) for n in (a, b, c, d)}
    t, u = np.linspace(0, 1, _STEPS)[:, None, None], np.linspace(0.12, 0.88, 15)[None, :, None]
    first, second = at[a] + t * (at[b] - at[a]), at[c] + t * (at[d] - at[c])
    return np.asarray(first + u * (second - first))


def _leg(pattern: GarmentView, side: str) -> Floats:
    """The strip of one leg from the crotch's height down."""
    crotch, hip = pattern.point("crotch"), pattern.point(f"hip_{side}")
    outer, inner = (pattern.point(f"hem_{e}_{side}") for e in ("outer", "inner"))
    share = float((crotch[1] - hip[1]) / max(outer[1] - hip[1], 1))
    level = hip + share * (outer - hip)
    t, u = np.linspace(0, 1, _STEPS)[:, None, None], np.linspace(0.12, 0.88, 11)[None, :, None]
    first, second = level + t * (outer - level), crotch + t * (inner - crotch)
    return np.asarray(first + u * (second - first), np.float64)


def _reach(strip: Floats, cloth: Region, covered: Region) -> float | None:
    """The last row of the strip that is clothed, as a share of its length."""
    limit = np.array(cloth.shape[::-1]) - 1
    x, y = np.moveaxis(np.clip(np.round(strip), 0, limit).astype(int), -1, 0)
    free = ~covered[y, x]
    share = (cloth[y, x] & free).sum(1) / np.maximum(free.sum(1), 1)
    clothed = (share >= _HALF) & (free.mean(1) > 0.15)
    bare = (share < _HALF) & (free.mean(1) > 0.3)
    rows = np.flatnonzero(clothed)
    if not len(rows):
        return None
    gaps = np.flatnonzero(np.convolve(bare, np.ones(5), "valid") >= 5)
    stop = gaps[gaps > rows[0]][0] if (gaps > rows[0]).any() else _STEPS
    return float(rows[rows <= stop][-1] + 1) / _STEPS


def _before(strip: Floats, reach: float, shape: tuple[int, ...]) -> Region:
    """Rows of the pattern before an end, for a strip that runs down or sideways."""
    start, end = strip[0].mean(0), strip[-1].mean(0)
    axis = (end - start) / max(float((end - start) @ (end - start)), 1e-6)
    y, x = np.indices(shape[:2])
    along = (x - start[0]) * axis[0] + (y - start[1]) * axis[1]
    half = 0.75 * float(np.linalg.norm(strip[0, 0] - strip[0, -1])) + PER_CM
    side = np.abs((x - start[0]) * axis[1] - (y - start[1]) * axis[0]) / np.linalg.norm(axis)
    return np.asarray((along < reach) & (side < max(half, 8 * PER_CM)), np.bool_)


def found_landmarks(
    pattern: GarmentView, whole: Region, ends: Ends
) -> tuple[dict[str, Landmark], Length, Length]:
    """The garment's landmarks on the pattern, its sleeves' and its legs' length."""
    marks = dict(pattern.landmarks)
    if pattern.category is Category.BOTTOM:
        leg = _bottom_marks(pattern, marks, whole, ends)
        return marks, Length.NONE, leg
    _hem(marks, whole, pattern.point("armpit_left")[1], ends.hem["both"])
    sleeve = _sleeves(pattern, marks, ends)
    _neckline(pattern, marks, whole, sleeve is Length.NONE)
    return marks, sleeve, Length.NONE


def _hem(marks: dict[str, Landmark], whole: Region, top: float, reach: float) -> None:
    """Move the hem's corners to where the cloth ends."""
    end = marks["hem_left"].y
    row = float(top + reach * (end - top))
    columns = np.flatnonzero(whole[min(int(row) - 2, len(whole) - 1)])
    for name, x in (("hem_left", columns[-1:]), ("hem_right", columns[:1])):
        marks[name] = Landmark(float(x[0]) if len(x) else marks[name].x, row)
    for name in [n for n in marks if n.startswith(("waist", "hip")) and marks[n].y > row - 4]:
        marks[name] = Landmark(marks[name].x, row - 4)


def _sleeves(pattern: GarmentView, marks: dict[str, Landmark], ends: Ends) -> Length:
    """Shorten the sleeves; both are as long as the longer one, which is better seen."""
    reach = max(ends.cuff.values())
    if reach <= _SLEEVELESS:
        for side in SIDES:
            del marks[f"cuff_outer_{side}"], marks[f"cuff_inner_{side}"]
        return Length.NONE
    for side in SIDES:
        for end, start in (("cuff_outer", "shoulder"), ("cuff_inner", "armpit")):
            a, b = pattern.point(f"{start}_{side}"), pattern.point(f"{end}_{side}")
            point = a + reach * (b - a)
            marks[f"{end}_{side}"] = Landmark(float(point[0]), float(point[1]))
    if reach < _SHORT:
        return Length.SHORT
    return Length.MIDDLE if reach < _MIDDLE else Length.LONG


def _neckline(
    pattern: GarmentView, marks: dict[str, Landmark], whole: Region, straps: bool
) -> None:
    """Move collar points and neckline, and a sleeveless shoulder, to the cloth."""
    for side in SIDES:
        a, b = pattern.point(f"collar_{side}"), pattern.point(f"shoulder_{side}")
        points = a + np.linspace(-0.15, 1.0, 40)[:, None] * (b - a) + [0, _UNDER_CM * PER_CM]
        x, y = np.clip(np.round(points).astype(int), 0, np.array(whole.shape[::-1]) - 1).T
        covered = np.flatnonzero(whole[y, x])
        if not len(covered):
            continue
        lift = _UNDER_CM * PER_CM
        first, last = points[covered[0]], points[covered[-1]]
        marks[f"collar_{side}"] = Landmark(float(first[0]), float(first[1]) - lift)
        if straps:
            marks[f"shoulder_{side}"] = Landmark(float(last[0]), float(last[1]) - lift)
    middle = round(pattern.landmarks["neck_center"].x)
    rows = np.flatnonzero(whole[:, middle - 6 : middle + 7].mean(1) > 0.5)
    if len(rows):
        marks["neck_center"] = Landmark(float(middle), float(rows[0]))


def _bottom_marks(
    pattern: GarmentView, marks: dict[str, Landmark], whole: Region, ends: Ends
) -> Length:
    _waist(pattern, marks, ends.top - _WAISTBAND_CM * PER_CM)
    if "both" in ends.hem:
        _hem(marks, whole, pattern.landmarks["waist_left"].y, ends.hem["both"])
        return Length.NONE
    reach = max(ends.hem.values())
    for side in SIDES:
        for end, start in (("hem_outer", "hip"), ("hem_inner", "crotch")):
            a = pattern.landmarks["crotch"] if start == "crotch" else marks[f"hip_{side}"]
            b = pattern.landmarks[f"{end}_{side}"]
            y = pattern.landmarks["crotch"].y
            y = y + reach * (b.y - y)
            share = (y - a.y) / max(b.y - a.y, 1)
            marks[f"{end}_{side}"] = Landmark(a.x + share * (b.x - a.x), y)
    if reach < _SHORTS:
        return Length.SHORT
    return Length.MIDDLE if reach < _CAPRI else Length.LONG


def _waist(pattern: GarmentView, marks: dict[str, Landmark], row: float) -> None:
    """Move the waistband down to the first cloth in sight."""
    for side in SIDES:
        waist, hip = pattern.landmarks[f"waist_{side}"], pattern.landmarks[f"hip_{side}"]
        y = float(np.clip(row, waist.y, hip.y - 8))
        share = (y - waist.y) / (hip.y - waist.y)
        marks[f"waist_{side}"] = Landmark(waist.x + share * (hip.x - waist.x), y)
