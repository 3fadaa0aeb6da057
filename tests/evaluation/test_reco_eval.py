"""The figures on small generated data in the shape of the public ones."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from renters import SIZES, renters

from modiste.cli import root
from modiste.errors import EngineUnavailableError, InputError
from modiste.evaluation.fit import random_figures, stream_figures
from modiste.evaluation.reco_data import FitFeedback, ladder_of, read_coat, read_fit_feedback
from modiste.evaluation.recommend import recommend_figures
from modiste.evaluation.size import size_figures
from modiste.returns.ladder import regular_ladder


def feedback() -> FitFeedback:
    people = renters(5000)
    rows = len(people.size)
    bought = people.bought
    body = np.concatenate([bought.body, np.full((rows, 2), np.nan)], axis=1)
    scaled = type(bought)(
        bought.user, bought.item, bought.category, 7.0 * np.sqrt(people.size + 4.0),
        body, bought.kept,
    )  # fmt: skip
    return FitFeedback(
        people.outcome, scaled, people.size, bought.body, bought.item * 100 + people.size,
        np.stack([people.size, bought.category], axis=1), np.arange(rows, dtype=np.float64),
        regular_ladder(7.0 * np.sqrt(np.arange(SIZES) + 4.0)),
    )  # fmt: skip


def write_coat(folder: Path, seed: int = 0) -> None:
    """40 users of two tastes; the first attribute of a coat decides."""
    rng = np.random.default_rng(seed)
    taste, style = rng.integers(0, 2, 40), rng.integers(0, 2, 60)
    rating = np.where(taste[:, None] == style, 5, 1)
    shown = rng.permuted(np.tile([1] * 24 + [2] * 16 + [0] * 20, (40, 1)), axis=1)
    tables = {
        "train": rating * (shown == 1),
        "test": rating * (shown == 2),
        "user_features": rng.integers(0, 2, (40, 2)),
        "item_features": np.stack([style, 1 - style], axis=1),
    }
    (folder / "coat").mkdir()
    for name, table in tables.items():
        np.savetxt(folder / "coat" / f"{name}.ascii", table, fmt="%d")


def test_fit_figures_are_better_than_chance_and_calibrated() -> None:
    data = feedback()
    batch = random_figures(data, seed=1, steps=30)
    assert batch["auc"] > 0.65
    assert batch["ece"] < 0.08
    misfits = float((data.outcome != 1).mean())
    assert batch["top10_misfit"] > misfits + 0.1
    online = stream_figures(data, seed=1, steps=30)
    assert online["online_auc"] > 0.65
    assert set(batch) | set(online) == {
        "auc", "f1", "ece", "logloss", "online_auc", "top10_misfit", "new_item_auc", "update_ms",
    }  # fmt: skip


def test_size_figures() -> None:
    found = size_figures(feedback(), seed=1)
    assert found["exact"] > 0.35
    assert found["within_one"] > 0.85
    assert found["monotone_violations"] == 0


def test_numbers_of_sizes_are_taken_apart() -> None:
    ladder = ladder_of(59)
    assert ladder.length[[7, 8, 9, 14, 34, 35, 36]].tolist() == [-1, 0, 1, 0, -1, 0, 1]
    assert ladder.girth[7] == ladder.girth[8] == ladder.girth[9] < ladder.girth[12]
    assert len(ladder.group) == 59


def test_recommend_command_finds_the_tastes(tmp_path: Path) -> None:
    write_coat(tmp_path)
    found = recommend_figures(read_coat(tmp_path), seed=1, repeats=1)
    assert found["ndcg5_20"] > 0.95 > found["ndcg5_0"]
    result = CliRunner().invoke(
        root, ["eval", "recommend", "--data", str(tmp_path), "--json", "--seed", "2"]
    )
    assert result.exit_code == 0
    assert set(json.loads(result.output.splitlines()[-1])) == {"ndcg5_0", "ndcg5_20", "update_us"}


def test_missing_data_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"train\.ascii"):
        read_coat(tmp_path)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(EngineUnavailableError, match="pip install"):
        read_fit_feedback(tmp_path)
