"""How right bodies are measured from photos by the networks: on rendered photos, a few people."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from modiste.body.complexions import COMPLEXIONS
from modiste.body.hair import HairStyle
from modiste.body.measure import Tape
from modiste.body.model import CLOTH
from modiste.body.posterior import Observation, Posterior, Prior
from modiste.body.render import photograph
from modiste.body.scene import Sitter
from modiste.body.silhouette import Clothes, View
from modiste.body.template import Body, Shape
from modiste.body.wardrobe import base_clothes
from modiste.errors import InputError
from modiste.evaluation.body.crowd import Crowd, Someone
from modiste.evaluation.body.photo import GIRTHS, said
from modiste.evaluation.body.shots import aimed, jittered, turned
from modiste.measuring import Measurer
from modiste.photos import Person
from modiste.types import Image, Measure, Sex

SCALE = 2
"""The photos are so many times larger than the mattes of the exact part."""


def bench_nets(count: int = 20, seed: int = 0) -> dict[str, float]:
    """Photograph people in base clothes, front and side, and read the photos with the networks.

    Args:
        count: people, half of them women.
        seed: of people, looks, poses and cameras.

    Returns:
        Mean absolute errors in cm with the height told, then with the weight, too; the share of
        true girths in 80 % intervals; the people measured and those whose photos were refused.
        Only the last two when nobody was measured.
    """
    body, rng, prior = Body.open(), np.random.default_rng([seed, 4]), Prior.open()
    crowd, measurer = Crowd(Tape(body), prior), Measurer.open()
    people, bodies = [], []
    for i in range(count):
        someone = crowd.draw(list(Sex)[i % 2], rng)
        photos = {view: Person.from_array(picture(body, someone, view, rng), name=view)
                  for view in View}  # fmt: skip
        told = [said(someone, m, rng) for m in (Measure.HEIGHT, Measure.WEIGHT)]
        found = _measured(measurer, someone.sex, told, photos)
        if found:
            people.append(someone)
            bodies.append(found)
    scores = _scores(people, bodies) if people else {}
    return {**scores, "n": len(people), "refused": count - len(people)}


def picture(body: Body, someone: Someone, view: View, rng: np.random.Generator) -> Image:
    """A photo of somebody in base clothes, uint8 (H, W, 3)."""
    stands = body.grounded(jittered(body, someone.rest, view, rng))
    spin = turned(view, rng)
    stands = Shape(stands.vertices @ spin.T, stands.joints @ spin.T)
    camera = aimed(body.stature(stands), rng).scaled(SCALE)
    looks = COMPLEXIONS[str(rng.choice(list(COMPLEXIONS)))]
    style = HairStyle(rng.choice([HairStyle.SHORT, HairStyle.CROPPED, HairStyle.BOB]))
    seed = int(rng.integers(1000))
    layers = base_clothes(body, stands, CLOTH, seed)
    sitter = Sitter(body, someone.rest, stands, looks, style, layers, seed)
    return photograph(sitter, camera).image


def _measured(
    measurer: Measurer, sex: Sex, told: list[Observation], photos: Mapping[View, Person]
) -> list[Posterior]:
    """The body with the height told, and with the weight, too; nothing when it is refused."""
    try:
        return [measurer.body(sex, told[:n], photos, Clothes.TIGHT)[0] for n in (1, 2)]
    except InputError:
        return []


def _scores(people: list[Someone], bodies: list[list[Posterior]]) -> dict[str, float]:
    report: dict[str, float] = {}
    for k, name in enumerate(("", "weight_told_")):
        inside = []
        for girth in GIRTHS:
            truths = np.array([person.truth[girth] for person in people])
            found = [both[k].estimate(girth) for both in bodies]
            errors = np.array([e.mean for e in found]) - truths
            report[f"{name}{girth}_mae_cm"] = round(float(np.abs(errors).mean()), 2)
            report[f"{name}{girth}_bias_cm"] = round(float(errors.mean()), 2)
            inside += [e.interval80[0] <= t <= e.interval80[1]
                       for e, t in zip(found, truths, strict=True)]  # fmt: skip
        report[f"{name}coverage80"] = round(float(np.mean(inside)), 3)
    return report
