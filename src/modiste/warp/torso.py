"""The torso's patch: rungs from the collar to the hem, straight across the body."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from modiste.types import Category, Part
from modiste.warp.arrays import Coords, Values
from modiste.warp.body import SIDES, Body
from modiste.warp.fabric import Fabric
from modiste.warp.patch import Ladder, Patch, weave
from modiste.warp.pattern import box, distance, rail, snap
from modiste.warp.tops import Top, half_width
from modiste.warp.tube import hanging

_COLUMNS = 16
_SHOULDER_ROWS, _ARMHOLE_ROWS = 4, 6
_BODY_ROWS, _DRESS_ROWS = 14, 30
_HEM_MARGIN = 0.06
_WAIST_AT = 0.68
_HIGHEST_COLLAR_CM = 12.0
"""Cloth further above the collar is a hood, which falls behind the neck."""

_LEANING, _LEANING_CM = 0.62, 12.0
"""The neckline's visible depth as a part of its flat one, and down to which depth that holds."""
_HANG, _MOST_SLACK = 0.985, 1.15
"""Height of a garment on the body as a part of its length laid flat."""

_SHORTEST, _LONGEST = 0.4, 2.2
"""A length that a chart tells stretches the photo's proportions within these factors."""
_MOST_BOW_CM, _STRAIGHT_CM = 4.0, 6.0
_CHEST_CM = 7.0
"""A garment's chest is measured so far below its armpits, where the sleeves' seams have ended."""
_OVER_CM = 0.3
"""A top covers the bottom garment's edge by this."""


def torso_patch(top: Top, cloth: NDArray[np.float32], fabric: Fabric) -> Patch:
    """The patch from the collar to the hem."""
    source, counts = _torso_source(top)
    target, widths = _torso_target(top, source, counts)
    parts = _torso_parts(top, target)
    bow = _bow(top, source, target, counts)
    return weave(fabric.ladder(source), target, widths, parts, cloth, _COLUMNS, bow)


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
    heights = top.armpit_height + fall * _pace(top, source, float(fall[-2]))
    low, high = (
        np.vstack(
            [
                _shoulder_rail(top, source, counts, side),
                body.at(heights, SIDES[side] * _hanging(top, heights, flat[free:], side)),
            ]
        )
        for side in ("right", "left")
    )
    middle = _on_spine(body, (low + high) / 2)
    across = top.scale * body.turn
    return Ladder(low, high, middle), flat * across


def _hanging(top: Top, heights: Values, flat: Values, side: str) -> Values:
    """Half width of the cloth below the armpits; a top hangs over what is worn below it."""
    width = _below_armpits(top, heights, flat, side)
    if top.garment.category is Category.DRESS:
        return width
    over = top.body.bottom_width(heights, side) + _OVER_CM * top.body.unit
    return np.where(over > _OVER_CM * top.body.unit, np.maximum(width, over), width)


def _below_armpits(top: Top, heights: Values, flat: Values, side: str) -> Values:
    """As wide as the size's girths say where they are known, else as its ratio says."""
    if top.fit.tube is None:
        return half_width(top.body, heights, flat * top.girth, side)
    chest = top.armpit_height + _CHEST_CM * top.body.unit
    even = np.where(heights < chest, np.interp(chest, heights, flat), flat)
    return hanging(top.body, top.fit, heights, even, chest, side)


def _pace(top: Top, source: Ladder, fall: float) -> float:
    """Pixels below the armpits per pixel of the garment; ``fall`` is the hem's of the latter."""
    own = top.scale * top.body.stoop * _slack(top, source)
    if top.fit.drop is None:
        return own * top.fit.length
    neck = sum(float((n - top.body.neck) @ top.body.down) for n in top.necks.values()) / 2
    hem = neck + _HANG * top.fit.drop * top.fit.length * top.body.stature
    pace = (hem - top.armpit_height) / max(fall, 1.0)
    return float(np.clip(pace, _SHORTEST * own, _LONGEST * own))


def _slack(top: Top, source: Ladder) -> float:
    """What the body of the garment gains because its armhole is worn shallower than it lies."""
    collar, armpit, hem = (source.middle[i][1] for i in (1, 1 + _SHOULDER_ROWS + _ARMHOLE_ROWS, -2))
    neck = sum(float((n - top.body.neck) @ top.body.down) for n in top.necks.values()) / 2
    below = max(float(hem - armpit), 1.0) * top.scale
    hangs = neck + _HANG * float(hem - collar) * top.scale * top.body.stoop
    return float(np.clip((hangs - top.armpit_height) / (below * top.body.stoop), 1.0, _MOST_SLACK))


def _shoulder_rail(top: Top, source: Ladder, counts: list[int], side: str) -> Coords:
    """One rail from above the collar over the shoulder down to the armpit."""
    points = [top.necks[side], top.tips[side], top.armpits[side]]
    line = rail(points, counts[:2])
    down = top.body.down
    rise = distance(source.middle[1], source.middle[0]) * top.scale
    return np.vstack([line[:1] - down * rise, line])


def _bow(top: Top, source: Ladder, target: Ladder, counts: list[int]) -> Coords:
    """How far the middle of each rung is moved, (r, 2).

    The ring of a neckline leans forward round the neck: seen from the front it is less deep than
    laid flat. Below it the rungs straighten again.
    """
    body, scale = top.body, top.scale
    down = body.down
    worn = (target.middle - target.middle[1]) @ down
    laid = np.linalg.norm(source.middle - source.middle[1], axis=1) * scale
    deep = _neck_depth(top) * scale
    steep = min(deep, _LEANING_CM * body.unit)
    wanted = _LEANING * steep + (deep - steep)
    at_neck = float(np.interp(deep, laid[1:], worn[1:]))
    most = float(np.clip(at_neck - wanted, 0.0, _MOST_BOW_CM * body.unit))
    straight = max(worn[1 + sum(counts[:2])], at_neck) + _STRAIGHT_CM * body.unit
    lift = np.interp(worn, [0.0, at_neck, straight], [0.0, most, 0.0])
    return np.asarray(-lift[:, None] * down)


def _neck_depth(top: Top) -> float:
    """From the collar's points down to the neckline's middle, the garment's pixels."""
    marks = top.garment.landmarks
    if "neck_center" not in marks:
        return 0.0
    collar = (top.marks["collar_left"][1] + top.marks["collar_right"][1]) / 2
    return max(0.0, marks["neck_center"].y - float(collar))


def _on_spine(body: Body, points: Coords) -> Coords:
    """The points of the spine at the heights of ``points`` (n, 2)."""
    down = body.down
    heights = (points - body.neck) @ down
    return body.at(heights, np.zeros(len(heights)))


def _torso_parts(top: Top, target: Ladder) -> NDArray[np.uint8]:
    """Rows of a dress below the waist are its skirt."""
    rows = np.full(len(target.low) - 1, Part.TORSO, np.uint8)
    if top.garment.category is Category.DRESS:
        waist = top.body.at(np.array([_WAIST_AT * top.body.torso]), np.zeros(1))[0]
        rows[target.middle[:-1, 1] > waist[1]] = Part.SKIRT
    return rows
