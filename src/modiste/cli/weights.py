"""``modiste weights``: weights of others, fetched by whoever wants them."""

from __future__ import annotations

from pathlib import Path

import click

from modiste.cli.failures import print_json

ENGINES = ("fashn",)


@click.command("weights")
@click.argument("engine", type=click.Choice(ENGINES))
@click.option("--from", "source", type=click.Path(path_type=Path, file_okay=False),
              help="A folder that holds the files already; nothing is downloaded.")  # fmt: skip
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False),
              help="Where they are kept; default: $MODISTE_WEIGHTS, or your cache.")  # fmt: skip
@click.option("--accept-licence", is_flag=True, help="I have read the licence and accept it.")
@click.option("--json", "as_json", is_flag=True, help="Print one machine-readable line.")
def fetch_weights(
    engine: str, source: Path | None, folder: Path | None, accept_licence: bool, as_json: bool
) -> None:
    """Fetch the weights of a photoreal ENGINE, and seal them with their sha256.

    A broken download goes on where it broke. The licence is shown first.
    """
    from modiste.photoreal.catalogue import published_of
    from modiste.photoreal.weights import fetch

    published = published_of(engine)
    click.echo(
        f"{published.engine}: {published.repository}, about {published.megabytes} MB, "
        f"licence {published.licence} ({published.page})", err=as_json
    )  # fmt: skip
    paths = fetch(published, folder, accept=accept_licence, source=source)
    if as_json:
        print_json({"engine": engine, "files": {name: str(path) for name, path in paths.items()}})
        return
    for name, path in paths.items():
        click.echo(f"{name}: {path}")
