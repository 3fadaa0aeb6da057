"""Answers with their probabilities, and a garment's report."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.testing import flat_scene
from modiste.types import (
    GARMENT_LANDMARKS,
    QUESTIONS,
    UNSURE,
    Category,
    GarmentView,
    Landmark,
    Opinion,
)

SHARES = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d", "e"]), st.floats(0.01, 1), min_size=1
).map(lambda raw: {name: share / sum(raw.values()) for name, share in raw.items()})


def garment(where: Category = Category.TOP, **opinions: Opinion) -> GarmentView:
    return replace(flat_scene(where).garment, opinions=opinions)


@given(SHARES)
def test_an_answer_is_unsure_below_one_half(shares: dict[str, float]) -> None:
    told = Opinion(max(shares, key=lambda name: shares[name]), shares)
    assert told.probability == max(shares.values())
    assert told.unsure == (max(shares.values()) < UNSURE)


@given(SHARES)
def test_a_report_names_the_likeliest_three_in_order(shares: dict[str, float]) -> None:
    named = list(Opinion("a", shares).report()["likeliest"].items())
    assert len(named) == min(3, len(shares))
    assert [share for _, share in named] == [
        round(share, 3) for share in sorted(shares.values(), reverse=True)[:3]
    ]


def test_what_was_measured_has_no_probability_and_no_doubt() -> None:
    report = Opinion("middle").report()
    assert (report["probability"], report["unsure"], report["likeliest"]) == (None, False, {})


def test_what_was_given_is_not_unsure_but_keeps_what_the_network_thinks() -> None:
    report = Opinion("dress", {"top": 0.8, "dress": 0.2}, given=True).report()
    assert (report["value"], report["probability"], report["unsure"]) == ("dress", 0.2, False)
    assert report["given"]


def test_an_answer_that_the_network_does_not_know_has_no_chance() -> None:
    assert Opinion("dress", {"top": 1.0}).probability == 0


@pytest.mark.parametrize("category", list(Category))
def test_a_garments_report_answers_every_question_and_is_json(category: Category) -> None:
    report = json.loads(json.dumps(garment(category, kind=Opinion("Polo", {"Polo": 1})).report()))
    assert set(report) == {*QUESTIONS, "worn", "landmarks"}
    assert report["kind"]["value"] == "Polo"
    assert all(report[question] is None for question in QUESTIONS if question != "kind")
    assert tuple(report["landmarks"]) == GARMENT_LANDMARKS[category]


def test_landmarks_that_are_not_there_are_null() -> None:
    view = garment()
    marks = replace(view, landmarks={"hem_left": Landmark(3.04, 7.08, 0.25)}).report()["landmarks"]
    assert marks.pop("hem_left") == {"x": 3.0, "y": 7.1, "visibility": 0.25}
    assert set(marks.values()) == {None}


@given(st.floats(-5, 5))
def test_visibility_stays_between_none_and_all(score: float) -> None:
    assert 0 <= Landmark(0, 0, score).report()["visibility"] <= 1
