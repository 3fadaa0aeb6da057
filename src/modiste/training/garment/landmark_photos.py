"""Hand-labelled photos as samples of the landmark network.

``labels/photos.csv`` holds, per landmark: the photo of the clothing-dataset (CC0), ``split``,
``category``, ``landmark``, ``x`` and ``y`` as parts of width and height (empty where the garment
has no such landmark), ``visible`` (0: guessed beneath a sleeve) and ``moved`` (0: the network's
own answer, looked at and left). Landmarks without a row are unknown.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from modiste.errors import InputError
from modiste.perception.garment.cutnet import Network
from modiste.perception.garment.cutout import cut_out
from modiste.perception.garment.heatmaps import NAMES
from modiste.perception.garment.saliency import Network as Saliency
from modiste.training.garment.landmark_data import Sample, framed_sample
from modiste.types import GARMENT_LANDMARKS, Category, Image, Landmark, Mask

LABELS = Path(__file__).parent / "labels" / "photos.csv"

Rows = Sequence[Mapping[str, str]]


def read_labels(split: str, path: Path = LABELS) -> dict[str, list[dict[str, str]]]:
    """The rows of one part of the labels by photo, ``split`` being ``train`` or ``test``.

    Raises:
        InputError: when the file has no such photo.
    """
    photos: dict[str, list[dict[str, str]]] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["split"] == split:
                photos.setdefault(row["image"], []).append(row)
    if not photos:
        raise InputError(f"{path} labels no photo of the part {split!r}: use train or test.")
    return photos


def labelled_sample(image: Image, mask: Mask, rows: Rows) -> Sample:
    """The sample of one photo; what has no row is unknown, not absent.

    Args:
        image: (h, w, 3).
        mask: (h, w), the whole garment.
        rows: of this photo.
    """
    height, width = mask.shape
    category = Category(rows[0]["category"])
    marks = {
        row["landmark"]: Landmark(float(row["x"]) * width - 0.5, float(row["y"]) * height - 0.5)
        for row in rows
        if row["x"]
    }
    sample = framed_sample(image, mask, None, marks, category)
    told = {row["landmark"] for row in rows}
    unknown = [NAMES.index(n) for n in GARMENT_LANDMARKS[category] if n not in told]
    sample.points[unknown] = np.inf
    return sample


def photo_samples(
    folder: Path, network: Network, saliency: Saliency, split: str = "train"
) -> Iterator[Sample]:
    """Cut the labelled photos in ``folder`` out; photos that are not there are left out.

    Args:
        folder: with a file ``<image>.webp`` per photo.
        network: finds the garment.
        saliency: u2netp, for where it is unsure.
        split: ``train``, or ``test``.

    Raises:
        modiste.errors.GarmentError: when no garment is found in one.
    """
    for name, rows in read_labels(split).items():
        path = folder / f"{name}.webp"
        if path.is_file():
            with Pillow.open(path) as file:
                image = np.asarray(file.convert("RGB"))
            found = cut_out(image, None, lambda: network, lambda: saliency, path.name)
            yield labelled_sample(found.image, found.mask.astype(np.float32), rows)
