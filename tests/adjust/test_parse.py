"""Adjustments as text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.adjust import RANGES, parse_adjustment
from modiste.adjust.parse import adjustment_to_dict
from modiste.errors import OptionError
from modiste.types import Adjustment, Tuck


def test_numbers_may_be_text() -> None:
    read = parse_adjustment(
        {"sleeve_length": "-0.1", "seed": "4", "tuck": "in", "engine": "warp", "warmth": 0.2}
    )
    assert read == Adjustment(sleeve_length=-0.1, seed=4, tuck=Tuck.IN, engine="warp", warmth=0.2)


@pytest.mark.parametrize(
    ("wishes", "told"),
    [
        ({"sleeves": 0.1}, "sleeve_length"),
        ({"girth": 0.6}, "from -0.5 to 0.5"),
        ({"girth": "wide"}, "give a number"),
        ({"girth": True}, "give a number"),
        ({"girth": None}, "give a number"),
        ({"girth": float("nan")}, "give a number"),
        ({"girth": "inf"}, "give a number"),
        ({"seed": "1.5"}, "whole number"),
        ({"seed": -1}, "whole number"),
        ({"seed": 2.0}, "whole number"),
        ({"seed": True}, "whole number"),
        ({"tuck": "half"}, "auto, in, out"),
        ({"engine": ""}, "adjusted"),
        ({"engine": 3}, "adjusted"),
    ],
)
def test_what_cannot_be_is_refused_with_the_remedy(wishes: dict[str, Any], told: str) -> None:
    with pytest.raises(OptionError, match=told):
        parse_adjustment(wishes)


@given(
    st.fixed_dictionaries({name: st.floats(*ends) for name, ends in RANGES.items()}),
    st.integers(0, 2**31 - 1),
    st.sampled_from([None, *Tuck]),
)
def test_what_is_written_reads_back(
    numbers: dict[str, float], seed: int, tuck: Tuck | None
) -> None:
    change = Adjustment(**numbers, seed=seed, tuck=tuck)
    assert parse_adjustment(adjustment_to_dict(change)) == change


def test_no_change_is_written_as_nothing() -> None:
    assert adjustment_to_dict(Adjustment()) == {}


@given(st.dictionaries(st.text(max_size=12), st.one_of(st.text(), st.floats(), st.booleans())))
def test_any_words_are_read_or_refused(wishes: dict[str, Any]) -> None:
    try:
        parse_adjustment(wishes)
    except OptionError as error:
        assert str(error)  # noqa: PT017 - either outcome is right
