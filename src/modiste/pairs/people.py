"""Chance people: bodies, colours, hair, poses, base clothes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from modiste.body import clothes
from modiste.body.arrays import Floats
from modiste.body.hair import HairStyle
from modiste.body.people import Person, build
from modiste.body.poses import PoseName, turns_for
from modiste.body.scene import Layer, Sitter
from modiste.body.skin import Complexion
from modiste.body.template import ORIGINS, Body, Shape, rotation
from modiste.body.wardrobe import base_clothes
from modiste.types import Label

TONES = np.array([
    (0.60, 0.41, 0.33), (0.56, 0.37, 0.285), (0.40, 0.245, 0.165), (0.26, 0.14, 0.085),
    (0.135, 0.068, 0.041),
], np.float32)  # fmt: skip
"""Skin from light to dark, linear RGB; those between are mixed."""
HAIR = ((0.013, 0.009, 0.007), (0.060, 0.030, 0.014), (0.10, 0.045, 0.02), (0.21, 0.115, 0.048),
        (0.30, 0.20, 0.10), (0.22, 0.21, 0.20))  # fmt: skip
HERS = (HairStyle.LONG, HairStyle.BOB, HairStyle.BUN, HairStyle.CROPPED, HairStyle.SHORT)
HIS = (HairStyle.SHORT, HairStyle.CROPPED)
BASE = ((0.30, 0.30, 0.31), (0.55, 0.55, 0.54), (0.05, 0.05, 0.06), (0.06, 0.08, 0.16),
        (0.16, 0.11, 0.09), (0.10, 0.14, 0.10))  # fmt: skip
POSES = tuple(PoseName)
SWAY = {"upperarm01": 5.0, "lowerarm01": 7.0, "upperleg01": 2.0, "lowerleg01": 2.0}
"""Standard deviation in degrees by which limbs stray from a named pose."""
NODS = {"head": 4.0, "spine02": 1.5, "spine03": 1.5, "neck02": 2.0}


@dataclass(frozen=True)
class Sitting:
    """A person as she is to be photographed.

    Attributes:
        person: the numbers.
        sitter: the scene, in base clothes.
        turns: her pose.
        yaw: degrees by which she turns to her right.
        offset: (3,) metres from ``body.pose(rest, turns)``, after the yaw, to the scene.
        pose: name of the pose.
    """

    person: Person
    sitter: Sitter
    turns: dict[str, Sequence[float]]
    yaw: float
    offset: Floats
    pose: PoseName

    def placed(self, points: Floats) -> Floats:
        """Move points (N, 3) along from ``body.pose(rest, turns)`` to the scene."""
        return (points @ _about_y(self.yaw).T + self.offset).astype(np.float32)


def _about_y(degrees: float) -> Floats:
    return rotation((0.0, degrees, 0.0))


def draw_person(rng: np.random.Generator) -> Person:
    """An adult by chance: 18 to 75 years, BMI 17.5 to 36."""
    female = bool(rng.uniform() < 0.55)
    height = float(np.clip(rng.normal(165 if female else 178, 7), 148, 200))
    bmi = float(np.clip(np.exp(rng.normal(np.log(23.2), 0.16)), 17.5, 36))
    shares = dict(zip(ORIGINS, (float(v) for v in rng.dirichlet((0.7, 0.7, 0.7))), strict=True))
    age = float(np.clip(18 + rng.gamma(2.0, 9.0), 18, 75))
    return Person(female, height, bmi * (height / 100) ** 2, age, shares,
                  {"smile": float(rng.uniform(0, 0.3))})  # fmt: skip


def draw_looks(person: Person, rng: np.random.Generator) -> tuple[Complexion, HairStyle]:
    """Colours that go with the person's origins, and a hair style."""
    dark = person.phenotypes["african"]
    place = np.clip(
        4 * (0.95 * dark + 0.35 * person.phenotypes["asian"]) + rng.normal(0, 0.5), 0, 4
    )
    r, g, b = (float(np.interp(place, range(5), TONES[:, k])) for k in range(3))
    lips = (0.75 * r, 0.42 * g + 0.01, 0.45 * b + 0.01)
    shade = HAIR[int(rng.integers(len(HAIR)))] if place < 1.6 else HAIR[0]
    beard = 0.0 if person.female else float(rng.uniform(0, 1))
    looks = Complexion((r, g, b), lips, shade, beard=beard, lashes=0.75 if person.female else 0.3)
    styles = HERS if person.female else HIS
    return looks, styles[int(rng.integers(len(styles)))]


def sit(body: Body, seed: int, rng: np.random.Generator) -> Sitting:
    """Draw a person, her pose and her base clothes."""
    person = draw_person(rng)
    looks, style = draw_looks(person, rng)
    rest = build(body, person)
    pose = POSES[int(rng.integers(len(POSES)))]
    turns = _strayed(turns_for(body, rest, pose), rng)
    raw = body.pose(rest, turns)
    yaw = float(np.clip(rng.normal(0, 9), -22, 22))
    turned = Shape(raw.vertices @ _about_y(yaw).T, raw.joints @ _about_y(yaw).T)
    stands = body.grounded(turned)
    offset = stands.joints[0] - turned.joints[0]
    color = BASE[int(rng.integers(len(BASE)))]
    layers = base_clothes(body, stands, color, seed % 9973)
    if rng.uniform() < 0.5:
        layers = [_leggings(layer) if layer.label == Label.BOTTOM else layer for layer in layers]
    sitter = Sitter(body, rest, stands, looks, style, tuple(layers), seed % 9973)
    return Sitting(person, sitter, turns, yaw, offset, pose)


def _leggings(layer: Layer) -> Layer:
    """The shorts, down to the ankles."""

    def inside(at: Floats) -> Floats:
        reach: Floats = np.minimum(at[:, 1] + 0.70, 0.13 - at[:, 1])
        return np.minimum(reach, 0.40 - np.abs(at[:, 0]))

    return replace(layer, inside=lambda at: np.maximum(clothes.bottom(at), inside(at)))


def _strayed(
    turns: dict[str, tuple[float, float, float]], rng: np.random.Generator
) -> dict[str, Sequence[float]]:
    strayed: dict[str, Sequence[float]] = dict(turns)
    spread = {f"{bone}.{side}": sd for bone, sd in SWAY.items() for side in "LR"} | NODS
    for bone, sd in spread.items():
        strayed[bone] = tuple(np.array(turns.get(bone, (0, 0, 0))) + rng.normal(0, sd / 2, 3))
    return strayed
