"""``modiste eval tryon``: how believable the engines' pictures are."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from modiste.cli.figures import json_option
from modiste.cli.figures import tell as tell_figures


@click.command("tryon")
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of Clothing Co-Parsing.",
)
@click.option("--engines", default="warp,light", show_default=True, help="Names, by commas.")
@click.option("--limit", type=click.IntRange(2), help="Use so many photos only.")
@click.option("--prints", type=click.IntRange(0, 3), default=3, show_default=True,
              help="How many drawn people wear words; 0 leaves legibility out.")  # fmt: skip
@click.option(
    "--manifest",
    "record",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write hashes of photos and weights, settings and figures there.",
)
@click.option(
    "--sheet",
    type=click.Path(path_type=Path, file_okay=False),
    help="Dress people in photographed garments too, and write the pictures there.",
)
@click.option(
    "--garments",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Garment photos for --sheet; default: clothing-dataset/plain beside --data.",
)
@json_option
def eval_tryon(
    data: Path, engines: str, limit: int | None, prints: int, record: Path | None,
    sheet: Path | None, garments: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Held-out people, dressed in something else, get their own garment back."""
    from modiste.evaluation.tryon.manifest import manifest, write_manifest
    from modiste.evaluation.tryon.run import evaluate_tryon, table
    from modiste.evaluation.tryon.sheet import unpaired_sheets

    names, tell = (
        [n.strip() for n in engines.split(",") if n.strip()],
        partial(click.echo, err=True),
    )
    outcome = evaluate_tryon(data, names, limit, prints, told=tell)
    if record is not None:
        settings = {"engines": names, "limit": limit, "prints": prints}
        write_manifest(record, manifest(data, outcome, settings))
    if sheet is not None:
        clothes = garments or data.parent / "clothing-dataset" / "plain"
        unpaired_sheets(data, clothes, names, sheet, told=tell)
    tell_figures(table(outcome.figures), outcome.figures, as_json)
