"""No garment is drawn longer than such garments are sold."""

from __future__ import annotations

import drawn
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.types import Category, Length
from modiste.warp.body import measure_body
from modiste.warp.sizing import around, cuff_at, longest_scale


@pytest.mark.parametrize(("category", "most"), [(Category.TOP, 94.0), (Category.DRESS, 126.0)])
@pytest.mark.parametrize("length", [120.0, 480.0])
def test_the_longest_scale_ends_where_the_longest_garment_ends(
    category: Category, most: float, length: float
) -> None:
    body = measure_body(drawn.drawn_person())
    marks = {
        "collar_left": np.array([60.0, 10.0]), "collar_right": np.array([40.0, 10.0]),
        "hem_left": np.array([90.0, 10.0 + length]), "hem_right": np.array([10.0, 10.0 + length]),
    }  # fmt: skip
    drawn_cm = length * longest_scale(body, marks, category) / body.unit
    assert drawn_cm == pytest.approx(most)


@given(st.floats(0.5, 3.0), st.floats(0.5, 3.0))
def test_wider_cloth_never_looks_narrower(first: float, second: float) -> None:
    low, high = sorted((first, second))
    looks = around(np.array([10.0, 10.0]), np.array([10 * low, 10 * high]))
    assert looks[0] <= looks[1] + 1e-9
    assert looks[1] <= 10 * max(high, 1) * 2 ** (1 / 12) + 1e-9


def test_a_sleeve_too_long_ends_at_the_hand() -> None:
    assert cuff_at(Length.LONG, 1.0, 1.2) == pytest.approx(1.04)
    assert cuff_at(Length.LONG, 0.96, 1.0) == pytest.approx(0.96)
