"""What is done about landmarks that cannot be."""

from __future__ import annotations

from modiste.perception.garment.landmarks import without_hem_corners
from modiste.types import Landmark


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
