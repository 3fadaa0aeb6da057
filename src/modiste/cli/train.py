"""``modiste train``: train the nets again, on the same data or on your own."""

from __future__ import annotations

from pathlib import Path

import click

from modiste.errors import OperatorError


@click.group()
def train() -> None:
    """Train a net (needs the extra: pip install 'modiste[train]')."""


@train.command("parse")
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder in the layout of Clothing Co-Parsing.",
)
@click.option(
    "--work",
    default="runs/parse",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Where checkpoints, curve and weights go; a stopped run goes on from here.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The ONNX file to write; default: parser.onnx in the work folder.",
)
@click.option(
    "--images",
    type=click.IntRange(1),
    default=None,
    help="Stop after about so many samples; default: the whole plan.",
)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--device", default="auto", show_default=True, help="auto, cpu or cuda.")
@click.option(
    "--imagenet",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The encoder's ImageNet checkpoint; default: the installed package's.",
)
def train_parse(
    data: Path,
    work: Path,
    out: Path | None,
    images: int | None,
    seed: int,
    device: str,
    imagenet: Path | None,
) -> None:
    """Train the person parser."""
    try:
        from modiste.training.parse.run import train_parser
    except ModuleNotFoundError as error:
        raise OperatorError(
            f"Training needs {error.name}, which is not installed: pip install 'modiste[train]'."
        ) from error
    path = train_parser(
        data,
        work,
        out or work / "parser.onnx",
        images=images,
        seed=seed,
        device=device,
        imagenet=imagenet,
        progress=click.echo,
    )
    click.echo(f"The network is {path}")


@train.command("garment")
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with images/ and images.csv (image,label); small-split.csv if you like.",
)
@click.option(
    "--work",
    default="runs/garment",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Where features, checkpoint and curves go; a stopped run goes on from here.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The classifier's ONNX file; the others and the card are written beside it. "
    "Default: garment.onnx in the work folder.",
)
@click.option(
    "--part",
    type=click.Choice(["kind", "cutout", "landmarks", "all"]),
    default="kind",
    show_default=True,
    help="kind trains classifier and embedding; cut-out and landmarks take longer.",
)
@click.option(
    "--images",
    type=click.IntRange(1),
    default=None,
    help="So many photos, and so many drawings, at most; default: all.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--device", default="auto", show_default=True, help="auto, cpu or cuda.")
@click.option(
    "--imagenet",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The encoder's ImageNet checkpoint; default: the installed package's.",
)
def train_garment(
    data: Path,
    work: Path,
    out: Path | None,
    part: str,
    images: int | None,
    seed: int,
    device: str,
    imagenet: Path | None,
) -> None:
    """Train the garment networks: kind, embedding, landmarks."""
    try:
        from modiste.training.garment import run
    except ModuleNotFoundError as error:
        raise OperatorError(
            f"Training needs {error.name}, which is not installed: pip install 'modiste[train]'."
        ) from error
    files = run.train_garment(
        data,
        work,
        out or work / "garment.onnx",
        part=part,
        images=images,
        seed=seed,
        device=device,
        imagenet=imagenet,
        progress=click.echo,
    )
    for path in files:
        click.echo(f"The network is {path}")
