"""What one reaction changes, and that changes add up within their ranges."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.adjust import RANGES, Reaction, added, react
from modiste.types import Adjustment, Tuck

NUMBERS = st.fixed_dictionaries({name: st.floats(*ends) for name, ends in RANGES.items()})
ADJUSTMENTS = st.builds(lambda numbers: Adjustment(**numbers), NUMBERS)
REACTIONS = st.lists(st.sampled_from(Reaction), max_size=40)


@pytest.mark.parametrize(
    ("reaction", "name", "sign"),
    [
        (Reaction.SLEEVES_TOO_LONG, "sleeve_length", -1),
        (Reaction.SLEEVES_TOO_SHORT, "sleeve_length", 1),
        (Reaction.TOO_TIGHT, "girth", 1),
        (Reaction.TOO_LOOSE, "girth", -1),
        (Reaction.TOO_LONG, "length", -1),
        (Reaction.TOO_SHORT, "length", 1),
        (Reaction.TOO_HIGH, "shift_y", 1),
        (Reaction.TOO_LOW, "shift_y", -1),
        (Reaction.TOO_FAR_LEFT, "shift_x", 1),
        (Reaction.TOO_FAR_RIGHT, "shift_x", -1),
        (Reaction.COLOUR_OFF, "shading", -1),
        (Reaction.TOO_FLAT, "shading", 1),
        (Reaction.TOO_DARK, "brightness", 1),
        (Reaction.TOO_BRIGHT, "brightness", -1),
        (Reaction.TOO_WARM, "warmth", -1),
        (Reaction.TOO_COLD, "warmth", 1),
        (Reaction.THUMBS_DOWN, "seed", 1),
    ],
)
def test_a_reaction_changes_one_thing_the_right_way(
    reaction: Reaction, name: str, sign: int
) -> None:
    changed = react(Adjustment(), reaction)
    assert getattr(changed, name) * sign > 0
    assert replace(changed, **{name: 0}) == Adjustment()


def test_thumbs_up_changes_nothing() -> None:
    shown = Adjustment(girth=0.1, seed=3)
    assert react(shown, Reaction.THUMBS_UP) == shown


def test_opposite_reactions_cancel() -> None:
    said = (Reaction.TOO_TIGHT, Reaction.TOO_LOOSE, Reaction.TOO_LONG, Reaction.TOO_SHORT)
    assert react(Adjustment(), *said) == Adjustment()


@given(ADJUSTMENTS, REACTIONS)
def test_no_number_leaves_its_range(start: Adjustment, said: list[Reaction]) -> None:
    changed = react(start, *said)
    for name, (low, high) in RANGES.items():
        assert low <= getattr(changed, name) <= high


@given(ADJUSTMENTS)
def test_nothing_added_changes_nothing(change: Adjustment) -> None:
    both = added(change, Adjustment())
    for name in RANGES:
        assert getattr(both, name) == pytest.approx(getattr(change, name), abs=1e-6)


def test_the_later_choice_wins() -> None:
    first = Adjustment(tuck=Tuck.IN, engine="warp")
    assert added(first, Adjustment(tuck=Tuck.OUT)) == Adjustment(tuck=Tuck.OUT, engine="warp")
    assert added(first, Adjustment(engine="light")).engine == "light"
