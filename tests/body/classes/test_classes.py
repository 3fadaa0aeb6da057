"""Shape classes: known bodies, margins that hold, chances that follow the uncertainty."""

from __future__ import annotations

import numpy as np
import pytest

from modiste.body.classes import SYSTEMS, gb_designation, shape_classes
from modiste.body.classes.rules import Girths, System
from modiste.body.posterior import Observation, Posterior, Prior, told
from modiste.types import Measure, Sex


@pytest.fixture(scope="module")
def prior() -> Prior:
    return Prior.open()


def girths(**cm: float) -> Girths:
    return {Measure(name): np.array([value]) for name, value in cm.items()}


def system(name: str, sex: Sex) -> System:
    return next(s for s in SYSTEMS if s.name == name and s.sex is sex)


def named(s: System, **cm: float) -> str:
    return s.classes[int(s.rule(girths(**cm))[0])]


@pytest.mark.parametrize(
    ("bust", "waist", "high", "hip", "wanted"),
    [
        (92, 66, 84, 96, "hourglass"),
        (90, 74, 92, 100, "spoon"),
        (84, 66, 78, 96, "bottom hourglass"),
        (100, 74, 88, 94, "top hourglass"),
        (86, 78, 90, 98, "triangle"),
        (106, 88, 92, 94, "inverted triangle"),
        (92, 78, 90, 96, "rectangle"),
    ],
)
def test_women_of_textbook_shape(
    bust: float, waist: float, high: float, hip: float, wanted: str
) -> None:
    ffit = system("FFIT", Sex.FEMALE)
    assert named(ffit, chest=bust, waist_natural=waist, high_hip=high, hip=hip) == wanted


@pytest.mark.parametrize(
    ("sex", "chest", "waist", "wanted"),
    [
        (Sex.MALE, 92, 76, "A"), (Sex.MALE, 100, 80, "Y"), (Sex.MALE, 96, 87, "B"),
        (Sex.MALE, 100, 96, "C"), (Sex.MALE, 100, 101, "outside Y to C"),
        (Sex.FEMALE, 84, 68, "A"), (Sex.FEMALE, 88, 66, "Y"), (Sex.FEMALE, 84, 73, "B"),
        (Sex.FEMALE, 84, 78, "C"), (Sex.FEMALE, 100, 70, "outside Y to C"),
    ],
)  # fmt: skip
def test_the_examples_of_gb_1335(sex: Sex, chest: float, waist: float, wanted: str) -> None:
    assert named(system("GB/T 1335", sex), chest=chest, waist_natural=waist) == wanted


@pytest.mark.parametrize(
    ("waist", "wanted"),
    [(84, "athletic"), (88, "regular"), (93, "portly"), (100, "stout"), (105, "corpulent")],
)
def test_drop_types_of_men(waist: float, wanted: str) -> None:
    assert named(system("drop", Sex.MALE), chest=100, waist_natural=waist) == wanted


def taped(prior: Prior, sex: Sex, sd: float, **cm: float) -> Posterior:
    readings = [Observation(Measure(name), value, sd) for name, value in cm.items()]
    return prior.posterior(sex, [told(sex, Measure.HEIGHT, 168), *readings], 30)


def test_the_margin_leads_to_the_next_class_and_no_step_less(prior: Prior) -> None:
    body = taped(prior, Sex.FEMALE, 0.1, chest=92, waist_natural=66, high_hip=84, hip=96)
    (shape,) = (c for c in shape_classes(body, draws=500) if c.system == "FFIT")
    assert shape.name == "hourglass"
    assert shape.change is not None
    name, number, _ = shape.change.rsplit(" ", 2)
    ffit = system("FFIT", Sex.FEMALE)
    measure = {"natural waist": Measure.WAIST_NATURAL, "high hip": Measure.HIGH_HIP}.get(name)
    measure = measure or Measure(name)
    cm = body.means(ffit.measures)

    def after(change: float) -> str:
        return ffit.classes[int(ffit.rule({**cm, measure: cm[measure] + change})[0])]

    assert after(float(number)) == shape.next != shape.name
    assert after(float(number) - np.sign(float(number)) * 0.1) == shape.name


def test_chances_follow_the_uncertainty(prior: Prior) -> None:
    sure = taped(prior, Sex.MALE, 0.1, chest=100, waist_natural=80)
    unsure = taped(prior, Sex.MALE, 6.0, chest=100, waist_natural=80)
    chances = [
        next(c for c in shape_classes(b) if c.system == "GB/T 1335").probabilities["Y"]
        for b in (sure, unsure)
    ]
    assert chances[0] == 1
    assert 0.2 < chances[1] < 0.8


def test_every_class_is_sourced_and_chances_add_up(prior: Prior) -> None:
    for sex in Sex:
        for shape in shape_classes(prior.posterior(sex)):
            assert shape.source
            assert 0.95 <= sum(shape.probabilities.values()) <= 1.001


def test_women_at_large_are_shaped_as_surveys_found(prior: Prior) -> None:
    """SizeUSA, over 6,000 women: rectangle 46 %, spoon over 20 %, hourglass 8 %."""
    shapes = {c.system: c for c in shape_classes(prior.posterior(Sex.FEMALE))}["FFIT"].probabilities
    assert 0.3 < shapes["rectangle"] < 0.55
    assert 0.15 < shapes["spoon"] < 0.35
    assert shapes["hourglass"] < 0.2


def test_designations(prior: Prior) -> None:
    tops, bottoms = gb_designation(taped(prior, Sex.MALE, 0.1, chest=92, waist_natural=78))
    assert (tops, bottoms) == ("170/92A", "170/78A")
    assert gb_designation(taped(prior, Sex.MALE, 0.1, chest=100, waist_natural=103))[0][-1] == "0"
