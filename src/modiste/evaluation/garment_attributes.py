"""How right sleeve, neckline and leg length are told, against labels by eye."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modiste.errors import InputError
from modiste.evaluation.retrieval import calibration_error
from modiste.perception.garment.attributes import LEGS, NECKLINES, SLEEVES, AttributeHeads

LABELS = Path(__file__).parents[1] / "training" / "garment" / "labels" / "attributes.csv"
"""Labels by eye of photos of the clothing-dataset (CC0), by file id."""

CLASSES: Mapping[str, tuple[str, ...]] = {
    "sleeve": tuple(map(str, SLEEVES)),
    "neckline": tuple(map(str, NECKLINES)),
    "leg": tuple(map(str, LEGS)),
}
"""Classes of each head, in the order of its logits."""


def read_attributes(path: Path = LABELS) -> dict[str, dict[str, str]]:
    """The labels by photo and head: columns image, sleeve, neckline, leg; empty is unknown.

    Raises:
        InputError: when the table cannot be read, or holds a class that there is not.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = {r["image"]: {n: r[n] or "" for n in CLASSES} for r in csv.DictReader(file)}
    except (OSError, KeyError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} cannot be read as a table of image, sleeve, neckline and leg "
                         f"({error}).") from error  # fmt: skip
    for name, row in rows.items():
        for head, value in row.items():
            if value and value not in CLASSES[head]:
                raise InputError(f"{path} says {head} {value!r} of {name}: "
                                 f"use {', '.join(CLASSES[head])}, or nothing.")  # fmt: skip
    return rows


def attribute_figures(
    heads: AttributeHeads, features: NDArray[np.float32], rows: Sequence[Mapping[str, str]]
) -> dict[str, Any]:
    """Accuracy, expected calibration error and number of photos, by head.

    Args:
        heads: tell them, without the landmarks.
        features: of the classifier, (N, 1280).
        rows: labels of the same photos, see :func:`read_attributes`.

    Returns:
        ``sleeve``, ``sleeve_ece`` and ``sleeve_photos``, and so on; None where no photo has a
        label.
    """
    figures: dict[str, Any] = {}
    for head, classes in CLASSES.items():
        chosen = [i for i, row in enumerate(rows) if row[head]]
        figures |= {head: None, f"{head}_ece": None, f"{head}_photos": len(chosen)}
        if chosen:
            told = heads.heads[head](features[chosen])
            right = told.argmax(1) == np.array([classes.index(rows[i][head]) for i in chosen])
            figures[head] = round(float(right.mean()), 4)
            figures[f"{head}_ece"] = round(calibration_error(told.max(1), right), 4)
    return figures
