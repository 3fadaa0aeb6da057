"""Read widths, depths and heights off a silhouette, as parts of the figure's height."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from modiste.body.silhouette.check import check_outline
from modiste.body.silhouette.edges import HEIGHTS, Columns, Span, Trunk, thighs
from modiste.body.silhouette.figure import Clothes, Outline, View
from modiste.types import Label, Labels, Mask, Pose

LEVELS: Mapping[str, float] = {
    "armpit": 0.76, "chest": 0.72, "ribs": 0.68, "waist_natural": 0.64, "waist": 0.60,
    "high_hip": 0.56, "seat": 0.52, "thighs": 0.48,
}  # fmt: skip
"""Heights above the floor as parts of the stature; the names say about what lies there."""
SEARCHED: Mapping[tuple[View, str], tuple[float, float, bool]] = {
    (View.FRONT, "narrowest"): (0.60, 0.68, False),
    (View.FRONT, "hip"): (0.45, 0.54, True),
    (View.SIDE, "bust"): (0.68, 0.76, True),
    (View.SIDE, "belly"): (0.56, 0.66, True),
    (View.SIDE, "hip"): (0.47, 0.54, True),
}
"""Levels that the outline tells itself: where to look for them, and whether for the widest place
or for the narrowest."""
CROTCH = (0.37, 0.54)
_ENOUGH = 0.4
"""Of the rows among which a level is searched, how many must be free."""
_HAIR = 0.02
"""A neck with more hair than this beside it cannot be read."""


@dataclass(frozen=True)
class Reading:
    """One length in the picture.

    Attributes:
        name: "front_waist", "side_hip", "crotch" and so on.
        ratio: the length as a part of the figure's height from head to soles.
        start, end: where it is, x and y in pixels of the matte.
    """

    name: str
    ratio: float
    start: tuple[float, float]
    end: tuple[float, float]

    @property
    def log(self) -> float:
        """Natural logarithm of the ratio."""
        return math.log(self.ratio)


@dataclass(frozen=True)
class Figure:
    """What one photo tells.

    Attributes:
        view: from where it was taken.
        readings: by name.
        clothes: how loose they look.
        notes: sentences about what could not be read.
    """

    view: View
    readings: Mapping[str, Reading]
    clothes: Clothes
    notes: tuple[str, ...] = ()


def read_figure(
    matte: Mask, pose: Pose, view: View, name: str, labels: Labels | None = None
) -> Figure:
    """Read all that a silhouette shows.

    Args:
        matte: of the person, (H, W); about 400 rows or more.
        pose: in the matte's pixels.
        view: from where the photo was taken.
        name: what error messages call the photo.
        labels: the parse, (H, W); it tells bare arms from the trunk.

    Raises:
        modiste.errors.PoseError: the person does not stand so that she can be measured.
    """
    outline = Outline(matte, pose, labels)
    check_outline(outline, view, name)
    found: list[Reading | None] = [*_trunk(outline, view)]
    if view is View.FRONT:
        found += [*_legs(outline), _neck(outline), _shoulders(outline)]
    found.append(_foot(outline, view))
    readings = {r.name: r for r in found if r is not None}
    return Figure(view, readings, looseness(labels), tuple(_notes(view, readings, name)))


def looseness(labels: Labels | None) -> Clothes:
    """A guess how loose the clothes are: jackets, coats and dresses are, others are normal."""
    if labels is None:
        return Clothes.NORMAL
    counts = np.bincount(labels.ravel(), minlength=len(Label))
    worn = counts[[Label.TOP, Label.OUTER, Label.DRESS, Label.BOTTOM]].sum()
    loose = counts[Label.OUTER] + counts[Label.DRESS]
    return Clothes.LOOSE if loose > 0.25 * max(int(worn), 1) else Clothes.NORMAL


def _trunk(outline: Outline, view: View) -> list[Reading]:
    """Widths, or depths, of the trunk at all levels."""
    trunk = Trunk.of(outline, view)
    widths = trunk.widths()
    places = {f"{view}_{name}": int(np.abs(HEIGHTS - h).argmin()) for name, h in LEVELS.items()}
    for (seen, name), (low, high, widest) in SEARCHED.items():
        place = _extreme(widths, low, high, widest) if seen is view else None
        if place is not None:
            places[f"{view}_{name}"] = place
    found = [_at(trunk, widths, name, place) for name, place in places.items()
             if np.isfinite(widths[place])]  # fmt: skip
    return found + (_armpits(trunk) if view is View.FRONT else [])


def _extreme(widths: Columns, low: float, high: float, widest: bool) -> int | None:
    """The place of the widest or narrowest row between two heights; None when too few are free."""
    among = np.flatnonzero((HEIGHTS > low - 1e-6) & (HEIGHTS < high + 1e-6))
    free = among[np.isfinite(widths[among])]
    if len(free) < _ENOUGH * len(among):
        return None
    return int(free[(np.argmax if widest else np.argmin)(widths[free])])


def _at(trunk: Trunk, widths: Columns, name: str, place: int) -> Reading:
    row = trunk.outline.row(float(HEIGHTS[place]))
    width = max(float(widths[place]), 0.01)
    middle = np.nanmean(trunk.edges[max(place - 1, 0) : place + 2])
    half = width * trunk.outline.span / 2
    return Reading(name, width, (float(middle - half), row), (float(middle + half), row))


def _armpits(trunk: Trunk) -> list[Reading]:
    """The trunk's width where the arms leave it, and how high that is."""
    found = trunk.armpits()
    if found is None:
        return []
    width, height = found
    row, half = trunk.outline.row(height), width * trunk.outline.span / 2
    middle = float(np.interp(height, HEIGHTS, trunk.middle))
    ends = (middle - half, row), (middle + half, row)
    high = Reading("armpit_height", height, ends[0], (ends[0][0], trunk.outline.ends[1]))
    return [Reading("front_armpits", width, *ends), high]


