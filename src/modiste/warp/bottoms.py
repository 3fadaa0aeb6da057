"""Trousers and skirts: from the waist down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.types import Fit, GarmentView, Part
from modiste.warp.arrays import Coords, Values, smoothstep
from modiste.warp.body import SIDES, Body
from modiste.warp.fabric import Fabric, cut_fabric, divide
from modiste.warp.patch import Ladder, Patch, weave
from modiste.warp.pattern import bulge, distance, outline, rail, snap
from modiste.warp.sizing import LIMB, around, girth_factor, leg_at, shrunk_by_turning, width_at
from modiste.warp.tube import hanging

_PELVIS_ROWS, _LEG_ROWS, _SKIRT_ROWS = 8, 24, 26
_LEG_COLUMNS, _SKIRT_COLUMNS = 8, 16
_LEG_CM = 82.0
_TROUSERS_EASE, _SKIRT_EASE = (1.05, 0.9), (1.14, 0.92)
"""Width of hanging cloth over the body's at hips and waist; the waistband is drawn in by it."""
_TROUSER_WAIST_AT, _SKIRT_WAIST_AT, _HIPS_AT = 0.84, 0.68, 1.02
_RISE_AT = (0.6, 0.95)
"""Between these heights, in torso lengths, lies the waistband of trousers."""
_CROTCH_EASE_CM = 2.0
_HANGING = 0.8
"""Cosine between thigh and spine from which on somebody stands."""
_RISE_GAIN = 1.06
"""A pair of trousers sits higher than its crotch hangs: cloth over the belly is stretched."""
_RAISED_CM = 9.0
"""A waistband is raised by at most this to where the tucked top ends."""
_ROUND = 0.22
_MARGIN = 0.05
_SKIN_EASE = 1.04
_ANKLE, _LEG = 0.0605, 0.466
"""Height of the ankle joints above the floor and length from hip joints to them, in statures: .060
to .062 and .457 to .472 on six rendered people of 155 to 185 cm."""
_OUTER_SHARE = 0.65
"""Part of the loose cloth that lies on the leg's outer side."""

PARTS = {"left": Part.LEG_LEFT, "right": Part.LEG_RIGHT}


@dataclass(frozen=True)
class Bottom:
    """Trousers or a skirt measured against a body.

    Attributes:
        marks: the garment's landmarks, complete.
        scale: pixels of the person per pixel of the garment, along the body.
        girth: the same across it, for cloth that hangs free.
        waist: height of the waistband on the body.
    """

    garment: GarmentView
    body: Body
    fit: Fit
    marks: Mapping[str, Coords]
    scale: float
    girth: float
    waist: float

    @property
    def fabric_scale(self) -> tuple[float, float]:
        """How large the garment is drawn, across and along."""
        return self.girth * 1.2, self.scale * max(1.0, self.fit.length)


def measure_bottom(garment: GarmentView, body: Body, fit: Fit, worn: float | None = None) -> Bottom:
    """Work out where ``garment`` sits on ``body``; ``worn`` is where the old waistband is now."""
    marks = outline(garment)
    trousers = has_legs(garment)
    scale = _scale(body, marks, garment.worn, trousers)
    girth = scale * girth_factor(garment.worn) * fit.girth * shrunk_by_turning(body)
    waist = _SKIRT_WAIST_AT * body.torso
    if trousers:
        rise = float(marks["crotch"][1] - (marks["waist_left"] + marks["waist_right"])[1] / 2)
        own = _crotch(body) - _RISE_GAIN * rise * scale * body.stoop
        waist = float(np.clip(own, _RISE_AT[0] * body.torso, _RISE_AT[1] * body.torso))
    if worn is not None and 0 < waist - worn < _RAISED_CM * body.unit:
        waist = worn
    return Bottom(garment, body, fit, marks, scale, girth, waist)


def has_legs(garment: GarmentView) -> bool:
    """Trousers and shorts, as opposed to skirts."""
    ends = [f"hem_{e}_{s}" for e in ("outer", "inner") for s in SIDES]
    return all(n in garment.landmarks for n in ["crotch", *ends])


def bottom_patches(bottom: Bottom) -> tuple[list[Patch], Fabric]:
    """The patches in the order in which they are painted, and the cloth they are cut from."""
    fabric = cut_fabric(bottom.garment, bottom.fabric_scale)
    if not has_legs(bottom.garment):
        return [_skirt_patch(bottom, fabric)], fabric
    cloth = divide(fabric, {s: _leg_polygon(bottom, s) for s in SIDES})
    knees = {s: float(bottom.body.legs[s].at(np.array([0.5]))[0, 1]) for s in SIDES}
    order = sorted(SIDES, key=lambda s: knees[s])
    return [_leg_patch(bottom, s, cloth[s], fabric) for s in order], fabric


