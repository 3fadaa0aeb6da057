"""Light on the garment, and its colours."""

from __future__ import annotations

import cv2
import numpy as np
import painted
import pytest

from modiste.compose import shade
from modiste.types import Category, Image, Label, PersonView


def lab(image: Image) -> np.ndarray:
    return cv2.cvtColor(image.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)


@pytest.mark.parametrize("colour", [(200, 30, 40), (245, 245, 245), (25, 25, 30), (40, 90, 180)])
def test_a_colour_stays_itself_on_average(colour: tuple[int, int, int]) -> None:
    alpha = painted.tee()
    lit = shade(painted.person(), painted.warped(alpha, colour), alpha, Category.TOP)
    flat = np.full((1, 1, 3), colour, np.uint8)
    mean = lab(lit)[alpha > 0.5].mean(axis=0)
    assert float(np.linalg.norm(mean - lab(flat)[0, 0])) < 4


def folded(stripes: bool) -> PersonView:
    """The old top lies in shadow on one half; or it has a printed pattern there."""
    view = painted.person()
    half = (view.parse == Label.TOP) & (np.arange(painted.SIZE[1]) < 150)
    view.image[view.parse == Label.TOP] = (140, 140, 140)
    view.image[half] = (200, 40, 40) if stripes else (95, 95, 95)
    return view


def contrast(view: PersonView) -> float:
    alpha = painted.tee()
    lit = shade(view, painted.warped(alpha, (180, 180, 180)), alpha, Category.TOP)
    return float(lit[160:200, 154:162].mean() - lit[160:200, 138:146].mean())


def test_shadows_of_the_old_garment_lie_on_the_new_one() -> None:
    assert contrast(folded(stripes=False)) > contrast(painted.person()) + 8


def test_prints_of_the_old_garment_do_not() -> None:
    assert abs(contrast(folded(stripes=True)) - contrast(painted.person())) < 8


def test_the_garment_is_darker_at_the_silhouette() -> None:
    alpha = painted.tee()
    lit = shade(painted.person(), painted.warped(alpha), alpha, Category.TOP)
    assert lit[180, 125].sum() < lit[180, 160].sum()


def test_fine_print_stays_crisp() -> None:
    alpha, view = painted.tee(), painted.person()
    garment = painted.warped(alpha, (240, 240, 240))
    garment.image[:, ::2] = (10, 10, 10)
    lit = shade(view, garment, alpha, Category.TOP)[150:200, 140:180].astype(float)
    assert np.abs(np.diff(lit.mean(axis=2), axis=1)).min() > 180


def test_a_person_without_old_clothes_can_be_lit() -> None:
    view = painted.person()
    view.parse[view.parse == Label.TOP] = Label.FACE
    lit = shade(view, painted.warped(painted.tee()), painted.tee(), Category.TOP)
    assert lit.shape == view.image.shape
