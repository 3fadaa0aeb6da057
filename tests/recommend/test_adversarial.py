"""Whatever happens, nothing is suggested that cannot be worn; reasons are told in two languages."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st
from shop import NOW, catalogue, event

from modiste.events.event import EventType
from modiste.recommend.items import Item
from modiste.recommend.outfit import complete_outfit, learn_compatibility
from modiste.recommend.recommender import Policy, Recommender, SizeChoice

SHOP = catalogue(30)
LIKES = st.lists(
    st.tuples(st.integers(0, 29), st.sampled_from(list(EventType)), st.floats(-1e9, 1e9)),
    max_size=30,
)
CHOICES = st.lists(
    st.one_of(
        st.none(),
        st.builds(SizeChoice, st.sampled_from(["S", "M", "XXXL", ""]),
                  st.one_of(st.floats(0, 1), st.just(math.nan), st.just(math.inf))),
    ),
    min_size=30, max_size=30,
)  # fmt: skip
POLICIES = st.builds(Policy, st.floats(0, 5), st.floats(0, 5), st.floats(0, 1), st.floats(0, 0.99))


@settings(max_examples=60, deadline=None)
@given(LIKES, CHOICES, POLICIES, st.integers(0, 60))
def test_nothing_that_cannot_fit_is_ever_suggested(
    past: list[tuple[int, EventType, float]], choices: list[SizeChoice | None], policy: Policy,
    count: int,
) -> None:  # fmt: skip
    shop = Recommender(SHOP)
    for i, (row, kind, late) in enumerate(past):
        shop.observe(event(f"e{i}", f"i{row}", kind, NOW + late), NOW)

    def size_for(item: Item) -> SizeChoice | None:
        return choices[SHOP.index[item.item_id]]

    picks = shop.recommend("u", count, size_for=size_for, policy=policy)
    assert len({pick.item.item_id for pick in picks}) == len(picks) <= count
    for pick in picks:
        choice = size_for(pick.item)
        assert choice is not None
        assert choice.misfit <= policy.max_misfit
        assert pick.size == choice.size
        assert pick.item.stock[choice.size] > 0
        assert math.isfinite(pick.score)
        assert 0 < pick.propensity <= 1
        for reason in pick.why:
            assert reason.english().isascii()
            assert any("\u4e00" <= sign <= "\u9fff" for sign in reason.chinese())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 29), st.sets(st.integers(0, 29)))
def test_no_outfit_has_a_piece_that_cannot_be_worn(row: int, worn: set[int]) -> None:
    item = SHOP.items[row]
    rule = learn_compatibility(SHOP.features, [])
    found = complete_outfit(
        item, SHOP, rule, wearable=lambda other: SHOP.index[other.item_id] in worn, count=30
    )
    for match in found:
        assert SHOP.index[match.item.item_id] in worn - {row}
        assert {match.item.category, item.category} == {"top", "bottom"}
        assert match.item.sizes_in_stock()


def test_a_stranger_is_given_something_and_told_no_invented_reason() -> None:
    picks = Recommender(SHOP).recommend("nobody", 5)
    assert len(picks) == 5
    assert not any(reason.code == "because" for pick in picks for reason in pick.why)
