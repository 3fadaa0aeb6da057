"""``modiste weights``: weights of others, fetched by whoever wants them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from modiste.cli.failures import print_json
from modiste.cli.licences import accept_option
from modiste.errors import OptionError

if TYPE_CHECKING:
    from modiste.photoreal.published import Published

ENGINES = ("fashn", "catvton", "leffa")
_HEX = frozenset("0123456789abcdef")
_DIGITS = 64


@click.command("weights")
@click.argument("engine", type=click.Choice(ENGINES))
@click.option("--from", "source", type=click.Path(path_type=Path, file_okay=False),
              help="A folder that holds the files already; nothing is downloaded.")  # fmt: skip
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False),
              help="Where they are kept; default: $MODISTE_WEIGHTS, or your cache.")  # fmt: skip
@click.option("--everything", is_flag=True, help="Optional files too.")
@click.option("--sha256", "pins", multiple=True, metavar="FILE=HEX",
              help="What FILE must be, where the catalogue knows no sha256.")  # fmt: skip
@accept_option
@click.option("--json", "as_json", is_flag=True, help="Print one machine-readable line.")
def fetch_weights(
    engine: str,
    source: Path | None,
    folder: Path | None,
    everything: bool,
    pins: tuple[str, ...],
    as_json: bool,
) -> None:
    """Fetch the weights of a photoreal ENGINE, check their sha256 and seal them with it.

    A broken download goes on where it broke. The licence is shown first; one that restricts use
    must be accepted with --accept-licence ENGINE.
    """
    from modiste.photoreal.catalogue import published_of
    from modiste.photoreal.weights import fetch, sealed

    published = published_of(engine)
    pinned = _pinned(pins, published)
    _tell(published, everything, as_json)
    paths = fetch(
        published, folder, source=source, everything=everything, pinned=pinned, progress=_Meter()
    )
    seals = sealed(published, folder)
    if as_json:
        rows = {name: {"path": str(path), "sha256": seals[name]} for name, path in paths.items()}
        print_json({"engine": engine, "licence": published.licence, "files": rows})
        return
    for name, path in paths.items():
        click.echo(f"{name}: {path} (sha256 {seals[name]}{_doubt(published, name, pinned)})")


class _Meter:
    """Tells people at a terminal how far a download is, once per so many bytes."""

    _STEP = 8_000_000

    def __init__(self) -> None:
        self._next = 0

    def __call__(self, name: str, done: int, every: int) -> None:
        whole = done >= every
        if not sys.stderr.isatty() or (done < self._next and not whole):
            return
        self._next = 0 if whole else done + self._STEP
        click.echo(f"\r  {name}: {done / 1e6:.0f} of {every / 1e6:.0f} MB", err=True, nl=whole)


def _tell(published: Published, everything: bool, err: bool) -> None:
    click.echo(f"{published.engine}: {published.licence} ({published.page})", err=err)
    for file in published.files:
        if everything or not file.optional:
            click.echo(f"  {file.name}: {file.repository}, about {file.megabytes} MB, "
                       f"{file.licence}", err=err)  # fmt: skip


def _doubt(published: Published, name: str, pinned: dict[str, str]) -> str:
    """What to say of a checksum that nobody but this download vouches for."""
    file = published.file(name)
    if name in pinned or (file is not None and file.sha256):
        return ""
    return "; no published one is known: it is kept as that of the first download"


def _pinned(pins: tuple[str, ...], published: Published) -> dict[str, str]:
    found = {}
    for pin in pins:
        name, _, value = pin.partition("=")
        if published.file(name) is None:
            known = ", ".join(file.name for file in published.files)
            raise OptionError(f"--sha256 {pin}: the files are {known}.")
        if len(value) != _DIGITS or not set(value.lower()) <= _HEX:
            raise OptionError(f"--sha256 {pin}: a sha256 has {_DIGITS} hexadecimal digits.")
        found[name] = value.lower()
    return found
