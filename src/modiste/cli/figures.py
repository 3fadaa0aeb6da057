"""How measured figures are printed: a table for people, or one JSON object for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from modiste.cli.failures import print_json

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one machine-readable line; the table on stderr."
)


def tell(lines: str, figures: Mapping[str, Any], as_json: bool) -> None:
    """Print the table; with ``as_json`` the object alone is on stdout, to be piped on."""
    click.echo(lines, err=as_json)
    if as_json:
        print_json(dict(figures))
