"""People with known girths for the photo benchmark: the template with the spread of real sections.

A person is drawn from the statistics, the template is built to her height and weight, and then its
trunk is carved to her girths: breadths and depths deviate from the template's by as much as hers do
from what her girths let expect. So the bodies vary as people do, about the template's mean shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from modiste.body.arrays import Floats
from modiste.body.measure import Tape
from modiste.body.measure_regions import PARTS
from modiste.body.people import Person, build
from modiste.body.posterior import Dimension, Name, Prior
from modiste.body.sections import Section, cut
from modiste.body.template import Shape
from modiste.types import Measure, Sex

GIRTHS = (Measure.CHEST, Measure.WAIST, Measure.HIP)
BREADTHS = (Dimension.CHEST_BREADTH, Dimension.WAIST_BREADTH, Dimension.HIP_BREADTH)
DEPTHS = (Dimension.CHEST_DEPTH, Dimension.WAIST_DEPTH, Dimension.HIP_DEPTH)
BMIS = (17.0, 36.0)
VARIED = (
    "upperlegs-height-incr", "lowerlegs-height-incr", "measure-shoulder-dist-incr",
    "measure-thigh-circ-incr", "measure-neck-circ-incr", "torso-scale-vert-incr",
    "measure-waisttohip-dist-incr", "buttocks-volume-incr", "torso-vshape-incr",
    "hip-scale-vert-incr", "stomach-tone-incr",
)  # fmt: skip
"""Sliders that every person has other values of."""
_SPREAD = 0.3
_CARVED = 0.18
"""The template is stretched by at most this logarithm; it cannot become everybody."""
_SQUARE = 0.16
"""Bounds of how much squarer or rounder a section may become."""


@dataclass(frozen=True)
class Someone:
    """A body and what is true of it.

    Attributes:
        sex: whose statistics she was drawn from.
        rest: the body in the rest pose.
        truth: every measure as the tape reads it on the body, and the hidden breadths and depths
            of the person drawn; cm, kg.
    """

    sex: Sex
    rest: Shape
    truth: Mapping[Name, float]


class Crowd:
    """Draws people.

    Args:
        tape: measures bodies of the template.
        prior: whose people.
    """

    def __init__(self, tape: Tape, prior: Prior) -> None:
        self._tape, self._prior = tape, prior
        body = tape.body
        arms = np.array([any(w in name for w in PARTS[0][1]) for name in body.bones])
        share = (body.skin * arms[body.skin_bones]).sum(1)
        self._trunk: Floats = (1 - np.clip(2 * share, 0, 1)).astype(np.float32)

    def draw(self, sex: Sex, rng: np.random.Generator) -> Someone:
        """The next person whom the template can become, of a BMI in :data:`BMIS`."""
        names = [*Measure, *BREADTHS, *DEPTHS]
        while True:
            row = self._prior.posterior(sex).sample(rng, 1, names)[0]
            person: dict[Name, float] = dict(zip(names, row.tolist(), strict=True))
            bmi = person[Measure.WEIGHT] / (person[Measure.HEIGHT] / 100) ** 2
            found = self.of(sex, person, rng) if BMIS[0] < bmi < BMIS[1] else None
            if found is not None:
                return found

    def of(
        self, sex: Sex, person: Mapping[Name, float], rng: np.random.Generator
    ) -> Someone | None:
        """The body of one person; None when the template cannot become it.

        Args:
            sex: of the person.
            person: all measures and the six breadths and depths; cm, kg.
            rng: of what the measures leave open.
        """
        sliders = dict(zip(VARIED, rng.normal(0, _SPREAD, len(VARIED)).clip(-1, 1), strict=True))
        traits = {"muscle": float(np.clip(rng.normal(0.5, 0.15), 0, 1)),
                  "cupsize": float(rng.uniform(0.2, 0.8))}  # fmt: skip
        numbers = Person(sex is Sex.FEMALE, person[Measure.HEIGHT], person[Measure.WEIGHT], 28.0,
                         traits, sliders)  # fmt: skip
        plain = build(self._tape.body, numbers, rounds=8)
        rest = self._carved(plain, sex, person)
        if rest is None:
            return None
        measured = self._tape.of_rest(rest)
        truth: dict[Name, float] = {**person, **{m: measured[m] for m in Measure}}
        return Someone(sex, rest, truth)

    def _deviations(self, sex: Sex, person: Mapping[Name, float]) -> Floats:
        """Log of breadth and depth over what the measures let expect: (2, 3), chest to hip."""
        known = (*GIRTHS, Measure.HEIGHT, Measure.WEIGHT)
        logs = np.log([person[m] for m in known])
        joint = self._prior.joints[sex].given(known, logs, np.zeros(len(known)))
        expected = joint.marginal((*BREADTHS, *DEPTHS)).mean
        seen = np.log([person[d] for d in (*BREADTHS, *DEPTHS)])
        deviations: Floats = (seen - expected).reshape(2, 3)
        return deviations

    def _carved(self, plain: Shape, sex: Sex, person: Mapping[Name, float]) -> Shape | None:
        """The body with her girths and sections; None when it is too far from the template."""
        knots = _Knots.of(self._tape, plain)
        own, square = self._deviations(sex, person), np.zeros(3)
        scale = self._gaps(plain, person)
        if np.abs(scale).max() > _CARVED:
            return None
        for _ in range(2):
            gap = self._gaps(self._stretched(plain, knots, own + scale, square), person)
            square = np.clip(square + 2.0 * gap, -_SQUARE, _SQUARE)
        gap = self._gaps(self._stretched(plain, knots, own + scale, square), person)
        return self._stretched(plain, knots, own + scale + gap, square)

    def _gaps(self, rest: Shape, person: Mapping[Name, float]) -> Floats:
        """Log of her girths over the body's, (3,)."""
        measures = self._tape.of_rest(rest)
        gaps: Floats = np.log([person[m] / measures[m] for m in GIRTHS])
        return gaps

    def _stretched(self, rest: Shape, knots: _Knots, by: Floats, square: Floats) -> Shape:
        """The body with breadths and depths times exp(by), (2, 3), and squarer corners."""
        x, y, z = rest.vertices.T
        wide, deep, corners = (knots.along(y, v) for v in (*by, square))
        middle, half_x, half_z = (
            np.interp(y, knots.heights[1:4], v) for v in (knots.middles, *knots.halves)
        )
        angle = np.arctan2((z - middle) / half_z, x / half_x)
        corner = 1 + corners * (1 - np.cos(4 * angle)) / 2
        moved = rest.vertices.copy()
        moved[:, 0] = x * (1 + self._trunk * (np.exp(wide) * corner - 1))
        moved[:, 2] = middle + (z - middle) * (1 + self._trunk * (np.exp(deep) * corner - 1))
        return Shape(moved.astype(np.float32), rest.joints)


