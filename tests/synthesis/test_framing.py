"""The part of the picture that the networks see, there and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.synthesis.framing import DENSITY, MULTIPLE, PIXELS, Framing, framing_of
from modiste.testing import flat_scene
from modiste.types import Label, PersonView

PERSON = flat_scene().person


def _large(factor: int) -> PersonView:
    """The same person photographed larger."""

    def grown(layer: np.ndarray) -> np.ndarray:
        return layer.repeat(factor, 0).repeat(factor, 1)

    return PersonView(grown(PERSON.image), PERSON.pose.scaled(factor), grown(PERSON.matte),
                      grown(PERSON.parse))  # fmt: skip


@pytest.mark.parametrize("factor", [1, 2, 6])
def test_the_frame_holds_region_and_face_within_its_budget(factor: int) -> None:
    person = _large(factor)
    region = person.parse == Label.TOP
    framing = framing_of(person, region)
    inside = np.zeros(region.shape, np.bool_)
    inside[framing.box] = True
    assert inside[region | (person.parse == Label.FACE)].all()
    height, width = framing.size
    assert height % MULTIPLE == 0
    assert width % MULTIPLE == 0
    assert framing.inner[0] * framing.inner[1] <= PIXELS
    assert framing.factor <= 1.001
    shoulders = np.linalg.norm(person.pose["left_shoulder"] - person.pose["right_shoulder"])
    assert shoulders * framing.factor < DENSITY * 1.05


def test_layers_and_pose_shrink_alike() -> None:
    person = _large(4)
    framing = framing_of(person, person.parse == Label.TOP)
    view = framing.view(person)
    assert view.image.shape[:2] == view.parse.shape == view.matte.shape == framing.size
    x, y = np.round(view.pose["nose"]).astype(int)
    assert view.parse[y, x] == Label.FACE
    assert set(np.unique(view.parse)) <= set(np.unique(person.parse))


@given(
    st.integers(0, 40), st.integers(0, 30), st.integers(120, 200), st.integers(120, 150),
    st.floats(0.4, 1.0), st.sampled_from([1, 8]),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_a_slope_comes_back_where_it_was(
    top: int, left: int, rows: int, columns: int, factor: float, stride: int
) -> None:
    box = (slice(top, top + rows), slice(left, left + columns))
    inner = (max(1, int(rows * factor)), max(1, int(columns * factor)))
    size = tuple(-(-n // MULTIPLE) * MULTIPLE for n in inner)
    framing = Framing(box, inner, (size[0], size[1]))
    y, x = np.mgrid[: size[0] // stride, : size[1] // stride].astype(np.float32)
    slope = ((x + 0.5) * stride * columns / inner[1]) + 2 * ((y + 0.5) * stride * rows / inner[0])
    back = framing.grown(slope.astype(np.float32))
    assert back.shape == (rows, columns)
    v, u = np.mgrid[:rows, :columns] + 0.5
    middle = (slice(rows // 4, 3 * rows // 4), slice(columns // 4, 3 * columns // 4))
    assert np.abs(back - (u + 2 * v))[middle].max() < 0.75


def test_shrinking_keeps_colours_and_repeats_the_border() -> None:
    framing = Framing((slice(0, 50), slice(0, 40)), (25, 20), (32, 32))
    image = np.full((60, 60, 3), 77, np.uint8)
    small = framing.shrunk(image)
    assert small.shape == (32, 32, 3)
    assert (small == 77).all()
