"""From a paper pattern to a cloth mesh: two layers of the flat outline, sewn along its edge.

A garment that lies flat is two layers of cloth joined wherever its outline is no opening. So the
mesh is the triangulated outline twice, with common vertices along the sewn edge; its lengths at
rest are those on paper, and every vertex knows its place on the flat garment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.body.arrays import Bools, Floats, Ints
from modiste.errors import OptionError
from modiste.examples.flats.pattern import Pattern
from modiste.types import Category, Part

Array = NDArray[np.float64]

SPACING = 1.8
"""Distance of neighbouring vertices on paper, cm."""
RASTER = 16
"""Pixels per cm at which outlines are united."""
OPENINGS: dict[Category, tuple[tuple[str, str], ...]] = {
    Category.TOP: (
        ("collar_right", "collar_left"),
        ("hem_left", "hem_right"),
        ("cuff_outer_left", "cuff_inner_left"),
        ("cuff_inner_right", "cuff_outer_right"),
    ),
    Category.BOTTOM: (
        ("waist_right", "waist_left"),
        ("hem_outer_left", "hem_inner_left"),
        ("hem_inner_right", "hem_outer_right"),
        ("hem_left", "hem_right"),
    ),
}
OPENINGS[Category.DRESS] = OPENINGS[Category.TOP]
"""Landmarks between which the outline is open, clockwise on paper; the upper opening first."""
ARMHOLES = (("shoulder_left", "armpit_left"), ("armpit_right", "shoulder_right"))
"""What is open besides when there are no sleeves."""
SLEEVES = (Part.SLEEVE_LEFT, Part.SLEEVE_RIGHT)
ON_EDGE = 0.3
"""Cm within which a vertex lies on an edge."""


@dataclass(frozen=True)
class Cloth:
    """A sewn garment.

    Attributes:
        paper: float32 (V, 2), place on the flat pattern, cm, y down.
        back: bool (V,), the vertex belongs to the back layer alone.
        seam: bool (V,), the vertex is common to both layers.
        faces: intp (F, 3), the outside of the cloth is counter-clockwise.
        front_faces: how many of the first faces belong to the front layer.
        upper: bool (V,), on the edge of the upper opening: neckline or waistband.
        sleeve: bool (V,), beyond the armhole: it moves with an arm, all else with trunk and legs.
    """

    paper: Floats
    back: Bools
    seam: Bools
    faces: Ints
    front_faces: int
    upper: Bools
    sleeve: Bools


def sew(pattern: Pattern, spacing: float = SPACING) -> Cloth:
    """Triangulate both layers of a pattern and sew them together.

    Args:
        pattern: the garment; its ``behind`` pieces (a hood) are left out.
        spacing: distance of neighbouring vertices, cm.

    Raises:
        OptionError: when the outline is in several pieces.
    """
    outline = _Outline.of(pattern)
    loops = [outline.sampled(pattern, spacing, back) for back in (False, True)]
    sewn = {(round(x, 4), round(y, 4)): i for i, (x, y) in enumerate(loops[0].shared)}
    front, back = (_layer(loop.points, spacing) for loop in loops)
    where = np.array([sewn.get((round(x, 4), round(y, 4)), -1) for x, y in back.paper])
    fresh = where < 0
    number = np.where(fresh, np.cumsum(fresh) - 1 + len(front.paper), 0)
    at_front = {(round(x, 4), round(y, 4)): i for i, (x, y) in enumerate(front.paper)}
    for i in np.flatnonzero(~fresh):
        number[i] = at_front[round(back.paper[i][0], 4), round(back.paper[i][1], 4)]
    paper = np.vstack([front.paper, back.paper[fresh]]).astype(np.float32)
    common = np.zeros(len(paper), bool)
    common[number[~fresh]] = True
    is_back = np.arange(len(paper)) >= len(front.paper)
    upper = _on_curve(paper, [loop.upper for loop in loops])
    faces = np.vstack([front.faces, number[back.faces][:, ::-1]]).astype(np.intp)
    sleeve = _beyond_armholes(pattern, paper)
    return Cloth(paper, is_back, common, faces, len(front.faces), upper, sleeve)


def _on_curve(paper: Floats, curves: Sequence[Array]) -> Bools:
    keys = {(round(float(x), 3), round(float(y), 3)) for curve in curves for x, y in curve}
    return np.array([(round(float(x), 3), round(float(y), 3)) in keys for x, y in paper], bool)


def _beyond_armholes(pattern: Pattern, paper: Floats) -> Bools:
    """Which places (V, 2) lie on a sleeve and on no other panel."""
    sleeves = [p.outline for p in pattern.panels if p.part in SLEEVES]
    others = [p.outline for p in pattern.panels if p.part not in SLEEVES]
    if not sleeves:
        return np.zeros(len(paper), bool)
    beyond = _away(others, paper)
    return np.asarray((beyond > ON_EDGE) & (_away(sleeves, paper) < beyond))


def _away(polygons: Sequence[Array], paper: Floats) -> Array:
    """Distance in cm of places (V, 2) from the nearest polygon, negative inside, (V,)."""
    edges = [p.astype(np.float32) for p in polygons]
    return np.array([
        min(-cv2.pointPolygonTest(edge, (float(x), float(y)), True) for edge in edges)
        for x, y in paper
    ])  # fmt: skip


@dataclass(frozen=True)
class _Loop:
    """The sampled edge of a layer: all points, those sewn to the other layer, the upper opening."""

    points: Array
    shared: Array
    upper: Array


@dataclass(frozen=True)
class _Outline:
    """The union of a pattern's panels as one polygon in cm, clockwise on paper."""

    points: Array

    @classmethod
    def of(cls, pattern: Pattern) -> _Outline:
        polygons = [p.outline for p in pattern.panels]
        low = np.vstack(polygons).min(axis=0) - 1.0
        high = np.vstack(polygons).max(axis=0) + 1.0
        columns, rows = np.ceil((high - low) * RASTER).astype(int)
        canvas = np.zeros((rows, columns), np.uint8)
        for polygon in polygons:
            cv2.fillPoly(canvas, [np.rint((polygon - low) * RASTER * 16).astype(np.int32)], 255,
                         cv2.LINE_8, 4)  # fmt: skip
        canvas = cv2.morphologyEx(canvas, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
        found, _ = cv2.findContours(canvas, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        whole = max(found, key=cv2.contourArea)[:, 0].astype(np.float64)
        if cv2.contourArea(whole.astype(np.float32)) < 0.97 * (canvas > 0).sum():
            raise OptionError(f"The pattern of the {pattern.kind} is not in one piece: widen it.")
        if cv2.contourArea(whole.astype(np.float32), oriented=True) < 0:
            whole = whole[::-1]
        return cls(whole / RASTER + low)

    def sampled(self, pattern: Pattern, spacing: float, back: bool) -> _Loop:
        """Points about ``spacing`` apart, with the named corners among them."""
        spans = _openings(pattern)
        corners = {n: np.array(pattern.landmarks[n]) for span in spans for n in span}
        at = {n: int(((self.points - c) ** 2).sum(1).argmin()) for n, c in corners.items()}
        names = sorted(at, key=lambda n: at[n])
        pieces, shared, upper = [], [], np.zeros((0, 2))
        for name, following in zip(names, [*names[1:], names[0]], strict=True):
            curve = self._between(at[name], at[following])
            curve[0], curve[-1] = corners[name], corners[following]
            is_open = (name, following) in spans
            if (name, following) == spans[0] and back and pattern.inner is not None:
                curve = _back_edge(pattern, corners[name], corners[following])
            even = resample(curve, spacing)
            pieces.append(even[:-1])
            shared.append(even[[0, -1]] if is_open else even)
            if (name, following) == spans[0]:
                upper = even
        return _Loop(np.vstack(pieces), np.vstack(shared), upper)

    def _between(self, start: int, stop: int) -> Array:
        if stop > start:
            return self.points[start : stop + 1].copy()
        return np.vstack([self.points[start:], self.points[: stop + 1]])


def _openings(pattern: Pattern) -> tuple[tuple[str, str], ...]:
    spans = OPENINGS[pattern.category]
    sleeved = any(p.part == Part.SLEEVE_LEFT for p in pattern.panels)
    if pattern.category != Category.BOTTOM and not sleeved:
        spans += ARMHOLES
    return tuple(s for s in spans if s[0] in pattern.landmarks)


def _back_edge(pattern: Pattern, start: Array, end: Array) -> Array:
    """The back's upper edge from ``start`` to ``end``: the higher way round the inside.

    Hoods and collar stands reach far above the neck; the cloth ends a little above it.
    """
    assert pattern.inner is not None  # noqa: S101
    inner = pattern.inner
    x = np.linspace(start[0], end[0], 25)
    near = np.abs(inner[None, :, 0] - x[:, None]) < 1.2
    y = np.where(near, inner[None, :, 1], np.inf).min(axis=1)
    y = np.clip(y, -2.0, 9.0)
    fade = np.clip(np.minimum(x - start[0], end[0] - x) / 2.0, 0, 1)
    y = np.where(np.isfinite(y), y, 0) * fade + np.interp(
        x, [start[0], end[0]], [start[1], end[1]]
    ) * (1 - fade)
    curve = np.stack([x, y], axis=1)
    curve[0], curve[-1] = start, end
    return curve


def resample(curve: Array, spacing: float) -> Array:
    """Points at even distances of about ``spacing`` along an open curve, ends included."""
    steps = np.linalg.norm(np.diff(curve, axis=0), axis=1)
    arc = np.concatenate([[0.0], np.cumsum(steps)])
    at = np.linspace(0, arc[-1], max(round(arc[-1] / spacing), 1) + 1)
    return np.stack([np.interp(at, arc, curve[:, 0]), np.interp(at, arc, curve[:, 1])], axis=1)


@dataclass(frozen=True)
class _Layer:
    """One triangulated layer: paper (N, 2), the loop first, and faces (F, 3)."""

    paper: Array
    faces: Ints


def _layer(loop: Array, spacing: float) -> _Layer:
    """Triangulate a closed polygon with a hexagonal lattice inside."""
    low, high = loop.min(axis=0) - 1, loop.max(axis=0) + 1
    size = np.ceil((high - low) * RASTER).astype(int)
    mask = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillPoly(mask, [np.rint((loop - low) * RASTER).astype(np.int32)], 255)
    room = cv2.distanceTransform(mask, cv2.DIST_L2, 3) / RASTER
    paper = np.vstack([loop, _lattice(room, low, spacing)])
    faces = _delaunay(paper, low, high)
    middle = np.rint((paper[faces].mean(axis=1) - low) * RASTER).astype(int)
    kept = room[middle[:, 1], middle[:, 0]] > 0.5 / RASTER
    return _Layer(paper, faces[kept])


def _lattice(room: NDArray[Any], low: Array, spacing: float) -> Array:
    """Hexagonal lattice points that keep clear of the edge, cm."""
    height, width = np.array(room.shape) / RASTER
    row = np.arange(0, height, spacing * np.sqrt(3) / 2)
    grid = [
        np.stack([x, np.full_like(x, y)], axis=1)
        for i, y in enumerate(row)
        for x in [np.arange(spacing * 0.5 * (i % 2), width, spacing)]
    ]
    points = np.vstack(grid)
    pixel = np.minimum(np.rint(points * RASTER).astype(int), np.array(room.shape[::-1]) - 1)
    inside: Array = points[room[pixel[:, 1], pixel[:, 0]] > 0.62 * spacing] + low
    return inside


def _delaunay(paper: Array, low: Array, high: Array) -> Ints:
    """Delaunay triangles, counter-clockwise seen from above with y up, intp (F, 3)."""
    exact = np.ascontiguousarray(paper - low + 1, np.float32)
    width, height = np.ceil(high - low).astype(int) + 3
    subdivision = cv2.Subdiv2D((0, 0, int(width), int(height)))
    subdivision.insert([(float(x), float(y)) for x, y in exact])
    corners = np.asarray(subdivision.getTriangleList(), np.float32).reshape(-1, 2)
    index = {(float(x), float(y)): i for i, (x, y) in enumerate(exact)}
    flat = [index.get((float(x), float(y)), -1) for x, y in corners]
    faces = np.array(flat, np.intp).reshape(-1, 3)
    faces = faces[(faces >= 0).all(axis=1)]
    a, b, c = (paper[faces[:, k]] for k in range(3))
    turn = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    faces[turn > 0] = faces[turn > 0][:, ::-1]
    return faces[np.abs(turn) > 1e-3]
