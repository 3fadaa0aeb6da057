from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.perception.garment.heatmaps import (
    NAMES,
    SIDE,
    STRIDE,
    decode,
    frame,
    framed,
    other_side,
    planes,
    read_heatmaps,
)
from modiste.types import GARMENT_LANDMARKS, Category

MAP = SIDE // STRIDE


def _peak(x: float, y: float) -> np.ndarray:
    rows, columns = np.mgrid[0:MAP, 0:MAP]
    return np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 4.0).astype(np.float32)


@given(st.floats(4, MAP - 5), st.floats(4, MAP - 5))
def test_a_peak_is_found_between_pixels(x: float, y: float) -> None:
    points, peaks = decode(_peak(x, y)[None])
    assert np.abs(points[0] - (x, y)).max() < 0.25
    assert peaks[0] > 0.85


def test_every_landmark_has_a_map() -> None:
    assert {n for names in GARMENT_LANDMARKS.values() for n in names} == set(NAMES)
    assert len(NAMES) == 22
    assert all(other_side(other_side(name)) == name for name in NAMES)
    assert other_side("crotch") == "crotch"


@given(st.integers(0, 60), st.integers(0, 60), st.integers(5, 100), st.integers(5, 100))
def test_the_frame_goes_there_and_back(left: int, top: int, width: int, height: int) -> None:
    mask = np.zeros((170, 170), bool)
    mask[top : top + height, left : left + width] = True
    where = frame(mask)
    corners = np.array([[left, top], [left + width - 1, top + height - 1]], np.float64)
    inside = corners * where.scale + where.offset
    assert inside.min() >= 0
    assert inside.max() <= SIDE - 1
    assert np.allclose(where.back(inside), corners)


def test_planes_carry_the_category_and_hide_the_floor() -> None:
    mask = np.zeros((SIDE, SIDE), np.float32)
    mask[40:80, 40:80] = 1
    tensor = planes(np.full((SIDE, SIDE, 3), 200, np.float32), mask, Category.DRESS)
    assert tensor.shape == (7, SIDE, SIDE)
    assert (tensor[:3, 0, 0] == 0).all()
    assert (tensor[4:].mean(axis=(1, 2)) == [0, 0, 1]).all()


class _Oracle:
    """A network that sees the garment's box: a peak at its lower right corner."""

    def __call__(self, *tensors: np.ndarray) -> list[np.ndarray]:
        mask = tensors[0][0, 3] > 0
        ys, xs = np.nonzero(mask)
        logits = np.full((1, len(NAMES) + 1, MAP, MAP), -9.0, np.float32)
        for name, x in (("hem_left", xs.max()), ("hem_right", xs.min())):
            spot = _peak((x - 0.5) / STRIDE, (ys.max() - 0.5) / STRIDE)
            logits[0, NAMES.index(name)] = np.log(spot + 1e-4) - np.log(1 - spot + 1e-3)
        logits[0, -1] = 9.0
        return [logits]


@pytest.mark.parametrize("category", [Category.TOP, Category.BOTTOM])
def test_landmarks_come_back_in_the_pictures_pixels(category: Category) -> None:
    mask = np.zeros((200, 150), bool)
    mask[30:171, 40:101] = True
    image = np.zeros((200, 150, 3), np.uint8)
    marks, inside = read_heatmaps(_Oracle(), image, mask, category)
    assert set(marks) == {"hem_left", "hem_right"}
    assert abs(marks["hem_left"].x - 100) < 1.5
    assert abs(marks["hem_right"].x - 40) < 1.5
    assert abs(marks["hem_left"].y - 170) < 1.5
    assert inside.shape == mask.shape
    assert inside[100, 70] > 0.9


def test_a_landmark_of_another_category_is_not_returned() -> None:
    logits = np.full((1, len(NAMES) + 1, MAP, MAP), -9.0, np.float32)
    logits[0, NAMES.index("crotch"), 30, 30] = 9.0
    mask = np.ones((64, 64), bool)
    marks, _ = read_heatmaps(
        lambda *t: [logits], np.zeros((64, 64, 3), np.uint8), mask, Category.TOP
    )
    assert marks == {}


def test_framing_keeps_the_mean() -> None:
    mask = np.zeros((300, 300), bool)
    mask[50:250, 50:250] = True
    inside = framed(mask.astype(np.float32), frame(mask))
    assert inside.sum() == pytest.approx((0.86 * SIDE) ** 2, rel=0.05)
