"""Measurements on an outline."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from modiste.perception.garment.silhouette import Silhouette


def _sleeved(lean: int) -> Silhouette:
    """A trunk from y = 40 to 240 whose sides lean by ``lean`` pixels, with sleeves above y = 80."""
    mask = np.zeros((260, 300), np.uint8)
    trunk = np.array([[100, 40], [200, 40], [200 + lean, 240], [100 - lean, 240]])
    cv2.fillPoly(mask, [trunk], 1)
    cv2.rectangle(mask, (20, 40), (280, 80), 1, -1)
    return Silhouette(mask > 0)


@pytest.mark.parametrize("lean", [-4, 0, 4])
def test_the_pit_is_the_corner_under_the_sleeve(lean: int) -> None:
    shape = _sleeved(lean)
    for start, end, _, _ in shape.defects[:2]:
        pit = shape.pit(start, end)
        assert abs(pit[1] - 81) < 3
        assert min(abs(pit[0] - 100), abs(pit[0] - 200)) < 3


def test_the_pit_does_not_depend_on_the_side() -> None:
    left, right = sorted(
        (shape.pit(s, e) for shape in [_sleeved(3)] for s, e, _, _ in shape.defects[:2]),
        key=lambda point: float(point[0]),
    )
    assert left[0] + right[0] == pytest.approx(300, abs=2)
    assert left[1] == pytest.approx(right[1], abs=2)
