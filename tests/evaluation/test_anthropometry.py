"""The evaluation of inferred measures, on people drawn from the shipped statistics."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from modiste.body.posterior import Dimension, Prior
from modiste.body.posterior.dimensions import SURVEYED
from modiste.body.posterior.survey import FILES, read_survey
from modiste.cli import root
from modiste.errors import InputError
from modiste.evaluation.anthropometry import (
    HEINZ,
    evaluate_anthropometry,
    evaluate_civilians,
    table,
)
from modiste.types import Measure, Sex


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files like those of ANSUR II, with 400 people of each sex who never lived."""
    folder = tmp_path_factory.mktemp("survey")
    prior = Prior.open(civilians=False)
    for sex, name in FILES.items():
        people = prior.posterior(sex).sample(np.random.default_rng(1), 400, tuple(SURVEYED))
        with (folder / name).open("w", newline="", encoding="latin-1") as file:
            writer = csv.writer(file)
            writer.writerow([*SURVEYED.values(), "Heightin", "Weightlbs"])
            for row in people:
                values = [
                    v if n is Dimension.AGE else round(10 * v)
                    for n, v in zip(SURVEYED, row, strict=True)
                ]
                writer.writerow([*values, round(row[0] / 2.54), round(row[1] / 0.4536)])
    return folder


def test_the_survey_is_read_in_cm_kg_and_years(survey: Path) -> None:
    people = read_survey(survey, Sex.FEMALE)
    assert people.rows.shape == (400, len(SURVEYED))
    assert people.column(Measure.HEIGHT).mean() == pytest.approx(162.8, abs=1.5)
    assert people.column(Measure.WEIGHT).mean() == pytest.approx(67.8, abs=2.5)
    assert np.abs(people.told - people.rows[:, :2]).max() < 1.4


def test_more_is_known_of_whom_more_is_read(survey: Path) -> None:
    rows = ("sex+height+weight", "+ front widths, 1 cm noise", "+ front and side, no noise")
    figures = evaluate_anthropometry(survey, rows=rows, limit=100)
    assert figures["n"] == 200
    waists = [figures["rows"][row]["targets"]["waist"]["mae_cm"] for row in rows]
    assert waists[0] > 1.2 * waists[1] > 1.4 * waists[2]
    for row in rows:
        assert figures["rows"][row]["coverage80"] == pytest.approx(0.8, abs=0.05)
    assert table(figures).count("\n") == 1 + len(rows)


def test_what_was_read_is_not_judged(survey: Path) -> None:
    row = "+ taped chest, waist, hip"
    targets = evaluate_anthropometry(survey, rows=(row,), limit=10)["rows"][row]["targets"]
    assert set(targets) == {"inseam", "shoulder", "arm_length", "neck"}


def test_the_impossible_is_counted(survey: Path, tmp_path: Path) -> None:
    for name in FILES.values():
        lines = (survey / name).read_text("latin-1").splitlines()[:81]
        last = lines[1].split(",")
        last[-2] = "10"
        lines[1] = ",".join(last)
        (tmp_path / name).write_text("\n".join(lines), "latin-1")
    row = "as told by themselves"
    assert evaluate_anthropometry(tmp_path, rows=(row,))["rows"][row]["refused"] == 2


def test_a_wrong_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="ANSUR_II_FEMALE_Public"):
        evaluate_anthropometry(tmp_path)


def test_another_survey_judges_the_civilians(tmp_path: Path) -> None:
    path = tmp_path / "bdims.csv"
    people = Prior.open().posterior(Sex.MALE)
    names = (Measure.HEIGHT, Measure.WEIGHT, Dimension.AGE, *HEINZ)
    drawn = people.sample(np.random.default_rng(2), 150, names)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["sex", "hgt", "wgt", "age", *HEINZ.values()])
        writer.writerows([1, *row] for row in drawn if 18 < row[2] < 58)
        writer.writerow([0, 165, 60, 30, *drawn[0, 3:]])
    figures = evaluate_civilians(path)
    assert figures["male"]["hip"]["coverage80"] == pytest.approx(0.8, abs=0.1)
    assert abs(figures["male"]["hip"]["bias_cm"]) < 1
    path.write_text("sex,hgt\n1,180\n")
    with pytest.raises(InputError, match="bdims"):
        evaluate_civilians(path)


def test_the_command(survey: Path) -> None:
    result = CliRunner().invoke(root, ["eval", "body", "--data", str(survey), "--limit", "5"])
    assert result.exit_code == 0
    assert result.stdout.startswith("| Inputs | chest |")
