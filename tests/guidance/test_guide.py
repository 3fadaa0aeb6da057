"""What is said to whom; above all what must not be said."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured_people import TAPED, person

from modiste.guidance import Goal, Guidance, GuidanceError, Language, Profile, guide
from modiste.types import Measure, Sex

BOTH = pytest.mark.parametrize("language", list(Language))


def everything(said: Guidance) -> str:
    """All that a person reads but the disclaimer and the sources."""
    parts = [s.text for s in said.statements] + list(said.notes)
    parts += [day.activity for day in said.plan] + [e for day in said.plan for e in day.exercises]
    return "\n".join(parts)


@BOTH
@pytest.mark.parametrize("age", [5.0, 15.0, 17.99])
def test_minors_are_refused(language: Language, age: float) -> None:
    with pytest.raises(GuidanceError, match=r"adults|成年人") as caught:
        guide(Profile(person(age=age)), language)
    assert not re.search(r"\d\d kg|BMI", str(caught.value))


@BOTH
def test_pregnancy_is_refused(language: Language) -> None:
    with pytest.raises(GuidanceError, match=r"midwife|助产士"):
        guide(Profile(person(), pregnant=True), language)


def test_without_an_age_nothing_is_said() -> None:
    with pytest.raises(GuidanceError, match="age"):
        guide(Profile(person(age=None)))


@pytest.mark.parametrize("source", ["inferred", "photo"])
@pytest.mark.parametrize("measure", [Measure.HEIGHT, Measure.WEIGHT])
def test_guessed_basics_are_refused(measure: Measure, source: str) -> None:
    with pytest.raises(GuidanceError, match="height and weight"):
        guide(Profile(person(sources={measure: source})))


GIRTHS = [m for m in Measure if m not in (Measure.HEIGHT, Measure.WEIGHT)]


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(GIRTHS), st.sampled_from(["tape", "scan", "photo", "told", "inferred"])
    ),
    st.floats(35, 160),
    st.sampled_from(list(Goal)),
    st.sampled_from(list(Sex)),
)
def test_no_inferred_number_drives_a_statement(
    sources: dict[Measure, str], weight: float, goal: Goal, sex: Sex
) -> None:
    found = person(sex, sources=sources, weight=weight)
    said = guide(Profile(found, goal))
    drivers = {d for i in said.indices for d in i.drivers}
    drivers |= {d for s in said.statements for d in s.drivers}
    girths = drivers - {Measure.HEIGHT, Measure.WEIGHT}
    assert all(found[m].source in ("tape", "scan") for m in girths)


@settings(deadline=None)
@given(st.floats(55, 160))
def test_an_inferred_waist_changes_no_word(waist: float) -> None:
    usual = guide(Profile(person()))
    assert guide(Profile(person(waist=waist, hip=waist))) == usual


@BOTH
@pytest.mark.parametrize("weight", [38.0, 45.0, 50.0, 51.0])
def test_the_thin_hear_nothing_of_losing_weight(language: Language, weight: float) -> None:
    said = guide(Profile(person(weight=weight), Goal.WEIGHT), language)
    assert said.goal is Goal.HEALTH
    assert re.search(r"doctor|医生", " ".join(said.notes))
    text = everything(said).replace("Nothing here is about losing weight", "")
    assert not re.search(r"los(e|ing) weight|lower weight|降低体重|减轻体重", text)
    assert "ACSM2009W" not in said.sources()


def test_nobody_of_normal_weight_is_told_to_lose_some() -> None:
    said = guide(Profile(person(weight=57), Goal.WEIGHT))
    assert "gives no reason to lose weight" in everything(said)
    said = guide(Profile(person(weight=75), Goal.WEIGHT))
    assert "more than 250 minutes" in everything(said)


@BOTH
@pytest.mark.parametrize("weight", [109.0, 115.0, 160.0])
def test_from_a_bmi_of_forty_a_clinician_comes_first(language: Language, weight: float) -> None:
    said = guide(Profile(person(weight=weight), Goal.WEIGHT), language)
    assert re.search(r"see a doctor before you begin|开始之前咨询医生", said.notes[0])
    assert said.plan == ()


@BOTH
@pytest.mark.parametrize("goal", list(Goal))
def test_the_very_thin_get_no_plan(language: Language, goal: Goal) -> None:
    said = guide(Profile(person(weight=45), goal, shape=("FFIT", "triangle", 0.9)), language)
    assert said.plan == ()
    assert re.search(r"doctor comes before exercise|先看医生", everything(said))
    assert guide(Profile(person(weight=49), goal), language).plan


def test_the_ratio_to_height_is_not_for_a_bmi_above_35() -> None:
    keys = [s.source for s in guide(Profile(person(sources=TAPED, weight=100))).statements]
    assert "NICE" not in keys
    assert "NICE" in [s.source for s in guide(Profile(person(sources=TAPED))).statements]


@pytest.mark.parametrize(
    ("weight", "who", "asia", "china"),
    [
        (60, "normal range", "acceptable risk", "normal range"),
        (70, "overweight", "increased risk", "overweight"),
        (78, "overweight", "high risk", "obesity"),
        (90, "obesity class I", "high risk", "obesity"),
    ],
)
def test_bands(weight: float, who: str, asia: str, china: str) -> None:
    text = [s.text for s in guide(Profile(person(weight=weight))).statements]
    bands = [t.rsplit(": ", 1)[-1].rstrip(".") for t in text if "is: " in t or "standard" in t]
    assert bands == [who, asia, china]


def test_an_interval_across_a_limit_names_both_bands() -> None:
    said = guide(Profile(person(weight=68.1)))
    assert any("normal range to overweight" in s.text for s in said.statements)


def test_measured_ratios_are_told() -> None:
    text = everything(guide(Profile(person(sources=TAPED, waist=90))))
    assert "Waist-to-height ratio: increased health risk" in text
    assert "Waist-to-hip ratio: at or above the WHO limit" in text


def test_the_old_get_balance_and_no_running() -> None:
    said = guide(Profile(person(age=70), Goal.ENDURANCE))
    assert sum("Tai chi" in day.activity for day in said.plan) == 3
    assert not any("ogging" in day.activity for day in said.plan)
    assert "balance" in everything(said)


def test_a_likely_shape_steers_the_strength_days_only() -> None:
    plain = guide(Profile(person()))
    unsure = guide(Profile(person(), shape=("FFIT", "triangle", 0.4)))
    likely = guide(Profile(person(), shape=("FFIT", "triangle", 0.8)))
    assert unsure == plain
    assert likely.statements == plain.statements
    assert any("Overhead press" in e for day in likely.plan for e in day.exercises)
    assert "not of health" in everything(likely)
    assert "SPOT" in likely.sources()
    assert "SPOT" not in plain.sources()


@BOTH
def test_the_disclaimer_is_always_there(language: Language) -> None:
    for weight in (40, 60, 90, 140):
        report = guide(Profile(person(weight=weight)), language).report()
        assert re.search(r"not medical advice|不是医疗建议", report["disclaimer"])
        assert report["language"] == language
