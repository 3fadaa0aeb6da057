"""A plausible adult from a few numbers: sex, height, weight, age."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from modiste.body.mesh import volume
from modiste.body.template import Body, Shape
from modiste.errors import OptionError

DENSITY = 985.0
"""Of the whole body with air in the lungs, kg per cubic metre."""
HEIGHTS_CM = (130.0, 220.0)
BMIS = (14.0, 45.0)
AGES = (18.0, 90.0)


STOUT: Mapping[str, float] = {
    "measure-waist-circ-incr": 0.95, "measure-hips-circ-incr": 0.4, "measure-bust-circ-incr": 0.6,
    "measure-thigh-circ-incr": 0.5, "upperleg-fat-incr": 1.0, "lowerleg-fat-incr": 0.7,
    "upperarm-fat-incr": 1.0, "lowerarm-fat-incr": 0.7, "stomach-pregnant-incr": 0.4,
    "buttocks-volume-incr": 0.5, "torso-scale-horiz-incr": 0.5, "torso-scale-depth-incr": 0.6,
    "hip-scale-horiz-incr": 0.15, "hip-scale-depth-incr": 0.5, "neck-double-incr": 0.3,
    "head-fat-incr": 0.5, "measure-neck-circ-incr": 0.3,
}  # fmt: skip
"""What grows beyond the end of the template's weight phenotype, which is at BMI 21 to 25."""


@dataclass(frozen=True)
class Person:
    """The numbers a virtual person is made from.

    Attributes:
        female: sex of the body.
        height_cm: stature, 130 to 220.
        weight_kg: mass; together with the height a BMI of 14 to 45.
        age: years, 18 to 90.
        phenotypes: overrides of the template's phenotypes, e.g. ``{"muscle": 0.7}``.
        sliders: values of the template's sliders, e.g. ``{"smile": 0.3}``.
    """

    female: bool
    height_cm: float
    weight_kg: float
    age: float = 28.0
    phenotypes: Mapping[str, float] = field(default_factory=dict)
    sliders: Mapping[str, float] = field(default_factory=dict)

    @property
    def bmi(self) -> float:
        """Body mass index, kg per square metre."""
        return self.weight_kg / (self.height_cm / 100) ** 2


def build(body: Body, person: Person, rounds: int = 12) -> Shape:
    """The body of a person in the rest pose: stature exact, mass by bisection of one slider.

    Args:
        body: the template.
        person: the numbers.
        rounds: halvings of the weight slider's range; 12 leave less than 0.1 kg.

    Raises:
        OptionError: when a number is out of range.
    """
    _check(person)
    low, high = 0.0, 2.5
    height = 0.4
    for _ in range(rounds):
        weight = (low + high) / 2
        shape, scale = _made(body, person, height, weight)
        height = float(np.clip(height + 1.5 * (scale - 1), 0, 1))
        mass = DENSITY * volume(shape.vertices, body.solid)
        low, high = (weight, high) if mass < person.weight_kg else (low, weight)
    return shape


def _made(body: Body, person: Person, height: float, weight: float) -> tuple[Shape, float]:
    """The body at these sliders, scaled to its stature, and by how much it was scaled.

    A ``weight`` above 1 goes on with the sliders of :data:`STOUT`.
    """
    traits = {**_traits(person), "height": height, "weight": min(weight, 1.0), **person.phenotypes}
    stout = max(weight - 1.0, 0.0)
    sliders = {name: stout * share for name, share in STOUT.items()}
    raw = body.shape(traits, {**sliders, **person.sliders})
    scale = person.height_cm / 100 / body.stature(raw)
    return raw.scaled(scale), scale


def _traits(person: Person) -> dict[str, float]:
    return {
        "gender": float(person.female),
        "age": float(np.clip((person.age - 25) / 65, 0, 1)),
        "muscle": 0.5 if person.female else 0.6,
        "proportions": 0.2,
        "cupsize": 0.45,
        "firmness": 0.6,
    }


def _check(person: Person) -> None:
    for name, value, (low, high) in (
        ("height_cm", person.height_cm, HEIGHTS_CM),
        ("BMI", person.bmi, BMIS),
        ("age", person.age, AGES),
    ):
        if not low <= value <= high:
            raise OptionError(f"{name} is {value:g}; it must lie between {low:g} and {high:g}.")
