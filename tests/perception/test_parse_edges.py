"""Hands without a rim of background, ankles without shoes, gaps that stay open."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from modiste.perception.parse_edges import refined
from modiste.testing import flat_scene
from modiste.types import Label

PERSON = flat_scene().person
SKIN, WALL, SHOE = (205, 160, 130), (90, 130, 180), (30, 30, 34)


def _painted():
    """The scene's figure with a skin-coloured hand on a wall, dark shoes and bare legs."""
    parse = np.full_like(PERSON.parse, Label.BACKGROUND)
    image = np.full_like(PERSON.image, WALL)
    hand = np.s_[150:190, 40:60]
    image[hand], parse[hand] = SKIN, Label.HAND
    ankle = PERSON.pose["left_ankle"]
    x, y = int(ankle[0]), int(ankle[1])
    legs, foot = np.s_[y - 60 : y + 6, x - 8 : x + 8], np.s_[y + 6 : y + 22, x - 9 : x + 9]
    image[legs], parse[legs] = SKIN, Label.LEGS
    image[foot], parse[foot] = SHOE, Label.SHOES
    matte = (parse != Label.BACKGROUND).astype(np.float32)
    return replace(PERSON, image=image, parse=parse, matte=matte), (x, y)


def _refined(view):
    return refined(view.image, view.pose, view.parse, view.matte)


def test_a_right_parse_stays() -> None:
    view, _ = _painted()
    assert (_refined(view) == view.parse).all()


def test_a_hand_loses_the_rim_that_the_matte_calls_background() -> None:
    view, _ = _painted()
    view.parse[146:194, 37:63] = np.where(
        view.parse[146:194, 37:63] == Label.BACKGROUND, Label.HAND, view.parse[146:194, 37:63]
    )
    found = _refined(view)
    assert (found[150:190, 40:60] == Label.HAND).all()
    assert (found[146:149] != Label.HAND).all()


def test_a_hand_loses_a_rim_of_the_walls_colour_though_the_matte_is_unsure() -> None:
    view, _ = _painted()
    view.parse[150:190, 60:63] = Label.HAND
    view.matte[150:190, 60:63] = 0.9
    found = _refined(view)
    assert (found[155:185, 60:63] == Label.BACKGROUND).all()
    assert (found[150:190, 40:60] == Label.HAND).all()


def test_a_hand_of_the_walls_colour_is_left_alone() -> None:
    view, _ = _painted()
    view.image[150:190, 40:60] = WALL
    assert (_refined(view)[150:190, 40:60] == Label.HAND).all()


def test_bare_skin_above_a_shoe_belongs_to_the_leg() -> None:
    view, (x, y) = _painted()
    view.parse[y - 14 : y + 6, x - 8 : x + 8] = Label.SHOES
    found = _refined(view)
    assert (found[y - 13 : y + 2, x - 7 : x + 7] == Label.LEGS).mean() > 0.9
    assert (found[y + 8 : y + 20, x - 7 : x + 7] == Label.SHOES).all()


def test_a_boot_stays_a_boot_and_a_shoe_of_skin_colour_too() -> None:
    view, (x, y) = _painted()
    boot = np.s_[y - 40 : y + 22, x - 8 : x + 8]
    view.image[boot], view.parse[boot] = SHOE, Label.SHOES
    assert (_refined(view)[boot] == Label.SHOES).all()
    view.image[boot] = SKIN
    assert (_refined(view)[boot] == Label.SHOES).all()


def _beside_an_arm(width: int):
    """Cloth in a gap that the matte sees, between an arm and nothing."""
    view, _ = _painted()
    view.parse[100:140, 90:100] = Label.ARM_LEFT
    view.matte[100:140, 90:100] = 1
    view.parse[100:140, 100 : 100 + width] = Label.TOP
    return view, _refined(view)[100:140, 100 : 100 + width]


def test_a_gap_beside_an_arm_that_the_matte_sees_is_no_cloth() -> None:
    _, found = _beside_an_arm(8)
    assert (found == Label.BACKGROUND).all()


def test_a_flared_garment_that_the_matte_missed_is_cloth() -> None:
    _, found = _beside_an_arm(60)
    assert (found == Label.TOP).all()


def test_soft_hair_is_the_mattes_to_tell() -> None:
    view, _ = _painted()
    view.parse[100:140, 110:120] = Label.HAIR
    assert (_refined(view)[100:140, 110:120] == Label.HAIR).all()


def test_a_pixel_of_the_edge_is_what_it_shows_more_of() -> None:
    view, _ = _painted()
    for column, wall in ((60, 0.35), (61, 0.65)):
        view.image[150:190, column] = np.round(
            np.array(WALL) * wall + np.array(SKIN) * (1 - wall)
        ).astype(np.uint8)
        view.parse[150:190, column], view.matte[150:190, column] = Label.HAND, 1
    found = _refined(view)
    assert (found[155:185, 61] == Label.BACKGROUND).all()
    assert (found[155:185, 60] == Label.HAND).all()
