"""The old garment goes, and what comes to light belongs to the person."""

from __future__ import annotations

import numpy as np
import painted
import pytest

from modiste.compose import editable_region, undress
from modiste.types import Category, Image, Label, Mask, PersonView


def undressed(view: PersonView, category: Category, coverage: Mask) -> Image:
    editable = editable_region(view, painted.garment(category))
    return undress(view, category, coverage, editable)


@pytest.mark.parametrize("upper", [Label.TOP, Label.OUTER, Label.DRESS])
def test_no_green_remains_of_a_green_top(upper: Label) -> None:
    view = painted.person(painted.parse(upper))
    assert painted.greenness(view.image).sum() > 10_000
    bare = undressed(view, Category.TOP, np.zeros(painted.SIZE, np.float32))
    upper_part = painted.greenness(bare)
    upper_part[200:] = False
    assert upper_part.sum() < 20


def test_what_the_new_garment_hides_is_left_as_it_was() -> None:
    view = painted.person()
    bare = undressed(view, Category.TOP, np.ones(painted.SIZE, np.float32))
    np.testing.assert_array_equal(bare, view.image)


@pytest.mark.parametrize("category", list(Category))
def test_nothing_outside_the_editable_region_changes(category: Category) -> None:
    view = painted.person()
    editable = editable_region(view, painted.garment(category))
    bare = undress(view, category, np.zeros(painted.SIZE, np.float32), editable)
    np.testing.assert_array_equal(bare[editable == 0], view.image[editable == 0])
    assert (bare != view.image).any()


@pytest.mark.parametrize(
    ("category", "joint"), [(Category.TOP, "left_elbow"), (Category.BOTTOM, "right_knee")]
)
def test_revealed_limbs_have_the_tone_of_the_visible_skin(category: Category, joint: str) -> None:
    view = painted.person()
    bare = undressed(view, category, np.zeros(painted.SIZE, np.float32))
    x, y = view.pose[joint].astype(int)
    tone = bare[y - 6 : y + 7, x - 3 : x + 4].reshape(-1, 3).mean(axis=0)
    np.testing.assert_allclose(tone, painted.SKIN, atol=16)


def test_dark_skin_stays_dark_next_to_white_gloves() -> None:
    labels = painted.parse()
    view = painted.person(labels)
    view.image[labels == Label.FACE] = (92, 58, 44)
    view.image[labels == Label.HAND] = (245, 245, 245)
    bare = undressed(view, Category.TOP, np.zeros(painted.SIZE, np.float32))
    x, y = view.pose["left_elbow"].astype(int)
    tone = bare[y - 6 : y + 7, x - 3 : x + 4].reshape(-1, 3).mean(axis=0)
    np.testing.assert_allclose(tone, (92, 58, 44), atol=16)


def test_a_plain_wall_is_continued_cleanly_where_a_wide_sleeve_was() -> None:
    labels = painted.parse()
    labels[140:200, 228:262] = Label.TOP
    bare = undressed(painted.person(labels), Category.TOP, np.zeros(painted.SIZE, np.float32))
    wall = bare[150:190, 240:255].reshape(-1, 3).astype(float)
    np.testing.assert_allclose(wall.mean(axis=0), painted.COLOURS[Label.BACKGROUND], atol=4)
    assert wall.std(axis=0).max() < 6


def test_trousers_are_continued_up_to_the_waistband_under_a_shorter_top() -> None:
    labels = painted.parse()
    labels[232:262, 124:197] = Label.TOP
    bare = undressed(painted.person(labels), Category.TOP, painted.tee(bottom=225))
    hips = bare[238:256, 145:175].reshape(-1, 3).mean(axis=0)
    np.testing.assert_allclose(hips, painted.COLOURS[Label.BOTTOM], atol=15)


def test_a_long_coat_gives_way_to_the_trousers_below_it() -> None:
    labels = painted.parse()
    labels[232:380, 112:208] = Label.OUTER
    labels[:232][labels[:232] == Label.TOP] = Label.OUTER
    bare = undressed(painted.person(labels), Category.TOP, painted.tee())
    assert painted.greenness(bare)[250:].sum() < 30
    thigh = bare[300:330, 176:188].reshape(-1, 3).mean(axis=0)
    np.testing.assert_allclose(thigh, painted.COLOURS[Label.BOTTOM], atol=15)


def test_the_seam_at_a_kept_top_shows_neither_wall_nor_the_old_skirt() -> None:
    labels = painted.parse(upper=Label.TOP, lower=Label.BOTTOM)
    view = painted.person(labels)
    view.image[labels == Label.BOTTOM] = (230, 20, 20)
    new = np.zeros(painted.SIZE, np.float32)
    new[236:420, 118:202] = 1
    seam = undressed(view, Category.BOTTOM, new)[231:235, 135:185].reshape(-1, 3).mean(axis=0)
    assert seam[1] > seam[0] + 60
    assert seam[1] > seam[2] + 60


def test_no_visible_skin_at_all_is_no_error() -> None:
    labels = painted.parse()
    labels[np.isin(labels, (Label.FACE, Label.HAND))] = Label.HAT
    bare = undressed(painted.person(labels), Category.TOP, np.zeros(painted.SIZE, np.float32))
    x, y = painted.pose()["left_elbow"].astype(int)
    red, green, blue = bare[y, x].astype(int)
    assert red > green > blue - 10


def test_a_leg_goes_on_into_a_foot_where_trousers_hid_it() -> None:
    """Floor-long trousers show no shoe; below them stands a foot and no stump."""
    labels = painted.parse()
    labels[labels == Label.SHOES] = int(Label.BOTTOM)
    view = painted.person(labels)
    for name in ("heel", "foot_index"):
        for side in ("left", "right"):
            view.pose[f"{side}_{name}"][:] = view.pose[f"{side}_ankle"] + (0, 18)
    bare = undressed(view, Category.BOTTOM, np.zeros(painted.SIZE, np.float32))
    x, y = (view.pose["left_ankle"] + (0, 12)).astype(int)
    tone = np.median(bare[y - 2 : y + 3, x - 2 : x + 3].reshape(-1, 3), axis=0)
    np.testing.assert_allclose(tone, painted.SKIN, atol=26)
