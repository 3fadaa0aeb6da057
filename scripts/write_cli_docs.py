"""Write docs/cli.md from the commands' own help; a test holds the two together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from modiste.cli import root

TARGET = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
_WIDTH = 92


def commands(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every command below ``command`` as (full name, help text), in the order of the table."""
    context = click.Context(
        command,
        info_name=" ".join(path),
        terminal_width=_WIDTH,
        max_content_width=_WIDTH,
        **root.context_settings,
    )
    yield " ".join(path), command.get_help(context)
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from commands(child, (*path, name))


def page() -> str:
    """The whole page."""
    parts = [
        "# The command line\n",
        "Written by `scripts/write_cli_docs.py` from the commands' own help.\n",
        "Exit codes: 0 done; 2 the input cannot be used; 3 the installation lacks something; 4 an\n"
        "engine failed; 1 anything else. With `--json` the last line of standard output is one\n"
        "JSON object, also when the command fails.\n",
    ]
    for name, text in commands(root, ("modiste",)):
        parts.append(f"## {name}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    TARGET.write_text(page(), "utf-8")
    print(f"wrote {TARGET.name}")
