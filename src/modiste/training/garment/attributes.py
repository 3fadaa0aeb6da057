"""Train the linear heads that tell sleeve, neckline and leg length from frozen features.

``labels/attributes.csv`` holds labels by eye, of photos of the clothing-dataset (CC0): ``image``,
``sleeve``, ``neckline`` and ``leg``, empty where it cannot be told. A training photo without a row
gets what follows from its kind, at a lower weight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from modiste.evaluation.garment_attributes import CLASSES
from modiste.perception.garment.attributes import AttributeHeads, Head
from modiste.perception.garment.category import KINDS
from modiste.training.garment.classifier import best_temperature
from modiste.training.garment.features import ALTERED, UPRIGHT, Split

IMPLIED: Mapping[str, Mapping[str, str]] = {
    "sleeve": {"T-Shirt": "short", "Polo": "short", "Undershirt": "none",
               "Longsleeve": "long", "Hoodie": "long", "Blazer": "long"},
    "neckline": {"Polo": "collar", "Shirt": "collar", "Blazer": "collar", "Hoodie": "hood"},
    "leg": {"Pants": "long"},
}  # fmt: skip
"""What mostly follows from the kind; shorts may end at the knee, so that nothing follows."""

IMPLIED_WEIGHT = 0.1
"""Weight of a label that follows from the kind; one by eye has 1."""

PENALTY = 3e-3
"""Factor on the squared weights."""

SMOOTHING = 0.5
"""Added to each count of how the landmarks measure a length."""

Rows = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Taught:
    """Samples of one head: features (N, views, 1280), classes (N,) and weights (N,)."""

    features: NDArray[np.float32]
    classes: NDArray[np.int64]
    weights: NDArray[np.float32]


def taught(split: Split, rows: Rows, head: str, implied: bool) -> Taught:
    """The labelled photos of a part, upright view first.

    Args:
        split: features of the part.
        rows: see :func:`modiste.evaluation.garment_attributes.read_attributes`.
        head: of which head.
        implied: whether photos without a row get what follows from their kind.
    """
    chosen, classes, weights = [], [], []
    for i, (name, kind) in enumerate(zip(split.names, split.kinds, strict=True)):
        by_eye = rows[name][head] if name in rows else ""
        follows = IMPLIED[head].get(KINDS[kind], "") if implied and name not in rows else ""
        if by_eye or follows:
            chosen.append(i)
            classes.append(CLASSES[head].index(by_eye or follows))
            weights.append(1.0 if by_eye else IMPLIED_WEIGHT)
    views = split.features[chosen][:, [UPRIGHT, *ALTERED]]
    return Taught(views, np.array(classes, np.int64), np.array(weights, np.float32))


def train_attributes(
    train: Split, validation: Split, rows: Rows, seen: Mapping[str, NDArray[np.float32]]
) -> AttributeHeads:
    """Fit the heads; one without any sample tells all classes alike.

    Args:
        train: the part that is fitted.
        validation: the part that calibrates.
        rows: see :func:`modiste.evaluation.garment_attributes.read_attributes`.
        seen: see :class:`AttributeHeads`; :func:`confusion` makes it.
    """
    plain = train.features[:, UPRIGHT]
    mean, scale = plain.mean(0), 1 / (plain.std(0) + 0.05)
    heads = {}
    for name in CLASSES:
        samples = taught(train, rows, name, implied=True)
        weights, bias = _fit(samples, mean, scale, len(CLASSES[name]))
        heads[name] = _calibrated(Head(weights, bias), taught(validation, rows, name, False))
    return AttributeHeads(heads, seen)


def _fit(
    samples: Taught, mean: NDArray[np.float32], scale: NDArray[np.float32], classes: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Multinomial logistic regression by L-BFGS, the standardisation folded in."""
    if not samples.classes.size:
        return np.zeros((len(mean), classes), np.float32), np.zeros(classes, np.float32)
    views = samples.features.shape[1]
    x = torch.from_numpy((samples.features - mean) * scale).flatten(0, 1)
    y = torch.from_numpy(samples.classes).repeat_interleave(views)
    share = torch.from_numpy(samples.weights / samples.weights.sum() / views)
    share = share.repeat_interleave(views)
    w = torch.zeros(x.shape[1], classes, requires_grad=True)
    b = torch.zeros(classes, requires_grad=True)
    optimizer = torch.optim.LBFGS([w, b], max_iter=60, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        value = (functional.cross_entropy(x @ w + b, y, reduction="none") * share).sum()
        value = value + PENALTY * (w**2).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    weights = w.detach().numpy() * scale[:, None]
    return weights, b.detach().numpy() - mean @ weights


def _calibrated(head: Head, held: Taught) -> Head:
    """The head at the temperature that suits the held photos best; as it is without any."""
    if not held.classes.size:
        return head
    logits = held.features[:, 0] @ head.weights + head.bias
    heat = best_temperature(torch.from_numpy(logits), torch.from_numpy(held.classes))
    return Head(head.weights / np.float32(heat), head.bias / np.float32(heat))


def confusion(
    true: Sequence[str], measured: Sequence[str], classes: Sequence[str], lengths: Sequence[str]
) -> NDArray[np.float32]:
    """How often each length is measured (columns) where a class is the true one (rows)."""
    counts = np.full((len(classes), len(lengths)), SMOOTHING, np.float32)
    for a, b in zip(true, measured, strict=True):
        counts[classes.index(a), lengths.index(b)] += 1
    return np.asarray(counts / counts.sum(1, keepdims=True), np.float32)
