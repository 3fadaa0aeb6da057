"""What is in front of the new garment."""

from __future__ import annotations

import numpy as np
import painted
import pytest

from modiste.compose import editable_region, occlude
from modiste.types import POSE_NAMES, Category, Label, Part, PersonView, Pose


def seen(view: PersonView, category: Category, alpha: np.ndarray, **kind: bool) -> np.ndarray:
    editable = editable_region(view, painted.garment(category))
    return occlude(view, painted.warped(alpha, **kind), category, editable)


def test_a_garment_in_the_open_is_wholly_seen() -> None:
    alpha = seen(painted.person(), Category.TOP, painted.tee())
    assert alpha[130:220, 135:185].min() > 0.99
    assert alpha.dtype == np.float32


@pytest.mark.parametrize("label", [Label.HAIR, Label.BAG, Label.HAND, Label.HAT])
def test_what_hangs_in_front_of_the_chest_stays_in_front(label: Label) -> None:
    labels = painted.parse()
    labels[110:190, 140:150] = label
    alpha = seen(painted.person(labels), Category.TOP, painted.tee())
    assert alpha[110:190, 140:150].max() == 0
    assert alpha[150, 156] > 0.99


def test_the_edge_beside_hair_is_at_most_two_pixels_wide() -> None:
    labels = painted.parse()
    labels[110:190, 140:150] = Label.HAIR
    row = seen(painted.person(labels), Category.TOP, painted.tee())[150]
    assert ((row > 0.01) & (row < 0.99)).sum() <= 4


def test_a_tucked_hem_is_behind_the_waistband_and_an_untucked_one_is_not() -> None:
    view, long = painted.person(), painted.tee(bottom=256)
    assert seen(view, Category.TOP, long, tucked=True)[240:250, 140:180].max() == 0
    assert seen(view, Category.TOP, long, tucked=False)[240:250, 140:180].min() > 0.99


def test_a_kept_top_hangs_over_new_trousers() -> None:
    alpha = np.zeros(painted.SIZE, np.float32)
    alpha[205:400, 125:195] = 1
    got = seen(painted.person(), Category.BOTTOM, alpha)
    assert got[208:228, 140:180].max() == 0
    assert got[250:300, 176:186].min() > 0.99


def test_a_scrap_beyond_the_hand_goes_and_a_leg_cut_off_by_a_bag_stays() -> None:
    labels = painted.parse()
    labels[260:300, 194:204] = Label.HAND
    alpha = np.zeros(painted.SIZE, np.float32)
    alpha[235:430, 120:155] = alpha[235:430, 165:206] = 1
    labels[280:300, 120:160] = Label.BAG
    got = seen(painted.person(labels), Category.BOTTOM, alpha)
    assert got[250:275, 130:150].min() > 0.99
    assert got[305:325, 130:150].min() > 0.99
    alpha[:270], alpha[290:, 190:] = 0, 0
    assert alpha[272:288, 205].min() == 1
    got = seen(painted.person(labels), Category.BOTTOM, alpha)
    assert not got[:, 204:].any()
    assert got[305:325, 170:185].min() > 0.99


def crossing_forearm(label: Label) -> PersonView:
    """The left forearm lies across the belly; ``label`` is what it shows."""
    labels = painted.parse()
    labels[192:206, 140:212] = label
    labels[190:208, 126:142] = Label.HAND
    pose = painted.pose()
    points = pose.points.copy()
    points[POSE_NAMES.index("left_elbow")] = (210, 198)
    points[POSE_NAMES.index("left_wrist")] = (146, 198)
    view = painted.person(labels)
    turned = Pose(points, pose.depth, pose.visibility, pose.score)
    return PersonView(view.image, turned, view.matte, labels)


@pytest.mark.parametrize("label", [Label.ARM_LEFT, Label.TOP])
def test_a_forearm_across_the_belly_stays_in_front(label: Label) -> None:
    alpha = seen(crossing_forearm(label), Category.TOP, painted.tee())
    assert alpha[197:200, 155:190].max() < 0.05
    assert alpha[160, 150] > 0.99


def test_its_own_new_sleeve_covers_the_forearm() -> None:
    view = crossing_forearm(Label.ARM_LEFT)
    warped = painted.warped(painted.tee())
    warped.parts[190:208, 140:212] = Part.SLEEVE_LEFT
    editable = editable_region(view, painted.garment(Category.TOP))
    alpha = occlude(view, warped, Category.TOP, editable)
    assert alpha[197:200, 155:190].min() > 0.95
