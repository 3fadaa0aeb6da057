"""The script that measures how right the confidence is."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

SCRIPT = Path(__file__).parents[2] / "scripts" / "measure_size_confidence.py"


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


def test_a_right_confidence_has_no_error(script: dict[str, Any]) -> None:
    judged = [script["Judged"](0.75, int(i % 4 == 0), True) for i in range(40)]
    assert script["line"](judged) == (
        "exact 0.750 right 0.750 told 0.750 within one 1.000 ECE 0.000"
    )


def test_too_much_confidence_is_told(script: dict[str, Any]) -> None:
    judged = [script["Judged"](0.9, 2 if i % 2 else 0, True) for i in range(40)]
    assert script["line"](judged) == (
        "exact 0.500 right 0.500 told 0.900 within one 0.500 ECE 0.400"
    )


def test_the_right_size_that_does_not_suit_is_not_right(script: dict[str, Any]) -> None:
    judged = [script["Judged"](0.5, 0, i % 2 == 0) for i in range(40)]
    assert script["line"](judged) == (
        "exact 1.000 right 0.500 told 0.500 within one 1.000 ECE 0.000"
    )


def test_every_state_is_measured(script: dict[str, Any], shared: Path) -> None:
    folder = str(shared / "body" / "ansur2")
    result = CliRunner().invoke(script["main"], [folder, "--people", "3"])
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert len(lines) == 2 * 3 * 4
    assert sum("usual size varies" in line for line in lines) == 6
