"""``modiste bench serve``: throughput, memory, and what twenty kills lose."""

from __future__ import annotations

import click

from modiste.cli.figures import json_option, tell
from modiste.cli.serve import need_extra


@click.command("serve")
@click.option("--seconds", type=click.FloatRange(1), default=20.0, show_default=True,
              help="For each of 1, 4 and 16 shoppers.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1), default=1000, show_default=True,
              help="Over which memory must stay flat.")  # fmt: skip
@click.option("--kills", type=click.IntRange(0), default=20, show_default=True,
              help="How often the server is killed while it works.")  # fmt: skip
@json_option
def bench_server(seconds: float, jobs: int, kills: int, as_json: bool) -> None:
    """Measure a real server on the loopback interface: speed, memory, restarts, lost jobs."""
    need_extra()
    from modiste.service.bench import bench_serve, table

    figures = bench_serve(seconds, jobs, kills, lambda line: click.echo(line, err=True))
    tell(table(figures), figures, as_json)
