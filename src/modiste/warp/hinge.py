"""A sleeve whose arm hangs lower than the sleeve was laid: turned about the shoulder's tip.

Its rungs stay square to the sleeve and to the arm, so that what runs along or across it goes on
doing so. The cloth that the turn pushes into the armpit disappears below the torso's seam, as it
does in the fold of a real set-in sleeve.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modiste.warp.arrays import Coords, Values, smoothstep
from modiste.warp.chain import Chain
from modiste.warp.patch import Fold, Ladder
from modiste.warp.pattern import inner_cuff, snap
from modiste.warp.tops import Top

ROWS = 24
_RAISED = 0.10
"""An arm that is lifted by more than this (radians) over the laid sleeve opens no fold."""
_WIDEST = 1.12
"""A sleeve above its armpit is at most so much wider than at it."""
_CAP = 0.17
"""The shoulder's cap reaches so far down the arm, in arm lengths."""
_ROUND = 0.62
"""Exponent of the cap's outline; 1/2 is an ellipse, 1 a straight line."""
_INTO = 0.22
"""Over this part of the arm below the armpit the inner rail passes to the arm's own width."""
_SHORT = 0.5
"""A sleeve that ends above the elbow cannot lie in front of the trunk."""


@dataclass(frozen=True)
class Sleeve:
    """A laid sleeve in its own frame.

    Attributes:
        shoulder: (2,), where its upper edge begins.
        along: (2,), unit vector to the cuff.
        inward: (2,), unit vector from the upper edge to the inner seam.
        length: of the upper edge, pixels.
        armpit: from the shoulder to the armpit, along the sleeve.
    """

    shoulder: Coords
    along: Coords
    inward: Coords
    length: float
    armpit: float


def sleeve_frame(top: Top, side: str) -> Sleeve:
    """The frame of one laid sleeve."""
    marks = top.marks
    shoulder, armpit = marks[f"shoulder_{side}"], marks[f"armpit_{side}"]
    reach = marks[f"cuff_outer_{side}"] - shoulder
    length = max(float(np.linalg.norm(reach)), 1.0)
    along = reach / length
    square = np.array([-along[1], along[0]])
    inward = square * np.sign(square @ (armpit - shoulder) or 1.0)
    at = float(np.clip((armpit - shoulder) @ along, 0.0, length))
    return Sleeve(shoulder, along, inward, length, at)


def hangs(top: Top, side: str) -> bool:
    """Whether the upper arm hangs as low as the laid sleeve, or lower."""
    arm, down = top.body.arms[side], top.body.down
    sleeve = sleeve_frame(top, side)
    start, end = arm.at(np.array([0.05, 0.45]))
    reach = (end - start) / max(float(np.linalg.norm(end - start)), 1e-6)
    lifted = float(np.arccos(np.clip(reach @ down, -1, 1)))
    laid = float(np.arccos(np.clip(sleeve.along[1], -1, 1)))
    return lifted < laid + _RAISED


def laid_ladder(top: Top, side: str, sleeve: Sleeve) -> Ladder:
    """Rungs square to the laid sleeve, from the shoulder to the cuff."""
    marks, u = top.marks, np.linspace(0.0, sleeve.length, ROWS + 1)
    outer = sleeve.shoulder + u[:, None] * sleeve.along
    ends = [marks[f"armpit_{side}"], inner_cuff(marks, side)]
    at, wide = (np.array([(p - sleeve.shoulder) @ axis for p in ends])
                for axis in (sleeve.along, sleeve.inward))  # fmt: skip
    width = _between(u, at, wide)
    inner = outer + width[:, None] * sleeve.inward
    free = np.clip((u - sleeve.armpit) / max(0.1 * sleeve.length, 1.0), 0.0, 1.0)
    return snap(Ladder.between(inner, outer), top.garment.mask, free)


def _between(u: Values, at: Values, wide: Values) -> Values:
    """Width of the sleeve at ``u``: along its inner seam, and going on as at the armpit."""
    wide = np.maximum(wide, 1.0)
    if at[1] <= at[0]:
        return np.full_like(u, wide.max())
    width = np.interp(u, at, wide)
    return np.asarray(np.minimum(width, wide[0] * _WIDEST), np.float64)


@dataclass(frozen=True)
class Hung:
    """The rungs of a sleeve on its arm.

    Attributes:
        ladder: rails; ``high`` is the arm's outer side.
        at: (r,), the rungs' positions on the arm, 0 at the joint.
    """

    ladder: Ladder
    at: Values


def hung_ladder(
    top: Top, side: str, cuff: float, outer: Values, inner: Values, first: float
) -> Hung:
    """Rungs square to the arm, from the shoulder's tip to the cuff.

    Args:
        top: the measured garment.
        side: of the wearer.
        cuff: position of the cuff on the arm.
        outer: (r,), from the arm's centreline to the outer rail on its free part.
        inner: (r,), likewise to the inner rail.
        first: position of the shoulder's tip on the arm.
    """
    arm, tip, armpit = top.body.arms[side], top.tips[side], top.armpits[side]
    at = np.linspace(first, cuff, len(outer))
    centre, normal = beyond(arm, at), arm.normal(np.maximum(at, 0.0))
    begin = float((tip - centre[0]) @ normal[0])
    share = np.clip((at - first) / _CAP, 0.0, 1.0)
    profile = (1 - (1 - share) ** 2) ** _ROUND
    high = centre + normal * (begin + profile * (outer - begin))[:, None]
    low = centre - normal * _down_to(arm, armpit, at, inner)[:, None]
    return Hung(Ladder.between(low, high), at)


def _down_to(arm: Chain, armpit: Coords, at: Values, inner: Values) -> Values:
    """The inner rail's distance from the centreline: past the armpit, then as wide as the arm."""
    there = position(arm, armpit)
    foot = beyond(arm, np.array([there]))[0]
    reach = float((foot - armpit) @ arm.normal(np.array([max(there, 0.0)]))[0])
    share = smoothstep((at - there) / _INTO)
    return np.maximum(inner, reach * (1 - share) + inner * share)


def beyond(arm: Chain, at: Values) -> Coords:
    """Points (n, 2) of the centreline, carried on straight above the joint."""
    pace = (arm.at(np.array([0.1])) - arm.at(np.array([0.0])))[0] / 0.1
    return np.asarray(arm.at(np.maximum(at, 0.0)) + np.minimum(at, 0.0)[:, None] * pace)


def position(arm: Chain, point: Coords) -> float:
    """Where on the upper arm's line, or above it, ``point`` (2,) lies; 0 at the joint."""
    start, end = arm.at(np.array([0.0, 0.4]))
    reach = end - start
    return float((point - start) @ reach / max(float(reach @ reach), 1e-6)) * 0.4


def fold(top: Top, side: str, hung: Hung) -> Fold:
    """The torso's seam, below which the upper part of a turned sleeve disappears."""
    tip, armpit = top.tips[side], top.armpits[side]
    above = hung.at < position(top.body.arms[side], armpit)
    reach = armpit - tip
    square = np.array([-reach[1], reach[0]]) / max(float(np.linalg.norm(reach)), 1e-6)
    outward = square * np.sign(square @ top.body.shoulders[side].outward or 1.0)
    rows = len(above) if hung.at[-1] < _SHORT else int(above.sum())
    return Fold(tip, outward, rows)
