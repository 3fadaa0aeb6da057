"""``modiste react`` and the words of ``--adjust``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from modiste.adjust import Preferences, Reaction
from modiste.cli import root
from modiste.cli.adjusting import REACTIONS, read_preferences, wishes
from modiste.errors import InputError, OptionError
from modiste.types import Adjustment


def run(*words: str) -> Result:
    return CliRunner().invoke(root, ["react", *words])


def test_the_words_are_the_reactions() -> None:
    assert REACTIONS == tuple(Reaction)


def test_what_is_printed_goes_back_into_try() -> None:
    first = run("sleeves_too_long", "--kind", "top")
    assert first.stdout == "--adjust sleeve_length=-0.1\n"
    again = run("sleeves_too_long", "too_tight", "--kind", "top", "--shown", "sleeve_length=-0.1")
    assert again.stdout == "--adjust girth=0.06 --adjust sleeve_length=-0.2\n"


def test_thumbs_up_asks_for_nothing() -> None:
    assert run("thumbs_up", "--kind", "top").stdout == "nothing is to be changed\n"


def test_json() -> None:
    result = run("too_dark", "--kind", "dress", "--json")
    assert json.loads(result.stdout) == {"adjust": {"brightness": 0.06}}


def test_the_file_learns_over_runs(tmp_path: Path) -> None:
    path = tmp_path / "我.json"
    assert run("too_long", "--kind", "top", "--preferences", str(path)).exit_code == 0
    once = read_preferences(path).suggested("top").length
    run("too_long", "--kind", "top", "--preferences", str(path))
    assert read_preferences(path).suggested("top").length < once < 0
    assert [p.name for p in tmp_path.iterdir()] == ["我.json"]


def test_a_file_of_something_else_is_told_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("my notes")
    result = run("too_long", "--kind", "top", "--preferences", str(path))
    assert result.exit_code == 2
    assert "notes.txt" in result.stderr
    assert path.read_text() == "my notes"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = run("too_long", "--kind", "top", "--preferences", str(tmp_path / "no" / "p.json"))
    assert result.exit_code != 0
    assert "p.json" in result.stderr


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"x" * (1 << 21)])
def test_damaged_preferences(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"p\.json"):
        read_preferences(path)


def test_preferences_are_read_as_written(tmp_path: Path) -> None:
    known = Preferences()
    known.see("top", Adjustment(), Reaction.TOO_TIGHT)
    path = tmp_path / "p.json"
    path.write_text(known.to_json(), encoding="utf-8")
    assert read_preferences(path).suggested("top") == known.suggested("top")


def test_wishes() -> None:
    assert wishes(["girth=-0.1", " shading = 0.5 "]) == Adjustment(girth=-0.1, shading=0.5)
    with pytest.raises(OptionError, match=r"sleeve_length=-0\.1"):
        wishes(["girth"])
