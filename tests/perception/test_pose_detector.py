from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.perception.pose_detector import (
    anchors,
    body_region,
    decode,
    iou,
    letterbox,
    merge,
)
from modiste.types import Points


def test_anchors_are_the_networks() -> None:
    found = anchors()
    assert found.shape == (2254, 2)
    np.testing.assert_array_equal(found[:3], [[4, 4], [4, 4], [12, 4]])
    np.testing.assert_array_equal(found[28 * 28 * 2], [8, 8])
    np.testing.assert_array_equal(found[-1], [208, 208])


def test_decoding_gives_corners_and_points() -> None:
    raw = np.array([[2, 3, 10, 20, 1, 1, 0, 0, -1, 0, 0, 5]], np.float32)
    (values,) = decode(raw, np.array([[100, 50]], np.float32))
    np.testing.assert_array_equal(values[:4], [97, 43, 107, 63])
    np.testing.assert_array_equal(values[4:], [101, 51, 100, 50, 99, 50, 100, 55])


@pytest.mark.parametrize("size", [(100, 300), (301, 99), (224, 224), (31, 17), (2000, 1500)])
def test_the_letterbox_keeps_the_picture_whole(size: tuple[int, int]) -> None:
    tensor, scale, (left, top) = letterbox(np.full((*size, 3), 255, np.uint8))
    assert tensor.shape == (1, 224, 224, 3)
    rows, columns = np.nonzero(tensor[0, :, :, 0] > 0.99)
    assert (columns.min(), rows.min()) == (left, top)
    assert abs(np.ptp(rows) + 1 - size[0] * scale) <= 1.5
    assert abs(np.ptp(columns) + 1 - size[1] * scale) <= 1.5
    assert max(np.ptp(rows), np.ptp(columns)) >= 222


_BOX = st.tuples(st.floats(0, 50), st.floats(0, 50), st.floats(1, 50), st.floats(1, 50)).map(
    lambda b: np.array([b[0], b[1], b[0] + b[2], b[1] + b[3]], np.float32)
)


@given(_BOX, _BOX)
def test_iou_is_symmetric_and_one_for_the_same(a: np.ndarray, b: np.ndarray) -> None:
    there, back = iou(a, b[None])[0], iou(b, a[None])[0]
    assert there == pytest.approx(back)
    assert 0 <= there <= 1 + 1e-6
    assert iou(a, a[None])[0] == pytest.approx(1)


def _box(x: float) -> list[float]:
    return [x, 0, x + 40, 40, *[x + 20, 50] * 4]


def test_overlapping_boxes_become_their_weighted_mean() -> None:
    values = np.array([_box(0), _box(100), _box(10)], np.float32)
    first, second = merge(values, np.array([0.9, 0.8, 0.3], np.float32))
    assert first.score == pytest.approx(0.9)
    assert first.box[0] == pytest.approx(2.5)
    assert first.points[0, 0] == pytest.approx(22.5)
    assert second.box[0] == pytest.approx(100)


def test_nothing_becomes_nothing() -> None:
    assert merge(np.zeros((0, 12), np.float32), np.zeros(0, np.float32)) == []


@pytest.mark.parametrize(
    ("above", "angle"), [((0, -10), 0), ((10, 0), np.pi / 2), ((-10, 0), -np.pi / 2)]
)
def test_the_bodys_square_turns_with_it(above: tuple[int, int], angle: float) -> None:
    center = np.array([50, 60], np.float32)
    region = body_region(center, center + np.array(above, np.float32))
    assert region.angle == pytest.approx(angle)
    assert region.size == pytest.approx(25)
    top: Points = region.to_picture(100) @ np.array([50, 0, 1], np.float32)
    np.testing.assert_allclose(top, center + np.array(above) * 1.25, atol=1e-4)
