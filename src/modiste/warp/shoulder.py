"""One shoulder, neck to tip: expected from the pose, corrected by the matte."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from modiste.types import Label, PersonView
from modiste.warp.arrays import Coords, Values

_TIP_OUT_CM, _TIP_UP_CM = 3.6, 3.9
"""From the shoulder joint to the skin at the shoulder's tip."""
_NECK_UP_CM, _SLOPE_UP_CM = 9.6, 9.0
_SLOPE_AT = 0.38
"""The line begins to fall at this part of the way to the joint."""

_BELOW_CM, _ABOVE_CM = 5.0, 8.0
_LIFT_CM = (-1.5, 3.5)
_PROBES = np.linspace(0.45, 0.95, 9)


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
    knots = np.array([0.0, _SLOPE_AT * half, reach])
    rises = np.array([_NECK_UP_CM, _SLOPE_UP_CM, _TIP_UP_CM + 0.8 * lift]) * unit
    expected = Shoulder(neck, outward, down, reach, knots, rises)
    inner, outer = _corrections(person, expected, unit)
    return Shoulder(
        neck, outward, down, reach, knots, rises + np.array([inner, inner, outer]) * unit
    )


def _corrections(person: PersonView, expected: Shoulder, unit: float) -> tuple[float, float]:
    """How much higher the skin lies than ``expected`` near the neck and at the tip, cm."""
    seen = _seen(person, expected, unit)
    half = len(_PROBES) // 2
    inner, outer = (_typical(part) for part in (seen[: half + 1], seen[half:]))
    return inner, outer


def _typical(values: Values) -> float:
    known = values[~np.isnan(values)]
    return float(np.clip(np.median(known), *_LIFT_CM)) if len(known) >= 2 else 0.0


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
