from __future__ import annotations

import numpy as np

from modiste.perception.draw import draw_cutout, draw_garment, draw_parse, person_steps
from modiste.testing import flat_scene
from modiste.types import Label


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


def test_person_steps_have_the_size_of_the_view() -> None:
    view = flat_scene().person
    steps = person_steps(view)
    assert list(steps) == ["pose", "matte", "parse"]
    assert all(s.shape == view.image.shape and s.dtype == np.uint8 for s in steps.values())
