"""Sleeves: a patch from the oblique armhole along the arm to the cuff."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from modiste.types import Part
from modiste.warp.arrays import Coords, Values, smoothstep
from modiste.warp.fabric import Fabric
from modiste.warp.hinge import (
    fold,
    hangs,
    hung_ladder,
    laid_ladder,
    position,
    sleeve_frame,
)
from modiste.warp.patch import Ladder, Patch, weave
from modiste.warp.pattern import distance, inner_cuff, rail, snap
from modiste.warp.sizing import LIMB, LOWEST_CUFF, around, cuff_at
from modiste.warp.tops import Top

_ROWS = 22
_COLUMNS = 8
_ARM_CM = 57.0
_ARM = 0.31
"""Shoulder joint over elbow to wrist in statures: .308 to .313 on six rendered people."""
_LEAST_INNER = 0.03
"""A sleeve's inner seam is at least this long, in arm lengths, however short the sleeve."""
_ROUND_OUT, _ROUND_IN = 0.16, 0.3
"""Over these parts of the arm the rails pass from the armhole to the arm's own width."""
_SKIN_EASE = 1.06
_CORNER_CM = 2.4
_OUTER_SHARE = 0.15
"""Part of the loose cloth that lies on the arm's outer side."""
_CUFF_MARGIN = 0.08

PARTS = {"left": Part.SLEEVE_LEFT, "right": Part.SLEEVE_RIGHT}


def sleeve_patch(top: Top, side: str, cloth: NDArray[np.float32], fabric: Fabric) -> Patch:
    """The patch of one sleeve."""
    if hangs(top, side):
        return _hinged(top, side, cloth, fabric)
    source = _source(top, side)
    target = _target(top, side, source)
    source, target = _with_seams(source, target, top)
    widths = np.linalg.norm(source.high - source.low, axis=1) / 2 * top.girth * 1.2
    return weave(fabric.ladder(source), target, widths, PARTS[side], cloth, _COLUMNS)


def _hinged(top: Top, side: str, cloth: NDArray[np.float32], fabric: Fabric) -> Patch:
    """The patch of a sleeve whose arm hangs."""
    sleeve = sleeve_frame(top, side)
    laid = laid_ladder(top, side, sleeve)
    flat = np.linalg.norm(laid.high - laid.low, axis=1) / 2 * top.girth * LIMB
    cuff, first = cuff_fraction(top, side), position(top.body.arms[side], top.tips[side])
    at = np.maximum(np.linspace(first, cuff, len(flat)), 0.0)
    outer, inner = (
        _radius(top, side, at, flat, share)[:, 0] for share in (_OUTER_SHARE, 1 - _OUTER_SHARE)
    )
    hung = hung_ladder(top, side, cuff, outer, inner, first)
    ends = [_step(ladder, -1) * _CUFF_MARGIN * len(flat) for ladder in (laid, hung.ladder)]
    source, target = (x.extended(None, e) for x, e in zip((laid, hung.ladder), ends, strict=True))
    widths = np.linalg.norm(source.high - source.low, axis=1) / 2 * top.girth * 1.2
    woven = weave(fabric.ladder(source), target, widths, PARTS[side], cloth, _COLUMNS)
    return replace(woven, fold=fold(top, side, hung))


def _source(top: Top, side: str) -> Ladder:
    marks = top.marks
    outer = rail([marks[f"shoulder_{side}"], marks[f"cuff_outer_{side}"]], [_ROWS])
    inner = rail([marks[f"armpit_{side}"], inner_cuff(marks, side)], [_ROWS])
    weight = np.clip((np.arange(_ROWS + 1) - 2) / 4.0, 0.0, 1.0)
    return snap(Ladder.between(inner, outer), top.garment.mask, weight)


def _above_joint(top: Top, side: str) -> float:
    """Pixels of a sleeve above the shoulder joint, along the upper arm."""
    joint, elbow = top.body.arms[side].at(np.array([0.0, 0.5]))
    along = (elbow - joint) / max(distance(elbow, joint), 1e-6)
    return float((joint - top.tips[side]) @ along)


