"""``modiste eval body``: how right the inferred measures are."""

from __future__ import annotations

from pathlib import Path

import click

from modiste.cli.figures import json_option, tell


@click.command("body")
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the public files of ANSUR II.",
)
@click.option(
    "--civilians",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The table bdims of Heinz et al. 2003 as CSV: another survey to be judged by.",
)
@click.option("--limit", type=click.IntRange(5), help="Estimate so many people of each sex only.")
@json_option
def eval_body(data: Path, civilians: Path | None, limit: int | None, as_json: bool) -> None:
    """Errors and coverage of inferred measures, five-fold on ANSUR II."""
    from modiste.evaluation.anthropometry import evaluate_anthropometry, evaluate_civilians, table

    figures = evaluate_anthropometry(data, limit=limit)
    lines = table(figures)
    if civilians is not None:
        figures["civilians"] = evaluate_civilians(civilians)
    tell(lines, figures, as_json)
