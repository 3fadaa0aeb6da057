"""Pairs, rows and what they are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.scale.pair import Pair, Row, failed

PAIRS = st.builds(
    Pair,
    person=st.text(),
    garments=st.lists(st.text(), min_size=1, max_size=3).map(tuple),
    category=st.sampled_from(["", "top", "bottom", "dress"]),
    seed=st.integers(0, 2**31),
    adjust=st.dictionaries(st.sampled_from(["girth", "warmth"]), st.floats(-0.5, 0.5)),
)


@given(PAIRS)
def test_a_pair_survives_the_way_to_a_worker(pair: Pair) -> None:
    again = Pair.from_json(pair.to_json())
    assert again == pair
    assert again.id == pair.id


@given(PAIRS, PAIRS)
def test_only_equal_pairs_share_an_id(one: Pair, other: Pair) -> None:
    assert (one.id == other.id) == (one == other)


def test_the_order_of_adjustments_does_not_matter() -> None:
    one = Pair("p", ("g",), adjust={"girth": 0.1, "warmth": 0.2})
    assert one.id == Pair("p", ("g",), adjust={"warmth": 0.2, "girth": 0.1}).id


def test_the_order_of_garments_does() -> None:
    assert Pair("p", ("a", "b")).id != Pair("p", ("b", "a")).id


@given(PAIRS, st.text(), st.text(), st.lists(st.text()))
def test_a_row_survives_the_way_back(
    pair: Pair, error: str, message: str, warnings: list[str]
) -> None:
    row = failed(pair, error, message, 1.25, "host:1")
    assert Row.from_json(row.to_json()) == row
    done = Row(pair.id, pair.person, pair.garments, "done", warnings=tuple(warnings))
    assert Row.from_json(done.to_json()) == done


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"garments": 3}', "null", '"row"'])
def test_something_else_is_no_row(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - JSON's own error is one too
        Row.from_json(text)
