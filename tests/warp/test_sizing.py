"""No garment is drawn longer than such garments are sold."""

from __future__ import annotations

import drawn
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.types import Category, Length
from modiste.warp.body import Body, measure_body
from modiste.warp.sizing import around, cuff_at, doubt, plausible_scale, top_scale


def _drawn_cm(category: Category, length: float, wanted_cm: float, doubted: float = 1.0) -> float:
    """How long a garment of ``length`` pixels is drawn, by its width ``wanted_cm`` long."""
    body = measure_body(drawn.drawn_person())
    marks = {
        "collar_left": np.array([60.0, 10.0]), "collar_right": np.array([40.0, 10.0]),
        "hem_left": np.array([90.0, 10.0 + length]), "hem_right": np.array([10.0, 10.0 + length]),
    }  # fmt: skip
    scale = wanted_cm * body.unit / length
    return length * plausible_scale(body, marks, category, scale, doubted) / body.unit


@pytest.mark.parametrize("length", [120.0, 480.0])
def test_a_dress_ends_above_the_floor(length: float) -> None:
    assert _drawn_cm(Category.DRESS, length, 110.0) == pytest.approx(110.0)
    assert _drawn_cm(Category.DRESS, length, 180.0) == pytest.approx(126.0)


@pytest.mark.parametrize("length", [120.0, 480.0])
def test_a_usual_top_is_as_long_as_it_is(length: float) -> None:
    assert _drawn_cm(Category.TOP, length, 66.0) == pytest.approx(66.0)
    assert _drawn_cm(Category.TOP, length, 74.0) == pytest.approx(74.0)


@given(st.floats(40, 200), st.floats(40, 200))
def test_a_longer_top_is_never_drawn_shorter_and_none_like_a_dress(
    first: float, second: float
) -> None:
    low, high = (_drawn_cm(Category.TOP, 300.0, cm) for cm in sorted((first, second)))
    assert low <= high + 1e-6
    assert high <= 83


def test_a_coat_whose_chest_and_shoulders_agree_is_as_long_as_it_is() -> None:
    assert _drawn_cm(Category.TOP, 300.0, 90.0, doubted=0.0) == pytest.approx(90.0)
    assert _drawn_cm(Category.TOP, 300.0, 130.0, doubted=0.0) == pytest.approx(94.0)
    assert _drawn_cm(Category.TOP, 300.0, 90.0, 0.5) > _drawn_cm(Category.TOP, 300.0, 90.0, 1.0)


@pytest.mark.parametrize(("shoulders", "least", "most"), [(1.0, 0, 0), (0.8, 0.2, 0.8), (2, 1, 1)])
def test_doubt_grows_as_chest_and_shoulders_disagree(
    shoulders: float, least: float, most: float
) -> None:
    body = measure_body(drawn.drawn_person())
    chest = 100.0
    marks = {f"armpit_{s}": np.array([x, 50.0]) for s, x in (("left", chest), ("right", 0.0))}
    marks |= {f"shoulder_{s}": np.array([x, 0.0]) for s, x in (("left", 1.0), ("right", 0.0))}
    even = _even_shoulders(body, marks) * shoulders
    marks["shoulder_left"] = np.array([even, 0.0])
    found = doubt(body, marks, worn=False, sleeved=True)
    assert least <= found <= most
    assert doubt(body, marks, worn=False, sleeved=False) == 1


def _even_shoulders(body: Body, marks: dict[str, np.ndarray]) -> float:
    """The width of shoulders that tells the same scale as the chest."""
    by_chest = top_scale(body, marks, worn=False, sleeved=False)
    return 43.0 * body.unit / by_chest


@given(st.floats(0.5, 3.0), st.floats(0.5, 3.0))
def test_wider_cloth_never_looks_narrower(first: float, second: float) -> None:
    low, high = sorted((first, second))
    looks = around(np.array([10.0, 10.0]), np.array([10 * low, 10 * high]))
    assert looks[0] <= looks[1] + 1e-9
    assert looks[1] <= 10 * max(high, 1) * 2 ** (1 / 12) + 1e-9


def test_a_sleeve_too_long_ends_at_the_hand() -> None:
    assert cuff_at(Length.LONG, 1.0, 1.2) == pytest.approx(1.04)
    assert cuff_at(Length.LONG, 0.96, 1.0) == pytest.approx(0.96)
