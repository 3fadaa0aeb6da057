"""Where cloth goes on this body: shoulder line, torso widths, limbs, in the picture's pixels.

Lengths in cm below are those of an adult of 175 cm; ``Body.unit`` turns them into pixels. They
come from ANSUR II means (acromion to wrist, crotch to ankle, biacromial breadth); the offsets from
the pose joints to the skin were measured on photos.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from modiste.types import PersonView, Pose
from modiste.warp.arrays import Coords, Values
from modiste.warp.chain import Chain, make_chain
from modiste.warp.shoulder import Shoulder, measure_shoulder
from modiste.warp.silhouette import (
    INNER_AT,
    bottom_widths,
    half_widths,
    inner_edge,
    thickness,
)

SIDES: Mapping[str, int] = {"left": 1, "right": -1}
"""The wearer's sides and the direction in which they lie in a frontal picture."""

_SHOULDERS_CM = 35.0
_TORSO_CM = 51.0
_ARM_JOINTS, _LEG_JOINTS = ("shoulder", "elbow", "wrist"), ("hip", "knee", "ankle")
_ARM_AT = (0.0, 0.53, 1.0)
_ARM_RADII = ((0.0, 0.2, 0.5, 0.62, 1.0, 1.25), (5.6, 5.4, 4.6, 4.6, 3.1, 3.1))
_LEG_AT = (0.0, 0.51, 1.0)
_LEG_RADII = ((0.0, 0.15, 0.51, 0.68, 1.0, 1.25), (9.4, 8.8, 6.2, 6.0, 4.0, 4.0))
_TORSO_SHARE = 0.2685
"""Shoulder joints to hip joints as a part of the stature: .266 to .270 on six rendered people of
155 to 185 cm."""
_BEND = 0.045
_CROTCH = 0.155
"""From the hip joints down to the crotch, in torso lengths."""


@dataclass(frozen=True)
class Body:
    """Targets for cloth on one person.

    Heights are pixels along the spine below the shoulder joints' line, sideways distances are
    pixels from the spine, positive to the wearer's left (the picture's right).

    Attributes:
        unit: pixels per cm, not shortened by a turned or bent body.
        turn: how much narrower the shoulders look than they are, in (0, 1].
        neck: (2,), middle of the shoulder joints.
        hips: (2,), middle of the hip joints.
        torso: pixels from ``neck`` to ``hips``.
        stoop: how much shorter the torso looks than it is, in (0, 1].
        shoulders: upper edges by side.
        arms: by side, shoulder to wrist.
        legs: by side, hip to ankle.
        inner: by side, how far the leg's bare skin reaches inwards, in its radius, at ``INNER_AT``.
        levels: (n,), heights of ``widths``.
        widths: by side, (n,), pixels from the spine to the torso's skin.
        bottoms: by side, (n,), the same to the edge of the worn trousers or skirt; 0 without.
        across: (2,), unit vector along the shoulders, to the wearer's left.
        across_hips: (2,), the same along the hips.
        behind: the person is seen from behind.
    """

    unit: float
    turn: float
    neck: Coords
    hips: Coords
    torso: float
    stoop: float
    shoulders: Mapping[str, Shoulder]
    arms: Mapping[str, Chain]
    legs: Mapping[str, Chain]
    inner: Mapping[str, Values]
    levels: Values
    widths: Mapping[str, Values]
    bottoms: Mapping[str, Values]
    across: Coords
    across_hips: Coords
    behind: bool

    def at(self, height: Values, sideways: Values) -> Coords:
        """The (n, 2) picture points at ``height`` (n,) and ``sideways`` (n,)."""
        return spine(self.neck, self.hips, height) + sideways[:, None] * self.rows(height)

    def rows(self, height: Values) -> Coords:
        """Unit vectors (n, 2) across the body, turning from the shoulders' line to the hips'."""
        weight = np.clip(height / self.torso, 0.0, 1.0)[:, None]
        mixed = (1 - weight) * self.across + weight * self.across_hips
        return np.asarray(mixed / np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-6))

    def half_width(self, height: Values, side: str) -> Values:
        """From the spine to the skin at ``height`` (n,) on ``side``, pixels, both legs included."""
        return np.interp(height, self.levels, self.widths[side])

    def bottom_width(self, height: Values, side: str) -> Values:
        """From the spine to the worn trousers' or skirt's edge at ``height`` (n,), 0 without."""
        return np.interp(height, self.levels, self.bottoms[side])

    def inner_radius(self, at: Values, side: str) -> Values:
        """From the leg's centreline to its inner edge at fractions ``at`` (n,), pixels."""
        return self.legs[side].radius(at) * np.interp(at, INNER_AT, self.inner[side])

    @property
    def down(self) -> Coords:
        """Unit vector (2,) along the spine."""
        return np.asarray((self.hips - self.neck) / self.torso)

    @property
    def stature(self) -> float:
        """Her height in pixels, by the length of her torso."""
        return self.torso / _TORSO_SHARE

    @property
    def crotch(self) -> float:
        """Height of the crotch."""
        return self.torso * (1 + _CROTCH)


