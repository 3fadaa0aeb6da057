"""Warnings in Chinese: known sentences are said again, unknown ones in general."""

from __future__ import annotations

import re

import pytest
from callers import Caller
from fakes import photo, png
from hypothesis import given
from hypothesis import strategies as st

from modiste.body.silhouette import View
from modiste.body.silhouette.read import _notes
from modiste.chinese import GENERAL, all_in_chinese, in_chinese, risk_in_chinese
from modiste.returns.risk import Risk, Tally

LATIN = re.compile(r"[A-Za-z]{2,}")

SAID = [
    ("The person is turned to the side; the garment may sit less well.", "侧着身"),
    ("The feet are not in the picture; the garment's length is a guess.", "双脚"),
    ("The person is seen from behind; the garment's front is shown on the back.", "背对镜头"),
    ("shirt.jpg was turned by 90 degrees clockwise.", "90 度"),
    ("The outline of shirt.jpg is hard to read: lay the garment flat, sleeves away from the "
     "trunk, if the result looks wrong.", "平铺"),
    ("The generator's weights are missing; the picture was made by geometry alone.", "几何"),
    ("the photo: the arms hide the outline at the chest and waist; hold the arms away from the "
     "body to measure it.", "胸围、腰围处"),
    ("the side: the arms hide the outline at the chest, waist and hip; let the arms hang "
     "straight down or stretch them forward to measure it.", "胸围、腰围、臀围处"),
    ("What the photos show of front hip, waist fits no body with the other numbers: it was left "
     "out. Check the height, the clothes and the pose.", "臀围、腰围"),
    ("Below 18 a body still grows: the statistics are those of adults.", "18 岁"),
    ("A 60 cm waist with a 120 cm hip is very unusual (about one person in 4,000): check. From "
     "the other numbers the waist would be 80 to 95 cm.", "腰围约为 80 至 95 厘米"),
    ("A 130 kg weight at a height of 150 cm is very unusual: check.",
     "身高 150 厘米、体重 130 公斤"),
    ("No body of the template has all these measures: its upper arm is 30.2 cm instead of 41.0. "
     "Check the numbers.", "上臂围是 30.2 厘米，而不是 41.0"),
    ("12 depth frames were fused.", "12 帧"),
    ("A floor or turntable was found and removed.", "地面"),
    ("Something large beside the person was left out.", "大件"),
    ("900000 points are more than needed; 200000 were used.", "200000 个"),
]  # fmt: skip


@pytest.mark.parametrize(("english", "part"), SAID)
def test_a_known_sentence_is_said_in_chinese(english: str, part: str) -> None:
    said = in_chinese(english)
    assert part in said
    assert said != GENERAL
    assert not LATIN.search(said)


@given(st.text())
def test_nothing_english_ever_stands_on_a_chinese_page(sentence: str) -> None:
    assert not LATIN.search(in_chinese(sentence))
    assert not LATIN.search(risk_in_chinese(sentence))


def test_the_same_is_said_once() -> None:
    assert all_in_chinese(["unknown one", "unknown two"]) == [GENERAL]
    assert all_in_chinese([]) == []


def test_what_photos_say_is_known() -> None:
    for view in View:
        (sentence,) = _notes(view, {}, "a.jpg")
        assert in_chinese(sentence) != GENERAL


def test_contradictions_are_known(shopper: Caller) -> None:
    body = {"sex": "female", "height_cm": 165, "weight_kg": 60, "girths": {"waist": 120}}
    found = shopper.post("/v1/measure", body, 201)
    assert len(found["warnings"]) == len(found["warnings_zh"]) == 1
    assert found["warnings_zh"] != [GENERAL]
    assert not LATIN.search(found["warnings_zh"][0])


@pytest.mark.parametrize(
    ("risk", "part"),
    [
        (Risk(0.3, 0.6, 0.1, Tally(6, 3, 1)), "6 人觉得偏小"),
        (Risk(0.1, 0.6, 0.3, Tally(1, 4, 5)), "5 人觉得偏大"),
        (Risk(0.4, 0.5, 0.1, Tally()), "对您可能偏小（不合身的可能 50%）"),
        (Risk(0.1, 0.5, 0.4, Tally()), "对您可能偏大"),
        (Risk(0.1, 0.8, 0.1, Tally(1, 1, 0)), "还不够多"),
        (Risk(0.1, 0.8, 0.1, Tally(0, 9, 1)), "多数人觉得合身（共 10 条反馈）"),
    ],
)
def test_a_risk_is_told_in_chinese(risk: Risk, part: str) -> None:
    assert part in risk_in_chinese(risk.words())


def test_persons_and_results_carry_both_languages(shopper: Caller, shirt: str) -> None:
    person = shopper.post("/v1/persons", files={"photo": png(photo())}, status=201)
    done = shopper.post("/v1/try-on", {"person": person["id"], "garments": [shirt]})
    for found in (person, done):
        assert found["warnings"]
        assert found["warnings_zh"] == [GENERAL]
