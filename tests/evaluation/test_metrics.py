"""Figures of merit: published values and known answers."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from modiste.evaluation.metrics import ciede2000, colour_difference, iou, lab, legibility, waviness
from modiste.examples.flats.dye import set_text

# Sharma, Wu and Dalal 2005, table 1: the pairs that catch the usual mistakes.
SHARMA = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0009), 7.1792),
    ((50.0, -0.001, 2.49), (50.0, 0.0011, -2.49), 4.7461),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("first", "second", "expected"), SHARMA)
def test_ciede2000_equals_the_published_values(
    first: tuple[float, ...], second: tuple[float, ...], expected: float
) -> None:
    assert ciede2000(np.array(first), np.array(second)) == pytest.approx(expected, abs=1e-4)
    assert ciede2000(np.array(second), np.array(first)) == pytest.approx(expected, abs=1e-4)


def test_lab_of_white_and_black() -> None:
    found = lab(np.array([[255, 255, 255], [0, 0, 0]], np.uint8))
    assert np.allclose(found, [[100, 0, 0], [0, 0, 0]], atol=0.02)


MASKS = arrays(np.float32, (6, 7), elements=st.sampled_from([0.0, 0.25, 0.75, 1.0]))


@settings(max_examples=50, deadline=None)
@given(first=MASKS, second=MASKS)
def test_iou_is_symmetric_and_bounded(first: np.ndarray, second: np.ndarray) -> None:
    assert iou(first, second) == iou(second, first)
    assert 0 <= iou(first, second) <= 1
    assert iou(first, first) == 1


def test_iou_of_shifted_squares() -> None:
    first, second = np.zeros((20, 20), np.float32), np.zeros((20, 20), np.float32)
    first[:, :10], second[:, 5:15] = 1, 1
    assert iou(first, second) == pytest.approx(5 / 15)


def test_colour_difference_looks_only_where_told() -> None:
    first = np.zeros((4, 4, 3), np.uint8)
    second = first.copy()
    second[0] = 255
    where = np.zeros((4, 4), np.bool_)
    where[1:] = True
    assert colour_difference(first, second, where) == 0
    assert colour_difference(first, second, ~where) == pytest.approx(100, abs=0.1)
    assert np.isnan(colour_difference(first, second, np.zeros((4, 4), np.bool_)))


def _word(text: str) -> np.ndarray:
    mask = cv2.resize(set_text(text, 3.0), (160, 48), interpolation=cv2.INTER_AREA)
    return np.repeat((mask * 255).astype(np.uint8)[..., None], 3, axis=2)


def test_legibility_of_a_pasted_a_blurred_and_another_word() -> None:
    patch = _word("modiste")
    picture = np.zeros((200, 300, 3), np.uint8)
    picture[60:108, 70:230] = patch
    corners = np.float32([[70, 60], [230, 60], [230, 108], [70, 108]])
    blurred = cv2.GaussianBlur(picture, (0, 0), 7)
    other = picture.copy()
    other[60:108, 70:230] = _word("OCEAN")
    sharp = legibility(patch, picture, corners)
    assert sharp > 0.97
    assert legibility(patch, blurred, corners) < 0.8 * sharp
    assert legibility(patch, other, corners) < 0.8 * sharp
    assert legibility(patch, picture[::-1], corners) < 0.8 * sharp


def test_legibility_forgives_a_small_shift() -> None:
    patch = _word("modiste")
    picture = np.zeros((200, 300, 3), np.uint8)
    picture[66:114, 80:240] = patch
    corners = np.float32([[70, 60], [230, 60], [230, 108], [70, 108]])
    assert legibility(patch, picture, corners) > 0.95


@settings(max_examples=40, deadline=None)
@given(angle=st.floats(0, 3.1), amplitude=st.floats(0, 0.2))
def test_waviness_is_the_rms_over_the_length_at_any_angle(angle: float, amplitude: float) -> None:
    x = np.linspace(0, 1, 400)
    y = amplitude * np.sin(4 * np.pi * x)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    curve = 100 * np.stack([x, y], axis=1) @ turn.T
    found = waviness(curve.astype(np.float32))
    assert found == pytest.approx(amplitude / np.sqrt(2), rel=0.25, abs=1e-4)


def test_two_points_are_straight() -> None:
    assert waviness(np.float32([[0, 0], [5, 1]])) == 0
