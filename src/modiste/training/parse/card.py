"""The model card of a parser's run: data, split, recipe, time, hardware, figures and what fails."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from modiste.evaluation.confusion import CLASSES, Counts, confusion, iou, summary
from modiste.training.parse.network import ParserNetwork
from modiste.training.parse.pack import Example, read_pack
from modiste.training.parse.train import Plan, split
from modiste.training.parse.validate import guess
from modiste.types import Label

SIZE = (320, 256)
"""Canvas on which the card's figures are taken."""
_CONFUSIONS = 6


@dataclass(frozen=True)
class Run:
    """What a card tells.

    Attributes:
        data: the folder's name.
        pack: the masked photos.
        pseudo: photos that were labelled by the first round's network.
        plans: of the rounds that were run.
        seconds: the run took, as far as it was not taken over from an earlier one.
        device: what it ran on.
        file: the ONNX file.
    """

    data: str
    pack: Path
    pseudo: int
    plans: Sequence[Plan]
    seconds: float
    device: str
    file: Path


def write_card(path: Path, run: Run, net: ParserNetwork) -> None:
    """Measure the network on the photos that were not trained on, and write the card."""
    trained, validation = split(run.pack)
    held = read_pack(run.pack, lambda name: name.endswith("0"))
    shown = held or validation
    counts = _counted(net, shown)
    figures = {**summary(counts), **_classes(counts)}
    drawn = [f"{s.size[0]}x{s.size[1]}: {s.images}" for plan in run.plans for s in plan.stages]
    path.write_text("\n".join([
        f"# Person parser, trained on {run.data}",
        "",
        f"- **File.** {run.file.name} ({run.file.stat().st_size / 1e6:.1f} MB)",
        f"- **Data.** {len(trained)} masked photos to train on, {len(validation)} to validate, "
        f"{len(held)} held out (names that end in 0), {run.pseudo} pseudo-labelled.",
        f"- **Recipe.** EfficientNet-lite0 encoder (ImageNet, Apache-2.0) and a separable decoder; "
        f"samples by canvas: {', '.join(drawn)}; seed {run.plans[0].seed}.",
        f"- **Cost.** {run.seconds:.0f} s on {run.device}, {os.cpu_count()} x "
        f"{platform.machine()} ({platform.system()}).",
        f"- **Measured** on the {len(shown)} {'held-out' if held else 'validation'} photos at "
        f"{SIZE[0]}x{SIZE[1]}, the bare network:",
        "",
        "| figure | IoU |",
        "|---|---|",
        *(f"| {name} | {value:.3f} |" for name, value in figures.items()),
        "",
        "## What fails",
        "",
        *(_failures(counts) or ["No class lost a twentieth of its pixels to another."]),
    ]) + "\n", encoding="utf-8")  # fmt: skip


def _counted(net: ParserNetwork, examples: Sequence[Example]) -> Counts:
    counts = np.zeros((CLASSES, CLASSES), np.int64)
    for example in examples:
        counts += confusion(example.labels, guess(net, example, SIZE))
    return counts


def _classes(counts: Counts) -> dict[str, float]:
    values = iou(counts)
    return {c.name.lower(): float(values[c]) for c in Label if np.isfinite(values[c])}


def _failures(counts: Counts) -> list[str]:
    """Where the classes' pixels go, the greatest losses first."""
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    np.fill_diagonal(shares, 0)
    worst = np.argsort(-shares, axis=None)[:_CONFUSIONS]
    places = [np.unravel_index(int(i), shares.shape) for i in worst]
    names = [label.name.lower() for label in Label]
    return [
        f"- {names[truth]} taken for {names[guessed]}: {shares[truth, guessed]:.0%} of its pixels"
        for truth, guessed in places
        if shares[truth, guessed] > 0.05
    ]
