"""Kind and category as answers with probabilities."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.perception.garment.category import (
    KINDS,
    Reading,
    category_shares,
    kind_category,
)
from modiste.perception.garment.opinions import category_opinion, kind_opinion, opinion
from modiste.types import Category, GarmentView

UPRIGHT = np.array([1, 0, 0, 0], np.float32)


def reading(**kinds: float) -> Reading:
    named = {k: kinds.get(k.replace("-", "_"), 0.0) for k in KINDS}
    return Reading(named, UPRIGHT, np.zeros(1280, np.float32))


def test_a_kind_that_is_hardly_likelier_than_the_next_is_unsure() -> None:
    told = kind_opinion(reading(Polo=0.45, T_Shirt=0.4, Shirt=0.15))
    assert (told.value, told.unsure) == ("Polo", True)
    assert not kind_opinion(reading(Polo=0.8, T_Shirt=0.2)).unsure


@given(st.floats(0.01, 0.4), st.floats(0.01, 0.4), st.floats(0.8, 3.5))
def test_categories_add_up_whatever_the_length(top: float, dress: float, long: float) -> None:
    rest = 1 - top - dress
    told = category_opinion(
        reading(T_Shirt=top, Dress=dress, Pants=rest / 2, Shoes=rest / 2), Category.TOP, long
    )
    assert sum(told.shares.values()) == pytest.approx(1)
    assert told.shares["none"] == pytest.approx(rest / 2)
    assert told.shares["bottom"] == pytest.approx(rest / 2)


def test_length_moves_a_top_towards_a_dress() -> None:
    even = reading(T_Shirt=0.5, Dress=0.5)
    assert category_shares(even, 2.3)[Category.DRESS] > 0.6
    assert category_shares(even, 1.3)[Category.DRESS] < 0.4
    assert category_shares(even) == even.categories()


def test_what_the_caller_says_is_told_as_such() -> None:
    told = category_opinion(reading(T_Shirt=1.0), Category.DRESS, 1.75, given=True)
    assert (told.value, told.given, told.unsure, told.probability) == ("dress", True, False, 0)


def test_shares_are_scaled_to_one() -> None:
    assert opinion({"a": 0.2, "b": 0.6}).shares == pytest.approx({"a": 0.25, "b": 0.75})


@given(st.floats(0.05, 0.9), st.floats(1.05, 3))
def test_a_temper_above_one_makes_less_sure_of_the_same(share: float, temper: float) -> None:
    probabilities = {"a": share, "b": 0.03, "c": 0.02}
    plain, tempered = opinion(probabilities), opinion(probabilities, temper)
    assert tempered.value == plain.value == "a"
    assert tempered.shares["a"] < plain.shares["a"]
    assert sum(tempered.shares.values()) == pytest.approx(1)


def test_a_drawn_garment_answers_what_its_category_has(view: Callable[..., GarmentView]) -> None:
    top, trousers, skirt = (view(kind).opinions for kind in ("t-shirt", "trousers", "skirt"))
    assert set(top) == {"kind", "category", "sleeve", "neckline"}
    assert set(trousers) == {"kind", "category", "leg_length"}
    assert set(skirt) == {"kind", "category"}
    assert kind_category(top["kind"].value) is Category.TOP
    assert set(top["kind"].shares) == set(KINDS)
    assert top["category"].given
    assert trousers["leg_length"].value == "long"