def measure_body(person: PersonView) -> Body:
    """Find the targets on ``person``; points out of the picture are extrapolated."""
    pose = person.pose
    behind = bool(pose["left_shoulder"][0] < pose["right_shoulder"][0])
    joint = _joints(pose, behind)
    neck = _middle(joint, "shoulder")
    hips = _hips(joint, neck)
    span = joint["left_shoulder"] - joint["right_shoulder"]
    torso = max(float(np.linalg.norm(hips - neck)), 1.0)
    width = max(float(np.linalg.norm(span)), 1.0)
    unit = _unit(width, torso, pose)
    arms, legs = (_limbs(person, joint, names, unit) for names in (_ARM_JOINTS, _LEG_JOINTS))
    across = span / width
    across_hips = _across_hips(joint, across)
    levels = np.linspace(-0.1, 2.9, 61) * torso
    turn = min(1.0, width / (_SHOULDERS_CM * unit))
    down = (hips - neck) / torso
    shoulders = {
        s: measure_shoulder(
            person, neck, joint[f"{s}_shoulder"], down, unit, turn, _lift(arms[s], down)
        )
        for s in SIDES
    }
    origins = spine(neck, hips, levels)
    widths = half_widths(person, origins, levels / torso, across_hips, unit, turn, arms, legs)
    return Body(
        unit=unit,
        turn=turn,
        neck=neck,
        hips=hips,
        torso=torso,
        stoop=min(1.0, torso / (_TORSO_CM * unit * 0.95)),
        shoulders=shoulders,
        arms=arms,
        legs=legs,
        inner={s: inner_edge(person, legs[s]) for s in SIDES},
        levels=levels,
        widths=widths,
        bottoms=bottom_widths(person, origins, levels / torso, across_hips, unit, turn),
        across=across,
        across_hips=across_hips,
        behind=behind,
    )


def spine(neck: Coords, hips: Coords, height: Values) -> Coords:
    """Points (n, 2) at ``height`` (n,) below ``neck``; past the hips cloth falls straight down."""
    torso = float(np.linalg.norm(hips - neck))
    down = (hips - neck) / max(torso, 1e-6)
    fall = down * 0.5 + np.array([0.0, 0.5])
    fall = fall / max(float(np.linalg.norm(fall)), 1e-6)
    above = np.minimum(height, torso)[:, None] * down
    return np.asarray(neck + above + np.maximum(height - torso, 0.0)[:, None] * fall)


def _joints(pose: Pose, behind: bool) -> dict[str, Coords]:
    """The joints by name, so that left lies at the picture's right also from behind."""
    other = {"left": "right", "right": "left"} if behind else {"left": "left", "right": "right"}
    names = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
    return {f"{s}_{n}": pose[f"{other[s]}_{n}"].astype(np.float64) for s in SIDES for n in names}


def _middle(joint: Mapping[str, Coords], name: str) -> Coords:
    return np.asarray((joint[f"left_{name}"] + joint[f"right_{name}"]) / 2)


def _hips(joint: dict[str, Coords], neck: Coords) -> Coords:
    """The hips' middle, at a plausible distance when the pose lost them."""
    hips = _middle(joint, "hip")
    width = float(np.linalg.norm(joint["left_shoulder"] - joint["right_shoulder"]))
    length = float(np.linalg.norm(hips - neck))
    if 0.5 * width < length:
        return hips
    moved = neck + np.array([0.0, max(1.4 * width, 1.0)])
    for side in SIDES:
        joint[f"{side}_hip"] = joint[f"{side}_hip"] + moved - hips
    return np.asarray(moved)


def _across_hips(joint: Mapping[str, Coords], across: Coords) -> Coords:
    """The hips' direction, held near the shoulders' because hip joints are close together."""
    span = joint["left_hip"] - joint["right_hip"]
    length = float(np.linalg.norm(span))
    if length < 1e-3 or span @ across < 0.8 * length:
        return across
    mixed = span / length + across
    return np.asarray(mixed / np.linalg.norm(mixed))


def _unit(width: float, torso: float, pose: Pose) -> float:
    """Pixels per cm: turning and bending only ever shorten, so the longer one counts.

    Hips that are to be seen are trusted, and bound what wide-set shoulders may say.
    """
    seen = min(pose.seen("left_hip"), pose.seen("right_hip")) > 0.5
    broadest = (1.2 if seen else 1.5) * torso / _TORSO_CM
    return max(min(width / _SHOULDERS_CM, broadest), torso / _TORSO_CM)


def _limbs(
    person: PersonView, joint: Mapping[str, Coords], names: tuple[str, ...], unit: float
) -> dict[str, Chain]:
    """Both arms or both legs, as thick as the silhouette shows them."""
    arm = names == _ARM_JOINTS
    knots, radii = _ARM_RADII if arm else _LEG_RADII
    scaled = tuple(r * unit for r in radii)
    found = {}
    for side in SIDES:
        points = np.stack([joint[f"{side}_{n}"] for n in names])
        at = _ARM_AT if arm else _LEG_AT
        limb = make_chain(points, at, SIDES[side], (knots, scaled), _BEND)
        found[side] = replace(limb, radii=limb.radii * thickness(person, limb))
    return found


def _lift(arm: Chain, down: Coords) -> float:
    """0 while the upper arm hangs, 1 when it points up."""
    start, elbow = arm.at(np.array([0.0, 0.5]))
    reach = elbow - start
    cosine = float(reach @ down) / max(float(np.linalg.norm(reach)), 1e-6)
    return float(np.clip((0.9 - cosine) / 1.9, 0.0, 1.0))
