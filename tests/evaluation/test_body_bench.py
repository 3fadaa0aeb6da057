"""The body's benchmarks, at small numbers."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from modiste.cli import root
from modiste.evaluation.body import bench
from modiste.evaluation.body.bench import PARTS, bench_body, table
from modiste.evaluation.body.fit import people
from modiste.types import Measure, Sex


def test_people_are_usual_adults_of_both_sexes() -> None:
    drawn = people(20, seed=1)
    assert [sex for sex, _ in drawn].count(Sex.FEMALE) == 10
    for _, person in drawn:
        index = person[Measure.WEIGHT] / (person[Measure.HEIGHT] / 100) ** 2
        assert 18 < index < 34
    assert drawn == people(20, seed=1)
    assert drawn != people(20, seed=2)


def test_fits_are_reported() -> None:
    reports = bench_body(["fit"], seed=9, count=4)
    report = reports["fit"]
    assert report["n"] == 4
    assert 0 < report["residual_p90_cm"] <= report["residual_max_cm"] < 0.2
    assert report["mass_mae_kg"] < 2
    assert 0 < report["few_residual_max_cm"] < 0.2
    assert "residual_max_cm" in table(reports)


def test_the_command_ends_with_json() -> None:
    result = CliRunner().invoke(root, ["bench", "body", "--part", "fit", "--n", "2", "--json"])
    assert result.exit_code == 0, result.output
    figures = json.loads(result.output.splitlines()[-1])
    assert figures["fit"]["n"] == 2


def test_unknown_parts_are_refused() -> None:
    result = CliRunner().invoke(root, ["bench", "body", "--part", "soul"])
    assert result.exit_code == 2
    assert all(name in result.output for name in PARTS)


def test_every_part_has_a_number() -> None:
    assert all(part.count >= (20 if part.slow else 40) for part in PARTS.values())
    assert PARTS["photo"].count >= 200


def test_slow_parts_are_measured_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = {name: replace(part, measure=lambda n, _: {"n": n}) for name, part in PARTS.items()}
    monkeypatch.setattr(bench, "PARTS", quick)
    assert set(bench_body([], seed=0)) == {"scan", "fit", "photo"}
    assert bench_body(["photo_nets"], seed=0, count=3) == {"photo_nets": {"n": 3}}
    assert bench_body(["photo"], seed=0)["photo"]["n"] == 200