def _across(outline: Outline, name: str, row: float, run: Span) -> Reading:
    ratio = max(run[1] - run[0], 0.5) / outline.span
    return Reading(name, ratio, (run[0], row), (run[1], row))


def _legs(outline: Outline) -> list[Reading]:
    """The crotch's height and the thighs' mean width below it; nothing without a gap."""
    gap = _crotch_row(outline)
    if gap is None:
        return []
    column = float(np.mean(thighs(outline, gap)))
    found = [Reading("crotch", outline.height(gap), (column, gap), (column, outline.ends[1]))]
    row = gap + 0.02 * outline.span
    runs = [outline.run(row, x) for x in thighs(outline, row)]
    kept = [run for run in runs if run is not None]
    if len(kept) == 2 and kept[0][1] <= kept[1][0]:
        width = float(np.mean([b - a for a, b in kept]))
        found.append(_across(outline, "thigh", row, (kept[0][0], kept[0][0] + width)))
    return found


def _crotch_row(outline: Outline) -> float | None:
    """The uppermost row of the gap between the legs; None when there is none to be trusted."""
    low, high = (round(outline.row(h)) for h in (CROTCH[0], CROTCH[1] + 0.02))
    for row in range(low, high, -1):
        left, right = thighs(outline, row)
        between = outline.matte[row, int(left) : int(right) + 1]
        if not len(between) or (between > 0.5).all():
            top = row + 1
            return None if top >= low or outline.height(top) > CROTCH[1] else float(top)
    return None


def _neck(outline: Outline) -> Reading | None:
    """The narrowest run between mouth and shoulders; None when hair hangs beside it."""
    mouth = outline.middle("mouth_left", "mouth_right")
    shoulders = outline.middle("left_shoulder", "right_shoulder")
    rows = np.arange(mouth[1] + 0.35 * (shoulders[1] - mouth[1]), shoulders[1])
    column = float((mouth[0] + shoulders[0]) / 2)
    runs = [(run, row) for row in rows if (run := outline.run(float(row), column)) is not None]
    if not runs:
        return None
    run, row = min(runs, key=lambda r: r[0][1] - r[0][0])
    if _hairy(outline, row, run):
        return None
    return _across(outline, "neck", float(row), run)


def _hairy(outline: Outline, row: float, run: Span) -> bool:
    if outline.labels is None:
        return False
    line = outline.labels[int(row), int(run[0]) : int(run[1]) + 1]
    return bool((line == Label.HAIR).mean() > _HAIR)


def _shoulders(outline: Outline) -> Reading:
    """Between the shoulder landmarks."""
    left, right = outline.pose["left_shoulder"], outline.pose["right_shoulder"]
    width = max(float(np.hypot(*(left - right))), 0.5)
    return Reading("shoulders", width / outline.span, _place(right), _place(left))


def _foot(outline: Outline, view: View) -> Reading:
    """From the soles to the ankles: a camera from above and near sees the toes far below them."""
    ankles = outline.middle("left_ankle", "right_ankle")
    drop = max(outline.ends[1] - float(ankles[1]), 0.5)
    bottom = (float(ankles[0]), outline.ends[1])
    return Reading(f"{view}_foot", drop / outline.span, _place(ankles), bottom)


def _place(point: np.ndarray) -> tuple[float, float]:
    return float(point[0]), float(point[1])


_LOOKED_FOR = {"chest": ("chest", "armpits", "bust"), "waist": ("waist",),
               "hip": ("hip", "high_hip")}  # fmt: skip
"""Per girth the levels of which one must be seen."""


def _notes(view: View, readings: Mapping[str, Reading], name: str) -> list[str]:
    lost = [girth for girth, levels in _LOOKED_FOR.items()
            if not any(f"{view}_{level}" in readings for level in levels)]  # fmt: skip
    if not lost:
        return []
    remedy = (
        "hold the arms away from the body"
        if view is View.FRONT
        else "let the arms hang straight down or stretch them forward"
    )
    what = " and ".join(lost) if len(lost) < 3 else f"{lost[0]}, {lost[1]} and {lost[2]}"
    return [f"{name}: the arms hide the outline at the {what}; {remedy} to measure it."]
