from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.evaluation.tryon.features import perceptual, places
from modiste.evaluation.tryon.pictures import frechet, psnr, ssim_map

RNG = np.random.default_rng(5)
PHOTO = cv2.GaussianBlur(RNG.integers(0, 256, (64, 48, 3), np.uint8), (0, 0), 2)


def test_a_picture_is_like_itself() -> None:
    assert ssim_map(PHOTO, PHOTO) == pytest.approx(1.0)
    assert psnr(PHOTO, PHOTO) == 100.0


def test_ssim_of_constants_is_wangs_luminance_term() -> None:
    dark, light = (np.full((20, 20, 3), v, np.uint8) for v in (50, 100))
    c1 = (0.01 * 255) ** 2
    expected = (2 * 50 * 100 + c1) / (50**2 + 100**2 + c1)
    assert ssim_map(dark, light) == pytest.approx(expected, abs=1e-6)


def test_noise_lowers_ssim_where_it_is() -> None:
    noisy = PHOTO.copy()
    noisy[:20] = RNG.integers(0, 256, (20, 48, 3), np.uint8)
    found = ssim_map(PHOTO, noisy)
    assert found[:12].mean() < 0.3
    assert found[40:].min() > 0.99


def test_psnr_of_a_known_error() -> None:
    first = np.full((8, 8, 3), 100, np.uint8)
    assert psnr(first, first + np.uint8(10)) == pytest.approx(20 * np.log10(25.5))


@given(st.floats(-5, 5), st.floats(0.2, 3))
def test_frechet_of_gaussians_on_a_line(shift: float, scale: float) -> None:
    x = np.random.default_rng(1).normal(size=(400, 1))
    x = (x - x.mean()) / x.std(ddof=1)
    expected = shift**2 + (scale - 1) ** 2
    assert frechet(x, x * scale + shift) == pytest.approx(expected, abs=1e-6)


def test_frechet_sees_correlation() -> None:
    first = RNG.normal(size=(500, 3))
    second = first.copy()
    second[:, 0] = 0.8 * first[:, 1] + 0.6 * first[:, 0]
    assert frechet(first, first) == pytest.approx(0, abs=1e-6)
    assert frechet(first, second) > 0.2


def test_frechet_needs_vectors() -> None:
    with pytest.raises(ValueError, match="two vectors"):
        frechet(np.zeros((1, 3)), np.zeros((5, 3)))


def test_perceptual_distance_is_blind_to_gain_and_bounded() -> None:
    a = [RNG.random((4, 6, 6)).astype(np.float32) for _ in range(2)]
    assert perceptual(a, [x * np.float32(3) for x in a]) == pytest.approx(0, abs=1e-6)
    assert perceptual(a, [-x for x in a]) == pytest.approx(4, abs=1e-5)


def test_places_are_means_of_two_by_two() -> None:
    stage = np.arange(2 * 4 * 4, dtype=np.float32).reshape(2, 4, 4)
    found = places([stage] * 5)
    assert found.shape == (4, 2)
    assert found[0] == pytest.approx([stage[0, :2, :2].mean(), stage[1, :2, :2].mean()])
