"""The garments of the built-in example."""

from __future__ import annotations

import numpy as np
import pytest

from modiste.errors import OptionError
from modiste.examples.flats.wardrobe import RECIPES, example_flat
from modiste.types import Category, Length


@pytest.mark.parametrize("name", RECIPES)
def test_recipe_holds(name: str) -> None:
    drawn = example_flat(name)
    base = np.array(RECIPES[name]["color"], float)
    assert drawn.kind == RECIPES[name]["kind"]
    assert drawn.dye.base == RECIPES[name]["color"]
    cloth = drawn.image[drawn.alpha > 0.99].astype(float)
    nearest = np.abs(np.median(cloth, axis=0) - base).max()
    assert nearest < 45
    for measure in ("chest", "waist"):
        if measure in RECIPES[name]["measures"]:
            assert drawn.pattern.measures[measure] == RECIPES[name]["measures"][measure]


def test_example_has_all_that_it_should_show() -> None:
    assert example_flat("t-shirt").print_box is not None
    assert example_flat("sweater").sleeve == Length.LONG
    assert {example_flat(n).category for n in RECIPES} == set(Category)


def test_unknown_name() -> None:
    with pytest.raises(OptionError, match="sweater"):
        example_flat("toga")
