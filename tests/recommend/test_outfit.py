from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shop import GREEN, GREY, RED, catalogue

from modiste.recommend.colour import harmony
from modiste.recommend.items import Catalogue
from modiste.recommend.outfit import can_combine, complete_outfit, learn_compatibility
from modiste.types import Category

CYAN = np.array([[50.0, -60.0, -35.0, 1.0]])
colours = st.tuples(
    st.floats(0, 100), st.floats(-100, 100), st.floats(-100, 100), st.floats(0.1, 1)
).map(lambda c: np.array([c]))


def test_neutrals_neighbours_and_opposites_go_together() -> None:
    off = RED + np.array([10.0, 0.0, 0.0, 0.0])
    assert harmony(RED, GREY) > 0.95
    assert harmony(RED, off) > 0.95
    assert harmony(CYAN, off) > 0.95
    assert harmony(off, GREEN) < 0.5


@given(colours, colours)
def test_harmony_is_symmetric_and_bounded(one: np.ndarray, other: np.ndarray) -> None:
    value = harmony(one, other)
    assert 0.0 <= value <= 1.0
    assert value == pytest.approx(harmony(other, one))


def test_unknown_colours_are_neither_good_nor_bad() -> None:
    assert harmony(RED, np.zeros((0, 4))) == 0.5


def test_kinds_rule() -> None:
    bottom, top = catalogue(2).items
    dress = replace(top, category=Category.DRESS)
    coat = replace(top, outer=True)
    assert can_combine(top, bottom)
    assert not can_combine(top, top)
    assert not can_combine(dress, bottom)
    assert can_combine(dress, coat)
    assert not can_combine(coat, coat)
    formal, sport = (
        replace(item, attributes=frozenset({word}))
        for item, word in ((top, "formal"), (bottom, "sport"))
    )
    assert not can_combine(formal, sport)
    assert not can_combine(sport, formal)


def test_compatibility_learns_from_pairs() -> None:
    shop = catalogue()
    pairs = [(i, i + 1) for i in range(0, 40, 2)] + [(i + 1, i) for i in range(0, 40, 2)]
    form = learn_compatibility(shop.features, pairs)
    np.testing.assert_allclose(form.form, form.form.T)
    same = np.mean([form(shop.features[40], shop.features[j]) for j in range(42, 60, 2)])
    crossed = np.mean([form(shop.features[40], shop.features[j]) for j in range(41, 60, 2)])
    assert crossed > same + 0.1


def test_without_pairs_likeness_decides() -> None:
    shop = catalogue()
    form = learn_compatibility(shop.features, [])
    assert form(shop.features[0], shop.features[2]) > form(shop.features[0], shop.features[1])


def test_outfits_are_wearable_and_sorted() -> None:
    shop = catalogue()
    form = learn_compatibility(shop.features, [])
    top = shop.items[1]
    matches = complete_outfit(top, shop, form, wearable=lambda item: item.stock["M"] > 0, count=100)
    assert matches
    assert all(m.item.category is Category.BOTTOM and m.item.stock["M"] > 0 for m in matches)
    scores = [m.score for m in matches]
    assert scores == sorted(scores, reverse=True)
    assert complete_outfit(top, shop, form, wearable=lambda item: False) == []


def test_taste_and_calm_patterns_move_up() -> None:
    items = list(catalogue(4).items)
    plain = replace(items[0], item_id="plain", palette=GREY)
    busy = replace(plain, item_id="busy", attributes=frozenset({"floral"}))
    top = replace(items[1], attributes=frozenset({"striped"}))
    shop = Catalogue([top, busy, plain])
    form = learn_compatibility(np.zeros_like(shop.features), [])
    best = complete_outfit(top, shop, form, wearable=lambda item: True)
    assert [m.item.item_id for m in best] == ["plain", "busy"]
    liked = complete_outfit(top, shop, form, wearable=lambda item: True, taste=[0.0, 5.0, 0.0])
    assert [m.item.item_id for m in liked] == ["busy", "plain"]
