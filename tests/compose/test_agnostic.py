from __future__ import annotations

import numpy as np
import pytest
from painted import garment, parse, person, pose

from modiste.compose.agnostic import agnostic_mask
from modiste.compose.regions import editable_region, protected
from modiste.types import Category, Label


def bare_armed() -> np.ndarray:
    """The painted person with arms bare from the shoulders."""
    labels = parse()
    columns = np.arange(labels.shape[1])[None]
    labels[(labels == Label.TOP) & (columns > 197)] = Label.ARM_LEFT
    labels[(labels == Label.TOP) & (columns < 123)] = Label.ARM_RIGHT
    return labels


@pytest.mark.parametrize("category", Category)
def test_the_hole_stays_where_an_engine_may_draw(category: Category) -> None:
    wearer = person()
    hole = agnostic_mask(wearer, category)
    assert hole.any()
    assert not (hole & (editable_region(wearer, garment(category)) == 0)).any()
    shoes = (wearer.parse == Label.SHOES) & (category is Category.BOTTOM)
    assert not (hole & protected(wearer) & ~shoes).any()


@pytest.mark.parametrize("category", Category)
def test_all_of_the_old_garment_is_in_the_hole(category: Category) -> None:
    wearer = person()
    old = {
        Category.TOP: (Label.TOP,),
        Category.BOTTOM: (Label.BOTTOM,),
        Category.DRESS: (Label.TOP, Label.BOTTOM),
    }[category]
    assert agnostic_mask(wearer, category)[np.isin(wearer.parse, old)].all()


def test_sleeves_cannot_be_told_from_the_hole() -> None:
    sleeved, bare = (agnostic_mask(person(x), Category.TOP) for x in (parse(), bare_armed()))
    union = (sleeved | bare).sum()
    assert (sleeved & bare).sum() / union > 0.97


def test_the_hem_cannot_be_told_from_the_hole() -> None:
    cropped = parse()
    cropped[150:216][cropped[150:216] == Label.TOP] = Label.BOTTOM
    cropped[:, :122] = parse()[:, :122]
    cropped[:, 198:] = parse()[:, 198:]
    holes = [agnostic_mask(person(x), Category.TOP)[:, 140:180] for x in (parse(), cropped)]
    assert (holes[0] ^ holes[1]).mean() < 0.01


def test_arms_and_neck_go_and_hands_stay() -> None:
    wearer = person(bare_armed())
    hole = agnostic_mask(wearer, Category.TOP)
    assert hole[np.isin(wearer.parse, (Label.ARM_LEFT, Label.ARM_RIGHT))].all()
    assert not hole[wearer.parse == Label.HAND].any()
    assert hole[109, 160]
    assert not hole[70, 160]


def test_a_bottom_leaves_the_top_alone_and_closes_between_the_legs() -> None:
    wearer = person()
    hole = agnostic_mask(wearer, Category.BOTTOM)
    assert not hole[wearer.parse == Label.TOP].any()
    knee = int(pose()["left_knee"][1])
    assert hole[knee, 140:180].all()


def test_cloth_that_touches_no_body_is_a_mistake_of_the_parse() -> None:
    labels = parse()
    labels[120:140, 285:300] = Label.TOP
    assert not agnostic_mask(person(labels), Category.TOP)[125:135, 288:297].any()
