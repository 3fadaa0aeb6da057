"""The One-Euro filter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.live.one_euro import OneEuro


def _run(values: np.ndarray, rate: float = 30.0, **more: float) -> np.ndarray:
    smooth = OneEuro(**more)
    return np.stack([smooth(v.astype(np.float32), n / rate) for n, v in enumerate(values)])


@given(st.floats(-1e3, 1e3), st.integers(2, 30))
def test_what_rests_stays(value: float, count: int) -> None:
    out = _run(np.full((count, 3), value))
    assert out == pytest.approx(np.full((count, 3), np.float32(value)), abs=1e-2)


def test_noise_at_rest_shrinks() -> None:
    noise = np.random.default_rng(1).normal(0, 0.01, (300, 2))
    out = _run(noise)
    assert np.diff(out[50:], axis=0).std() < 0.5 * np.diff(noise[50:], axis=0).std()


def test_fast_movement_lags_less_than_a_plain_filter_of_the_same_calm() -> None:
    ramp = np.linspace(0, 5, 60)[:, None]
    quick, plain = _run(ramp, beta=1.0), _run(ramp, beta=0.0)
    assert abs(quick[-1] - ramp[-1]) < 0.5 * abs(plain[-1] - ramp[-1])


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=20))
def test_the_output_stays_between_what_was_seen(values: list[float]) -> None:
    out = _run(np.array(values)[:, None])
    assert out.min() >= min(values) - 1e-3
    assert out.max() <= max(values) + 1e-3


def test_time_that_stands_still_keeps_the_last_value() -> None:
    smooth = OneEuro()
    first = smooth(np.zeros(2, np.float32), 1.0)
    np.testing.assert_array_equal(smooth(np.ones(2, np.float32), 1.0), first)
    np.testing.assert_array_equal(smooth(np.ones(2, np.float32), 0.5), first)


def test_forgetting_begins_anew() -> None:
    smooth = OneEuro()
    smooth(np.zeros(2, np.float32), 0.0)
    smooth.forget()
    np.testing.assert_array_equal(smooth(np.full(2, 9, np.float32), 0.1), [9, 9])