def _scale(body: Body, marks: Mapping[str, Coords], worn: bool, trousers: bool) -> float:
    """Trousers are sized by the hips, skirts, which may flare there, rather by the waist."""
    factor = girth_factor(worn)
    hips = max(distance(marks["hip_left"], marks["hip_right"]), 1.0)
    waist = max(distance(marks["waist_left"], marks["waist_right"]), 1.0)
    at = _TROUSER_WAIST_AT if trousers else _SKIRT_WAIST_AT
    hip_ease, waist_ease = _TROUSERS_EASE if trousers else _SKIRT_EASE
    by_hips = hip_ease * width_at(body, _HIPS_AT * body.torso) / (factor * hips)
    by_waist = waist_ease * width_at(body, at * body.torso) / (factor * waist)
    share = 0.3 if trousers else 0.6
    ratio = float(np.clip(by_waist / by_hips, 0.7, 1.6))
    return float(by_hips * ratio**share)


def _crotch(body: Body) -> float:
    return body.crotch + _CROTCH_EASE_CM * body.unit * body.stoop


def _skirt_patch(bottom: Bottom, fabric: Fabric) -> Patch:
    marks, body = bottom.marks, bottom.body
    low, high = (
        rail([marks[f"waist_{s}"], marks[f"hem_{s}"]], [_SKIRT_ROWS]) for s in ("right", "left")
    )
    weight = np.clip(np.arange(_SKIRT_ROWS + 1), 0, 1).astype(float)
    source = snap(Ladder.between(low, high), bottom.garment.mask, weight)
    step = (source.middle[-1] - source.middle[0]) * _MARGIN
    source = source.extended(-step, step)
    fall = (source.middle - source.middle[1])[:, 1]
    heights = bottom.waist + fall * _skirt_pace(bottom, float(fall[-2]))
    flat = np.linalg.norm(source.high - source.low, axis=1) / 2
    low, high = (
        body.at(heights, SIDES[side] * _round_trunk(bottom, heights, flat * bottom.girth, side))
        for side in ("right", "left")
    )
    target = Ladder(low, high, body.at(heights, np.zeros(len(heights))))
    widths = flat * bottom.scale * body.turn
    return weave(fabric.ladder(source), target, widths, Part.SKIRT, fabric.alpha, _SKIRT_COLUMNS)


def _skirt_pace(bottom: Bottom, fall: float) -> float:
    """Pixels on the body per pixel of the skirt, of which ``fall`` lie from waistband to hem."""
    fit, body = bottom.fit, bottom.body
    if fit.drop is None:
        return bottom.scale * fit.length * body.stoop
    return fit.drop * fit.length * body.stature / max(fall, 1.0)


def _leg_polygon(bottom: Bottom, side: str) -> list[Coords]:
    marks = bottom.marks
    names = (f"waist_{side}", f"hip_{side}", f"hem_outer_{side}", f"hem_inner_{side}", "crotch")
    return [*(marks[n] for n in names), _waist_middle(marks)]


def _waist_middle(marks: Mapping[str, Coords]) -> Coords:
    return np.asarray((marks["waist_left"] + marks["waist_right"]) / 2)


def _leg_patch(bottom: Bottom, side: str, cloth: NDArray[np.float32], fabric: Fabric) -> Patch:
    source = _leg_source(bottom, side)
    target = _leg_target(bottom, side, source)
    source, target = _with_hems(source, target)
    widths = np.linalg.norm(source.high - source.low, axis=1) / 2 * bottom.girth * 1.2
    return weave(fabric.ladder(source), target, widths, PARTS[side], cloth, _LEG_COLUMNS)


def _leg_source(bottom: Bottom, side: str) -> Ladder:
    marks = bottom.marks
    counts = [_PELVIS_ROWS, _LEG_ROWS]
    hip, hem = marks[f"hip_{side}"], marks[f"hem_outer_{side}"]
    share = (marks["crotch"][1] - hip[1]) / max(float(hem[1] - hip[1]), 1.0)
    level = hip + float(np.clip(share, 0.0, 0.9)) * (hem - hip)
    outer = rail([marks[f"waist_{side}"], level, hem], counts)
    inner = rail([_waist_middle(marks), marks["crotch"], marks[f"hem_inner_{side}"]], counts)
    rows = np.arange(len(outer)) - _PELVIS_ROWS
    weight = np.clip((rows - 1) / 3.0, 0.0, 1.0)
    return snap(Ladder.between(inner, outer), bottom.garment.mask, weight)


