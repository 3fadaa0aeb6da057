"""The rim of an opening: one smooth line where the colours part."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.perception.garment.collar import cut_inside
from modiste.perception.garment.neckline import rim

SIZE = (240, 320)
CLOTH, INSIDE, WALL = (230, 222, 208), (150, 142, 130), (250, 250, 248)


def _shirt(width: int = 60, depth: int = 50, stripes: bool = False):
    """A shirt with an oval opening; its picture, its mask, and the opening."""
    image = np.full((*SIZE, 3), WALL, np.uint8)
    image[60:] = CLOTH
    if stripes:
        image[60:][(np.arange(SIZE[0] - 60) // 12) % 2 == 1] = (30, 50, 110)
    hole = np.zeros(SIZE, np.uint8)
    cv2.ellipse(hole, (160, 60), (width, depth), 0, 0, 180, 1, -1)
    hole[:60] = 0
    image[hole > 0] = INSIDE
    mask = np.zeros(SIZE, np.float32)
    mask[60:] = 1
    return image, mask, hole > 0


def _rough(hole, shift: int = 2):
    """What a network would tell of the opening: a quarter of the size, and a little off."""
    moved = np.roll(hole.astype(np.float32), shift, axis=1)
    return cv2.resize(moved, (SIZE[1] // 4, SIZE[0] // 4), interpolation=cv2.INTER_AREA)


def _iou(a, b) -> float:
    return float((a & b).sum() / (a | b).sum())


@settings(max_examples=12, deadline=None)
@given(width=st.integers(40, 90), depth=st.integers(36, 80), stripes=st.booleans(),
       shift=st.integers(-4, 4))  # fmt: skip
def test_the_rim_is_found_though_the_network_is_a_little_off(
    width: int, depth: int, stripes: bool, shift: int
) -> None:
    image, mask, hole = _shirt(width, depth, stripes)
    outside, inside = cut_inside(image, mask, _rough(hole, shift))
    assert inside is not None
    assert _iou(inside > 0.5, hole) > 0.88
    assert np.allclose(outside + inside, mask, atol=1e-6)


def test_the_rim_is_smooth_on_stripes() -> None:
    """The length of the outline is that of the true one, not that of a saw."""
    image, mask, hole = _shirt(70, 60, stripes=True)
    _, inside = cut_inside(image, mask, _rough(hole))
    lengths = []
    for region in (inside > 0.5, hole):
        contours, _ = cv2.findContours(region.astype(np.uint8), cv2.RETR_EXTERNAL,
                                       cv2.CHAIN_APPROX_NONE)  # fmt: skip
        lengths.append(max(cv2.arcLength(c, True) for c in contours))
    assert lengths[0] == pytest.approx(lengths[1], rel=0.05)


def test_no_rim_without_colours_that_part() -> None:
    image, _, hole = _shirt()
    image[60:] = CLOTH
    assert rim(image, _rough(hole) > 0.5) is None


def test_a_few_pixels_are_no_opening() -> None:
    image, mask, _ = _shirt()
    assert rim(image, np.zeros((60, 80), np.bool_)) is None
    tiny = np.zeros((60, 80), np.float32)
    tiny[20:22, 38:40] = 1
    outside, inside = cut_inside(image, mask, tiny)
    assert inside is None
    assert (outside == mask).all()


def test_an_opening_far_from_the_networks_is_not_believed() -> None:
    """A logo of the inside's colour near the opening does not become a part of it."""
    image, mask, hole = _shirt(40, 30)
    image[100:150, 120:200] = INSIDE
    _, inside = cut_inside(image, mask, _rough(hole))
    assert _iou(inside > 0.5, hole) > 0.75
