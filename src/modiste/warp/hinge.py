"""A sleeve whose arm hangs lower than the sleeve was laid: turned about the shoulder's tip.

Its rungs stay square to the sleeve and to the arm, so that what runs along or across it goes on
doing so. The cloth that the turn pushes into the armpit disappears below the torso's seam, as it
does in the fold of a real set-in sleeve.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Mask
from modiste.warp.arrays import Coords, Values
from modiste.warp.chain import Chain
from modiste.warp.fabric import Fabric
from modiste.warp.patch import Ladder
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
_SEAM = 0.012
"""Cloth that goes on below the torso's seam, in parts of the picture."""


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
    share = np.clip((at - there) / _INTO, 0.0, 1.0)
    share = share * share * (3 - 2 * share)
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


def below_seam(
    cloth: Mask, top: Top, side: str, sleeve: Sleeve, laid: Ladder, hung: Hung, fabric: Fabric
) -> Mask:
    """The sleeve's cloth without what the turn pushes below the torso's seam.

    Args:
        cloth: (h, w), the sleeve's part of the fabric.
        top: the measured garment.
        side: of the wearer.
        sleeve: its frame.
        laid: its rungs on the garment.
        hung: its rungs on the arm.
        fabric: the cloth's picture.
    """
    armpit = _laid_point(top.armpits[side], top.body.arms[side], laid, hung)
    cuff = laid.low[-1] + sleeve.inward * 0.2 * np.linalg.norm(laid.low[-1] - laid.high[-1])
    back = sleeve.shoulder - armpit
    back = back / max(float(np.linalg.norm(back)), 1e-6)
    far = 2.0 * sleeve.length
    kept = [
        sleeve.shoulder + back * far,
        armpit,
        cuff,
        cuff + sleeve.along * far,
        sleeve.shoulder + sleeve.along * 2 * far - sleeve.inward * far,
        sleeve.shoulder - sleeve.along * far - sleeve.inward * 2 * far,
    ]
    return np.asarray(cloth * _inside(np.stack(kept), fabric), np.float32)


def _laid_point(point: Coords, arm: Chain, laid: Ladder, hung: Hung) -> Coords:
    """Where on the laid sleeve the body's ``point`` is covered, on the cuff at the latest."""
    row = float(np.interp(position(arm, point), hung.at, np.arange(len(hung.at))))
    ends = [_at_row(rail, row) for rail in (hung.ladder.high, hung.ladder.low)]
    reach = ends[1] - ends[0]
    share = float((point - ends[0]) @ reach / max(float(reach @ reach), 1e-6))
    high, low = (_at_row(rail, row) for rail in (laid.high, laid.low))
    return np.asarray(high + np.clip(share, 0.0, 1.1) * (low - high))


def _at_row(rail: Coords, row: float) -> Coords:
    steps = np.arange(len(rail))
    return np.array([np.interp(row, steps, rail[:, i]) for i in (0, 1)])


def _inside(polygon: Coords, fabric: Fabric) -> NDArray[np.float32]:
    """1 inside of a polygon on the view's pixels and for a seam's width around it, (h, w)."""
    canvas = np.zeros(fabric.alpha.shape, np.uint8)
    points = (polygon + 0.5) * fabric.factor - 0.5
    size = 4.0 * max(canvas.shape)
    points = np.clip(points, -size, size)
    cv2.fillPoly(canvas, [np.round(points * 16).astype(np.int32)], 1, shift=4)
    away = cv2.distanceTransform(1 - canvas, cv2.DIST_L2, 3)
    seam = max(1.0, _SEAM * max(canvas.shape))
    return np.asarray(np.clip(2.0 - away / seam, 0.0, 1.0), np.float32)
