"""``modiste bench body``: how right and how fast bodies are measured and made."""

from __future__ import annotations

import click

from modiste.cli.figures import json_option, tell

PARTS = ("scan", "photo", "fit", "photo_nets")


@click.command("body")
@click.option("--part", "parts", multiple=True, type=click.Choice(PARTS),
              help="Only this part; may be given again. Default: all but photo_nets.")  # fmt: skip
@click.option("--n", "count", type=click.IntRange(1), help="Bodies per part; each has a default.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True,
              help="Of the random bodies; take a fresh one.")  # fmt: skip
@json_option
def bench_bodies(parts: tuple[str, ...], count: int | None, seed: int, as_json: bool) -> None:
    """Measure bodies from scans, photos and numbers against the truth."""
    from modiste.evaluation.body.bench import bench_body, table

    reports = bench_body(parts, seed, count, progress=lambda line: click.echo(line, err=True))
    tell(table(reports), reports, as_json)
