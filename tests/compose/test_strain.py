"""Pulls where a size is tight, drape where it is loose."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from modiste.compose.frame import Frame
from modiste.compose.strain import strain
from modiste.engines.geometric import WarpEngine
from modiste.testing import flat_scene
from modiste.types import Category, Fit, Labels, Mask, Options, Part

SCENE = flat_scene(Category.TOP)
FRAME = Frame(SCENE.person.pose, SCENE.person.parse.shape)


def _parts() -> Labels:
    parts = np.zeros(FRAME.size, np.uint8)
    parts[90:170, 90:150] = Part.TORSO
    parts[90:150, 66:84] = Part.SLEEVE_RIGHT
    return parts


def _field(**zones: float) -> Mask:
    return strain(FRAME, _parts(), zones)


@pytest.mark.parametrize("zones", [{}, {"chest": 0.0}, {"chest": 0.2, "waist": -0.29}])
def test_what_fits_is_smooth(zones: dict[str, float]) -> None:
    np.testing.assert_array_equal(_field(**zones), 1)


@pytest.mark.parametrize("tension", [1.0, -1.0])
def test_more_tension_draws_deeper_folds(tension: float) -> None:
    depths = [_field(chest=t * tension, hip=t * tension).std() for t in (0.4, 0.8, 1.3)]
    assert depths[0] < depths[1] < depths[2]


def test_pulls_run_about_the_girth_and_drape_down_the_fall() -> None:
    def steepness(field: Mask) -> tuple[float, float]:
        body = field[100:160, 100:140]
        down, across = np.gradient(body)
        return float(np.abs(down).mean()), float(np.abs(across).mean())

    down, across = steepness(_field(chest=1.5, waist=1.5, hip=1.5))
    assert down > 1.3 * across
    down, across = steepness(_field(chest=-1.5, waist=-1.5, hip=-1.5))
    assert across > 1.3 * down


def test_folds_lie_where_the_size_is_wrong() -> None:
    field = _field(chest=1.5, waist=0.0, hip=0.0)
    high, low = np.abs(field[92:125, 95:145] - 1).mean(), np.abs(field[150:168, 95:145] - 1).mean()
    assert high > 5 * low


def test_nothing_is_drawn_off_the_garment() -> None:
    field = _field(chest=2.0, hip=2.0, upper_arm=2.0)
    assert np.abs(field[200:] - 1).max() < 1e-3
    assert np.abs(field[90:150, 66:84] - 1).max() > 0.02


def test_light_stays_believable_and_the_same() -> None:
    field = _field(chest=2.0, waist=2.0, hip=2.0)
    assert 0.6 < field.min() < field.max() < 1.3
    np.testing.assert_array_equal(field, _field(chest=2.0, waist=2.0, hip=2.0))


def test_zones_that_are_elsewhere_are_ignored() -> None:
    np.testing.assert_array_equal(_field(inseam=2.0, nowhere=-2.0), 1)


@pytest.mark.parametrize("tension", [1.5, -1.5])
def test_the_picture_shows_it_and_keeps_its_colour(tension: float) -> None:
    options = Options(fit=Fit(tension=(("chest", tension), ("waist", tension), ("hip", tension))))
    plain, strained = (WarpEngine().render(replace(SCENE, options=o)) for o in (Options(), options))
    cloth = (plain.alpha > 0.9) & (strained.alpha > 0.9)
    assert (plain.image != strained.image).any(axis=-1)[cloth].mean() > 0.3
    difference = strained.image[cloth].astype(float).mean(0) - plain.image[cloth].mean(0)
    assert np.abs(difference).max() < 3
