"""What the fit may turn: phenotypes and local sliders of the template, and the body's scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.body.people import STOUT
from modiste.body.template import Body, Shape
from modiste.types import Sex

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Knob:
    """One parameter.

    Attributes:
        name: of the phenotype or slider; ``scale`` is the logarithm of the whole body's scale.
        start: the value of a usual person.
        spread: standard deviation among people, which keeps the body plausible.
        low, high: the range.
    """

    name: str
    start: float
    spread: float
    low: float
    high: float


TRAITS = (
    Knob("muscle", 0.5, 0.2, 0.0, 1.0),
    Knob("weight", 0.6, 0.6, 0.0, 2.6),
    Knob("height", 0.4, 0.1, 0.0, 1.0),
    Knob("proportions", 0.3, 0.25, 0.0, 1.0),
    Knob("cupsize", 0.45, 0.25, 0.0, 1.0),
)
"""Phenotypes; a weight above 1 goes on with the sliders of :data:`modiste.body.people.STOUT`."""
SCALE = Knob("scale", 0.0, 0.03, -0.12, 0.12)
LOCAL = (
    "measure-upperarm-length-incr", "measure-lowerarm-length-incr", "measure-upperarm-circ-incr",
    "measure-wrist-circ-incr", "measure-calf-circ-incr", "measure-knee-circ-incr",
    "measure-thigh-circ-incr", "upperlegs-height-incr", "lowerlegs-height-incr",
    "measure-neck-circ-incr", "measure-underbust-circ-incr", "measure-shoulder-dist-incr",
    "measure-hips-circ-incr", "measure-waist-circ-incr", "measure-bust-circ-incr",
    "measure-napetowaist-dist-incr", "measure-waisttohip-dist-incr", "torso-scale-horiz-incr",
    "torso-scale-depth-incr", "torso-scale-vert-incr", "hip-scale-horiz-incr",
    "hip-scale-depth-incr", "hip-scale-vert-incr", "stomach-tone-incr", "buttocks-volume-incr",
    "torso-vshape-incr", "torso-muscle-pectoral-incr", "torso-muscle-dorsi-incr",
    "upperleg-fat-incr", "lowerleg-fat-incr", "upperarm-fat-incr", "lowerarm-fat-incr",
    "upperleg-scale-horiz-incr", "upperleg-scale-depth-incr", "lowerleg-scale-horiz-incr",
    "lowerleg-scale-depth-incr", "upperarm-scale-horiz-incr", "upperarm-scale-depth-incr",
    "neck-scale-horiz-incr", "neck-scale-depth-incr",
)  # fmt: skip
"""Sliders of single parts; beyond the template's own range of -1 to 1 when measures ask for it."""
SEAT = {Sex.FEMALE: {"pelvis-tone-incr": -0.5}, Sex.MALE: {"pelvis-tone-incr": -0.8}}
"""What lowers the buttocks' prominence (ISO 8559-1, hip level) by 2 cm to where the survey found
it; it moves no other level."""
KNOBS = (*TRAITS, SCALE, *(Knob(name, 0.0, 0.35, -1.5, 1.5) for name in LOCAL))
START, SPREAD, LOW, HIGH = (
    np.array([getattr(knob, key) for knob in KNOBS]) for key in ("start", "spread", "low", "high")
)


def made(body: Body, sex: Sex, age: float, x: Vector) -> Shape:
    """The body in the rest pose.

    Args:
        body: the template.
        sex: of the template.
        age: years; from 25 on the template ages.
        x: float64 (len(KNOBS),).
    """
    values = dict(zip((knob.name for knob in KNOBS), x.tolist(), strict=True))
    traits = {knob.name: values[knob.name] for knob in TRAITS}
    stout = max(traits["weight"] - 1.0, 0.0)
    sliders = {**SEAT[sex], **{name: values[name] for name in LOCAL}}
    for name, share in STOUT.items():
        sliders[name] = sliders.get(name, 0.0) + stout * share
    traits |= {
        "gender": float(sex is Sex.FEMALE),
        "age": float(np.clip((age - 25) / 65, 0, 1)),
        "weight": min(traits["weight"], 1.0),
        "firmness": 0.6,
    }
    return body.shape(traits, sliders).scaled(float(np.exp(values["scale"])))
