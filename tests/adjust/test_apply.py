"""Adjustments carried into a request."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from modiste.adjust import adjusted_garment, adjusted_options
from modiste.testing import flat_scene
from modiste.types import Adjustment, Category, Fit, GarmentView, Options, Tuck


@pytest.fixture
def garment() -> GarmentView:
    view = flat_scene(Category.TOP).garment
    noise = np.random.default_rng(4).integers(40, 216, view.image.shape, dtype=np.uint8)
    return replace(view, image=noise)


def test_sizes_add_up_with_what_was_asked() -> None:
    options = Options(
        fit=Fit(1.2, 0.9, 1.0), seed=3, adjust=Adjustment(girth=-0.1, sleeve_length=0.2, seed=2)
    )
    changed = adjusted_options(options)
    assert (changed.fit.girth, changed.fit.length, changed.fit.sleeve_length) == pytest.approx(
        (1.1, 0.9, 1.2)
    )
    assert changed.seed == 5


def test_ratios_stay_possible() -> None:
    small = adjusted_options(Options(fit=Fit(0.6, 1.9, 1.0), adjust=Adjustment(-0.4, 0.4)))
    assert (small.fit.girth, small.fit.length) == (0.5, 2.0)


def test_tuck_is_the_adjustments_when_it_has_one() -> None:
    options = Options(tuck=Tuck.IN)
    assert adjusted_options(options).tuck is Tuck.IN
    assert adjusted_options(replace(options, adjust=Adjustment(tuck=Tuck.OUT))).tuck is Tuck.OUT


def test_a_garment_without_change_is_the_same(garment: GarmentView) -> None:
    assert adjusted_garment(garment, Adjustment(girth=0.2, shading=1)) is garment


def _lab(view: GarmentView) -> np.ndarray:
    picture = cv2.cvtColor(view.image.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    return np.asarray(picture.reshape(-1, 3).mean(axis=0))


def test_brightness_moves_lightness_alone(garment: GarmentView) -> None:
    change = _lab(adjusted_garment(garment, Adjustment(brightness=0.05))) - _lab(garment)
    assert change[0] == pytest.approx(5, abs=1)
    assert np.abs(change[1:]).max() < 1


def test_warmth_moves_towards_yellow(garment: GarmentView) -> None:
    warm = _lab(adjusted_garment(garment, Adjustment(warmth=0.1)))
    cold = _lab(adjusted_garment(garment, Adjustment(warmth=-0.1)))
    assert warm[2] - 4 > _lab(garment)[2] > cold[2] + 4


def test_prints_survive_a_change_of_colour(garment: GarmentView) -> None:
    changed = adjusted_garment(garment, Adjustment(brightness=0.06, warmth=-0.08))
    before = cv2.cvtColor(garment.image, cv2.COLOR_RGB2GRAY).ravel()
    after = cv2.cvtColor(changed.image, cv2.COLOR_RGB2GRAY).ravel()
    assert np.corrcoef(before, after)[0, 1] > 0.98
