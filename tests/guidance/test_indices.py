"""Indices against worked examples, and intervals that cover."""

from __future__ import annotations

import numpy as np
import pytest
from measured_people import TAPED, person

from modiste.guidance import Activity
from modiste.guidance.indices import absi, bmi, indices, mifflin, navy_men, navy_women, whr, whtr
from modiste.types import Measure, Sex


def values(**numbers: float) -> dict[Measure, float]:
    return {Measure(name): value for name, value in numbers.items()}


def test_worked_examples() -> None:
    assert bmi(values(height=175, weight=70)) == pytest.approx(22.857, abs=1e-3)
    assert whtr(values(height=175, waist=85)) == pytest.approx(0.4857, abs=1e-4)
    assert whr(values(waist=85, hip=100)) == pytest.approx(0.85)
    assert absi(values(height=175, weight=70, waist=85)) == pytest.approx(0.07978, abs=1e-5)
    assert mifflin(values(height=175, weight=70), Sex.MALE, 30) == pytest.approx(1648.75)
    assert mifflin(values(height=165, weight=60), Sex.FEMALE, 30) == pytest.approx(1320.25)


def test_navy_body_fat_of_the_published_equations() -> None:
    man = values(height=177.8, neck=38.1, waist=86.36)
    woman = values(height=165, neck=33, waist_natural=74, hip=98)
    assert navy_men(man) == pytest.approx(17.5, abs=0.3)
    assert navy_women(woman) == pytest.approx(28.0, abs=0.5)
    thicker = {**man, Measure.WAIST: 96.0}
    assert navy_men(thicker) > navy_men(man) + 4


def test_only_measured_numbers_make_an_index() -> None:
    told, lacking = indices(person(), Activity.SEDENTARY)
    assert [i.key for i in told] == ["bmi", "rmr", "tdee"]
    assert [f.key for f in lacking] == ["whtr", "whr", "body_fat", "absi"]
    told, lacking = indices(person(sources=TAPED), Activity.SEDENTARY)
    assert [i.key for i in told] == ["bmi", "whtr", "whr", "body_fat", "absi", "rmr", "tdee"]
    assert lacking == []


def test_intervals_cover_four_of_five() -> None:
    found = person(sources=TAPED)
    told = {i.key: i for i in indices(found, Activity.ACTIVE)[0]}
    rng = np.random.default_rng(5)
    drawn = [
        {m: found[m].mean + found[m].sd * rng.standard_normal() for m in Measure}
        for _ in range(2000)
    ]
    for key, formula in (("bmi", bmi), ("whtr", whtr), ("absi", absi)):
        low, high = told[key].interval80
        share = np.mean([low <= formula(v) <= high for v in drawn])
        assert share == pytest.approx(0.8, abs=0.03)


def test_the_formulas_error_is_part_of_the_interval() -> None:
    fat = next(i for i in indices(person(sources=TAPED), Activity.ACTIVE)[0] if i.key == "body_fat")
    assert fat.interval80[1] - fat.interval80[0] > 2 * 1.28 * 3.7


@pytest.mark.parametrize("age", [18.5, 85])
def test_mifflin_stays_within_its_ages(age: float) -> None:
    assert "rmr" not in [i.key for i in indices(person(age=age), Activity.ACTIVE)[0]]


def test_who_moves_more_needs_more() -> None:
    days = [
        next(i.value for i in indices(person(), level)[0] if i.key == "tdee") for level in Activity
    ]
    assert days == sorted(days)
    assert days[0] > 1.4 * 1320
