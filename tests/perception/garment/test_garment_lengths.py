from __future__ import annotations

import pytest

from modiste.examples.flats import KINDS, flat
from modiste.perception.garment.lengths import leg_length, sleeve_length
from modiste.types import Landmark, Length


@pytest.mark.parametrize("kind", KINDS)
def test_true_landmarks_give_the_true_classes(kind: str) -> None:
    drawn = [flat(kind, seed=seed, shape=(96, 96)) for seed in range(8)]
    assert [leg_length(d.landmarks) for d in drawn] == [d.leg for d in drawn]
    right = [sleeve_length(d.landmarks) is d.sleeve for d in drawn]
    assert sum(right) >= 7


@pytest.mark.parametrize("sleeve", [Length.NONE, Length.SHORT, Length.LONG])
def test_a_dress_has_the_sleeves_it_was_cut_with(sleeve: Length) -> None:
    drawn = flat("dress", seed=2, sleeve=sleeve, shape=(96, 96))
    assert sleeve_length(drawn.landmarks) is sleeve


def test_nothing_known_is_no_length() -> None:
    assert sleeve_length({}) is Length.NONE
    assert leg_length({"crotch": Landmark(0, 0)}) is Length.NONE


def test_one_sleeve_is_enough() -> None:
    marks = {
        "armpit_left": Landmark(10, 0), "armpit_right": Landmark(-10, 0),
        "shoulder_left": Landmark(9, -6), "cuff_outer_left": Landmark(30, 8),
        "cuff_inner_left": Landmark(27, 10),
    }  # fmt: skip
    assert sleeve_length(marks) is Length.LONG
