"""The rim of background between a body and where it ends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from modiste.perception.parse_rim import rimmed
from modiste.testing import flat_scene
from modiste.types import Label, PersonView

PERSON = flat_scene().person
CLOTH, WALL = (40, 160, 60), (90, 130, 180)
BODY, RIM = np.s_[100:200, 60:110], np.s_[100:200, 110:112]


def _painted(rim: tuple[int, int, int] = CLOTH, label: Label = Label.TOP) -> PersonView:
    """A block of cloth whose last two columns the parse leaves to the background."""
    image, parse = np.full_like(PERSON.image, WALL), np.zeros_like(PERSON.parse)
    image[BODY], image[RIM] = CLOTH, rim
    parse[BODY] = label
    matte = np.zeros(parse.shape, np.float32)
    matte[100:200, 60:112] = 1
    return replace(PERSON, image=image, parse=parse, matte=matte)


def _rimmed(view: PersonView) -> np.ndarray:
    return rimmed(view.image, view.pose, view.parse, view.matte)


def test_the_rim_is_given_to_what_it_belongs_to() -> None:
    view = _painted()
    found = _rimmed(view)
    assert (found[RIM] == Label.TOP).all()
    assert (found[:, 112:] == Label.BACKGROUND).all()
    assert (view.parse[RIM] == Label.BACKGROUND).all(), "the input was changed"


def test_it_stays_where_it_has_the_walls_colour() -> None:
    view = _painted(WALL)
    assert (_rimmed(view) == view.parse).all()


def test_it_stays_where_the_matte_says_background() -> None:
    view = _painted()
    view.matte[RIM] = 0.3
    assert (_rimmed(view) == view.parse).all()


@pytest.mark.parametrize("label", [Label.HAIR, Label.HAT, Label.HAND, Label.SHOES, Label.BAG])
def test_what_nothing_may_change_does_not_grow(label: Label) -> None:
    view = _painted(label=label)
    assert (_rimmed(view) == view.parse).all()


def test_each_piece_goes_to_the_nearest_label() -> None:
    view = _painted()
    view.parse[150:200, 60:110] = Label.BOTTOM
    found = _rimmed(view)
    assert (found[105:145, 110:112] == Label.TOP).all()
    assert (found[155:195, 110:112] == Label.BOTTOM).all()


def test_nobody_and_nothing_but_body() -> None:
    view = _painted()
    nobody = replace(view, parse=np.zeros_like(view.parse))
    assert (_rimmed(nobody) == 0).all()
    full = replace(view, parse=np.full_like(view.parse, Label.TOP))
    assert (_rimmed(full) == Label.TOP).all()
