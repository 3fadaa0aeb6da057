"""One shoulder, neck to tip: expected from the pose, corrected by the matte."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from modiste.types import Label, PersonView
from modiste.warp.arrays import Coords, Values

_TIP_OUT_CM, _TIP_UP_CM = 3.6, 3.9
"""From the shoulder joint to the skin at the shoulder's tip."""
_NECK_UP_CM, _SLOPE_UP_CM = 10.0, 6.8
_NECK_AT, _SLOPE_AT = 0.28, 0.6
"""The neck ends and the muscle beside it runs out at these parts of the way to the tip."""

_BELOW_CM, _ABOVE_CM = 5.0, 8.0
_LIFT_CM = (-1.5, 3.5)
_NECK_LIFT_CM = (-0.5, 4.5)
_PROBES = np.array([0.28, 0.32, 0.36, 0.4, 0.5, 0.58, 0.66, 0.74, 0.82, 0.9, 0.95])
_NECK_PROBES, _SLOPE_PROBES, _TIP_PROBES = slice(0, 4), slice(3, 8), slice(7, 11)


@dataclass(frozen=True)
class Shoulder:
    """The upper edge of one shoulder.

    Attributes:
        neck: (2,), middle of both shoulder joints, pixels.
        outward: (2,), unit vector along the joints' line, away from the neck.
        down: (2,), unit vector along the spine.
        reach: from ``neck`` to the tip along ``outward``, pixels.
        knots: (k,), ascending distances along ``outward``.
        rises: (k,), pixels above the joints' line at ``knots``.
    """

    neck: Coords
    outward: Coords
    down: Coords
    reach: float
    knots: Values
    rises: Values

    def at(self, sideways: float) -> Coords:
        """The point (2,) of the line ``sideways`` pixels from the neck's middle."""
        rise = float(np.interp(sideways, self.knots, self.rises))
        return np.asarray(self.neck + self.outward * sideways - self.down * rise)

    @property
    def tip(self) -> Coords:
        """Where the shoulder turns into the arm, (2,)."""
        return self.at(self.reach)


def measure_shoulder(
    person: PersonView,
    neck: Coords,
    joint: Coords,
    down: Coords,
    unit: float,
    turn: float,
    lift: float,
) -> Shoulder:
    """Find one shoulder's line.

    Args:
        person: matte and parse are read.
        neck: (2,), middle of both shoulder joints.
        joint: (2,), this side's joint.
        down: (2,), unit vector along the spine.
        unit: pixels per cm.
        turn: how much narrower the shoulders look than they are.
        lift: 0 while the upper arm hangs, 1 when it points up.
    """
    half = max(float(np.linalg.norm(joint - neck)), 1e-3)
    outward = (joint - neck) / half
    reach = half + _TIP_OUT_CM * unit * turn * (1 - 0.6 * lift)
    knots = np.array([_NECK_AT, _SLOPE_AT, 1.0]) * reach
    rises = np.array([_NECK_UP_CM, _SLOPE_UP_CM, _TIP_UP_CM + 0.8 * lift]) * unit
    expected = Shoulder(neck, outward, down, reach, knots, rises)
    corrected = rises + _corrections(person, expected, unit) * unit
    return Shoulder(neck, outward, down, reach, knots, corrected)


def _corrections(person: PersonView, expected: Shoulder, unit: float) -> Values:
    """How much higher the skin lies than ``expected`` at its knots, cm."""
    seen = _seen(person, expected, unit)
    slope = _typical(seen[_SLOPE_PROBES], _LIFT_CM, 0.0)
    tip = _typical(seen[_TIP_PROBES], _LIFT_CM, slope)
    return np.array([_typical(seen[_NECK_PROBES], _NECK_LIFT_CM, max(slope, 0.0)), slope, tip])


def _typical(values: Values, bounds: tuple[float, float], otherwise: float) -> float:
    known = values[~np.isnan(values)]
    return float(np.clip(np.median(known), *bounds)) if len(known) >= 2 else otherwise


def _seen(person: PersonView, expected: Shoulder, unit: float) -> Values:
    """Height of the matte's edge over the expected line at the probes, cm; NaN where unclear."""
    steps = np.arange(-_BELOW_CM, _ABOVE_CM, 0.25)
    base = np.stack([expected.at(s * expected.reach) for s in _PROBES])
    points = base[:, None] - expected.down * (steps * unit)[:, None]
    x, y = (np.ascontiguousarray(points[..., i], np.float32) for i in (0, 1))
    inside = cv2.remap(person.matte, x, y, cv2.INTER_LINEAR) > 0.5
    labels = cv2.remap(person.parse, x, y, cv2.INTER_NEAREST)
    edge = inside.argmin(1)
    clear = inside[:, 0] & ~inside.all(1)
    at_edge = labels[np.arange(len(edge)), np.maximum(edge - 2, 0)]
    covered = np.isin(at_edge, (Label.HAIR, Label.HAT, Label.FACE, Label.BAG, Label.HAND))
    return np.where(clear & ~covered, steps[np.maximum(edge - 1, 0)], np.nan)
