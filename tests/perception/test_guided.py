from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.perception.guided import coefficients, guided
from modiste.perception.matte import steepen


def _disc(side: int, radius: int) -> np.ndarray:
    return cv2.circle(np.zeros((side, side), np.float32), (side // 2,) * 2, radius, 1.0, -1)


@pytest.mark.parametrize(
    "colours",
    [((200, 30, 30), (30, 30, 200)), ((90, 90, 90), (120, 120, 120)), ((0, 140, 0), (172, 0, 172))],
)
def test_a_rough_mask_snaps_to_the_edge_of_the_picture(
    colours: tuple[tuple[int, int, int], tuple[int, int, int]],
) -> None:
    truth = _disc(400, 120)
    image = np.where(truth[..., None] > 0, colours[0], colours[1]).astype(np.uint8)
    small = cv2.resize(image, (200, 200), interpolation=cv2.INTER_AREA)
    rough = cv2.GaussianBlur(_disc(200, 62), (0, 0), 3)
    refined = steepen(guided(image, small, rough, 8, 1e-4))
    unrefined = steepen(cv2.resize(rough, (400, 400)))
    assert np.abs(refined - truth).sum() < 0.3 * np.abs(unrefined - truth).sum()


@given(st.floats(0, 1))
def test_an_even_mask_stays_even(value: float) -> None:
    image = np.random.default_rng(2).integers(0, 256, (40, 40, 3), np.uint8)
    even = np.full((40, 40), value, np.float32)
    np.testing.assert_allclose(guided(image, image, even, 3, 1e-3), even, atol=2e-3)


def test_the_linear_model_is_exact_where_it_holds() -> None:
    image = np.random.default_rng(2).integers(0, 256, (40, 40, 3), np.uint8)
    weights = np.array([0.2, 0.5, -0.1], np.float32)
    rough = (image.astype(np.float32) / 255) @ weights + np.float32(0.1)
    slope, offset = coefficients(image, rough, 4, 1e-7)
    np.testing.assert_allclose(slope, np.broadcast_to(weights, slope.shape), atol=1e-3)
    np.testing.assert_allclose(offset, 0.1, atol=1e-3)


def test_the_result_is_a_mask() -> None:
    random = np.random.default_rng(2)
    image = random.integers(0, 256, (60, 50, 3), np.uint8)
    rough = (random.random((30, 25)) > 0.5).astype(np.float32)
    refined = guided(image, cv2.resize(image, (25, 30)), rough, 2, 1e-5)
    assert refined.shape == (60, 50)
    assert refined.dtype == np.float32
    assert refined.min() >= 0
    assert refined.max() <= 1
