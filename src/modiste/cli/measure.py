"""``modiste bench`` and ``modiste eval``: every figure that the project claims, measured again."""

from __future__ import annotations

from pathlib import Path

import click

from modiste.cli.figures import json_option, tell
from modiste.imaging import check_output


@click.group(invoke_without_command=True)
@click.option(
    "--sheet",
    type=click.Path(path_type=Path),
    help="Write a contact sheet of persons x garments to this picture.",
)
@click.option(
    "--persons",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of person photos for --sheet; default: the virtual models.",
)
@click.option(
    "--garments",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of garment photos for --sheet; default: the drawn garments.",
)
@click.pass_context
def bench(
    ctx: click.Context, sheet: Path | None, persons: Path | None, garments: Path | None
) -> None:
    """Measure speed and memory, or draw a contact sheet."""
    if ctx.invoked_subcommand is not None:
        return
    if sheet is None:
        click.echo(ctx.get_help())
        return
    from modiste.evaluation.sheet import draw_sheet

    check_output(sheet)
    for line in draw_sheet(sheet, persons, garments):
        click.echo(line)
    click.echo(f"The sheet is {sheet}")


@bench.command("try")
@click.option("--runs", type=click.IntRange(1, 1000), default=20, show_default=True)
@json_option
def bench_try(runs: int, as_json: bool) -> None:
    """Time a try-on per stage, the cold command, and its peak memory."""
    from modiste.evaluation.bench import bench_try as measure
    from modiste.evaluation.bench import table

    figures = measure(runs=runs)
    tell(table(figures), figures, as_json)


@click.group("eval")
def evaluate() -> None:
    """Measure how right the results are."""


@evaluate.command("warp")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--exact-only", is_flag=True, help="Leave out the slower half with the real nets.")
@json_option
def eval_warp(seed: int, exact_only: bool, as_json: bool) -> None:
    """Garment-mask IoU on rendered persons with known truth, ours and a naive paste."""
    from modiste.evaluation.warp import evaluate_warp, table
    from modiste.perception.look import Perception

    perception = None if exact_only else Perception.open()
    figures = evaluate_warp(perception=perception, seed=seed)
    tell(table(figures), figures, as_json)


@evaluate.command("parse")
@click.option(
    "--data", required=True, type=click.Path(path_type=Path, exists=True, file_okay=False)
)
@json_option
def eval_parse(data: Path, as_json: bool) -> None:
    """IoU of the person parser on the held-out tenth of Clothing Co-Parsing."""
    from modiste.evaluation.parse import evaluate_parse, table

    figures = evaluate_parse(data)
    tell(table(figures), figures, as_json)


@evaluate.command("garment")
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with images/ and images.csv, such as the CC0 clothing-dataset.",
)
@click.option("--limit", type=click.IntRange(1), help="Look at so many photos of each part only.")
@json_option
def eval_garment(data: Path, limit: int | None, as_json: bool) -> None:
    """Kind, calibration, nearest neighbour, landmarks and cut-out of garment photos."""
    from modiste.evaluation.garment import evaluate_garment, table

    figures = evaluate_garment(data, limit=limit, progress=lambda line: click.echo(line, err=True))
    tell(table(figures), figures, as_json)
