"""``modiste train``: train the nets again, on the same data or on your own."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import click

from modiste.errors import OperatorError

F = TypeVar("F", bound=Callable[..., Any])

CATEGORIES = ("top", "bottom", "dress")


@click.group()
def train() -> None:
    """Train a net (needs the extra: pip install 'modiste[train]')."""


def run_options(folder: str, data: str, out: str, images: str) -> Callable[[F], F]:
    """The options of every training run.

    Args:
        folder: where a run goes by default.
        data: help of ``--data``.
        out: help of ``--out``.
        images: help of ``--images``.
    """
    options = (
        click.option("--data", required=True, help=data,
                     type=click.Path(path_type=Path, exists=True, file_okay=False)),
        click.option("--work", default=folder, show_default=True, type=click.Path(path_type=Path),
                     help="Where kept data, checkpoint and curves go; a stopped run goes on."),
        click.option("--out", type=click.Path(path_type=Path), help=out),
        click.option("--images", type=click.IntRange(1), help=images),
        click.option("--seed", type=click.IntRange(0), default=0, show_default=True),
        click.option("--device", default="auto", show_default=True, help="auto, cpu or cuda."),
        click.option("--imagenet", type=click.Path(path_type=Path, exists=True, dir_okay=False),
                     help="The encoder's ImageNet checkpoint; default: the installed package's."),
    )  # fmt: skip

    def add(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def _trainer(name: str) -> ModuleType:
    """A module that needs the training extra."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise OperatorError(
            f"Training needs {error.name}, which is not installed: pip install 'modiste[train]'."
        ) from error


@train.command("parse")
@run_options(
    "runs/parse",
    "Folder in the layout of Clothing Co-Parsing.",
    "The ONNX file to write, the card beside it; default: parser.onnx in the work folder.",
    "Stop after about so many samples; default: the whole plan.",
)
def train_parse(work: Path, out: Path | None, **options: Any) -> None:
    """Train the person parser."""
    run = _trainer("modiste.training.parse.run")
    data = options.pop("data")
    path = run.train_parser(data, work, out or work / "parser.onnx", progress=click.echo, **options)
    click.echo(f"The network is {path}")


@train.command("garment")
@run_options(
    "runs/garment",
    "Folder with images/ and images.csv (image,label); small-split.csv if you like.",
    "The classifier's ONNX file, the others and the card beside it. "
    "Default: garment.onnx in the work folder.",
    "So many photos, and so many drawings, at most; default: all.",
)
@click.option(
    "--part",
    type=click.Choice(["kind", "cutout", "landmarks", "all"]),
    default="kind",
    show_default=True,
    help="kind trains classifier and embedding; cut-out and landmarks take longer.",
)
def train_garment(work: Path, out: Path | None, **options: Any) -> None:
    """Train the garment networks: kind, embedding, cut-out, landmarks."""
    run = _trainer("modiste.training.garment.run")
    data = options.pop("data")
    files = run.train_garment(
        data, work, out or work / "garment.onnx", progress=click.echo, **options
    )
    for path in files:
        click.echo(f"The network is {path}")


@train.command("tryon")
@click.option("--pack", "packs", multiple=True, help="Examples: files or folders, joined.",
              type=click.Path(path_type=Path, exists=True))  # fmt: skip
@click.option("--pairs", help="Folder with image/ and cloth/ (and cloth-mask/), as VITON-HD.",
              type=click.Path(path_type=Path, exists=True, file_okay=False))  # fmt: skip
@click.option("--category", type=click.Choice(CATEGORIES), help="Of all garments of --pairs.")
@click.option("--work", default="runs/tryon", show_default=True, type=click.Path(path_type=Path),
              help="Where samples, checkpoint and curves go; a stopped run goes on.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path),
              help="The ONNX file; default: tryon.onnx in the work folder.")  # fmt: skip
@click.option("--steps", type=click.IntRange(1), help="Of the optimiser; default: the whole plan.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--device", default="auto", show_default=True, help="auto, cpu or cuda.")
@click.option("--imagenet", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="The ImageNet checkpoint; default: the installed package's.")  # fmt: skip
@click.option("--start", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="Averaged weights of an earlier run to begin with.")  # fmt: skip
def train_tryon(work: Path, out: Path | None, packs: tuple[Path, ...], **options: Any) -> None:
    """Train the generator of the try-on, on packs or on pairs of your own."""
    run = _trainer("modiste.training.tryon.run")
    category = options.pop("category")
    path = run.train_tryon(
        work, out or work / "tryon.onnx", packs=packs, progress=click.echo,
        category=run.Category(category) if category else None, **options,
    )  # fmt: skip
    click.echo(f"The network is {path}")
