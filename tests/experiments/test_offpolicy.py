from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from modiste.errors import InputError
from modiste.experiments.offpolicy import (
    ESTIMATORS,
    Logged,
    Value,
    difference,
    doubly_robust,
    ips,
    self_normalised,
)

MEANS = np.array([0.2, 0.5, 0.8])
LOGGING = np.array([0.6, 0.3, 0.1])
TARGET = np.array([0.1, 0.3, 0.6])
TRUTH = float(MEANS @ TARGET)


def world(seed: int, rows: int = 3000, model: float = 0.0) -> Logged:
    """Bernoulli rewards of three actions; ``model`` is the bias of the reward model."""
    rng = np.random.default_rng(seed)
    action = rng.choice(3, rows, p=LOGGING)
    reward = (rng.random(rows) < MEANS[action]).astype(float)
    guess = MEANS + model
    return Logged(
        reward,
        LOGGING[action],
        TARGET[action],
        expected=guess[action],
        expected_target=np.full(rows, float(guess @ TARGET)),
    )


@pytest.mark.parametrize("estimator", ESTIMATORS.values(), ids=ESTIMATORS.keys())
def test_intervals_cover_the_truth_as_often_as_they_say(
    estimator: Callable[[Logged], Value],
) -> None:
    values = [estimator(world(seed)) for seed in range(200)]
    assert np.mean([v.mean for v in values]) == pytest.approx(TRUTH, abs=0.01)
    assert 0.89 <= np.mean([v.low <= TRUTH <= v.high for v in values]) <= 0.99


def test_a_wrong_model_does_not_bias_the_doubly_robust_estimate() -> None:
    values = [doubly_robust(world(seed, model=0.5)).mean for seed in range(100)]
    assert np.mean(values) == pytest.approx(TRUTH, abs=0.01)


def test_a_good_model_narrows_the_interval() -> None:
    log = world(1)
    wide, narrow = ips(log), doubly_robust(log)
    assert narrow.high - narrow.low < 0.8 * (wide.high - wide.low)


def test_self_normalising_does_not_care_for_a_constant() -> None:
    log = world(2)
    moved = replace(log, reward=log.reward + 10.0)
    assert self_normalised(moved).mean == pytest.approx(self_normalised(log).mean + 10.0)


def test_rows_of_one_user_are_not_independent() -> None:
    log = world(3, rows=400)
    twice = Logged(
        np.repeat(log.reward, 5),
        np.repeat(log.logging, 5),
        np.repeat(log.target, 5),
        user=np.repeat(np.arange(400), 5),
    )
    once, again = ips(log), ips(twice)
    assert again.high - again.low == pytest.approx(once.high - once.low, rel=0.01)


def test_weights_that_do_not_average_to_one_are_told() -> None:
    log = world(4)
    assert ips(log).reliable
    assert not ips(replace(log, logging=np.minimum(1.0, log.logging * 3))).reliable


def test_clipping_bounds_the_weights() -> None:
    log = world(5)
    assert ips(log, clip=1.0).mean < ips(log).mean
    assert ips(log, clip=1.0).effective > ips(log).effective


def test_difference_finds_what_was_put_in() -> None:
    rng = np.random.default_rng(6)
    treated = rng.random(4000) < 0.5
    value = difference(rng.normal(1.0, 1.0, 4000) + 0.2 * treated, treated)
    assert value.low < 0.2 < value.high
    assert value.low > 0.0
    with pytest.raises(InputError, match="two users"):
        difference(np.ones(3), np.array([True, False, False]))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"logging": np.array([0.0, 0.5])}, "propensity"),
        ({"target": np.array([0.5, 1.5])}, "judged"),
        ({"reward": np.array([np.nan, 0.0])}, "reward"),
        ({"target": np.array([0.5])}, "length"),
    ],
)
def test_a_log_that_cannot_be_is_refused(change: dict[str, np.ndarray], word: str) -> None:
    columns = {"reward": np.zeros(2), "logging": np.full(2, 0.5), "target": np.full(2, 0.5)}
    with pytest.raises(InputError, match=word):
        Logged(**{**columns, **change})


def test_a_policy_that_never_overlaps_cannot_be_judged() -> None:
    log = Logged(np.ones(3), np.full(3, 0.5), np.zeros(3))
    with pytest.raises(InputError, match="none of the logged"):
        self_normalised(log)
    with pytest.raises(InputError, match="expected"):
        doubly_robust(log)
    with pytest.raises(InputError, match="level"):
        ips(log, level=1.0)
