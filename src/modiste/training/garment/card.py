"""The model card of a run: data, split, recipe, time, hardware, figures and what fails."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modiste.evaluation.garment_data import PARTS, Labelled
from modiste.perception.garment.category import KINDS

_CONFUSIONS = 6


@dataclass(frozen=True)
class Run:
    """What a card tells.

    Attributes:
        data: the folder's name.
        photos: all that were used.
        seed: of the run.
        figures: by part of the data, then by name.
        truth, guess: kinds of the test part, (N,).
        seconds: the run took.
        files: what it wrote.
    """

    data: str
    photos: Sequence[Labelled]
    seed: int
    figures: Mapping[str, Mapping[str, float]]
    truth: NDArray[np.int64]
    guess: NDArray[np.int64]
    seconds: float
    files: Sequence[Path]


def write_card(path: Path, run: Run) -> None:
    """Write the card as Markdown."""
    names = sorted({name for part in run.figures.values() for name in part})
    files = ", ".join(f"{file.name} ({file.stat().st_size / 1e6:.1f} MB)" for file in run.files)
    lines = [
        f"# Garment kind and embedding, trained on {run.data}",
        "",
        f"- **Files.** {files}",
        f"- **Data.** {len(run.photos)} photos: {_counted(p.part for p in run.photos)}. "
        f"Kinds: {_counted(KINDS[p.kind] for p in run.photos)}.",
        "- **Recipe.** Heads on frozen EfficientNet-lite0 features (ImageNet, Apache-2.0), stopped "
        f"early and calibrated on the validation part; seed {run.seed}.",
        f"- **Cost.** {run.seconds:.0f} s on {os.cpu_count()} x {platform.machine()} "
        f"({platform.system()}); features that were kept from an earlier run are not counted.",
        "",
        "| | " + " | ".join(run.figures) + " |",
        "|---|" + "---|" * len(run.figures),
        *(_row(name, run.figures) for name in names),
        "",
        "## What fails",
        "",
        *(_failures(run) or ["No test photo was misjudged, or there was none."]),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _counted(values: Iterable[str]) -> str:
    counts = Counter(values)
    order = {name: i for i, name in enumerate((*PARTS, *KINDS))}
    return ", ".join(f"{name} {counts[name]}" for name in sorted(counts, key=order.__getitem__))


def _row(name: str, figures: Mapping[str, Mapping[str, float]]) -> str:
    cells = [f"{part[name]:.4g}" if name in part else "-" for part in figures.values()]
    return f"| {name} | " + " | ".join(cells) + " |"


def _failures(run: Run) -> list[str]:
    """The commonest confusions of the test part."""
    wrong = run.truth != run.guess
    pairs = Counter(zip(run.truth[wrong].tolist(), run.guess[wrong].tolist(), strict=True))
    return [f"- {KINDS[true]} taken for {KINDS[guess]}: {count} of {int((run.truth == true).sum())}"
            for (true, guess), count in pairs.most_common(_CONFUSIONS)]  # fmt: skip
