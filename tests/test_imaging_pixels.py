from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from modiste.imaging import changed, composite, fit_within, normalise, resize_labels, resize_mask
from modiste.types import Image, Labels, Mask

SIZES = st.tuples(st.integers(1, 40), st.integers(1, 40))
ALPHAS = st.sampled_from([0.0, 1.0]) | st.floats(0, 1, width=32)


@st.composite
def layers(draw: st.DrawFn) -> tuple[Image, Image, Mask]:
    size = draw(SIZES)
    base, layer = (draw(hnp.arrays(np.uint8, (*size, 3))) for _ in range(2))
    return base, layer, draw(hnp.arrays(np.float32, size, elements=ALPHAS))


@settings(max_examples=50, deadline=None)
@given(layers())
def test_composite_keeps_the_base_and_the_layer_bit_for_bit(
    pictures: tuple[Image, Image, Mask],
) -> None:
    base, layer, alpha = pictures
    before = base.copy()
    result = composite(base, layer, alpha)
    np.testing.assert_array_equal(base, before)
    np.testing.assert_array_equal(result[alpha == 0], base[alpha == 0])
    np.testing.assert_array_equal(result[alpha == 1], layer[alpha == 1])
    exact = base + (layer.astype(float) - base) * alpha[..., None].astype(float)
    assert np.abs(result - exact).max() <= 0.501


def test_composite_of_a_tall_picture_is_whole_across_its_strips() -> None:
    rng = np.random.default_rng(0)
    base, layer = rng.integers(0, 256, (2, 333, 20, 3), dtype=np.uint8)
    alpha = np.zeros((333, 20), np.float32)
    alpha[5:331, 3:18] = 1
    np.testing.assert_array_equal(
        composite(base, layer, alpha), np.where(alpha[..., None] > 0, layer, base)
    )


def test_composite_refuses_unequal_shapes() -> None:
    base = np.zeros((4, 5, 3), np.uint8)
    with pytest.raises(ValueError, match="differ"):
        composite(base, base, np.zeros((5, 4), np.float32))


@settings(max_examples=50, deadline=None)
@given(SIZES, st.integers(1, 60))
def test_fit_within_shrinks_and_never_enlarges(size: tuple[int, int], side: int) -> None:
    image = np.full((*size, 3), 77, np.uint8)
    result, factor = fit_within(image, side)
    if max(size) <= side:
        assert result is image
        assert factor == 1
    else:
        assert max(result.shape[:2]) == side
        assert factor == side / max(size)
        wanted = np.maximum(np.array(size) * factor, 1)
        assert np.abs(np.array(result.shape[:2]) - wanted).max() <= 0.5
        assert (result == 77).all()


def test_fit_within_averages_areas() -> None:
    checks = np.indices((64, 64)).sum(0)[..., None] % 2 * np.full(3, 200)
    result, factor = fit_within(checks.astype(np.uint8), 32)
    assert factor == 0.5
    assert (result == 100).all()


@settings(max_examples=50, deadline=None)
@given(st.data(), SIZES, SIZES)
def test_masks_stay_within_their_range(
    data: st.DataObject, old: tuple[int, int], new: tuple[int, int]
) -> None:
    elements = st.floats(0, 1, width=32)
    mask = data.draw(hnp.arrays(np.float32, (old[1], old[0]), elements=elements))
    result = resize_mask(mask, new)
    assert result.shape == (new[1], new[0])
    assert result.dtype == np.float32
    assert result.min() >= mask.min()
    assert result.max() <= mask.max()


@settings(max_examples=50, deadline=None)
@given(st.data(), SIZES, SIZES)
def test_no_label_is_invented(
    data: st.DataObject, old: tuple[int, int], new: tuple[int, int]
) -> None:
    labels: Labels = data.draw(hnp.arrays(np.uint8, (old[1], old[0]), elements=st.integers(0, 13)))
    result = resize_labels(labels, new)
    assert result.shape == (new[1], new[0])
    assert set(np.unique(result)) <= set(np.unique(labels))


def test_labels_that_grow_and_shrink_again_come_back() -> None:
    labels = np.random.default_rng(0).integers(0, 14, (20, 30), dtype=np.uint8)
    np.testing.assert_array_equal(resize_labels(resize_labels(labels, (90, 60)), (30, 20)), labels)


def test_normalise_leaves_ordinary_photos_alone() -> None:
    bright = np.random.default_rng(0).integers(0, 256, (80, 60, 3), dtype=np.uint8)
    assert normalise(bright) is bright
    tinted = bright // np.array([1, 1, 3], np.uint8)
    assert normalise(tinted) is tinted


def test_normalise_brightens_a_dim_photo_and_keeps_its_colours_order() -> None:
    dim = np.random.default_rng(0).integers(0, 80, (80, 60, 3), dtype=np.uint8)
    before = dim.copy()
    result = normalise(dim)
    np.testing.assert_array_equal(dim, before)
    assert np.quantile(cv2.cvtColor(result, cv2.COLOR_RGB2GRAY), 0.99) > 200
    channel = np.argsort(dim.reshape(-1), kind="stable")
    assert (np.diff(result.reshape(-1)[channel].astype(int)) >= 0).all()


def test_normalise_survives_the_dark() -> None:
    black = np.zeros((40, 40, 3), np.uint8)
    assert (normalise(black) == 0).all()


def test_changed_pixels_are_those_that_differ_in_any_channel() -> None:
    before = np.random.default_rng(3).integers(0, 256, (40, 30, 3), dtype=np.uint8)
    after = before.copy()
    after[3, 4, 0] ^= 1
    after[10:12, 5:9, 2] ^= 128
    assert (changed(before, after) == (before != after).any(axis=-1)).all()
    assert changed(before, after).sum() == 9
    assert not changed(before, before).any()
