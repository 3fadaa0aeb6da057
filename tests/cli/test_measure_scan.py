"""``modiste measure --scan``: what reaches the scan's reader, and what people are told."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from modiste.body.posterior import Observation, Source
from modiste.body.scan import Cloud
from modiste.cli import root
from modiste.types import Measure, Sex


def run(*words: str) -> Result:
    return CliRunner().invoke(root, ["measure", *words])


@pytest.fixture
def cloud(tmp_path: Path) -> Path:
    """A ball of 700 points, 5 m across."""
    points = np.random.default_rng(0).normal(size=(700, 3))
    points *= 2.5 / np.linalg.norm(points, axis=1, keepdims=True)
    np.savetxt(tmp_path / "me.xyz", points)
    return tmp_path / "me.xyz"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the fit was asked; it finds a waist of 80 cm."""
    seen: dict[str, Any] = {}

    def fit(cloud: Cloud, sex: Sex | None, *, unit: str | None = None) -> SimpleNamespace:
        seen.update(points=len(cloud.points), sex=sex, unit=unit)
        reading = Observation(Measure.WAIST, 80.0, 0.5, Source.SCAN)
        return SimpleNamespace(warnings=("The neck is uncertain.",), observations=lambda: [reading])

    monkeypatch.setattr("modiste.body.scan.fit_scan", fit)
    return seen


def test_the_scan_s_girths_are_readings(cloud: Path, asked: dict[str, Any]) -> None:
    result = run("--scan", str(cloud), "--sex", "f", "--height", "165", "--json")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert data["values"]["waist"]["mean"] == pytest.approx(80, abs=0.5)
    assert data["values"]["waist"]["source"] == "scan"
    assert data["values"]["hip"]["source"] == "inferred"
    assert asked == {"points": 700, "sex": Sex.FEMALE, "unit": None}


def test_warnings_of_the_scan_go_to_stderr(cloud: Path, asked: dict[str, Any]) -> None:
    result = run("--scan", str(cloud), "--sex", "m")
    assert "scan: The neck is uncertain." in result.stderr
    assert "uncertain" not in result.stdout
    assert asked["sex"] is Sex.MALE


@pytest.mark.parametrize("unit", ["m", "cm", "mm", "in", "ft"])
def test_the_unit_is_passed_on(cloud: Path, asked: dict[str, Any], unit: str) -> None:
    assert run("--scan", str(cloud), "--sex", "f", "--scan-unit", unit).exit_code == 0
    assert asked["unit"] == unit


def test_unknown_units_are_refused(cloud: Path) -> None:
    result = run("--scan", str(cloud), "--sex", "f", "--scan-unit", "yard")
    assert result.exit_code == 2
    assert "'yard'" in result.stderr


def test_a_size_of_no_adult_asks_for_the_unit(cloud: Path) -> None:
    result = run("--scan", str(cloud), "--sex", "f")
    assert result.exit_code != 0
    assert "Traceback" not in result.output
    assert "me.xyz" in result.stderr


@pytest.mark.parametrize(
    ("name", "data"),
    [("none.ply", None), ("empty.ply", b""), ("few.xyz", b"1 2 3\n"), ("a.docx", b"x"),
     ("frames.json", b'{"frames": []}')],
)  # fmt: skip
def test_what_is_no_scan_is_told_by_name(tmp_path: Path, name: str, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    result = run("--scan", str(tmp_path / name), "--sex", "f")
    assert result.exit_code != 0
    assert "Traceback" not in result.output
    assert name in result.stderr


def test_the_sex_is_asked_for(cloud: Path) -> None:
    result = run("--scan", str(cloud))
    assert result.exit_code != 0
    assert "--sex" in result.stderr
