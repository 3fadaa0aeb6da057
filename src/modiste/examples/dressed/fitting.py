"""Where on a body a garment of known measures comes to lie."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from modiste.examples.dressed.figure import ARM, Figure
from modiste.examples.dressed.sections import Array
from modiste.examples.dressed.tubes import (
    JOIN,
    Tube,
    arm_path,
    around_arm,
    around_hips,
    around_leg,
    around_trunk,
    girth_of,
)
from modiste.examples.flats import Flat
from modiste.examples.flats.pattern import Panel
from modiste.types import Category, Part

CAP = 4.0
"""From the shoulder seam over the deltoid to the height of the shoulder joint, cm."""
ACROMION = 1.6
"""From the shoulder joint out to the point where a shoulder seam lies, cm."""
BELT = 0.075
"""How far below the natural waist a waistband may come to rest, metres."""


@dataclass(frozen=True)
class Fitted:
    """A garment on a body.

    Attributes:
        figure: the posed body.
        flat: the garment.
    """

    figure: Figure
    flat: Flat

    @property
    def measures(self) -> dict[str, float]:
        """The garment's flat measures, cm."""
        return dict(self.flat.pattern.measures)

    @cached_property
    def panels(self) -> dict[Part, Panel]:
        """The flat parts by name."""
        return {p.part: p for p in self.flat.pattern.panels}

    @cached_property
    def top(self) -> float:
        """Height in metres where v is 0: neck point of a top, waist of a bottom."""
        if self.flat.category != Category.BOTTOM:
            wide, tall = self.figure.slope
            return float(np.interp(self.measures["neck_width"] / 200, wide, tall))
        if Part.LEG_LEFT in self.panels:
            return self.figure.crotch + self.measures["rise"] / 100 - 0.012
        return self._waist()

    def _waist(self) -> float:
        """The height at which the body fills a skirt's waistband."""
        high = self.figure.joint("spine03")[1]
        heights = np.arange(high + 0.04, high - 0.10, -0.005)
        found = [self.figure.ring(float(h)) for h in heights]
        girths = np.array([f[1] if f else 0.0 for f in found])
        narrow = int(np.argmin(girths))
        wanted = girth_of(self.panels[Part.SKIRT], 0.0)
        below = np.flatnonzero(girths[narrow:] >= wanted)
        rest = int(below[0]) if len(below) else len(girths)
        return float(heights[narrow] - min(rest * 0.005, BELT))

    @cached_property
    def tubes(self) -> list[Tube]:
        """The cloth around the body."""
        if Part.LEG_LEFT in self.panels:
            rise = self.measures["rise"]
            legs = [self.panels[Part.LEG_LEFT], self.panels[Part.LEG_RIGHT]]
            tubes = [around_hips(self.figure, legs[0], self.top, rise + JOIN)]
            tubes += [around_leg(self.figure, leg, rise, self.top) for leg in legs]
        elif self.flat.category == Category.BOTTOM:
            skirt = self.panels[Part.SKIRT]
            tubes = [around_trunk(self.figure, skirt, self.top, 0.0, skirt.length)]
        else:
            tubes = self._upper_tubes()
        return [t for t in tubes if t is not None]

    def _upper_tubes(self) -> list[Tube | None]:
        torso, armhole = self.panels[Part.TORSO], self.measures["armhole"]
        start = -2.0
        tubes = [around_trunk(self.figure, torso, self.top, start, torso.length, rest_on=armhole)]
        if Part.SKIRT in self.panels:
            skirt, waist = self.panels[Part.SKIRT], torso.length
            top = self.top - waist / 100
            tubes.append(around_trunk(self.figure, skirt, top, 0.0, skirt.length))
        for part in (Part.SLEEVE_LEFT, Part.SLEEVE_RIGHT):
            if part in self.panels:
                tubes.append(around_arm(self.figure, self.panels[part], self.seam(part)))
        return tubes

    def seam(self, part: Part) -> float:
        """Where on the arm's axis the shoulder seam lies, cm."""
        letter = "L" if part == Part.SLEEVE_LEFT else "R"
        breadth = float(abs(self.figure.joint(f"upperarm01.{letter}")[0])) * 100 + ACROMION
        return self.measures["shoulder"] / 2 - breadth - CAP

    def hang(self, points: NDArray[np.float32]) -> Array:
        """V in cm on the torso of places (N, 3): cloth hangs straight from the shoulder line."""
        m = self.measures
        x = np.maximum(np.abs(points[:, 0]) * 100, m["neck_width"] / 2)
        wide, tall = self.figure.slope
        crest = np.interp(x / 100, wide, tall)
        below = (crest - points[:, 1]) * 100
        slope = (self.top - crest) * 100
        cut = self.crest(x)
        fade = np.clip(1 - below / (0.9 * m["armhole"]), 0, 1)
        v: Array = below + slope + (cut - slope) * fade
        return v

    def crest(self, x: Array) -> Array:
        """The v in cm of the flat's shoulder seam at distances ``x`` in cm from the middle."""
        m = self.measures
        run = max((m["shoulder"] - m["neck_width"]) / 2, 1.0)
        seam: Array = m["drop"] * np.clip((np.abs(x) - m["neck_width"] / 2) / run, 0, 1.2)
        return seam

    @cached_property
    def on_skin(self) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """Per vertex of the body: v in cm on its sleeve, weight of the left arm, of the right."""
        vertices = self.figure.shape.vertices
        v = np.full(len(vertices), 1e3, np.float32)
        weights = []
        for part, letter in ((Part.SLEEVE_LEFT, "L"), (Part.SLEEVE_RIGHT, "R")):
            weight = self.figure.weight(ARM, letter)
            weights.append(weight)
            if part not in self.panels:
                continue
            mine = np.flatnonzero(weight > 0.05)
            path = arm_path(self.figure, part)
            away = np.linalg.norm(vertices[mine, None] - path.points[None], axis=2)
            v[mine] = path.along[away.argmin(axis=1)] - self.seam(part)
        return v, weights[0], weights[1]
