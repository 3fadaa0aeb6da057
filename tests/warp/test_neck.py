"""Corners of a neckline lie on the shoulders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from modiste.testing import flat_scene
from modiste.types import Category, GarmentView, Neckline
from modiste.warp.body import measure_body
from modiste.warp.neck import clear_neck

PERSON = flat_scene().person
BODY = measure_body(PERSON)
EVERYWHERE = np.ones(PERSON.matte.shape, np.float32)


def _garment(neckline: Neckline | None) -> GarmentView:
    mask = np.ones((8, 8), np.float32)
    return GarmentView(np.zeros((8, 8, 3), np.uint8), mask, Category.TOP, {}, neckline=neckline)


def _at(sideways_cm: float, up_cm: float) -> tuple[int, int]:
    place = BODY.at(np.array([-up_cm * BODY.unit]), np.array([sideways_cm * BODY.unit]))[0]
    return round(float(place[1])), round(float(place[0]))


@pytest.mark.parametrize("side", [-1, 1])
def test_cloth_off_the_skin_beside_the_neck_goes(side: int) -> None:
    empty = replace(PERSON, matte=np.zeros_like(PERSON.matte))
    cleared = clear_neck(EVERYWHERE, empty, BODY, _garment(Neckline.CREW))
    assert cleared[_at(side * 8, 9)] == 0
    assert cleared[_at(side * 0.5, 9)] == 1, "the neck itself is not judged"
    assert cleared[_at(side * 18, 9)] == 1, "nor is what is far from it"
    assert cleared[_at(side * 8, -10)] == 1, "nor the trunk"
    assert (EVERYWHERE == 1).all(), "the input was changed"


def test_cloth_on_the_body_stays() -> None:
    full = replace(PERSON, matte=np.ones_like(PERSON.matte))
    assert (clear_neck(EVERYWHERE, full, BODY, _garment(None)) == 1).all()


@pytest.mark.parametrize("neckline", [Neckline.COLLAR, Neckline.HOOD, Neckline.TURTLENECK])
def test_a_collar_may_stand(neckline: Neckline) -> None:
    empty = replace(PERSON, matte=np.zeros_like(PERSON.matte))
    assert (clear_neck(EVERYWHERE, empty, BODY, _garment(neckline)) == 1).all()
