"""What reactions teach of one shopper."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.adjust import RANGES, Preferences, Reaction, react
from modiste.errors import InputError
from modiste.types import Adjustment


def _taught(*seen: tuple[str, Adjustment, Reaction]) -> Preferences:
    known = Preferences()
    for kind, shown, reaction in seen:
        known.see(kind, shown, reaction)
    return known


def test_nobody_is_adjusted_before_she_reacts() -> None:
    assert Preferences().suggested("top") == Adjustment()


def test_one_reaction_carries_over_in_part() -> None:
    learnt = _taught(("top", Adjustment(), Reaction.SLEEVES_TOO_LONG)).suggested("top")
    assert -0.1 < learnt.sleeve_length < -0.05
    assert learnt.girth == learnt.length == 0


def test_repeated_reactions_converge_on_what_is_wanted() -> None:
    """A shopper who wants 0.2 more girth than the garment has gets it within a few pictures."""
    known = Preferences()
    for _ in range(12):
        shown = known.suggested("top")
        distance = 0.2 - shown.girth
        reaction = (
            Reaction.THUMBS_UP
            if abs(distance) < 0.03
            else Reaction.TOO_TIGHT
            if distance > 0
            else Reaction.TOO_LOOSE
        )
        known.see("top", shown, reaction)
    assert known.suggested("top").girth == pytest.approx(0.2, abs=0.05)


def test_thumbs_up_holds_what_was_shown() -> None:
    shown = Adjustment(length=-0.2)
    once = _taught(("top", shown, Reaction.THUMBS_UP)).suggested("top").length
    twice = _taught(*[("top", shown, Reaction.THUMBS_UP)] * 3).suggested("top").length
    assert -0.2 <= twice < once < -0.1


def test_other_kinds_learn_less() -> None:
    known = _taught(*[("top", Adjustment(), Reaction.TOO_TIGHT)] * 3)
    own, other = known.suggested("top").girth, known.suggested("dress").girth
    assert own > other > 0


def test_own_experience_outweighs_that_of_other_kinds() -> None:
    known = _taught(
        *[("top", Adjustment(), Reaction.TOO_TIGHT)] * 3,
        *[("dress", Adjustment(), Reaction.TOO_LOOSE)] * 3,
    )
    assert known.suggested("top").girth > 0 > known.suggested("dress").girth


def test_taste_drifts() -> None:
    known = _taught(*[("top", Adjustment(), Reaction.TOO_LONG)] * 10)
    for _ in range(10):
        known.see("top", Adjustment(), Reaction.TOO_SHORT)
    assert known.suggested("top").length > 0


def test_thumbs_down_says_nothing_of_the_size() -> None:
    assert _taught(("top", Adjustment(), Reaction.THUMBS_DOWN)).suggested("top") == Adjustment()


SEEN = st.lists(
    st.tuples(
        st.sampled_from(["top", "bottom", "dress", "连衣裙"]),
        st.builds(Adjustment, girth=st.floats(-0.5, 0.5), warmth=st.floats(-0.5, 0.5)),
        st.sampled_from(Reaction),
    ),
    max_size=30,
)


@given(SEEN)
def test_it_is_written_and_read_back_whole(seen: list[tuple[str, Adjustment, Reaction]]) -> None:
    known = _taught(*seen)
    again = Preferences.from_json(known.to_json())
    for kind in ("top", "bottom", "dress", "连衣裙", "never seen"):
        assert again.suggested(kind) == known.suggested(kind)


@given(SEEN)
def test_suggestions_stay_in_range(seen: list[tuple[str, Adjustment, Reaction]]) -> None:
    learnt = _taught(*seen).suggested("top")
    for name, (low, high) in RANGES.items():
        assert low <= getattr(learnt, name) <= high


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"format": 2, "shared": {}, "kinds": {}}',
        '{"format": 1, "shared": {"girth": [9, 1]}, "kinds": {}}',
        '{"format": 1, "shared": {"girth": [NaN, 1]}, "kinds": {}}',
        '{"format": 1, "shared": {"girth": [0, 0]}, "kinds": {}}',
        '{"format": 1, "shared": {"colour": [0, 1]}, "kinds": {}}',
        '{"format": 1, "shared": {"girth": 1}, "kinds": {}}',
        '{"format": 1, "shared": {}, "kinds": []}',
    ],
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"preferences|Preferences"):
        Preferences.from_json(text)


def test_kinds_are_bounded() -> None:
    known = Preferences()
    for number in range(64):
        known.see(str(number), Adjustment(), Reaction.TOO_LONG)
    with pytest.raises(InputError, match="64"):
        known.see("one more", Adjustment(), Reaction.TOO_LONG)
    assert len(json.loads(known.to_json())["kinds"]) == 64


def test_the_loop_of_a_session() -> None:
    """Reactions to one garment act at once and in full; the next garment starts from them."""
    known, shown = Preferences(), Adjustment()
    for _ in range(2):
        known.see("top", shown, Reaction.SLEEVES_TOO_LONG)
        shown = react(shown, Reaction.SLEEVES_TOO_LONG)
    known.see("top", shown, Reaction.THUMBS_UP)
    assert shown.sleeve_length == pytest.approx(-0.2)
    assert known.suggested("top").sleeve_length == pytest.approx(-0.2, abs=0.08)
