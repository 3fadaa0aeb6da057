"""The warp's map and its way back."""

from __future__ import annotations

import cv2
import drawn
import numpy as np
import pytest

from modiste.types import Category, GarmentView, Length
from modiste.warp import shifted, warp_garment
from modiste.warp.blank import PER_CM, blank
from modiste.warp.unroll import unroll

PERSON = drawn.drawn_person()
TEE = drawn.drawn_garment(drawn.TEE, sleeve=Length.SHORT)


def graded(view: GarmentView) -> GarmentView:
    """The garment with a smooth colour that tells where a pixel is from."""
    height, width = view.mask.shape
    y, x = np.mgrid[:height, :width]
    colours = np.stack([x * 255 / width, y * 255 / height, x * 0 + 90], -1).astype(np.uint8)
    return GarmentView(
        colours, view.mask, view.category, view.landmarks, view.sleeve, view.leg, view.inner
    )


def test_the_flow_is_where_the_colours_come_from() -> None:
    view = graded(TEE)
    warped = warp_garment(PERSON, view)
    assert warped.flow is not None
    solid = cv2.erode((warped.alpha > 0.99).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    there = cv2.remap(view.image, np.nan_to_num(warped.flow), None, cv2.INTER_LINEAR)
    away = np.abs(there[solid].astype(int) - warped.image[solid]).max(axis=1)
    assert np.quantile(away, 0.9) <= 3
    assert np.isnan(warped.flow[warped.alpha == 0]).all()
    assert np.isfinite(warped.flow[warped.alpha > 0]).all()


def test_a_moved_garment_takes_its_flow_along() -> None:
    warped = warp_garment(PERSON, TEE)
    moved = shifted(warped, np.array([5, -3], np.float32))
    assert warped.flow is not None
    assert moved.flow is not None
    np.testing.assert_array_equal(moved.flow[:-3, 5:], warped.flow[3:, :-5])
    assert np.isnan(moved.flow[:, :5]).all()


@pytest.mark.parametrize(
    ("category", "legs"),
    [(Category.TOP, False), (Category.DRESS, False), (Category.BOTTOM, True),
     (Category.BOTTOM, False)],
)  # fmt: skip
def test_unrolling_is_the_inverse_of_warping(category: Category, legs: bool) -> None:
    pattern = blank(category, legs)
    warped, rolled = warp_garment(PERSON, pattern), unroll(PERSON, pattern)
    assert warped.flow is not None
    solid = cv2.erode((warped.alpha > 0.99).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    rows, columns = np.nonzero(solid)
    on_pattern = warped.flow[rows, columns]
    x, y = np.clip(np.round(on_pattern), 0, np.array(pattern.mask.shape[::-1]) - 1).T.astype(int)
    back = rolled.source[y, x]
    near = np.hypot(back[:, 0] - columns, back[:, 1] - rows) < 2.0
    assert near.mean() > 0.9


def test_cloth_beyond_the_pattern_is_found_too() -> None:
    pattern = blank(Category.TOP)
    rolled = unroll(PERSON, pattern)
    waist = round(pattern.landmarks["waist_left"].y)
    outside = round(pattern.landmarks["waist_left"].x + 2 * PER_CM)
    assert np.isfinite(rolled.source[waist, outside]).all()


def test_an_arm_before_the_trunk_hides_it() -> None:
    across = {"left_wrist": (-6.0, 30.0), "left_elbow": (20.0, 30.0)}
    rolled = [unroll(drawn.drawn_person(drawn.drawn_pose(**m)), blank(Category.TOP))
              for m in ({}, across)]  # fmt: skip
    trunk = blank(Category.TOP).mask.shape[1] // 2
    hidden = [r.hidden[:, trunk - 40 : trunk + 40].sum() for r in rolled]
    assert hidden[1] > hidden[0] + 200


@pytest.mark.parametrize("category", Category)
def test_a_blank_has_all_landmarks_inside_of_its_picture(category: Category) -> None:
    pattern = blank(category, legs=True)
    height, width = pattern.mask.shape
    assert pattern.mask.any()
    assert all(0 < m.x < width and 0 < m.y < height for m in pattern.landmarks.values())
    assert ("crotch" in pattern.landmarks) == (category is Category.BOTTOM)
