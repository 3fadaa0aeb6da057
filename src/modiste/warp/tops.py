"""Tops and the upper part of dresses: the torso's patch and the sleeves'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.types import Category, Fit, GarmentView, Part
from modiste.warp.arrays import Coords, Values
from modiste.warp.body import SIDES, Body
from modiste.warp.fabric import Fabric, cut_fabric, divide
from modiste.warp.patch import Ladder, Patch, weave
from modiste.warp.pattern import box, distance, has_sleeve, inner_cuff, outline, rail, snap
from modiste.warp.sizing import around, girth_factor, shrunk_by_turning, top_scale

_COLUMNS = 16
_SHOULDER_ROWS, _ARMHOLE_ROWS = 4, 6
_BODY_ROWS, _DRESS_ROWS = 14, 30
_HEM_MARGIN = 0.06

_ARMPIT_CM = (12.0, 19.0)
"""The garment's armpit lies this far below the shoulder joints."""
_ARMHOLE_SAG = 0.88
_NECK_CM = 5.2
_WAIST_AT = 0.68
_HIGHEST_COLLAR_CM = 12.0
"""Cloth further above the collar is a hood, which falls behind the neck."""


@dataclass(frozen=True)
class Top:
    """A top or dress measured against a body.

    Attributes:
        marks: the garment's landmarks, complete.
        scale: pixels of the person per pixel of the garment, along the body.
        girth: the same across it, for cloth that hangs free.
        tips: where the sleeves begin on the body, by side.
        armpits: where the armholes end on the body, by side.
        necks: where the shoulder seams begin on the body, by side.
        armpit_height: height of ``armpits``.
    """

    garment: GarmentView
    body: Body
    fit: Fit
    marks: Mapping[str, Coords]
    scale: float
    girth: float
    tips: Mapping[str, Coords]
    armpits: Mapping[str, Coords]
    necks: Mapping[str, Coords]
    armpit_height: float

    @property
    def fabric_scale(self) -> tuple[float, float]:
        """How large the garment is drawn, across and along."""
        return self.girth * 1.2, self.scale * max(1.0, self.fit.length)


def measure_top(garment: GarmentView, body: Body, fit: Fit) -> Top:
    """Work out where the seams of ``garment`` lie on ``body``."""
    marks = outline(garment)
    sleeved = any(has_sleeve(garment, s) for s in SIDES)
    scale = top_scale(body, marks, garment.worn, sleeved)
    girth = scale * girth_factor(garment.worn) * fit.girth * shrunk_by_turning(body)
    tips = {s: _tip(body, marks, scale, sleeved, s) for s in SIDES}
    necks = {s: _neck(body, marks, scale, tips[s], s) for s in SIDES}
    height = _armpit_height(body, marks, scale)
    chest = np.array([distance(marks["armpit_left"], marks["armpit_right"]) / 2])
    armpits = {}
    for side, sign in SIDES.items():
        half = _half_width(body, np.array([height]), chest * girth, side)
        armpits[side] = body.at(np.array([height]), sign * half)[0]
    return Top(garment, body, fit, marks, scale, girth, tips, armpits, necks, height)


def _centre_x(marks: Mapping[str, Coords]) -> float:
    return float(marks["armpit_left"][0] + marks["armpit_right"][0]) / 2


def _tip(body: Body, marks: Mapping[str, Coords], scale: float, sleeved: bool, side: str) -> Coords:
    """Where the garment's shoulder ends: on the body's shoulder, or inside of it for straps."""
    shoulder = body.shoulders[side]
    if sleeved:
        return shoulder.tip
    own = abs(float(marks[f"shoulder_{side}"][0]) - _centre_x(marks)) * scale * body.turn
    return shoulder.at(float(np.clip(own, 0.3 * shoulder.reach, 0.97 * shoulder.reach)))


def _neck(body: Body, marks: Mapping[str, Coords], scale: float, tip: Coords, side: str) -> Coords:
    """Where the shoulder seam meets the neckline, on the line from the neck to the tip."""
    shoulder = body.shoulders[side]
    reach = float((tip - body.neck) @ shoulder.outward)
    own = abs(float(marks[f"collar_{side}"][0]) - _centre_x(marks)) * scale * body.turn
    low = min(_NECK_CM * body.unit * body.turn, 0.8 * reach)
    return shoulder.at(float(np.clip(own, low, max(low, 0.93 * reach))))


def _armpit_height(body: Body, marks: Mapping[str, Coords], scale: float) -> float:
    drops = [float(marks[f"armpit_{s}"][1] - marks[f"shoulder_{s}"][1]) for s in SIDES]
    own = sum(drops) / 2 * scale * _ARMHOLE_SAG - 3.4 * body.unit
    low, high = (c * body.unit for c in _ARMPIT_CM)
    return float(np.clip(own, low, high)) * body.stoop


