"""What the networks may not believe, and that nothing of it shows in their input."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.compose.agnostic import agnostic_mask
from modiste.synthesis.planes import CANVAS, CHANNELS, HOLE, extended, planes_of
from modiste.synthesis.unknown import agnostic_view, unknown_region
from modiste.testing import flat_scene
from modiste.types import Category, Label, PersonView

PERSON = flat_scene().person


def _alpha(category: Category = Category.TOP) -> np.ndarray:
    alpha = np.zeros(PERSON.parse.shape, np.float32)
    label = {Category.TOP: Label.TOP, Category.BOTTOM: Label.BOTTOM}.get(category, Label.TOP)
    alpha[PERSON.parse == label] = 1
    return alpha


@pytest.mark.parametrize("category", list(Category))
def test_old_clothes_and_new_ones_are_unknown(category: Category) -> None:
    hole = agnostic_mask(PERSON, category)
    alpha = _alpha(category)
    unknown = unknown_region(PERSON, category, hole, alpha)
    assert unknown[(alpha > 0) & hole].all()
    assert not unknown[~hole].any()


def test_trousers_that_the_new_top_does_not_cover_stay_known() -> None:
    hole = agnostic_mask(PERSON, Category.TOP)
    unknown = unknown_region(PERSON, Category.TOP, hole, _alpha())
    trousers = (PERSON.parse == Label.BOTTOM) & hole
    assert trousers.any()
    assert unknown[trousers].mean() < 0.4
    longer = _alpha()
    longer[trousers] = 1
    assert unknown_region(PERSON, Category.TOP, hole, longer)[trousers].all()


@given(st.floats(0.5, 4))
@settings(max_examples=10, deadline=None)
def test_a_wider_margin_never_knows_more_than_a_narrow_one(spread: float) -> None:
    hole = agnostic_mask(PERSON, Category.TOP)
    narrow = unknown_region(PERSON, Category.TOP, hole, _alpha(), spread)
    wide = unknown_region(PERSON, Category.TOP, hole, _alpha(), spread * 1.2)
    assert not (narrow & ~wide).any()


def test_a_garment_that_is_nowhere_leaves_the_old_one_unknown() -> None:
    hole = agnostic_mask(PERSON, Category.TOP)
    unknown = unknown_region(PERSON, Category.TOP, hole, np.zeros(hole.shape, np.float32))
    assert unknown[PERSON.parse == Label.TOP].all()


@pytest.mark.parametrize("category", list(Category))
def test_the_standard_body_depends_on_the_pose_alone_inside_the_hole(category: Category) -> None:
    hole = agnostic_mask(PERSON, category)
    parse = np.where(hole, np.uint8(Label.BACKGROUND), PERSON.parse)
    matte = np.where(hole, np.float32(0), PERSON.matte)
    other = agnostic_view(PersonView(PERSON.image, PERSON.pose, matte, parse), category, hole)
    view = agnostic_view(PERSON, category, hole)
    assert (view.parse == other.parse).all()
    assert (view.matte == other.matte).all()
    assert (view.parse[~hole] == PERSON.parse[~hole]).all()
    trunk = view.parse[90:150, 110:130]
    assert (trunk != Label.BACKGROUND).all()


@given(st.integers(0, 2**32 - 1), st.sampled_from(list(Category)))
@settings(max_examples=9, deadline=None)
def test_the_planes_do_not_depend_on_what_the_hole_shows(seed: int, category: Category) -> None:
    rng = np.random.default_rng(seed)
    hole = agnostic_mask(PERSON, category)
    cloth = np.full_like(PERSON.image, 90)
    alpha, parts = _alpha(category), np.zeros(hole.shape, np.uint8)
    noise = rng.integers(0, 256, PERSON.image.shape, np.uint8)
    other = replace(
        PERSON,
        image=np.where(hole[..., None], noise, PERSON.image),
        parse=np.where(hole, rng.integers(0, 14, hole.shape, np.uint8), PERSON.parse),
        matte=np.where(hole, rng.random(hole.shape, np.float32), PERSON.matte),
    )
    known = planes_of(PERSON, category, hole, cloth, alpha, parts).stack
    blind = planes_of(other, category, hole, cloth, alpha, parts).stack
    # The strength of the grain is taken from whole neighbourhoods, so a grey level may differ.
    away = np.abs(known.astype(int) - blind)
    assert (away[..., HOLE:] == 0).all()
    assert away[..., CANVAS].max() <= 24
    assert away[..., CANVAS].mean() < 0.5


def test_the_planes_keep_the_photo_outside_the_hole() -> None:
    hole = agnostic_mask(PERSON, Category.TOP)
    cloth, parts = np.full_like(PERSON.image, 90), np.zeros(hole.shape, np.uint8)
    planes = planes_of(PERSON, Category.TOP, hole, cloth, _alpha(), parts)
    assert planes.stack.shape == (*hole.shape, CHANNELS)
    assert (planes.canvas[~hole] == PERSON.image[~hole]).all()
    assert (planes.hole == hole).all()
    shirt = hole & (PERSON.parse == Label.TOP)
    blue = planes.canvas[shirt][:, 2].astype(int) - planes.canvas[shirt][:, 0]
    assert blue.mean() < 0, "the old blue shirt shows through"


def test_planes_of_an_empty_hole_are_the_photo() -> None:
    hole = np.zeros(PERSON.parse.shape, np.bool_)
    parts = np.zeros(hole.shape, np.uint8)
    planes = planes_of(PERSON, Category.TOP, hole, PERSON.image, _alpha(), parts)
    assert (planes.canvas == PERSON.image).all()


def test_cloth_is_continued_over_its_edges_and_kept_inside() -> None:
    cloth = np.zeros((64, 64, 3), np.uint8)
    cloth[20:40, 20:40] = (200, 30, 40)
    alpha = np.zeros((64, 64), np.float32)
    alpha[20:40, 20:40] = 1
    wide = extended(cloth, alpha)
    assert (wide[20:40, 20:40] == (200, 30, 40)).all()
    assert np.abs(wide[15, 30].astype(int) - (200, 30, 40)).max() < 12
    assert (extended(cloth, np.zeros_like(alpha)) == cloth).all()
