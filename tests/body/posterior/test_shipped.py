"""The shipped statistics are those of the survey, where the survey is at hand."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest

from modiste.assets import asset_path
from modiste.body.posterior.survey import read_survey
from modiste.evaluation.anthropometry import evaluate_anthropometry
from modiste.types import Sex

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def ansur(shared: Path) -> Path:
    return shared / "body" / "ansur2"


def test_the_script_makes_the_shipped_file(ansur: Path, tmp_path: Path) -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "build_anthropometry.py"))
    script["build"](ansur, tmp_path / "again.npz")
    with np.load(asset_path("anthropometry")) as kept, np.load(tmp_path / "again.npz") as again:
        assert sorted(kept.files) == sorted(again.files)
        for name in kept.files:
            assert np.array_equal(kept[name], again[name])
    assert (tmp_path / "again.npz").stat().st_size < 60_000


def test_the_survey_is_whole(ansur: Path) -> None:
    assert len(read_survey(ansur, Sex.MALE).rows) == 4082
    assert len(read_survey(ansur, Sex.FEMALE).rows) == 1986


def test_errors_and_coverage_on_real_people(ansur: Path) -> None:
    rows = ("+ age", "+ front and side, 1 cm noise")
    figures = evaluate_anthropometry(ansur, rows=rows, limit=150)["rows"]
    plain, photos = (figures[row] for row in rows)
    assert 0.76 < plain["coverage80"] < 0.84
    assert 0.76 < photos["coverage80"] < 0.84
    assert plain["targets"]["waist"]["mae_cm"] < 3.9
    assert photos["targets"]["waist"]["mae_cm"] < 2.3
    assert photos["targets"]["hip"]["mae_cm"] < 1.8
