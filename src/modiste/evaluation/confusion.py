"""Confusion counts and intersection over union of label pictures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from modiste.types import Label, Labels

CLASSES = len(Label)
Counts = NDArray[np.int64]
"""(classes, classes): rows are the truth, columns the guess."""

GARMENT = (Label.TOP, Label.OUTER, Label.DRESS)
"""What ``top_iou`` merges: all that covers the torso."""


def confusion(truth: Labels, guess: Labels) -> Counts:
    """Count pixels by true and guessed class; true values of 255 are left out."""
    known = truth != 255
    pairs = truth[known].astype(np.int64) * CLASSES + guess[known]
    return np.bincount(pairs, minlength=CLASSES**2).reshape(CLASSES, CLASSES).astype(np.int64)


def iou(counts: Counts) -> NDArray[np.float64]:
    """Intersection over union per class; NaN for classes that the truth lacks."""
    both = np.diag(counts).astype(float)
    either = counts.sum(0) + counts.sum(1) - both
    return np.where(counts.sum(1) > 0, both / np.maximum(either, 1), np.nan)


def merged_iou(counts: Counts, classes: Sequence[int]) -> float:
    """Intersection over union of several classes taken as one; 0 when neither side has any."""
    picked = list(classes)
    both = int(counts[np.ix_(picked, picked)].sum())
    either = int(counts[picked].sum() + counts[:, picked].sum()) - both
    return both / either if either else 0.0


def summary(counts: Counts) -> dict[str, float]:
    """Mean IoU over the classes present, IoU of the torso's garments, IoU of the person."""
    values = iou(counts)
    return {
        "miou": round(float(np.nanmean(values)), 4),
        "top_iou": round(merged_iou(counts, GARMENT), 4),
        "person_iou": round(merged_iou(counts, range(1, CLASSES)), 4),
    }
