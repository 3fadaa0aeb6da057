"""Cut-outs against labels by eye, on photos on which the teacher fails."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.errors import GarmentError, InputError
from modiste.evaluation.garment_data import Labelled
from modiste.evaluation.metrics import iou
from modiste.perception.garment.cutnet import Network
from modiste.perception.garment.cutout import cut_out, largest, shrink
from modiste.perception.garment.saliency import Network as Saliency
from modiste.perception.garment.saliency import outline, saliency
from modiste.types import Image

Bools = NDArray[np.bool_]
Polygons = Sequence[Sequence[Sequence[int]]]
Finder = Callable[[Image, str], Bools]

LABELS = Path(__file__).parents[1] / "training" / "garment" / "labels" / "cutouts.json"
"""Outlines of test photos of the clothing-dataset (CC0), by file id: polygons in thousandths of
width and height, filled by the even-odd rule. They are 25 of the 30 photos, of 150, on which
u2netp with grabCut and the network agree least. The network's outline was looked at and corrected
where it is wrong, so that small errors of its edges are not in the figure."""


def read_outlines(path: Path = LABELS) -> dict[str, Polygons]:
    """The outlines by photo.

    Raises:
        InputError: when the file cannot be read or holds something else.
    """
    try:
        found: dict[str, Polygons] = json.loads(path.read_text(encoding="utf-8"))
        for polygons in found.values():
            for polygon in polygons:
                if np.shape(polygon)[1:] != (2,):
                    raise ValueError("a point is a pair of numbers")
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise InputError(f"{path} cannot be read as outlines by photo ({error}).") from error
    return found


def filled(polygons: Polygons, shape: tuple[int, int]) -> Bools:
    """The mask of an outline, bool ``shape``."""
    size = np.array(shape[::-1], np.float64)
    corners = [np.round(np.array(p) / 1000 * size - 0.5).astype(np.int32) for p in polygons]
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, corners, 1)
    return mask > 0


def hard_cutouts(
    network: Network, second: Saliency, photos: Sequence[Labelled],
    outlines: Mapping[str, Polygons] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """How right the cut-out is where its teacher was wrong.

    Args:
        network: garment_cutout.onnx.
        second: u2netp.
        photos: those that have an outline are looked at.
        outlines: by photo; None: those that ship.

    Returns:
        ``cutout_hard_iou``, the mean IoU with the outlines, ``cutout_hard_teacher_iou``, that of
        u2netp with grabCut, both None where no photo has an outline; and ``cutouts_hard``, how
        many have.
    """
    known = read_outlines() if outlines is None else outlines
    chosen = [photo for photo in photos if photo.name in known]

    def ours(small: Image, name: str) -> Bools:
        return cut_out(small, None, lambda: network, lambda: second, name).mask

    def teacher(small: Image, name: str) -> Bools:
        return largest(outline(small, saliency(second, small), None))

    return {
        "cutout_hard_iou": _mean(ours, chosen, known),
        "cutout_hard_teacher_iou": _mean(teacher, chosen, known),
        "cutouts_hard": len(chosen),
    }


def _mean(
    find: Finder, photos: Sequence[Labelled], known: Mapping[str, Polygons]
) -> float | None:  # fmt: skip
    scores = [_score(find, photo, known[photo.name]) for photo in photos]
    return round(float(np.mean(scores)), 4) if scores else None


def _score(find: Finder, photo: Labelled, polygons: Polygons) -> float:
    """IoU of one photo; 0 where nothing is found."""
    small = shrink(photo.image())
    try:
        found = find(small, photo.name)
    except GarmentError:
        return 0.0
    true = filled(polygons, (small.shape[0], small.shape[1]))
    return float(iou(found.astype(np.float32), true.astype(np.float32)))
