"""``modiste bench batch``."""

from __future__ import annotations

import click

from modiste.cli.figures import json_option, tell


@click.command("batch")
@click.option("--pairs", type=click.IntRange(8, 100_000), default=120, show_default=True,
              help="Pairs of each timed run.")  # fmt: skip
@click.option("--driver-pairs", type=click.IntRange(1, 1_000_000), default=5000, show_default=True,
              help="Pairs over which the driver's memory is watched.")  # fmt: skip
@click.option("--ray", metavar="auto|ADDRESS", help="On a Ray cluster instead of processes.")
@json_option
def bench_pairs(pairs: int, driver_pairs: int, ray: str | None, as_json: bool) -> None:
    """Time a catalogue with one worker and with two, and watch the driver's memory."""
    from modiste.scale.bench import MakeRunner, bench_batch, table
    from modiste.scale.local import LocalRunner

    runner: MakeRunner = LocalRunner
    if ray is not None:
        from functools import partial

        from modiste.scale.on_ray import RayRunner

        runner = partial(RayRunner, ray)
    figures = bench_batch(
        pairs=pairs,
        driver_pairs=driver_pairs,
        runner=runner,
        progress=lambda line: click.echo(line, err=True),
    )
    tell(table(figures), figures, as_json)
