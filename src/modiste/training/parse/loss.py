"""Loss of the person parser: weighted cross-entropy and Dice."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from modiste.training.parse.augment import IGNORED
from modiste.types import Label, Labels

CLASSES = len(Label)
_DICE = 0.7
_SMOOTHING = 0.02
_LEAST = 0.004
"""A class that covers a smaller part of what is known counts as absent."""
_OUTFIT = [Label.DRESS, Label.BOTTOM]
_OUTFIT_WEIGHT = 4.0


def class_weights(labels: Iterable[Labels], power: float = 0.4) -> Tensor:
    """Frequency to the power of minus ``power``, with mean 1; (classes,) float32.

    Background counts half, since crops show less of it than photos.
    """
    counts = np.ones(CLASSES)
    for one in labels:
        counts += np.bincount(one[::8, ::8].ravel(), minlength=256)[:CLASSES]
    counts[Label.BACKGROUND] /= 2
    weights = np.minimum((counts / counts.sum()) ** -power, 12)
    return torch.tensor(weights / weights.mean(), dtype=torch.float32)


def parse_loss(scores: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    """Cross-entropy plus 0.7 Dice over the classes that the batch shows.

    Args:
        scores: (N, classes, H, W) before softmax.
        labels: int64 (N, H, W), :data:`IGNORED` where nothing is known.
        weights: (classes,).

    Returns:
        A scalar.
    """
    cross = functional.cross_entropy(scores, labels, weights, ignore_index=IGNORED,
                                     label_smoothing=_SMOOTHING)  # fmt: skip
    known = (labels != IGNORED).unsqueeze(1)
    guess = scores.softmax(1) * known
    one_hot = functional.one_hot(labels.clamp(max=CLASSES - 1), CLASSES).permute(0, 3, 1, 2)
    truth = one_hot.to(guess.dtype) * known
    overlap = (guess * truth).sum((0, 2, 3))
    total = guess.sum((0, 2, 3)) + truth.sum((0, 2, 3))
    dice = 1 - (2 * overlap + 50) / (total + 50)
    return cross + _DICE * dice[truth.sum((0, 2, 3)) > 30].mean()


def presence_loss(present: Tensor, labels: Tensor) -> Tensor:
    """Binary cross-entropy of which classes are to be seen.

    Dress and bottom count four times where one of them is known, and not at all elsewhere: a
    pseudo-labelled photo may leave both out because nobody could tell.

    Args:
        present: (N, classes), logits.
        labels: int64 (N, H, W), :data:`IGNORED` where nothing is known.

    Returns:
        A scalar.
    """
    known = (labels != IGNORED).unsqueeze(1)
    one_hot = functional.one_hot(labels.clamp(max=CLASSES - 1), CLASSES).permute(0, 3, 1, 2)
    share = (one_hot * known).sum((2, 3)) / known.sum((2, 3)).clamp(min=1)
    truth = (share > _LEAST).float()
    weight = torch.ones_like(truth)
    weight[:, _OUTFIT] = _OUTFIT_WEIGHT * truth[:, _OUTFIT].any(1, keepdim=True)
    smooth = truth * (1 - 2 * _SMOOTHING) + _SMOOTHING
    apart = functional.binary_cross_entropy_with_logits(present, smooth, reduction="none")
    return (weight * apart).mean()
