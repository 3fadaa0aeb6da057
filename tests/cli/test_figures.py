"""How figures are printed."""

from __future__ import annotations

import json

import click
import pytest
from click.testing import CliRunner

from modiste.cli import root
from modiste.cli.figures import json_option, tell

FIGURES = {"right": 0.5, "n": 4}


@click.command()
@json_option
def measured(as_json: bool) -> None:
    """A measurement."""
    tell("right  0.5", FIGURES, as_json)


def test_people_get_the_table() -> None:
    result = CliRunner().invoke(measured)
    assert (result.stdout, result.stderr) == ("right  0.5\n", "")


def test_programs_get_nothing_but_the_object() -> None:
    result = CliRunner().invoke(measured, ["--json"])
    assert json.loads(result.stdout) == FIGURES
    assert result.stderr == "right  0.5\n"


@pytest.mark.parametrize("command", ["bench try", "eval warp", "eval tryon", "bench live"])
def test_the_option_is_told_alike_everywhere(command: str) -> None:
    text = " ".join(CliRunner().invoke(root, [*command.split(), "--help"]).stdout.split())
    assert "the table on stderr" in text
