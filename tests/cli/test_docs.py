"""The page about the command line says what the commands say."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_what_the_script_writes() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "write_cli_docs.py"))
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == script["page"]()


def test_every_command_is_on_the_page() -> None:
    text = (ROOT / "docs" / "cli.md").read_text("utf-8")
    for name in ("try", "engines", "doctor", "example", "bench try", "eval warp", "train parse"):
        assert f"## modiste {name}\n" in text
