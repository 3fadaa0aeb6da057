"""An armpit that strayed is put back opposite the other."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from modiste.perception.garment.pairs import with_both_sides, with_even_armpits
from modiste.perception.garment.silhouette import Silhouette
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


def _vest(lean: float = 0.0) -> Silhouette:
    """A garment from (50, 20) to (150, 220), its hem moved to the right by ``lean``."""
    mask = np.zeros((260, 260), np.uint8)
    corners = [(50, 20), (150, 20), (150 + lean, 220), (50 + lean, 220)]
    cv2.fillPoly(mask, [np.array(corners, np.int32)], 1)
    return Silhouette(mask > 0)


@given(st.sampled_from(sorted(MARKS)), st.integers(0, 12))
def test_a_missing_side_is_the_other_s_mirror_image(missing: str, lean: int) -> None:
    known = {n: Landmark(m.x + lean * (m.y - 20) / 200, m.y, 0.5) for n, m in MARKS.items()}
    known["waist_left"] = Landmark(150 + lean * 0.6, 140, 0.5)
    known["waist_right"] = Landmark(50 + lean * 0.6, 140, 0.5)
    without = {n: m for n, m in known.items() if n != missing}
    mended = with_both_sides(without, _vest(lean))
    assert set(mended) == set(known)
    assert {n: m for n, m in mended.items() if n != missing} == without
    assert mended[missing].score < known[missing].score
    if not missing.startswith("collar"):
        gap = np.hypot(mended[missing].x - known[missing].x, mended[missing].y - known[missing].y)
        assert gap < 4 + 0.4 * lean


def test_nothing_is_mirrored_to_where_the_garment_is_not() -> None:
    sleeve = MARKS | {"cuff_outer_left": Landmark(230, 120, 0.9)}
    assert with_both_sides(sleeve, _vest()) == sleeve


def test_one_pair_gives_no_line_to_mirror_at() -> None:
    marks = {n: m for n, m in MARKS.items() if n.startswith("hem")}
    marks["armpit_left"] = MARKS["armpit_left"]
    assert with_both_sides(marks, _vest()) == marks