def _half_width(body: Body, heights: Values, cloth: Values, side: str) -> Values:
    """Half width of the cloth on one side; looseness falls to both sides as the body does."""
    own = body.half_width(heights, side)
    both = sum((body.half_width(heights, s) for s in SIDES), np.zeros_like(heights)) / 2
    return around(own, cloth * own / np.maximum(both, 1e-6))


def torso_patch(top: Top, cloth: NDArray[np.float32], fabric: Fabric) -> Patch:
    """The patch from the collar to the hem."""
    source, counts = _torso_source(top)
    target, widths = _torso_target(top, source, counts)
    parts = _torso_parts(top, target)
    scaled = _resized(source, fabric)
    return weave(scaled, target, widths, parts, cloth, _COLUMNS)


def _resized(ladder: Ladder, fabric: Fabric) -> Ladder:
    return Ladder(*(r * fabric.factor for r in (ladder.low, ladder.high, ladder.middle)))


def _rows(top: Top) -> list[int]:
    rows = _DRESS_ROWS if top.garment.category is Category.DRESS else _BODY_ROWS
    return [_SHOULDER_ROWS, _ARMHOLE_ROWS, rows]


def _torso_source(top: Top) -> tuple[Ladder, list[int]]:
    counts = _rows(top)
    names = ("collar", "shoulder", "armpit", "hem")
    low, high = (rail([top.marks[f"{n}_{s}"] for n in names], counts) for s in ("right", "left"))
    free = sum(counts[:2])
    weight = np.clip(np.arange(len(low)) - free, 0, 2) / 2.0
    snapped = snap(Ladder.between(low, high), top.garment.mask, weight)
    top_edge = box(top.garment.mask)[0][1]
    rise = max(0.0, float((low[0, 1] + high[0, 1]) / 2 - top_edge))
    if rise * top.scale > _HIGHEST_COLLAR_CM * top.body.unit:
        rise = 0.0
    length = distance(snapped.middle[-1], snapped.middle[free])
    return snapped.extended(
        np.array([0.0, -rise - 1.0]), np.array([0.0, _HEM_MARGIN * length])
    ), counts


def _torso_target(top: Top, source: Ladder, counts: list[int]) -> tuple[Ladder, Values]:
    """Rails on the body for every rung of ``source``, and the cloth's half widths there."""
    body, free = top.body, sum(counts[:2]) + 2
    flat = np.linalg.norm(source.high - source.low, axis=1) / 2
    fall = np.linalg.norm(source.middle[free:] - source.middle[free - 1], axis=1)
    heights = top.armpit_height + fall * top.scale * top.fit.length * body.stoop
    low, high = (
        np.vstack(
            [
                _shoulder_rail(top, source, counts, side),
                body.at(
                    heights, SIDES[side] * _half_width(body, heights, flat[free:] * top.girth, side)
                ),
            ]
        )
        for side in ("right", "left")
    )
    middle = _on_spine(body, (low + high) / 2)
    across = top.scale * body.turn
    return Ladder(low, high, middle), flat * across


def _shoulder_rail(top: Top, source: Ladder, counts: list[int], side: str) -> Coords:
    """One rail from above the collar over the shoulder down to the armpit."""
    points = [top.necks[side], top.tips[side], top.armpits[side]]
    line = rail(points, counts[:2])
    down = (top.body.hips - top.body.neck) / top.body.torso
    rise = distance(source.middle[1], source.middle[0]) * top.scale
    return np.vstack([line[:1] - down * rise, line])


def _on_spine(body: Body, points: Coords) -> Coords:
    """The points of the spine at the heights of ``points`` (n, 2)."""
    down = (body.hips - body.neck) / body.torso
    heights = (points - body.neck) @ down
    return body.at(heights, np.zeros(len(heights)))


def _torso_parts(top: Top, target: Ladder) -> NDArray[np.uint8]:
    """Rows of a dress below the waist are its skirt."""
    rows = np.full(len(target.low) - 1, Part.TORSO, np.uint8)
    if top.garment.category is Category.DRESS:
        waist = top.body.at(np.array([_WAIST_AT * top.body.torso]), np.zeros(1))[0]
        rows[target.middle[:-1, 1] > waist[1]] = Part.SKIRT
    return rows


def regions(top: Top) -> dict[str, list[Coords]]:
    """The polygons that divide the cloth into torso and sleeves."""
    names = [f"{n}_left" for n in ("collar", "shoulder", "armpit", "hem")]
    names += [n.replace("left", "right") for n in reversed(names)]
    found = {"torso": [top.marks[n] for n in names]}
    for side in SIDES:
        if has_sleeve(top.garment, side):
            shoulder, cuff, armpit = (
                top.marks[f"{n}_{side}"] for n in ("shoulder", "cuff_outer", "armpit")
            )
            found[side] = [shoulder, cuff, inner_cuff(top.marks, side), armpit]
    return found


def top_fabric(top: Top) -> tuple[Fabric, dict[str, NDArray[np.float32]]]:
    """The cloth resized for drawing and divided into torso and sleeves."""
    fabric = cut_fabric(top.garment, top.fabric_scale)
    return fabric, divide(fabric, regions(top))
