"""How landmarks measure sleeve and leg on labelled photos: the evidence beside the heads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from modiste.assets import asset_path
from modiste.errors import GarmentError
from modiste.evaluation.garment_attributes import CLASSES
from modiste.evaluation.garment_data import Labelled
from modiste.perception.garment.category import KINDS, classify, kind_category
from modiste.perception.garment.cutout import cut_out
from modiste.perception.garment.landmarks import find_landmarks
from modiste.perception.garment.lengths import leg_length, sleeve_length
from modiste.perception.runtime import OnnxModel
from modiste.training.garment.attributes import Rows, confusion
from modiste.types import Landmark, Length

Progress = Callable[[str], None]
Marks = Mapping[str, Landmark]

MEASURES: Mapping[str, Callable[[Marks], Length]] = {"sleeve": sleeve_length, "leg": leg_length}


def measured_lengths(
    photos: Sequence[Labelled], rows: Rows, progress: Progress = lambda _: None
) -> dict[str, NDArray[np.float32]]:
    """The tables ``seen`` of the attribute heads, by the networks that ship.

    Args:
        photos: upright photos with labels; without any, the tables tell nothing.
        rows: the labels, see :func:`modiste.evaluation.garment_attributes.read_attributes`.
        progress: is told a line.
    """
    found = _landmarks(photos)
    progress(f"landmarks of {len(found)} of {len(photos)} labelled photos")
    tables = {}
    for head, measure in MEASURES.items():
        pairs = [(rows[n][head], str(measure(marks))) for n, marks in found if rows[n][head]]
        true, measured = [a for a, _ in pairs], [b for _, b in pairs]
        tables[head] = confusion(true, measured, CLASSES[head], tuple(map(str, Length)))
    return tables


def _landmarks(photos: Sequence[Labelled]) -> list[tuple[str, Marks]]:
    """Landmarks of the photos in which a garment is found."""
    if not photos:
        return []
    kind, points, cutout, salient = (
        OnnxModel(asset_path(name))
        for name in ("garment-kind", "garment-landmarks", "garment-cutout", "saliency")
    )
    found: list[tuple[str, Marks]] = []
    for photo in photos:
        category = kind_category(KINDS[photo.kind])
        if category is None:
            continue
        try:
            cut = cut_out(photo.image(), None, lambda: cutout, lambda: lambda x: salient(x)[0],
                          photo.name)  # fmt: skip
        except GarmentError:
            continue
        reading = classify(kind, cut.image)
        found.append(
            (photo.name, find_landmarks(points, cut.image, cut.mask, category, reading)[0])
        )
    return found
