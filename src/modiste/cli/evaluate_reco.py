"""``modiste eval fit``, ``size`` and ``recommend``: how right the advice is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from modiste.cli.figures import json_option, tell

_DATA = click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with renttherunway_fit.parquet and coat/.",
)
_SEED = click.option("--seed", type=int, default=1, show_default=True, help="Of the split.")


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    return _DATA(_SEED(json_option(command)))


def _show(figures: dict[str, float], as_json: bool) -> None:
    lines = (f"{name:>20}  {value:.4f}" for name, value in figures.items())
    tell("\n".join(lines), figures, as_json)


@click.command("fit")
@click.option(
    "--model", type=click.Choice(["numpy", "lightgbm"]), default="numpy", show_default=True,
    help="lightgbm corrects the odds by boosted trees; it needs the extra of that name.",
)  # fmt: skip
@_options
def eval_fit(data: Path, seed: int, as_json: bool, model: str) -> None:
    """How well too small, fits and too large are foretold, on RentTheRunway."""
    from modiste.evaluation.fit import evaluate_fit

    _show(evaluate_fit(data, seed, model), as_json)


@click.command("size")
@_options
def eval_size(data: Path, seed: int, as_json: bool) -> None:
    """How often the advised size is the one that was kept, on RentTheRunway."""
    from modiste.evaluation.size import evaluate_size

    _show(evaluate_size(data, seed), as_json)


@click.command("recommend")
@_options
def eval_recommend(data: Path, seed: int, as_json: bool) -> None:
    """How well garments are ranked for new shoppers, on Coat."""
    from modiste.evaluation.recommend import evaluate_recommend

    _show(evaluate_recommend(data, seed), as_json)
