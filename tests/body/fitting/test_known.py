"""Bodies of people of whom only a part was read."""

from __future__ import annotations

import pytest

from modiste.body.fitting import FitResult, fit_known
from modiste.body.measure import Tape
from modiste.body.posterior import Observation, Prior, told
from modiste.body.template import Body
from modiste.types import Measure, Sex


@pytest.fixture(scope="module")
def tape(body: Body) -> Tape:
    return Tape(body)


def _fit(tape: Tape, sex: Sex, taped: dict[Measure, float], age: float | None = None) -> FitResult:
    readings = [told(sex, Measure.HEIGHT, 165), told(sex, Measure.WEIGHT, 62)]
    readings += [Observation(measure, value) for measure, value in taped.items()]
    return fit_known(tape, Prior.open().posterior(sex, readings, age).measurements())


@pytest.mark.parametrize("sex", list(Sex))
def test_what_was_read_is_met_and_the_rest_is_near(tape: Tape, sex: Sex) -> None:
    taped = {Measure.WAIST: 80.0, Measure.ARM_LENGTH: 54.0}
    found = _fit(tape, sex, taped)
    for measure in (Measure.HEIGHT, *taped):
        assert abs(found.residuals[measure]) < 0.2, measure
    assert abs(found.residuals[Measure.WEIGHT]) < 1
    for measure in (Measure.CHEST, Measure.HIP, Measure.THIGH, Measure.INSEAM):
        assert abs(found.residuals[measure]) < 5, measure


def test_a_taped_girth_moves_the_body(tape: Tape) -> None:
    slim, wide = (_fit(tape, Sex.FEMALE, {Measure.HIP: hip}) for hip in (92.0, 102.0))
    assert wide.measures[Measure.HIP] > slim.measures[Measure.HIP] + 7
    assert wide.measures[Measure.THIGH] > slim.measures[Measure.THIGH] + 1


def test_age_shows(tape: Tape) -> None:
    young, old = (_fit(tape, Sex.FEMALE, {}, age) for age in (25.0, 75.0))
    assert abs(young.rest.vertices - old.rest.vertices).max() > 0.003