def cuff_fraction(top: Top, side: str) -> float:
    """Where this sleeve ends on the arm, 0 at the shoulder and 1 at the wrist."""
    if top.fit.cuff is not None:
        told = top.fit.cuff * top.fit.sleeve_length * top.body.stature
        return min(float((told - _above_joint(top, side)) / (_ARM * top.body.stature)), LOWEST_CUFF)
    marks = top.marks
    length = distance(marks[f"shoulder_{side}"], marks[f"cuff_outer_{side}"]) * top.scale
    own = length / (_ARM_CM * top.body.unit)
    return cuff_at(top.garment.sleeve, own, top.fit.sleeve_length)


def _target(top: Top, side: str, source: Ladder) -> Ladder:
    """Rails along the arm, from the armhole's two ends to the cuff."""
    arm, t = top.body.arms[side], np.linspace(0.0, 1.0, len(source.low))
    cuff = cuff_fraction(top, side)
    start = _armpit_fraction(top, side)
    flat = np.linalg.norm(source.high - source.low, axis=1) / 2 * top.girth * LIMB
    outer_at = t * cuff
    inner_at = start + t * (max(cuff, start + _LEAST_INNER) - start)
    outer = arm.at(outer_at) + arm.normal(outer_at) * _radius(
        top, side, outer_at, flat, _OUTER_SHARE
    )
    inner = arm.at(inner_at) - arm.normal(inner_at) * _radius(
        top, side, inner_at, flat, 1 - _OUTER_SHARE
    )
    outer = _rounded(top, side, outer, outer_at / _ROUND_OUT)
    inner = _eased(top.armpits[side], inner, (inner_at - start) / _ROUND_IN)
    return Ladder.between(inner, outer)


def _armpit_fraction(top: Top, side: str) -> float:
    """How far down the arm the armhole's lower end lies."""
    arm = top.body.arms[side]
    line, armpit = arm.points, top.armpits[side]
    upper = line[arm.fractions <= 0.53]
    reach = upper[-1] - upper[0]
    along = float((armpit - upper[0]) @ reach) / max(float(reach @ reach), 1e-6)
    return float(np.clip(along, 0.04, 0.8)) * 0.53


def _radius(top: Top, side: str, at: Values, flat: Values, share: float) -> Values:
    """From the arm's centreline to a rail, (n, 1), with ``share`` of the loose cloth on this side.

    A sleeve hangs from the top of the shoulder and falls along the arm's outer side: most of its
    looseness lies towards the body.
    """
    skin = top.body.arms[side].radius(at) * _SKIN_EASE
    whole = around(skin, np.minimum(flat, skin * 1.9 * top.fit.girth))
    return np.asarray(skin + 2 * share * (whole - skin))[:, None]


def _rounded(top: Top, side: str, line: Coords, weight: Values) -> Coords:
    """Begin at the shoulder's tip, go on along the shoulder for a little and bend into ``line``."""
    tip, neck = top.tips[side], top.necks[side]
    ahead = (tip - neck) / max(distance(tip, neck), 1e-6)
    corner = tip + ahead * _CORNER_CM * top.body.unit
    share = np.clip(weight, 0.0, 1.0)[:, None]
    bend = (1 - share) ** 2 * tip + 2 * share * (1 - share) * corner + share**2 * line
    return np.asarray(np.where(share < 1, bend, line))


def _eased(start: Coords, line: Coords, weight: Values) -> Coords:
    """Begin at ``start`` and join ``line`` where ``weight`` reaches 1."""
    share = smoothstep(weight)[:, None]
    return np.asarray(start + share * (line - start))


def _with_seams(source: Ladder, target: Ladder, top: Top) -> tuple[Ladder, Ladder]:
    """A little more cloth under the armhole's seam and past the cuff."""
    begin = _step(source, 0) * 2
    end = _step(source, -1) * _CUFF_MARGIN * _ROWS
    body_end = _step(target, -1) * _CUFF_MARGIN * _ROWS
    return (
        source.extended(-begin, end),
        target.extended(-_step(target, 0) * 2, body_end),
    )


def _step(ladder: Ladder, row: int) -> Coords:
    """From one rung to the next at the ladder's start (0) or end (-1)."""
    a, b = (0, 1) if row == 0 else (-2, -1)
    return np.asarray(ladder.middle[b] - ladder.middle[a])
