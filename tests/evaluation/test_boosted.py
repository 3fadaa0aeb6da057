"""Boosted trees correct what sums of effects cannot say, and harm nothing where all is said."""

import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from modiste.cli import root
from modiste.errors import EngineUnavailableError
from modiste.evaluation.boosted import corrected
from modiste.evaluation.ranking import expected_f1, log_loss, macro_f1, tune_shifts

Drawn = tuple[np.ndarray, np.ndarray, np.ndarray]


def drawn(rows: int, seed: int, strength: float) -> Drawn:
    """Columns, outcomes that hang on one of them, and odds that know no column."""
    rng = np.random.default_rng(seed)
    columns = rng.standard_normal((rows, 4))
    logits = np.stack([-1 + 0 * columns[:, 0], 0 * columns[:, 0],
                       -1 + strength * np.tanh(3 * columns[:, 0])], axis=1)  # fmt: skip
    odds = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    outcome = (rng.random((rows, 1)) > odds.cumsum(axis=1)).sum(axis=1).clip(0, 2)
    return columns, outcome, np.tile(np.bincount(outcome, minlength=3) / rows, (rows, 1))


def test_trees_learn_what_the_model_cannot_say() -> None:
    pytest.importorskip("lightgbm")
    columns, known, raw = drawn(4000, 0, 2.0)
    fresh, truth, odds = drawn(2000, 1, 2.0)
    own, found = corrected(raw, columns, known, odds, fresh, seed=1)
    assert log_loss(truth, found) < log_loss(truth, odds) - 0.05
    assert log_loss(known, own) < log_loss(known, raw) - 0.05
    assert np.allclose(found.sum(axis=1), 1.0)
    again = corrected(raw, columns, known, odds, fresh, seed=1)
    assert (again[1] == found).all()


def test_where_nothing_is_to_be_learnt_little_changes() -> None:
    pytest.importorskip("lightgbm")
    columns, known, raw = drawn(4000, 0, 0.0)
    fresh, truth, odds = drawn(2000, 1, 0.0)
    own, found = corrected(raw, columns, known, odds, fresh, seed=1)
    assert log_loss(truth, found) < log_loss(truth, odds) + 0.01
    assert log_loss(known, own) < log_loss(known, raw) + 0.01, "no row may have seen its outcome"


def test_without_lightgbm_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    columns, known, raw = drawn(50, 0, 0.0)
    with pytest.raises(EngineUnavailableError, match=r"pip install 'modiste\[lightgbm\]'"):
        corrected(raw, columns, known, raw, columns, seed=1)


def test_only_known_models_are_taken(tmp_path: Path) -> None:
    result = CliRunner().invoke(root, ["eval", "fit", "--data", str(tmp_path), "--model", "forest"])
    assert result.exit_code == 2
    assert "numpy" in result.output
    assert "lightgbm" in result.output


def test_expected_f1_is_what_draws_give_on_average() -> None:
    rng = np.random.default_rng(5)
    odds = rng.dirichlet([1.0, 3.0, 1.0], 4000)
    guess = odds.argmax(axis=1)
    draws = [(rng.random((4000, 1)) > odds.cumsum(axis=1)).sum(axis=1) for _ in range(20)]
    assert expected_f1(odds, guess) == pytest.approx(
        np.mean([macro_f1(d, guess) for d in draws]), abs=0.005
    )


def test_rare_classes_are_shifted_up() -> None:
    odds = np.random.default_rng(6).dirichlet([0.8, 4.0, 0.8], 5000)
    shifts = tune_shifts(odds)
    guess = (np.log(odds) + shifts).argmax(axis=1)
    assert shifts[1] == 0
    assert min(shifts[0], shifts[2]) > 0.2
    assert expected_f1(odds, guess) > expected_f1(odds, odds.argmax(axis=1)) + 0.02
