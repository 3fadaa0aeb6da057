"""A small folder of drawn garments in the layout of the clothing-dataset."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from modiste.evaluation.garment_data import PARTS
from modiste.examples.flats import flat
from modiste.imaging import fit_within, write_image

KINDS = {"t-shirt": "T-Shirt", "trousers": "Pants", "skirt": "skirt"}
"""What is drawn, and the label that a user would write."""


def draw_folder(folder: Path, parts: Sequence[str] = PARTS, each: int = 1, seed: int = 0) -> Path:
    """Draw ``each`` garments of each kind for each of ``parts``."""
    (folder / "images").mkdir(parents=True)
    labels, splits = [], []
    for kind, label in KINDS.items():
        for i, part in enumerate(p for p in parts for _ in range(each)):
            name = f"{kind}-{seed}-{i}"
            image, _ = fit_within(flat(kind, seed=100 * seed + i).image, 384)
            write_image(image, folder / "images" / f"{name}.png")
            labels.append({"image": name, "sender_id": "1", "label": label})
            splits.append({"image": name, "split": part})
    write_table(folder / "images.csv", labels)
    write_table(folder / "small-split.csv", splits)
    return folder


def write_table(path: Path, rows: Sequence[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
