"""Both edges of the trunk, row by row, where arms leave them free."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from modiste.body.silhouette.figure import Outline, View
from modiste.body.silhouette.limbs import hidden_edges

Columns = NDArray[np.float64]
Span = tuple[float, float]

HEIGHTS: Columns = np.arange(80, 161) / 200
"""The rows that are looked at: heights above the soles as parts of the figure's."""
_GAP_BEGINS = 0.56
"""Below this the legs may part."""
_BRIDGED = 14
"""An edge that an arm hides over fewer rows than this is taken to run on straight."""
_LEAP = 0.02
"""An edge that moves farther from row to row, in figure heights, has left the trunk."""
_WAIST, _SHOULDERS = 0.6, 0.73
"""Heights at which arms are off the trunk, and at which what lies between them is no trunk."""
_LEAST = 5
"""Rows with both edges free that the trunk's middle needs."""


@dataclass(frozen=True)
class Trunk:
    """The trunk of one figure.

    Attributes:
        outline: the figure.
        edges: columns of its left and right edge at :data:`HEIGHTS`, (81, 2); NaN where unknown.
        seen: what the bare silhouette shows of them; from the front not above the armpits.
        middle: the column of the trunk's middle, (81,); NaN when too little is free.
    """

    outline: Outline
    edges: Columns
    seen: Columns
    middle: Columns

    @classmethod
    def of(cls, outline: Outline, view: View) -> Trunk:
        """Trace the edges; what an arm hides is concluded where that is safe.

        From the front the other side is mirrored; from the side short gaps are bridged.
        """
        seen = _traced(outline, view)
        if view is View.SIDE:
            bridged = np.stack([_bridged(edge) for edge in seen.T], 1)
            return cls(outline, bridged, seen, _middle(seen))
        seen = np.stack([_below_armpit(edge, outline.span) for edge in seen.T], 1)
        middle = _middle(seen)
        free = seen if outline.labels is None else _parsed(outline, seen)
        return cls(outline, _mirrored(free, middle), seen, middle)

    def widths(self) -> Columns:
        """Parts of the figure's height, (81,), medians over three rows; NaN where unknown."""
        widths = (self.edges[:, 1] - self.edges[:, 0]) / self.outline.span
        found = np.full(len(widths), np.nan)
        for i in range(len(widths)):
            near = widths[max(i - 1, 0) : i + 2]
            near = near[np.isfinite(near)]
            if len(near) >= 2:
                found[i] = np.median(near)
        return found

    def armpits(self) -> tuple[float, float] | None:
        """How wide and how high the trunk is where the arms leave it, parts of the height.

        The width is twice the mean distance from the middle. None when neither side is free at
        the waist.
        """
        ends = [end for side in (0, 1) if (end := self._armpit(side)) is not None]
        if not ends:
            return None
        width, height = np.mean(ends, axis=0)
        return max(2 * float(width), 0.02), float(height)

    def _armpit(self, side: int) -> tuple[float, float] | None:
        edge = self.seen[:, side]
        free = np.flatnonzero(np.isfinite(edge) & np.isfinite(self.middle))
        if not len(free) or HEIGHTS[free[-1]] < _WAIST:
            return None
        top = int(free[-1])
        return abs(edge[top] - self.middle[top]) / self.outline.span, float(HEIGHTS[top])


def _traced(outline: Outline, view: View, *, parsed: bool = False) -> Columns:
    """Both edges at :data:`HEIGHTS`, (81, 2); NaN where an arm hides them."""
    return np.array([_free(outline, view, float(h), parsed) for h in HEIGHTS])


def _free(outline: Outline, view: View, height: float, parsed: bool) -> Span:
    row = outline.row(height)
    run = outline.run(row, outline.centre(row), whole=not parsed)
    if run is None and height < _GAP_BEGINS:
        run = over_gap(outline, row)
    if run is None:
        return np.nan, np.nan
    left, right = hidden_edges(outline, view, row, run, parsed=parsed)
    return np.nan if left else run[0], np.nan if right else run[1]


def _below_armpit(edge: Columns, span: float) -> Columns:
    """An edge from the front up to where the arm joins it, followed upwards from the waist."""
    free = np.isfinite(edge)
    start = np.flatnonzero(free & (HEIGHTS >= _WAIST))
    if not len(start):
        return edge
    top = int(start[0])
    while top + 1 < len(edge) and free[top + 1] and abs(edge[top + 1] - edge[top]) < _LEAP * span:
        top += 1
    return np.where(np.arange(len(edge)) <= top, edge, np.nan)


def _parsed(outline: Outline, seen: Columns) -> Columns:
    """Edges from the front with those that the parse shows behind bare arms."""
    trunk = np.isnan(seen) & (HEIGHTS < _SHOULDERS)[:, None]
    return np.where(trunk, _traced(outline, View.FRONT, parsed=True), seen)


def over_gap(outline: Outline, row: float) -> Span | None:
    """The span over both thighs, where the gap between them has begun already."""
    sides = [outline.run(row, x) for x in thighs(outline, row)]
    found = [run for run in sides if run is not None]
    if len(found) < 2:
        return None
    return min(run[0] for run in found), max(run[1] for run in found)


def thighs(outline: Outline, row: float) -> list[float]:
    """The columns of both thighs' axes at a row, the smaller first."""
    columns = []
    for side in ("left", "right"):
        hip, knee = outline.pose[f"{side}_hip"], outline.pose[f"{side}_knee"]
        share = (row - hip[1]) / (knee[1] - hip[1]) if knee[1] > hip[1] else 0.0
        columns.append(float(hip[0] + max(share, 0.0) * (knee[0] - hip[0])))
    return sorted(columns)


def _middle(edges: Columns) -> Columns:
    """A straight line through the middles of the rows above the crotch whose two edges show."""
    middles = edges.mean(1)
    good = np.isfinite(middles)
    if good.sum() >= _LEAST:
        good &= HEIGHTS > 0.5
    if good.sum() < _LEAST - 1:
        return np.full(len(HEIGHTS), np.nan)
    return np.polyval(np.polyfit(HEIGHTS[good], middles[good], 1), HEIGHTS).astype(np.float64)


def _mirrored(edges: Columns, middle: Columns) -> Columns:
    """Where one edge is hidden, the other one mirrored at the middle."""
    other = 2 * middle[:, None] - edges[:, ::-1]
    return np.where(np.isfinite(edges), edges, other)


def _bridged(edge: Columns) -> Columns:
    """Short gaps of one edge filled by straight lines."""
    filled = edge.copy()
    known = np.flatnonzero(np.isfinite(edge))
    for a, b in pairwise(known.tolist()):
        if 1 < b - a <= _BRIDGED:
            filled[a : b + 1] = np.interp(np.arange(a, b + 1), [a, b], edge[[a, b]])
    return filled
