from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.imaging import denoise, estimate_noise, fit_within, read_image
from modiste.types import Image

SIZE = (420, 360)


def garment(cloth: str) -> Image:
    """A drawn garment in front of a softly lit wall; photo-like, and free of noise."""
    y, x = np.mgrid[: SIZE[0], : SIZE[1]].astype(np.float64)
    picture = np.dstack([150 + 30 * x / SIZE[1] + k * y / SIZE[0] for k in (40, 35, 30)])
    picture[60:360, 80:280] = (weave(cloth, y, x) + np.array([20.0, 0, -30]))[60:360, 80:280]
    return np.asarray(cv2.GaussianBlur(np.clip(picture, 0, 255).astype(np.uint8), (3, 3), 0.6))


def weave(cloth: str, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    value = {
        "plain": 0 * x,
        "stripes": 60 * (y % 14 < 7),
        "knit": 25 * np.sin(x * np.pi / 3) * np.sin(y * np.pi / 4),
        "twill": 30 * np.sin((x + y) * 2 * np.pi / 5),
        "checks": 50.0 * ((x // 9 + y // 9) % 2),
    }[cloth]
    return np.repeat((110 + value + 15 * np.sin(x / 40))[..., None], 3, 2)


CLOTHS = ["plain", "stripes", "knit", "twill", "checks"]


def noisy(image: Image, sigma: float, seed: int = 0) -> Image:
    noise = np.random.default_rng(seed).normal(0, sigma, image.shape)
    return np.clip(np.rint(image + noise), 0, 255).astype(np.uint8)


def psnr(image: Image, truth: Image) -> float:
    return float(10 * np.log10(255**2 / np.mean((image.astype(float) - truth) ** 2)))


@pytest.mark.parametrize("cloth", CLOTHS)
def test_clean_pictures_are_the_very_same_array(cloth: str) -> None:
    image = garment(cloth)
    before = image.copy()
    assert denoise(image) is image
    np.testing.assert_array_equal(image, before)


@pytest.mark.parametrize("cloth", CLOTHS[1:])
def test_cloth_that_fills_the_picture_is_not_noise(cloth: str) -> None:
    y, x = np.mgrid[: SIZE[0], : SIZE[1]].astype(np.float64)
    image = weave(cloth, y, x).astype(np.uint8)
    assert denoise(image) is image


@pytest.mark.parametrize("cloth", CLOTHS)
@pytest.mark.parametrize(("sigma", "gain"), [(6, 4), (12, 5), (25, 6)])
def test_noise_goes_and_the_cloth_stays(cloth: str, sigma: float, gain: float) -> None:
    truth = garment(cloth)
    image = noisy(truth, sigma)
    before = image.copy()
    result = denoise(image)
    np.testing.assert_array_equal(image, before)
    assert result.dtype == np.uint8
    assert psnr(result, truth) - psnr(image, truth) > gain


def test_edges_stay_sharp() -> None:
    truth = garment("stripes")
    result = denoise(noisy(truth, 12))
    step = np.diff(result[100:340, 180, 1].astype(float))
    wanted = np.diff(truth[100:340, 180, 1].astype(float))
    assert np.abs(step).max() > 0.8 * np.abs(wanted).max()


def test_no_grid_of_blocks_remains() -> None:
    truth = np.full((*SIZE, 3), 140, np.uint8)
    result = denoise(noisy(truth, 15)).astype(float)
    jumps = np.abs(np.diff(result[..., 1], axis=1)).mean(axis=0)
    by_phase = np.array([jumps[phase::8].mean() for phase in range(8)])
    assert by_phase.max() < 1.6 * by_phase.mean()


@pytest.mark.parametrize("sigma", [5, 10, 20])
def test_the_estimate_is_the_deviation_of_luma(sigma: float) -> None:
    luma = sigma * float(np.linalg.norm([0.299, 0.587, 0.114]))
    assert estimate_noise(noisy(garment("plain"), sigma)) == pytest.approx(luma, rel=0.2)


def test_a_white_background_hides_no_noise() -> None:
    image = garment("knit")
    image[:, :60] = 255
    image[:, 300:] = 255
    assert estimate_noise(noisy(image, 12)) > 5


def test_noise_that_went_through_a_jpeg_is_still_found() -> None:
    truth = garment("plain")
    encoded = cv2.imencode(".jpg", noisy(truth, 12), [cv2.IMWRITE_JPEG_QUALITY, 90])[1]
    image = np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)
    assert psnr(denoise(image), truth) > psnr(image, truth) + 1


def test_a_large_picture_is_judged_by_its_middle() -> None:
    image = np.full((1500, 1400, 3), 120, np.uint8)
    image[:100] = noisy(image[:100], 20)
    assert denoise(image) is image
    assert estimate_noise(noisy(image, 10)) > 5


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 60), st.integers(0, 99))
def test_every_size_works(height: int, width: int, sigma: int, seed: int) -> None:
    image = noisy(np.full((height, width, 3), 128, np.uint8), sigma, seed)
    result = denoise(image)
    assert result.shape == image.shape
    assert result.dtype == np.uint8


def test_noise_between_clipped_blocks_is_survived() -> None:
    """Each 8 x 8 block is near black or white, each 16 x 16 block is grey."""
    checks = 250 * (np.add(*np.indices(SIZE) // 8) % 2)
    image = noisy(np.repeat(checks[..., None], 3, 2).astype(np.uint8), 30)
    assert denoise(image).shape == image.shape


def test_clean_photos_are_untouched(shared: Path) -> None:
    people = sorted((shared / "people").glob("*.webp"))
    garments = sorted((shared / "clothing-dataset" / "plain").glob("*.webp"))[::12]
    assert people
    assert garments
    for path in [*people, *garments]:
        image, _ = fit_within(read_image(path).image, 1024)
        assert denoise(image) is image, path.name
