"""Noise on cloth whose pattern is mostly colour, and noise that a JPEG encoder has touched."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image as PillowImage

from modiste.imaging import denoise
from modiste.types import Image

SIDE = 320
Y, X = np.mgrid[:SIDE, :SIDE]
CLOTHS: dict[str, tuple[np.ndarray, tuple[int, int, int], tuple[int, int, int]]] = {
    "stripes": (X // 6 % 2 == 0, (200, 40, 40), (240, 240, 230)),
    "pinstripes": (X % 8 == 0, (220, 210, 60), (40, 60, 140)),
    "one colour": (X < 0, (0, 0, 0), (150, 90, 60)),
}


def shirt(cloth: str) -> Image:
    """A square of cloth before a shaded wall."""
    picture = np.dstack([90 + 80 * X / SIDE, 120 + 60 * Y / SIDE, 100 + 0 * X])
    pattern, one, other = CLOTHS[cloth]
    worn = np.where(pattern[..., None], one, other)
    picture[40:280, 60:260] = worn[40:280, 60:260]
    return picture.astype(np.uint8)


def noisy(image: Image, sigma: float) -> Image:
    noise = np.random.default_rng(0).normal(0, sigma, image.shape)
    return np.clip(np.rint(image + noise), 0, 255).astype(np.uint8)


def through_jpeg(image: Image, subsampling: str) -> Image:
    buffer = io.BytesIO()
    PillowImage.fromarray(image).save(buffer, "JPEG", quality=90, subsampling=subsampling)
    return np.array(PillowImage.open(buffer))


def psnr(image: Image, truth: Image) -> float:
    return float(10 * np.log10(255**2 / np.mean((image.astype(float) - truth) ** 2)))


@pytest.mark.parametrize("cloth", CLOTHS)
@pytest.mark.parametrize("sigma", [5, 8, 15])
def test_colour_as_fine_as_thread_survives(cloth: str, sigma: float) -> None:
    truth = shirt(cloth)
    image = noisy(truth, sigma)
    assert psnr(denoise(image), truth) - psnr(image, truth) > 6


@pytest.mark.parametrize("cloth", CLOTHS)
@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:0"])
@pytest.mark.parametrize("sigma", [8, 15])
def test_noise_goes_though_an_encoder_has_cut_it_up(
    cloth: str, subsampling: str, sigma: float
) -> None:
    truth = through_jpeg(shirt(cloth), subsampling)
    image = through_jpeg(noisy(shirt(cloth), sigma), subsampling)
    assert psnr(denoise(image), truth) - psnr(image, truth) > 4


def test_blotches_of_colour_go() -> None:
    """Colour noise of equal brightness, two by two pixels large, as a phone leaves it."""
    truth = shirt("one colour")
    blotches = np.random.default_rng(1).normal(0, 12, (SIDE // 2, SIDE // 2, 3))
    blotches -= blotches @ np.array([[0.299], [0.587], [0.114]])
    exact = noisy(truth, 6) + blotches.repeat(2, 0).repeat(2, 1)
    image = np.clip(np.rint(exact), 0, 255).astype(np.uint8)
    assert psnr(denoise(image), truth) - psnr(image, truth) > 6
