from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from evaluation.garment_folder import draw_folder
from modiste.cli import root
from modiste.errors import InputError
from modiste.evaluation.garment import MISSED, answers, evaluate_garment, point_errors, table
from modiste.evaluation.garment_data import PARTS
from modiste.types import Landmark


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_folder(tmp_path_factory.mktemp("data") / "mine")


def test_the_command_ends_with_the_figures(data: Path) -> None:
    result = CliRunner().invoke(root, ["eval", "garment", "--data", str(data), "--json"])
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout.splitlines()[-1])
    assert {"top1", "ece", "nn", "landmark_median", "cutout_iou", "n"} <= set(figures)
    assert figures["n"] == 3
    assert figures["landmark_median"] is None
    assert figures["top1"] >= 2 / 3 - 1e-3
    assert figures["nn"] >= 2 / 3 - 1e-3
    assert figures["cutout_iou"] > 0.85
    assert 0 <= figures["ece"] <= 1


def test_a_folder_without_test_or_training_photos_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no test photo"):
        evaluate_garment(draw_folder(tmp_path / "a", PARTS[:1]))
    with pytest.raises(InputError, match="no training photo"):
        evaluate_garment(draw_folder(tmp_path / "b", PARTS[2:]))


def test_the_answer_may_be_restricted_to_the_kinds_that_are_there() -> None:
    probabilities = np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]], np.float32)
    kinds = np.array([1, 2])
    assert answers(probabilities, kinds) == (0.5, pytest.approx(0.35, abs=1e-4))
    top1, ece = answers(probabilities, kinds, np.array([1, 2]))
    assert top1 == 1.0
    assert ece == pytest.approx((0.4 + 1 / 9) / 2, abs=1e-3)


def test_errors_are_parts_of_the_diagonal() -> None:
    mask = np.zeros((100, 200), bool)
    mask[10:40, 20:60] = True
    rows = [
        {"landmark": "hem_left", "x": "0.5", "y": "0.5"},
        {"landmark": "hem_right", "x": "0.5", "y": "0.5"},
        {"landmark": "cuff_outer_left", "x": "", "y": ""},
    ]
    marks = {"hem_left": Landmark(99.5 + 3, 49.5 + 4)}
    assert point_errors(marks, mask, rows) == [pytest.approx(5 / 50), MISSED]


def test_the_table_has_a_line_for_each_figure() -> None:
    lines = table({"top1": 0.9, "landmark_median": None}).splitlines()
    assert lines[0].split() == ["top1", "0.9"]
    assert lines[1].split() == ["landmark_median", "-"]
