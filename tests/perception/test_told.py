"""What was seen of a garment, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from modiste.perception.told import garment_words
from modiste.testing import flat_scene
from modiste.types import Category, GarmentView, Landmark, Opinion


def seen(where: Category = Category.TOP, **opinions: Opinion) -> GarmentView:
    return replace(flat_scene(where).garment, opinions=opinions)


def test_every_answer_is_told_in_a_fixed_order() -> None:
    view = seen(
        neckline=Opinion("crew", {"crew": 0.61}), kind=Opinion("Polo", {"Polo": 0.41}),
        sleeve=Opinion("short", {"short": 0.93}), category=Opinion("top", {"top": 0.97}),
    )  # fmt: skip
    words, _ = garment_words(view.report())
    assert words == "Polo 41 % (unsure), top 97 %, sleeve short 93 %, neckline crew 61 %"


@pytest.mark.parametrize(
    ("opinion", "words"),
    [
        (Opinion("long", {"long": 1.0}), "leg long 99 %"),
        (Opinion("long"), "leg long"),
        (Opinion("long", {"long": 0.5}), "leg long 50 %"),
        (Opinion("long", {"long": 0.1}, given=True), "leg long (as told)"),
    ],
)
def test_how_surely(opinion: Opinion, words: str) -> None:
    assert garment_words(seen(Category.BOTTOM, leg_length=opinion).report())[0] == words


def test_a_garment_on_a_model_is_told_as_such() -> None:
    view = replace(seen(kind=Opinion("Shirt")), worn=True)
    assert garment_words(view.report())[0] == "Shirt, worn by a model"


def test_nothing_known_is_said_so() -> None:
    words = garment_words(replace(seen(), landmarks={}).report())
    assert words == ["nothing is known of it", "no landmarks"]


def test_the_least_visible_landmark_is_named() -> None:
    marks = {"hem_left": Landmark(1, 1, 0.9), "armpit_left": Landmark(2, 2, 0.31)}
    words = garment_words(replace(seen(), landmarks=marks).report())
    assert words[1] == "2 landmarks, least visible armpit_left 31 %"
