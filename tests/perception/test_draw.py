from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from modiste.perception.draw import draw_cutout, draw_garment, draw_parse, person_steps
from modiste.testing import flat_scene
from modiste.types import Label, Landmark, Opinion


def test_every_label_has_a_colour_of_its_own() -> None:
    colours = draw_parse(np.arange(len(Label), dtype=np.uint8)[None])[0]
    assert len({tuple(c) for c in colours.tolist()}) == len(Label)


def test_the_cutout_shows_the_garment_and_hides_the_rest() -> None:
    garment = flat_scene().garment
    picture = draw_cutout(garment.image, garment.mask)
    inside = garment.mask > 0
    assert (picture[inside] == garment.image[inside]).all()
    assert (picture[~inside] != garment.image[~inside]).any()


def test_landmarks_are_drawn_where_they_are() -> None:
    garment = flat_scene().garment
    picture = draw_garment(garment)
    x, y = garment.point("armpit_left")
    assert (picture[int(y), int(x)] == (230, 40, 60)).all()


def test_a_landmark_that_is_hardly_visible_is_pale() -> None:
    garment = flat_scene().garment
    x, y = garment.point("armpit_left")
    pale = replace(garment, landmarks={"armpit_left": Landmark(float(x), float(y), 0.2)})
    assert draw_garment(pale)[int(y), int(x)].min() > 150


@pytest.mark.parametrize("width", [90, 200, 700])
def test_what_was_told_stands_below_the_picture(width: int) -> None:
    garment = flat_scene().garment
    image, mask = (cv2.resize(a, (width, width)) for a in (garment.image, garment.mask))
    told = {"kind": Opinion("Longsleeve", {"Longsleeve": 0.4}), "neckline": Opinion("turtleneck")}
    picture = draw_garment(replace(garment, image=image, mask=mask, opinions=told))
    below = picture[width:]
    assert picture.shape[1] == width
    assert below.min() < 100
    assert (below[:, -max(2, width // 50) :] == 255).all()


def test_person_steps_have_the_size_of_the_view() -> None:
    view = flat_scene().person
    steps = person_steps(view)
    assert list(steps) == ["pose", "matte", "parse"]
    assert all(s.shape == view.image.shape and s.dtype == np.uint8 for s in steps.values())
