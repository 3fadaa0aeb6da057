import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.returns.minimise import minimise
from modiste.returns.ordinal import Outcome, information, log_likelihood, odds

numbers = st.floats(-3, 3)


@given(numbers, numbers)
def test_odds_are_probabilities_and_mirror(eta: float, log_tau: float) -> None:
    here = odds(np.array([eta]), np.array([log_tau]))[0]
    assert here.sum() == pytest.approx(1.0)
    assert (here >= 0).all()
    there = odds(np.array([-eta]), np.array([log_tau]))[0]
    np.testing.assert_allclose(here, there[::-1], atol=1e-12)


@given(numbers, st.floats(-1, 1.5), st.sampled_from(list(Outcome)))
def test_slopes_are_those_of_the_value(eta: float, log_tau: float, outcome: Outcome) -> None:
    step, said = 1e-5, np.array([int(outcome)])

    def value(e: float, t: float) -> float:
        return float(log_likelihood(np.array([e]), np.array([t]), said)[0][0])

    _, by_eta, by_tau = log_likelihood(np.array([eta]), np.array([log_tau]), said)
    assert by_eta[0] == pytest.approx(
        (value(eta + step, log_tau) - value(eta - step, log_tau)) / (2 * step), abs=1e-5
    )
    assert by_tau[0] == pytest.approx(
        (value(eta, log_tau + step) - value(eta, log_tau - step)) / (2 * step), abs=1e-5
    )


def test_reactions_near_a_cut_tell_most() -> None:
    told, _ = information(np.array([0.0, 4.5, 15.0]), np.full(3, 1.5))
    assert told[1] > told[0] > told[2] > 0


def test_the_minimiser_finds_the_bottom_of_rosenbrocks_valley() -> None:
    def valley(p: np.ndarray) -> tuple[float, np.ndarray]:
        x, y = p
        value = (1 - x) ** 2 + 100 * (y - x * x) ** 2
        slope = [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)]
        return float(value), np.array(slope)

    found = minimise(valley, np.array([-1.2, 1.0]), tolerance=1e-14)
    np.testing.assert_allclose(found, [1.0, 1.0], atol=1e-4)
    still = minimise(valley, np.array([1.0, 1.0]))
    np.testing.assert_array_equal(still, [1.0, 1.0])
