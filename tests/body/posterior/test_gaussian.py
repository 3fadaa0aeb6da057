"""The normal distribution of logarithms against plain formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.body.posterior.check import survival
from modiste.body.posterior.gaussian import LogNormal


@pytest.fixture
def two() -> LogNormal:
    return LogNormal(("a", "b"), np.array([1.0, 2.0]), np.array([[0.04, 0.03], [0.03, 0.09]]))


def test_conditioning_on_an_exact_reading(two: LogNormal) -> None:
    mean, sd = two.given(["a"], np.array([1.2]), np.zeros(1)).of("b")
    assert mean == pytest.approx(2.0 + 0.03 / 0.04 * 0.2)
    assert sd == pytest.approx(math.sqrt(0.09 - 0.03**2 / 0.04), rel=1e-6)


def test_two_equal_readings_are_one_of_half_the_variance(two: LogNormal) -> None:
    twice = two.given(["a", "a"], np.array([1.2, 1.2]), np.array([0.02, 0.02]))
    once = two.given(["a"], np.array([1.2]), np.array([0.01]))
    assert np.allclose(twice.mean, once.mean)
    assert np.allclose(twice.cov, once.cov)


def test_the_order_of_readings_does_not_matter(two: LogNormal) -> None:
    logs, noise = np.array([1.2, 1.7]), np.array([0.01, 0.02])
    together = two.given(["a", "b"], logs, noise)
    stepwise = two.given(["b"], logs[1:], noise[1:]).given(["a"], logs[:1], noise[:1])
    assert np.allclose(together.mean, stepwise.mean)
    assert np.allclose(together.cov, stepwise.cov)


def test_a_derived_quantity_follows_its_parts(two: LogNormal) -> None:
    more = two.extended("c", {"a": 0.5, "b": 2.0}, 0.3, 0.1)
    assert more.of("c")[0] == pytest.approx(0.5 + 4.0 + 0.3)
    assert more.of("c")[1] ** 2 == pytest.approx(0.25 * 0.04 + 2 * 0.03 + 4 * 0.09 + 0.01)
    known = more.given(["a", "b"], np.array([1.1, 2.2]), np.zeros(2))
    assert known.of("c") == pytest.approx((0.55 + 4.4 + 0.3, 0.1), rel=1e-4)


def test_a_fit_recovers_what_was_drawn(two: LogNormal) -> None:
    again = LogNormal.fitted(two.names, two.sample(np.random.default_rng(1), 50_000))
    assert np.allclose(again.mean, two.mean, atol=0.005)
    assert np.allclose(again.cov, two.cov, atol=0.002)


@pytest.mark.parametrize(
    ("x", "k", "chance"),
    [(3.841, 1, 0.05), (5.991, 2, 0.05), (7.815, 3, 0.05), (13.277, 4, 0.01), (20.515, 5, 0.001)],
)
def test_the_tail_of_chi_squared_is_that_of_the_tables(x: float, k: int, chance: float) -> None:
    assert survival(x, k) == pytest.approx(chance, rel=2e-3)


@settings(deadline=None)
@given(st.floats(0, 300), st.integers(1, 40))
def test_the_tail_is_a_probability_that_grows_with_the_degrees(x: float, k: int) -> None:
    assert 0 <= survival(x, k) <= survival(x, k + 1) + 1e-12 <= 1 + 1e-9