def _leg_target(bottom: Bottom, side: str, source: Ladder) -> Ladder:
    """The pelvis's half down to the crotch, then along the leg."""
    flat = np.linalg.norm(source.high - source.low, axis=1) * bottom.girth
    pelvis = _pelvis(bottom, side, flat[: _PELVIS_ROWS + 1], bulge(source, bottom.garment.mask))
    leg = _along_leg(bottom, side, flat[_PELVIS_ROWS + 1 :] / 2 * LIMB, pelvis)
    return Ladder.between(np.vstack([pelvis.low, leg.low]), np.vstack([pelvis.high, leg.high]))


def _pelvis(bottom: Bottom, side: str, flat: Values, beyond: Values) -> Ladder:
    """The half of the pelvis on one side; the cloth reaches ``beyond`` times as far as its rail."""
    body = bottom.body
    heights = np.linspace(bottom.waist, _crotch(body), _PELVIS_ROWS + 1)
    reach = beyond[: len(flat)] if bottom.fit.tube else np.ones(len(flat))
    outer = _round_trunk(bottom, heights, flat * reach, side) / reach
    middle = body.at(heights, np.zeros(len(heights)))
    beside = body.at(heights, SIDES[side] * outer)
    return Ladder.between(middle, _lapped(body, side, beside))


def _round_trunk(bottom: Bottom, heights: Values, flat: Values, side: str) -> Values:
    """Half width on one side: as the size's girths say where they are known, else as its ratio."""
    body, fit = bottom.body, bottom.fit
    if fit.tube is None:
        return around(body.half_width(heights, side), flat)
    return hanging(body, fit, heights, flat, fit.tube.cloth[0][0] * body.torso, side)


def _lapped(body: Body, side: str, beside: Coords) -> Coords:
    """The pelvis's outer rail (r, 2); over a raised thigh it goes to the lap, not down the hip."""
    leg, start = body.legs[side], _crotch_fraction(body)
    at = np.array([start])
    lap = leg.at(at) + leg.normal(at) * leg.radius(at)[:, None] * _SKIN_EASE
    hip, knee = leg.at(np.array([0.0, 0.5]))
    thigh = (knee - hip) / max(distance(knee, hip), 1e-6)
    raised = float(np.clip((_HANGING - thigh @ body.down) / _HANGING, 0.0, 1.0))
    share = np.linspace(0.0, 1.0, len(beside))[:, None] * raised
    return np.asarray(beside + share * (lap - beside))


def _along_leg(bottom: Bottom, side: str, flat: Values, pelvis: Ladder) -> Ladder:
    leg = bottom.body.legs[side]
    start = _crotch_fraction(bottom.body)
    hem = max(hem_fraction(bottom, side), start + 0.02)
    at = start + np.linspace(0.0, 1.0, _LEG_ROWS + 1)[1:] * (hem - start)
    skin = leg.radius(at)[:, None] * _SKIN_EASE
    loose = around(skin[:, 0], flat)[:, None] - skin
    share = smoothstep((at - start) / _ROUND)[:, None]
    line, normal = leg.at(at), leg.normal(at)
    bare = bottom.body.inner_radius(at, side)[:, None] * _SKIN_EASE
    inner_leg = line - normal * np.maximum(skin + 2 * (1 - _OUTER_SHARE) * loose, bare)
    outer_leg = line + normal * (skin + 2 * _OUTER_SHARE * loose)
    beside = pelvis.high[-1] - leg.at(np.array([start]))[0]
    inner = (1 - share) * pelvis.low[-1] + share * inner_leg
    outer = (1 - share) * (line + beside) + share * outer_leg
    return Ladder.between(inner, outer)


def _crotch_fraction(body: Body) -> float:
    """Where on the legs the crotch lies, in leg lengths below the hip joints."""
    return (_crotch(body) - body.torso) / (_LEG_CM * body.unit * body.stoop)


def hem_fraction(bottom: Bottom, side: str) -> float:
    """Where this leg ends, 0 at the hip joint and 1 at the ankle."""
    start = _crotch_fraction(bottom.body)
    if bottom.fit.hem is not None:
        told = 1 + (_ANKLE - bottom.fit.hem) / _LEG
        return min(start + (told - start) * bottom.fit.length, 1 + _ANKLE / _LEG)
    length = distance(bottom.marks["crotch"], bottom.marks[f"hem_inner_{side}"]) * bottom.scale
    own = length / (_LEG_CM * bottom.body.unit) + start
    return leg_at(bottom.garment.leg, own, bottom.fit.length)


def _with_hems(source: Ladder, target: Ladder) -> tuple[Ladder, Ladder]:
    """A little more cloth above the waistband and past the hem."""
    return (
        source.extended(source.middle[0] - source.middle[1], source.middle[-1] - source.middle[-2]),
        target.extended(target.middle[0] - target.middle[1], target.middle[-1] - target.middle[-2]),
    )
