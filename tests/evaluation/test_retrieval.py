from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.evaluation.retrieval import calibration_error, nearest, nearest_accuracy


def test_confidence_that_is_right_as_often_as_it_says_has_no_error() -> None:
    confidence = np.repeat(np.array([0.25, 0.75], np.float32), 400)
    right = np.concatenate([np.arange(400) < 100, np.arange(400) < 300])
    assert calibration_error(confidence, right) == pytest.approx(0, abs=1e-6)
    assert calibration_error(np.full(10, 0.95, np.float32), np.zeros(10, bool)) == pytest.approx(
        0.95, abs=1e-6
    )


@given(st.lists(st.tuples(st.floats(0, 1, width=32), st.booleans()), min_size=1))
def test_the_calibration_error_is_a_share(pairs: list[tuple[float, bool]]) -> None:
    confidence = np.array([p[0] for p in pairs], np.float32)
    right = np.array([p[1] for p in pairs])
    error = calibration_error(confidence, right)
    assert 0 <= error <= 1
    # Jensen: no binning hides that the whole is over- or underconfident.
    assert error >= abs(float(confidence.mean()) - float(right.mean())) - 1e-5


def test_the_nearest_come_first() -> None:
    angles = np.deg2rad([0, 90, 45])
    gallery = np.stack([np.cos(angles), np.sin(angles)], 1).astype(np.float32)
    queries = np.array([[1, 0], [0, 1]], np.float32)
    assert nearest(gallery, queries, 3).tolist() == [[0, 2, 1], [1, 2, 0]]
    assert nearest_accuracy(gallery, np.array([5, 6, 7]), queries, np.array([5, 7])) == 0.5
