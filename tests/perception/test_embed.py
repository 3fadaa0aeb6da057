from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from modiste.examples.flats import flat
from modiste.perception.embed import MARGIN, WIDTH, Embedder, framed
from modiste.types import Category, GarmentView


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder(threads=1)


def test_embeddings_are_unit_vectors_and_repeat(embedder: Embedder) -> None:
    image = flat("skirt", seed=1).image
    vector = embedder(image)
    assert vector.shape == (WIDTH,)
    assert vector.dtype == np.float32
    assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(vector, embedder(image))


def test_the_same_garment_is_nearer_than_another_kind(embedder: Embedder) -> None:
    shirt, trousers = flat("t-shirt", seed=2), flat("trousers", seed=5)
    bright = np.clip(shirt.image[:, ::-1] * 1.08, 0, 255).astype(np.uint8)
    vectors = [embedder(image) for image in (shirt.image, bright, trousers.image)]
    assert vectors[0] @ vectors[1] > 0.8
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_a_mask_takes_the_surroundings_away(embedder: Embedder) -> None:
    drawn = flat("t-shirt", seed=2)
    height, width = drawn.image.shape[:2]
    wide = np.full((2 * height, 2 * width, 3), 90, np.uint8)
    wide[:height, :width] = drawn.image
    mask = np.zeros((2 * height, 2 * width), np.float32)
    mask[:height, :width] = drawn.alpha
    alone = embedder(drawn.image, drawn.alpha)
    assert embedder(wide, mask) @ alone > embedder(wide) @ alone
    assert embedder(wide, mask) @ alone > 0.95
    view = GarmentView(wide, mask, Category.TOP, {})
    assert np.array_equal(embedder(view), embedder(wide, mask))


class Fixed:
    """A projection that gives what it was told."""

    def __init__(self, value: float) -> None:
        self.value = value

    def __call__(self, *_: NDArray[np.generic]) -> list[NDArray[np.float32]]:
        return [np.full((1, WIDTH), self.value, np.float32)]


@pytest.mark.parametrize(("value", "length"), [(7.0, 1.0), (0.0, 0.0)])
def test_vectors_have_length_one_unless_they_are_nothing(value: float, length: float) -> None:
    found = Embedder(1, Fixed(0), Fixed(value)).project(np.zeros(1280, np.float32))
    assert float(np.linalg.norm(found)) == pytest.approx(length, abs=1e-6)
    assert np.isfinite(found).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_the_frame_holds_the_garment_and_its_margin(
    height: int, width: int, data: st.DataObject
) -> None:
    top = data.draw(st.integers(0, height - 1))
    left = data.draw(st.integers(0, width - 1))
    bottom = data.draw(st.integers(top + 1, height))
    right = data.draw(st.integers(left + 1, width))
    mask = np.zeros((height, width), np.float32)
    mask[top:bottom, left:right] = 1
    image = np.repeat((mask * 255).astype(np.uint8)[..., None], 3, axis=2)
    found = framed(image, mask)
    assert int((found[..., 0] > 0).sum()) == (bottom - top) * (right - left)
    assert found.shape[0] <= (bottom - top) + 2 * round(MARGIN * (bottom - top))
    assert found.shape[1] <= (right - left) + 2 * round(MARGIN * (right - left))


def test_an_empty_mask_leaves_the_photo_and_a_strange_one_is_refused() -> None:
    image = np.zeros((20, 30, 3), np.uint8)
    assert framed(image, np.zeros((20, 30), np.float32)).shape == image.shape
    with pytest.raises(ValueError, match=r"\(30, 20\)"):
        framed(image, np.zeros((30, 20), np.float32))
