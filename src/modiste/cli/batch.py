"""``modiste batch``: a whole catalogue."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from modiste.cli.failures import print_json
from modiste.cli.licences import accept_option
from modiste.engines import DEFAULT_ENGINE
from modiste.errors import OptionError
from modiste.types import Quality

_STOPPED = 130
"""Exit code after Ctrl-C, as shells have it."""

if TYPE_CHECKING:
    from modiste.scale.batch import Runner
    from modiste.scale.pair import Pair


@click.command("batch")
@click.argument("pairs", required=False)
@click.option("--persons", type=click.Path(path_type=Path, file_okay=False),
              help="Instead of PAIRS: everybody in this folder …")  # fmt: skip
@click.option("--garments", type=click.Path(path_type=Path, file_okay=False),
              help="… in everything in this folder.")  # fmt: skip
@click.option("-o", "--out", required=True, help="Folder or address (s3://…) for the pictures.")
@click.option("--table", type=click.Path(path_type=Path, dir_okay=False),
              help="Result table, .csv or .parquet; default: beside the journal.")  # fmt: skip
@click.option("--state", type=click.Path(path_type=Path, file_okay=False),
              help="Folder of the journal, which a stopped job goes on from.")  # fmt: skip
@click.option("--engine", default=DEFAULT_ENGINE, show_default=True,
              help="One of those that 'modiste engines' lists.")  # fmt: skip
@accept_option
@click.option("--quality", type=click.Choice([q.value for q in Quality]), default="standard",
              show_default=True)  # fmt: skip
@click.option("--format", "kind", type=click.Choice(("png", "jpg", "webp")), default="png",
              show_default=True)  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 10_000),
              help="Processes, or actors with --ray; default: one per core.")  # fmt: skip
@click.option("--ray", metavar="auto|ADDRESS", help="Run on a Ray cluster.")
@click.option("--gpus", type=click.FloatRange(0), default=0.0, help="Per Ray actor.")
@click.option("--retry", is_flag=True, help="Try again what failed, whatever it failed of.")
@click.option("--json", "as_json", is_flag=True, help="Print one machine-readable line.")
def batch(
    pairs: str | None,
    persons: Path | None,
    garments: Path | None,
    out: str,
    table: Path | None,
    state: Path | None,
    engine: str,
    quality: str,
    kind: str,
    workers: int | None,
    ray: str | None,
    gpus: float,
    retry: bool,
    as_json: bool,
) -> None:
    """Dress every pair of the table PAIRS (columns person and garment) and write a result table.

    Stopped, it goes on where it was when it is called again. A pair that cannot be dressed becomes
    a row with its error.
    """
    from modiste.engines import check_ready
    from modiste.scale.batch import journal_path, run_batch
    from modiste.scale.dresser import Job
    from modiste.scale.journal import Journal
    from modiste.scale.places import check_writable
    from modiste.scale.table import check_table, write_table

    journal = Journal(journal_path(out, state))
    table = table or journal_path(out, state).with_name("results.csv")
    check_table(table)
    check_ready(engine)
    count, todo = _pairs(pairs, persons, garments)
    job = Job(out, engine, Quality(quality), kind)
    check_writable(out)
    runner = _runner(ray, workers, gpus)
    try:
        with journal, click.progressbar(length=count, label="pairs", file=sys.stderr) as bar:
            summary = run_batch(
                todo, job, runner, journal, retry=retry, progress=lambda _: bar.update(1)
            )
    except KeyboardInterrupt:
        write_table(journal.rows(), table)
        click.echo(f"\nstopped; what is done is in {table}. Call again to go on.", err=True)
        raise SystemExit(_STOPPED) from None
    write_table(journal.rows(), table)
    if as_json:
        print_json({"done": summary.done, "failed": summary.failed, "kept": summary.kept,
                    "repeated": summary.repeated, "table": str(table)})  # fmt: skip
        return
    click.echo(f"{summary.done} dressed, {summary.failed} failed, {summary.kept} were settled, "
               f"{summary.repeated} repeated; see {table}")  # fmt: skip


def _pairs(
    table: str | None, persons: Path | None, garments: Path | None
) -> tuple[int, Iterator[Pair]]:
    """How many pairs there are, and the pairs."""
    from modiste.scale.listing import count_pairs, crossed, pictures_in, read_pairs

    if table is not None and persons is None and garments is None:
        return count_pairs(table), read_pairs(table)
    if table is None and persons is not None and garments is not None:
        people, clothes = pictures_in(str(persons)), pictures_in(str(garments))
        return len(people) * len(clothes), crossed(people, clothes)
    raise OptionError("Give a table of pairs, or --persons and --garments, and not both.")


def _runner(ray: str | None, workers: int | None, gpus: float) -> Runner:
    if ray is not None:
        from modiste.scale.on_ray import RayRunner

        return RayRunner(ray, workers, gpus=gpus)
    from modiste.scale.local import LocalRunner

    return LocalRunner(workers or len(os.sched_getaffinity(0)))
