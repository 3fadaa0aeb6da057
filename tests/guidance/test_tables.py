"""The reviewed tables: whole, sourced, in two languages, and within what the WHO advises."""

from __future__ import annotations

import json
import string

import pytest

from modiste.body.classes import SYSTEMS
from modiste.guidance import Goal, Language
from modiste.guidance.plan import BALANCE, BASE, LOW_IMPACT, week
from modiste.guidance.texts import citations, rows, sentences
from modiste.types import Sex


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_all_languages_say_the_same_things() -> None:
    english, chinese = (sentences(language) for language in Language)
    assert set(english) == set(chinese)
    for key in english:
        assert places(english[key]) == places(chinese[key]), key
        assert bool(english[key]) == bool(chinese[key]), key


def test_chinese_is_chinese() -> None:
    latin = {"none", "percent", "comma"}
    for key, text in sentences(Language.CHINESE).items():
        if key not in latin:
            assert any("\u4e00" <= c <= "\u9fff" for c in text), key


@pytest.mark.parametrize("table", ["exercises", "shapes"])
def test_every_row_has_both_names(table: str) -> None:
    for row in rows(table):
        assert all(row[language] for language in Language), row


def test_every_row_of_the_plans_has_a_source_and_an_exercise() -> None:
    known = {row["key"] for row in rows("exercises")}
    for row in rows("plans"):
        assert row["source"] in citations()
        assert row["exercise"] in known
    assert known >= {*BASE, *LOW_IMPACT, *LOW_IMPACT.values(), BALANCE}


@pytest.mark.parametrize("goal", list(Goal))
@pytest.mark.parametrize("careful", [False, True])
def test_a_week_meets_the_who_guideline(goal: Goal, careful: bool) -> None:
    days = week(goal, Language.ENGLISH, low_impact=careful, balance=careful)
    assert [day.day for day in days] == list(range(1, 8))
    moderate = sum(day.minutes[1] for day in days if day.intensity == "moderate")
    vigorous = sum(day.minutes[1] for day in days if day.intensity == "vigorous")
    assert 150 <= moderate + 2 * vigorous <= 300
    assert sum(day.intensity == "muscle" for day in days) >= 2
    assert all(day.minutes[0] <= day.minutes[1] for day in days)
    start = sum(day.minutes[0] for day in days)
    assert start <= 0.75 * sum(day.minutes[1] for day in days)


def test_the_goal_weight_reaches_what_its_source_asks_for() -> None:
    days = week(Goal.WEIGHT, Language.ENGLISH)
    assert sum(day.minutes[1] for day in days if day.intensity == "moderate") > 250


def test_strength_days_train_legs_push_pull_and_trunk() -> None:
    groups = {row["key"]: row["group"] for row in rows("exercises")}
    assert {groups[key] for key in BASE} == {"legs", "push", "pull", "core"}


def test_shapes_are_those_of_the_systems() -> None:
    systems = {(s.name, c) for s in SYSTEMS if s.sex in Sex for c in s.classes}
    for row in rows("shapes"):
        assert (row["system"], row["shape"]) in systems
        assert set(row["groups"].split()) <= {"push", "pull", "legs", "core"}


def test_reports_are_plain_json() -> None:
    from measured_people import TAPED, person

    from modiste.guidance import Profile, guide

    said = guide(Profile(person(sources=TAPED), shape=("FFIT", "spoon", 0.9)), Language.CHINESE)
    again = json.loads(json.dumps(said.report(), ensure_ascii=False))
    assert set(again["sources"]) >= {s["source"] for s in again["statements"]}
    assert len(again["plan"]) == 7
