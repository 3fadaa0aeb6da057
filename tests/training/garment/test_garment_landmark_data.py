from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.perception.garment.heatmaps import NAMES, SIDE, STRIDE, decode
from modiste.training.garment.landmark_data import (
    ROOMY,
    Sample,
    augmented,
    drawn_sample,
    heat,
    swap_sides,
)
from modiste.types import GARMENT_LANDMARKS


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return [drawn_sample(seed) for seed in range(4)]


def test_drawn_samples_know_their_landmarks(samples: list[Sample]) -> None:
    for sample in samples:
        known = {n for n, p in zip(NAMES, sample.points, strict=True) if np.isfinite(p).all()}
        assert known <= set(GARMENT_LANDMARKS[sample.category])
        assert len(known) >= 6
        assert sample.image.shape == (ROOMY, ROOMY, 3)
        inside = sample.inside > 200
        assert (sample.mask[inside] > 100).mean() > 0.95 if inside.any() else True


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 3), st.integers(0, 10_000))
def test_points_follow_the_cloth(index: int, seed: int) -> None:
    sample = drawn_sample(index)
    image, mask, inside, points = augmented(sample, np.random.default_rng(seed))
    assert image.shape == (SIDE, SIDE, 3)
    assert mask.min() >= 0
    assert mask.max() <= 1
    assert inside.shape == (SIDE, SIDE)
    grown = np.pad(mask, 6) > 0.2
    for x, y in points[np.isfinite(points).all(axis=1)].astype(int):
        assert grown[y : y + 13, x : x + 13].any()


def test_swapping_sides_twice_changes_nothing(samples: list[Sample]) -> None:
    points = samples[0].points
    assert np.array_equal(swap_sides(swap_sides(points)), points, equal_nan=True)


def test_heat_maps_peak_at_the_points() -> None:
    points = np.full((len(NAMES), 2), np.nan, np.float32)
    points[3] = 61.3, 40.8
    maps = heat(points)
    assert maps[[i for i in range(len(NAMES)) if i != 3]].max() == 0
    found, peaks = decode(maps)
    assert peaks[3] > 0.9
    assert np.abs(found[3] * STRIDE + (STRIDE - 1) / 2 - points[3]).max() < 0.3
