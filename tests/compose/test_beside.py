"""A top hangs over the trousers: beside it none of them is to be seen."""

from __future__ import annotations

import numpy as np
import painted
import pytest

from modiste.compose import occlude, undress
from modiste.compose.beside import standing_out
from modiste.compose.frame import Frame
from modiste.types import Category, Label

SHIRT = np.s_[110:250, 124:197]
SLIVER = np.s_[222:262, 190:203]


def _frame() -> Frame:
    view = painted.person()
    return Frame(view.pose, view.parse.shape)


def _region(*places: tuple[slice, slice]) -> np.ndarray:
    region = np.zeros(painted.SIZE, np.bool_)
    for place in places:
        region[place] = True
    return region


def test_a_sliver_beside_the_shirt_is_found_and_trousers_below_it_are_not() -> None:
    shirt, trousers = _region(SHIRT), _region(SLIVER, np.s_[250:420, 124:203])
    found = standing_out(shirt, trousers & ~shirt, _frame())
    assert found[225:245, 198:203].all()
    assert not found[250:].any()
    assert not found[:, :197].any()


@pytest.mark.parametrize("side", [-1, 1])
def test_both_sides_are_alike(side: int) -> None:
    shirt = _region(SHIRT)
    sliver = _region(np.s_[225:249, 197:202])
    mirrored = sliver[:, ::-1] if side < 0 else sliver
    frame, middle = _frame(), (124 + 196) - (painted.SIZE[1] - 1)
    under = np.roll(mirrored, middle, axis=1) if side < 0 else mirrored
    assert (standing_out(shirt, under, frame)[:249] == under[:249])[:248].all()


def test_a_flared_skirt_stays() -> None:
    shirt, skirt = _region(SHIRT), _region(np.s_[225:400, 90:230])
    assert not standing_out(shirt, skirt & ~shirt, _frame()).any()


def test_nothing_stands_out_without_a_top_or_a_bottom() -> None:
    empty, shirt = np.zeros(painted.SIZE, np.bool_), _region(SHIRT)
    assert not standing_out(empty, shirt, _frame()).any()
    assert not standing_out(shirt, empty, _frame()).any()


def test_new_trousers_end_beside_a_top_that_hangs_over_them() -> None:
    labels = painted.parse()
    labels[215:262][labels[215:262] == Label.BOTTOM] = 0
    labels[labels == Label.TOP] = Label.ARM_LEFT
    labels[SHIRT] = Label.TOP
    view = painted.person(labels)
    alpha = np.zeros(painted.SIZE, np.float32)
    alpha[222:420, 118:203] = 1
    seen = occlude(view, painted.warped(alpha), Category.BOTTOM, np.ones_like(alpha))
    assert not seen[225:245, 197:203].any()
    assert not seen[225:245, 118:124].any()
    assert seen[255:400, 120:200].all()


def test_a_new_top_takes_old_trousers_beside_it_away() -> None:
    labels = painted.parse()
    labels[SLIVER] = Label.BOTTOM
    view = painted.person(labels)
    alpha = painted.tee(bottom=250)
    parts = painted.warped(alpha).parts
    bare = undress(view, Category.TOP, alpha, np.ones_like(alpha), 0, parts)
    wall = np.array(painted.COLOURS[Label.BACKGROUND])
    assert np.abs(bare[228:244, 199:202].astype(int) - wall).max() < 25
    assert (bare[255:261, 190:200] == view.image[255:261, 190:200]).all()
