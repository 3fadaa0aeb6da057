from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.perception.garment.upright import find_tilt, turn


def _shirt(size: int = 260) -> np.ndarray:
    """A symmetric T-shirt's mask."""
    half = np.array([(0, -70), (25, -75), (80, -45), (65, -10), (48, -22), (50, 80), (0, 80)])
    outline = np.concatenate([half, (half * (-1, 1))[::-1]]) + size // 2
    mask = np.zeros((size, size), np.uint8)
    cv2.fillPoly(mask, [outline.astype(np.int32)], 1)
    return mask > 0


def _turned(mask: np.ndarray, angle: float) -> np.ndarray:
    matrix = cv2.getRotationMatrix2D((mask.shape[1] / 2, mask.shape[0] / 2), angle, 1.0)
    return cv2.warpAffine(mask.astype(np.float32), matrix, mask.shape[::-1]) > 0.5


@settings(max_examples=25, deadline=None)
@given(st.integers(6, 34), st.booleans())
def test_a_tilt_is_undone(angle: int, negative: bool) -> None:
    tilt = -angle if negative else angle
    assert abs(find_tilt(_turned(_shirt(), tilt)) + tilt) <= 2.0


def test_an_upright_garment_keeps_its_pixels() -> None:
    assert find_tilt(_shirt()) == 0.0
    assert find_tilt(_turned(_shirt(), 1.5)) == 0.0


def test_turning_keeps_the_whole_garment() -> None:
    mask = _shirt()
    image = np.where(mask[..., None], (200, 30, 40), (240, 240, 235)).astype(np.uint8)
    turned, small = turn(image, mask, 30.0)
    assert turned.shape[:2] == small.shape
    assert abs(int(small.sum()) - int(mask.sum())) < 0.02 * mask.sum()
    assert np.abs(turned[0, 0].astype(int) - (240, 240, 235)).max() <= 1
    assert abs(find_tilt(small) + 30) <= 2
