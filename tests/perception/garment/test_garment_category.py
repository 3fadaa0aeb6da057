from __future__ import annotations

import numpy as np
import pytest

from modiste.errors import GarmentError
from modiste.perception.garment.category import (
    KINDS,
    Reading,
    choose_category,
    classify,
    elongation,
    kind_category,
    to_input,
)
from modiste.types import Category


def _reading(**kinds: float) -> Reading:
    named = {k: kinds.get(k.replace("-", "_"), 0.0) for k in KINDS}
    return Reading(named, np.array([1, 0, 0, 0], np.float32), np.zeros(1280, np.float32))


def test_every_kind_has_its_place() -> None:
    places = {kind: kind_category(kind) for kind in KINDS}
    assert places["Polo"] is Category.TOP
    assert places["Skirt"] is Category.BOTTOM
    assert places["Dress"] is Category.DRESS
    assert [k for k, place in places.items() if place is None] == ["Shoes", "Hat", "Other"]


def test_kinds_of_one_category_add_up() -> None:
    reading = _reading(T_Shirt=0.4, Longsleeve=0.4, Dress=0.2)
    assert reading.categories()[Category.TOP] == pytest.approx(0.8)
    assert choose_category(reading, "a.png") is Category.TOP


def test_an_unsure_category_is_asked_for() -> None:
    with pytest.raises(GarmentError, match=r"a\.png is unsure.*--category top\|bottom\|dress"):
        choose_category(_reading(T_Shirt=0.5, Dress=0.5), "a.png")


def test_length_tells_a_dress_from_a_top() -> None:
    even = _reading(T_Shirt=0.5, Dress=0.5)
    assert choose_category(even, "a.png", 2.3) is Category.DRESS
    assert choose_category(even, "a.png", 1.3) is Category.TOP


def test_elongation_measures_the_trunk_not_the_sleeves() -> None:
    mask = np.zeros((120, 120), bool)
    mask[10:110, 40:80] = True
    assert elongation(mask) == pytest.approx(2.5)
    mask[20:30, 5:115] = True
    assert elongation(mask) == pytest.approx(2.5)


def test_shoes_are_refused_by_name() -> None:
    with pytest.raises(GarmentError, match=r"a\.png seems to show shoes"):
        choose_category(_reading(Shoes=0.9, Pants=0.1), "a.png")


def test_classify_names_the_logits() -> None:
    logits = np.zeros((1, len(KINDS)), np.float32)
    logits[0, KINDS.index("Skirt")] = 9.0
    turn = np.array([[0.0, 0.0, 5.0, 0.0]], np.float32)
    features = np.ones((1, 1280), np.float32)
    reading = classify(lambda *x: (logits, turn, features), np.zeros((40, 30, 3), np.uint8))
    assert reading.kind == "Skirt"
    assert int(reading.turns.argmax()) == 2
    assert sum(reading.kinds.values()) == pytest.approx(1.0, abs=1e-5)
    assert reading.embedding.shape == (1280,)


def test_the_input_is_normalised() -> None:
    tensor = to_input(np.full((50, 80, 3), 124, np.uint8))
    assert tensor.shape == (1, 3, 224, 224)
    assert tensor.dtype == np.float32
    assert np.allclose(tensor[0, 0], (124 / 255 - 0.485) / 0.229, atol=1e-5)


@pytest.mark.parametrize("elongated", [0.8, 1.6, 1.75, 2.4])
def test_length_tells_dresses_from_tops_and_leaves_bottoms_alone(elongated: float) -> None:
    shares = dict.fromkeys(KINDS, 0.0) | {"Dress": 0.57, "Skirt": 0.40, "Top": 0.03}
    turns, features = np.array([1, 0, 0, 0], np.float32), np.zeros(1280, np.float32)
    assert choose_category(Reading(shares, turns, features), "a.png", elongated) is Category.DRESS
    shares |= {"Dress": 0.5, "Skirt": 0.0, "Top": 0.5}
    reading = Reading(shares, turns, features)
    if abs(elongated - 1.75) > 0.2:
        wanted = Category.DRESS if elongated > 1.75 else Category.TOP
        assert choose_category(reading, "a.png", elongated) is wanted
