"""No garment is drawn longer than such garments are sold."""

from __future__ import annotations

import drawn
import numpy as np
import pytest

from modiste.types import Category
from modiste.warp.body import measure_body
from modiste.warp.sizing import longest_scale


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
