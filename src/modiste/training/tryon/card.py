"""The model card of a generator's run: data, recipe, time, figures and what is known to fail."""

from __future__ import annotations

import csv
import os
import platform
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from modiste.training.tryon.plan import Plan
from modiste.training.tryon.samples import Store
from modiste.training.tryon.train import split

_FIGURES = {
    "l1": "mean difference of colours in the hole, half the range being 1",
    "percept": "distance in the features of EfficientNet-lite0's first three stages",
    "iou": "composition mask against where the parser sees the garment",
}


@dataclass(frozen=True)
class Run:
    """What a card tells.

    Attributes:
        store: the samples.
        plan: what was computed.
        seconds: the run took, as far as it was not taken over from an earlier one.
        device: what it ran on.
        file: the ONNX file.
        curve: the run's figures.
    """

    store: Store
    plan: Plan
    seconds: float
    device: str
    file: Path
    curve: Path


def write_card(path: Path, run: Run) -> None:
    """Write the card beside the weights."""
    training, validation = split(run.store.names)
    kinds = Counter(run.store.category(i).value for i in training)
    plan = run.plan
    weights = ", ".join(f"{name} {value:g}" for name, value in vars(plan.weights).items())
    path.write_text("\n".join([
        "# Try-on generator",
        "",
        f"- **File.** {run.file.name} ({run.file.stat().st_size / 1e6:.1f} MB), weights in 16 "
        "bits; pictures of any size whose sides are multiples of 16.",
        f"- **Data.** {len(training)} samples to train on "
        f"({', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()))}), "
        f"{len(validation)} to validate; photos whose name ends in 0 are held out.",
        f"- **Recipe.** Gated U-Net against a spectral-norm critic at two scales, hinge loss; "
        f"{plan.steps} steps of {plan.batch} windows of {plan.size[0]} x {plan.size[1]}, the "
        f"first {plan.warm} without the critic; seed {plan.seed}; weights of the loss: {weights}.",
        f"- **Cost.** {run.seconds:.0f} s on {run.device}, {os.cpu_count()} x "
        f"{platform.machine()} ({platform.system()}).",
        f"- **Measured** on {len(validation)} validation samples, averaged weights:",
        "",
        "| figure | geometry alone | generator |",
        "|---|---|---|",
        *_figures(run.curve),
    ]) + "\n", encoding="utf-8")  # fmt: skip


def _figures(curve: Path) -> list[str]:
    with curve.open(newline="", encoding="utf-8") as file:
        last = list(csv.DictReader(file))[-1]
    return [
        f"| {name}: {meaning} | {last[f'{name}_warp']} | {last[name]} |"
        for name, meaning in _FIGURES.items()
    ]