@dataclass(frozen=True)
class _Knots:
    """Where the trunk is carved.

    Attributes:
        heights: (5,), from mid-thigh over hip, waist and chest to the shoulder, metres.
        middles: (3,), along z, of the sections at hip, waist and chest.
        halves: (2, 3), their half breadths and half depths.
    """

    heights: Floats
    middles: Floats
    halves: Floats

    @classmethod
    def of(cls, tape: Tape, shape: Shape) -> _Knots:
        levels = tape.levels(shape)
        low = levels.hip - 0.16 * tape.body.stature(shape)
        high = float(tape.place(shape, "acromion")[:, 1].mean())
        heights = np.array([low, levels.hip, levels.waist, levels.chest, high])
        sections = [section(tape, shape, y) for y in heights[1:4]]
        spans = np.array([(s.points.min(0), s.points.max(0)) for s in sections])
        return cls(heights, spans[:, :, 2].mean(1), (np.ptp(spans, axis=1)[:, [0, 2]] / 2).T)

    def along(self, y: Floats, values: Floats) -> Floats:
        """Interpolate what is given from the chest down to the hip; 0 at both ends."""
        smooth: Floats = np.interp(y, self.heights, [0.0, values[2], values[1], values[0], 0.0])
        return smooth


def section(tape: Tape, shape: Shape, level: float) -> Section:
    """The cut through the trunk, without arms, at a height in metres."""
    return cut(shape.vertices, tape.regions.trunk, np.array([0.0, 1.0, 0.0]),
               np.array([0.0, level, 0.0]))  # fmt: skip
