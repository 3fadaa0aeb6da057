import numpy as np
import pytest

from modiste.evaluation.fit import calibrate
from modiste.evaluation.ranking import (
    auc,
    calibration_error,
    expected_f1,
    log_loss,
    macro_f1,
    mean_auc,
    ndcg,
    tune_rule,
    tune_shifts,
)


def test_auc_counts_ties_half() -> None:
    positive = np.array([True, True, False, False])
    assert auc(positive, np.array([4.0, 3.0, 2.0, 1.0])) == 1.0
    assert auc(positive, np.array([1.0, 3.0, 2.0, 1.0])) == pytest.approx(0.625)
    assert auc(positive, np.zeros(4)) == 0.5
    assert np.isnan(auc(np.ones(4, bool), np.zeros(4)))


def test_f1_by_hand() -> None:
    truth, guess = np.array([0, 0, 1, 2]), np.array([0, 1, 1, 1])
    assert macro_f1(truth, guess) == pytest.approx((2 / 3 + 1 / 2 + 0) / 3)


def test_ndcg_by_hand() -> None:
    gain = np.array([3.0, 0.0, 1.0])
    assert ndcg(np.array([3.0, 1.0, 2.0]), gain) == pytest.approx(1.0)
    best = 7 + 1 / np.log2(3)
    worst = 1 / np.log2(3) + 7 / 2
    assert ndcg(np.array([1.0, 3.0, 2.0]), gain) == pytest.approx(worst / best)
    assert ndcg(np.array([1.0, 2.0]), np.zeros(2)) == 0.0


def test_calibration_mends_what_was_spoilt() -> None:
    rng = np.random.default_rng(0)
    odds = rng.dirichlet([2.0, 4.0, 2.0], 20000)
    outcome = (rng.random(20000)[:, None] > odds.cumsum(axis=1)).sum(axis=1)
    spoilt = odds**2 * [1.0, 3.0, 1.0]
    spoilt /= spoilt.sum(axis=1, keepdims=True)
    mended = calibrate(outcome, spoilt)
    assert mended.power == pytest.approx(0.5, abs=0.05)
    assert calibration_error(outcome, spoilt) > 0.1
    assert calibration_error(outcome, mended(spoilt)) < 0.02
    assert log_loss(outcome, mended(spoilt)) == pytest.approx(log_loss(outcome, odds), abs=0.005)
    assert mean_auc(outcome, odds) > 0.6


def test_shifts_help_rare_classes() -> None:
    rng = np.random.default_rng(1)
    odds = rng.dirichlet([1.0, 8.0, 1.0], 4000)
    outcome = (rng.random(4000)[:, None] > odds.cumsum(axis=1)).sum(axis=1)
    shifted = (np.log(odds) + tune_shifts(odds)).argmax(axis=1)
    assert macro_f1(outcome, shifted) > macro_f1(outcome, odds.argmax(axis=1)) + 0.05


@pytest.mark.parametrize("base", [(1.0, 3.0, 1.0), (0.4, 4.0, 0.8), (2.0, 2.0, 2.0)])
def test_the_rule_beats_the_best_shifts_in_expectation(base: tuple[float, ...]) -> None:
    odds = np.random.default_rng(2).dirichlet(base, 6000)
    shifted = (np.log(odds) + tune_shifts(odds)).argmax(axis=1)
    assert expected_f1(odds, tune_rule(odds)(odds)) >= expected_f1(odds, shifted)


def test_the_rule_gains_on_rows_that_it_was_not_tuned_on() -> None:
    rng = np.random.default_rng(3)
    odds, fresh = (rng.dirichlet([1.0, 3.0, 1.0], 40000) for _ in range(2))
    shifted = (np.log(fresh) + tune_shifts(odds)).argmax(axis=1)
    assert expected_f1(fresh, tune_rule(odds)(fresh)) > expected_f1(fresh, shifted)


def test_no_single_row_guessed_otherwise_is_better() -> None:
    odds = np.random.default_rng(4).dirichlet([1.0, 3.0, 1.0], 300)
    guess = tune_rule(odds)(odds)
    best = expected_f1(odds, guess)
    for row in range(0, 300, 10):
        for other in range(3):
            changed = guess.copy()
            changed[row] = other
            assert expected_f1(odds, changed) <= best + 1e-4


def test_a_rule_survives_a_class_that_never_comes() -> None:
    odds = np.tile([0.0, 1.0, 0.0], (50, 1))
    assert tune_rule(odds)(odds).tolist() == [1] * 50
