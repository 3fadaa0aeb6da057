"""An armpit that strayed is put back opposite the other."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from modiste.perception.garment.pairs import with_even_armpits
from modiste.types import Landmark

MARKS = {
    "collar_left": Landmark(120, 20), "collar_right": Landmark(80, 20),
    "hem_left": Landmark(150, 220), "hem_right": Landmark(50, 220),
    "armpit_left": Landmark(150, 80), "armpit_right": Landmark(50, 80),
}  # fmt: skip
NOTCHES = np.array([[150.0, 80.0], [50.0, 80.0]])


def _notch(point: np.ndarray) -> np.ndarray | None:
    away = np.linalg.norm(NOTCHES - point, axis=1)
    return NOTCHES[away.argmin()] if away.min() < 18 else None


@given(st.floats(25, 80), st.sampled_from(["left", "right"]))
def test_a_strayed_armpit_comes_back(drop: float, side: str) -> None:
    name = f"armpit_{side}"
    strayed = MARKS | {name: Landmark(MARKS[name].x, MARKS[name].y + drop, 0.4)}
    mended = with_even_armpits(strayed, _notch)
    assert (mended[name].x, mended[name].y, mended[name].score) == (MARKS[name].x, 80, 0.4)
    assert {n: m for n, m in mended.items() if n != name} == {
        n: m for n, m in MARKS.items() if n != name
    }


def test_even_armpits_and_garments_without_notches_are_left_alone() -> None:
    assert with_even_armpits(MARKS, _notch) == MARKS
    strayed = MARKS | {"armpit_left": Landmark(150, 140)}
    assert with_even_armpits(strayed, lambda _: None) == strayed
    partial = {n: m for n, m in strayed.items() if not n.startswith("hem")}
    assert with_even_armpits(partial, _notch) == partial
