from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from modiste.perception.regions import Region, apply, halved, resized

_REGIONS = st.builds(
    Region, st.floats(20, 80), st.floats(20, 80), st.floats(10, 200), st.floats(-3.1, 3.1)
)


def _smooth(width: int, height: int) -> np.ndarray:
    noise = np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8)
    return cv2.GaussianBlur(noise, (0, 0), 6)


@given(_REGIONS)
def test_the_middle_of_the_cut_is_the_middle_of_the_region(region: Region) -> None:
    middle = apply(region.to_picture(64), np.array([[32, 32]], np.float32))[0]
    np.testing.assert_allclose(middle, [region.x, region.y], atol=1e-3)


@given(_REGIONS)
def test_corners_lie_half_a_diagonal_away(region: Region) -> None:
    corners = apply(region.to_picture(64), np.array([[0, 0], [64, 0], [64, 64]], np.float32))
    away = np.linalg.norm(corners - [region.x, region.y], axis=1)
    np.testing.assert_allclose(away, region.size / np.sqrt(2), rtol=1e-3)


@given(_REGIONS, st.floats(0.2, 4))
def test_scaling_the_region_scales_its_points(region: Region, factor: float) -> None:
    point = np.array([[10, 50]], np.float32)
    there = apply(region.to_picture(64), point) * factor
    np.testing.assert_allclose(apply(region.scaled(factor).to_picture(64), point), there, atol=1e-2)


def test_an_upright_cut_is_the_crop() -> None:
    image = _smooth(100, 80)
    np.testing.assert_array_equal(Region(40, 30, 32).cut(image, 32), image[14:46, 24:56])


def test_a_quarter_turn_turns_the_crop() -> None:
    image = _smooth(100, 80)
    cut = Region(40, 30, 32, np.pi / 2).cut(image, 32)
    difference = cv2.absdiff(cut, np.rot90(image[14:46, 24:56]))
    assert difference.max() <= 1


def test_beyond_the_picture_its_rim_goes_on() -> None:
    image = np.zeros((40, 40, 3), np.uint8)
    image[:, :20] = 200
    cut = Region(0, 20, 40).cut(image, 40)
    assert (cut == 200).all()


def test_a_cut_that_shrinks_has_no_aliasing() -> None:
    image = np.zeros((512, 512, 3), np.uint8)
    image[:, ::2] = 255
    cut = Region(256, 256, 512).cut(image, 64)
    assert abs(float(cut.mean()) - 127.5) < 2
    assert cut.std() < 3


@given(st.floats(30, 70), st.floats(30, 70), st.floats(30, 60), st.floats(-3.1, 3.1))
def test_pasting_what_was_cut_gives_it_back(x: float, y: float, size: float, turn: float) -> None:
    image = _smooth(100, 100)
    region = Region(x, y, size, turn)
    cut = region.cut(image, 128)[..., 0].astype(np.float32) / 255
    pasted = region.paste(cut, (100, 100))
    inside = region.paste(np.ones((128, 128), np.float32), (100, 100)) == 1
    assert inside.sum() > 0.5 * min(size, 40) ** 2
    assert np.abs(pasted - image[..., 0] / 255)[inside].max() < 0.04
    assert (pasted[region.paste(np.ones((128, 128), np.float32), (100, 100)) == 0] == 0).all()


@given(st.integers(2, 300), st.integers(2, 300), st.floats(0.01, 2))
def test_halving_stops_in_time(width: int, height: int, factor: float) -> None:
    small, scale = halved(np.full((height, width, 3), 77, np.uint8), factor)
    assert scale == 1 or scale >= factor
    assert small.shape[0] == int(height * scale)
    assert small.shape[1] == int(width * scale)
    assert (small == 77).all()


def test_resizing_keeps_at_least_one_pixel() -> None:
    assert resized(np.zeros((3, 300, 3), np.uint8), 0.01).shape == (1, 3, 3)
