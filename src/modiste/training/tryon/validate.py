"""Figures while training, on windows around the whole hole of photos that are not trained on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from modiste.synthesis.planes import HOLE
from modiste.training.tryon.losses import Perceptual, colour_loss
from modiste.training.tryon.network import FINE, composed
from modiste.training.tryon.samples import Sample, Store
from modiste.training.tryon.windows import Batch, Window, collate, cut
from modiste.types import Image

_MOST = 32
_ROOM = 24

Rows = list[tuple[Image, ...]]


def whole_window(sample: Sample, size: tuple[int, int]) -> Window:
    """The window that shows all of the hole, at most at the sample's own scale."""
    hole = np.asarray(sample.layers[..., HOLE] > 0)
    rows, columns = np.flatnonzero(hole.any(1)), np.flatnonzero(hole.any(0))
    if not rows.size:
        return Window(0, 0, 1.0)
    extent = np.array([np.ptp(rows), np.ptp(columns)]) + 2 * _ROOM
    scale = float(min(1.0, *(np.array(size) / extent)))
    middle = np.array([rows[0] + rows[-1], columns[0] + columns[-1]]) / 2
    limit = np.maximum(np.array(hole.shape) - np.array(size) / scale, 0)
    top, left = np.clip(middle - np.array(size) / scale / 2, 0, limit)
    return Window(float(left), float(top), scale)


@torch.inference_mode()
def validate(
    net: nn.Module,
    store: Store,
    indices: Sequence[int],
    size: tuple[int, int],
    perceptual: Perceptual,
) -> tuple[dict[str, float], Rows]:
    """Mean figures of the generator and of geometry alone, and pictures to look at.

    Returns:
        ``colour`` and ``percept`` (mean difference in the hole) and ``iou`` (of the composition
        mask with where the garment is seen), each also with ``_warp`` for geometry; and per sample
        canvas, geometry, result and truth.
    """
    found: list[dict[str, float]] = []
    pictures: Rows = []
    where = next(net.parameters()).device
    for i in indices[:_MOST]:
        sample = store[i]
        batch = collate([cut(sample, whole_window(sample, size), size)], [sample])
        batch = Batch(**{name: value.to(where) for name, value in vars(batch).items()})
        geometric = composed(batch.inputs, *_silent(batch.inputs))
        learnt = composed(batch.inputs, *net(batch.inputs))
        row: dict[str, float] = {}
        for name, (picture, mask) in (("", learnt), ("_warp", geometric)):
            row[f"l1{name}"] = float(colour_loss(picture, batch.truth, batch.hole))
            row[f"percept{name}"] = float(perceptual(picture, batch.truth, batch.hole))
            row[f"iou{name}"] = _iou(mask, batch.garment)
        found.append(row)
        shown = (batch.inputs[:, :3], geometric[0], learnt[0], batch.truth)
        pictures.append((*(_image(x) for x in shown), _grey(learnt[1])))
    means = {k: round(float(np.mean([row[k] for row in found])), 4) for k in found[0]}
    return means, pictures


def _silent(inputs: Tensor) -> tuple[Tensor, Tensor]:
    """The answer that changes nothing."""
    count, _, height, width = inputs.shape
    coarse = inputs.new_zeros(count, 3, height // 8, width // 8)
    return coarse, inputs.new_zeros(count, FINE, height, width)


def _iou(mask: Tensor, garment: Tensor) -> float:
    a, b = mask > 0.5, garment > 0.5
    return float((a & b).sum() / (a | b).sum().clamp(min=1))


def _image(x: Tensor) -> Image:
    picture: NDArray[np.float32] = x[0].float().permute(1, 2, 0).cpu().numpy()
    return np.asarray(np.clip((picture + 1) * 127.5 + 0.5, 0, 255), np.uint8)


def _grey(mask: Tensor) -> Image:
    return np.repeat(_image(mask * 2 - 1), 3, axis=-1)
