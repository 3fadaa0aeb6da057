"""What is done about landmarks that cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.perception.garment.landmarks import (
    SURE_CUFF,
    without_doubtful_ends,
    without_hem_corners,
)
from modiste.types import Landmark

CUFFS = [f"cuff_{end}_{side}" for side in ("left", "right") for end in ("outer", "inner")]


def _top(**cuffs: tuple[float, float]) -> dict[str, Landmark]:
    marks = {"hem_left": Landmark(200, 300), "hem_right": Landmark(100, 300)}
    return marks | {name: Landmark(*place) for name, place in cuffs.items()}


def test_a_cuff_at_the_hem_s_corner_is_none() -> None:
    marks = _top(cuff_outer_left=(199, 299), cuff_inner_left=(192, 300))
    assert set(without_hem_corners(marks)) == {"hem_left", "hem_right"}


def test_a_sleeve_that_hangs_beside_the_hem_stays() -> None:
    marks = _top(cuff_outer_left=(228, 296), cuff_inner_left=(203, 300),
                 cuff_outer_right=(60, 200), cuff_inner_right=(80, 210))  # fmt: skip
    assert without_hem_corners(marks) == marks


def test_without_a_hem_nothing_is_judged() -> None:
    marks = {"cuff_outer_left": Landmark(1, 1), "cuff_inner_left": Landmark(2, 2)}
    assert without_hem_corners(marks) == marks


@given(st.lists(st.floats(0.2, 1.0), min_size=4, max_size=4))
def test_sleeves_are_believed_in_pairs(scores: list[float]) -> None:
    cuffs = {name: Landmark(1, 2, score) for name, score in zip(CUFFS, scores, strict=True)}
    kept = without_doubtful_ends(cuffs | {"neck_center": Landmark(3, 4, 0.3)})
    assert kept.pop("neck_center") == Landmark(3, 4, 0.3)
    assert kept == (cuffs if sum(scores) >= 4 * SURE_CUFF else {})


@pytest.mark.parametrize("lost", CUFFS)
def test_half_a_cuff_goes_and_the_other_sleeve_stays(lost: str) -> None:
    cuffs = {name: Landmark(1, 2, 0.9) for name in CUFFS if name != lost}
    side = lost.rsplit("_", 1)[1]
    assert set(without_doubtful_ends(cuffs)) == {n for n in CUFFS if not n.endswith(side)}


def test_one_doubtful_sleeve_alone_is_none() -> None:
    assert without_doubtful_ends({n: Landmark(1, 2, 0.9) for n in CUFFS[:2]}) == {}


def test_half_a_leg_s_hem_goes() -> None:
    hems = {"hem_outer_left": Landmark(1, 2, 0.9), "hem_outer_right": Landmark(5, 2, 0.9),
            "hem_inner_right": Landmark(4, 2, 0.9), "hem_left": Landmark(1, 2, 0.9)}  # fmt: skip
    assert set(without_doubtful_ends(hems)) == {"hem_outer_right", "hem_inner_right", "hem_left"}
