"""Tops and the upper part of dresses: the torso's patch and the sleeves'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.types import Fit, GarmentView
from modiste.warp.arrays import Coords, Values
from modiste.warp.body import SIDES, Body
from modiste.warp.fabric import Fabric, cut_fabric, divide
from modiste.warp.pattern import distance, has_sleeve, inner_cuff, outline
from modiste.warp.sizing import (
    around,
    doubt,
    girth_factor,
    plausible_scale,
    shrunk_by_turning,
    top_scale,
)

_ARMPIT_CM = (12.0, 21.0)
"""The garment's armpit lies this far below the shoulder joints."""
_ARMHOLE_SAG = 0.93
_NECK_CM, _RING_CM, _RING = 5.6, 7.5, 0.8
"""A collar laid flat this wide (half) fits the neck; a wider one opens by this part of the rest."""


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
    own = top_scale(body, marks, garment.worn, sleeved)
    doubted = doubt(body, marks, garment.worn, sleeved)
    scale = plausible_scale(body, marks, garment.category, own, doubted)
    girth = scale * girth_factor(garment.worn) * fit.girth * shrunk_by_turning(body)
    tips = {s: _tip(body, marks, scale, sleeved, s) for s in SIDES}
    necks = {s: _neck(body, marks, scale, tips[s], s) for s in SIDES}
    height = _armpit_height(body, marks, scale)
    chest = np.array([distance(marks["armpit_left"], marks["armpit_right"]) / 2])
    armpits = {}
    for side, sign in SIDES.items():
        half = half_width(body, np.array([height]), chest * girth, side)
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
    own = abs(float(marks[f"collar_{side}"][0]) - _centre_x(marks)) * scale
    low = _NECK_CM * body.unit
    worn = low + _RING * max(own - _RING_CM * body.unit, 0.0)
    return shoulder.at(min(worn * body.turn, 0.93 * reach))


def _armpit_height(body: Body, marks: Mapping[str, Coords], scale: float) -> float:
    drops = [float(marks[f"armpit_{s}"][1] - marks[f"shoulder_{s}"][1]) for s in SIDES]
    own = sum(drops) / 2 * scale * _ARMHOLE_SAG - 3.4 * body.unit
    low, high = (c * body.unit for c in _ARMPIT_CM)
    return float(np.clip(own, low, high)) * body.stoop


def half_width(body: Body, heights: Values, cloth: Values, side: str) -> Values:
    """Half width of the cloth on one side; looseness falls to both sides as the body does."""
    own = body.half_width(heights, side)
    both = sum((body.half_width(heights, s) for s in SIDES), np.zeros_like(heights)) / 2
    return around(own, cloth * own / np.maximum(both, 1e-6))


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
