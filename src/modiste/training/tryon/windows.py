"""Windows of samples at drawn scales: the trainer's batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from modiste.synthesis.generator import STRIDE, batch_of
from modiste.synthesis.planes import CANVAS, CHANNELS, CLOTH, HOLE
from modiste.training.tryon.samples import GARMENT, TRUTH, Sample

Cut = tuple[NDArray[np.uint8], NDArray[np.float32]]
"""A window's layers and its exact flow."""

SCALES = (0.75, 1.5)
"""Range of the windows' scale against the stored picture."""
_GAIN = 0.12
"""Most that a picture's brightness is changed by."""
_ASIDE = 0.22
"""How far a window's middle lies from the hole's, in the hole's sizes."""


@dataclass(frozen=True)
class Batch:
    """Windows as tensors.

    Attributes:
        inputs: (N, INPUTS, H, W) in [-1, 1].
        truth: (N, 3, H, W) in [-1, 1].
        hole: (N, 1, H, W), 0 or 1.
        garment: (N, 1, H, W), 1 where the garment is seen in the truth.
        exact: (N, 3, H / 8, W / 8): correcting flow in pixels, and where it is known.
        paired: (N,), 1 where the truth shows the garment.
    """

    inputs: Tensor
    truth: Tensor
    hole: Tensor
    garment: Tensor
    exact: Tensor
    paired: Tensor


@dataclass(frozen=True)
class Window:
    """A rectangle of a sample.

    Attributes:
        left: of the rectangle, in the sample's pixels.
        top: likewise.
        scale: the window's pixels per pixel of the sample.
        mirrored: left and right are exchanged.
        gain: factor on the brightness.
    """

    left: float
    top: float
    scale: float
    mirrored: bool = False
    gain: float = 1.0


def draw_window(sample: Sample, size: tuple[int, int], rng: np.random.Generator) -> Window:
    """Draw a window that shows the hole or a part of it.

    Args:
        sample: to cut from.
        size: height and width of the window.
        rng: draws.
    """
    height, width = sample.layers.shape[:2]
    hole = sample.layers[..., HOLE] > 0
    rows, columns = np.flatnonzero(hole.any(1)), np.flatnonzero(hole.any(0))
    if not rows.size:
        rows, columns = np.array([0, height - 1]), np.array([0, width - 1])
    scale = float(np.exp(rng.uniform(*np.log(SCALES))))
    middle = np.array([rows[0] + rows[-1], columns[0] + columns[-1]]) / 2
    middle += rng.uniform(-_ASIDE, _ASIDE, 2) * (np.ptp(rows), np.ptp(columns))
    extent = np.array(size) / scale
    corner = np.clip(middle - extent / 2, 0, np.maximum(np.array([height, width]) - extent, 0))
    gain = float(np.exp(rng.uniform(-_GAIN, _GAIN)))
    return Window(float(corner[1]), float(corner[0]), scale, bool(rng.random() < 0.5), gain)


def cut(sample: Sample, window: Window, size: tuple[int, int]) -> Cut:
    """The window's layers (h, w, LAYERS) and its exact flow (h / 8, w / 8, 3)."""
    layers = _resampled(sample.layers, window, size, 1.0)
    coarse = (size[0] // STRIDE, size[1] // STRIDE)
    exact = _resampled(sample.exact.astype(np.float32), window, coarse, float(STRIDE))
    exact[..., :2] *= window.scale
    exact[..., 2] = exact[..., 2] > 0.99
    if window.mirrored:
        layers, exact = layers[:, ::-1], exact[:, ::-1] * np.array([-1, 1, 1], np.float32)
    layers = np.ascontiguousarray(layers)
    layers[..., HOLE] = np.where(layers[..., HOLE] > 127, 255, 0)
    for colours in (CANVAS, CLOTH, TRUTH):
        layers[..., colours] = cv2.convertScaleAbs(layers[..., colours], alpha=window.gain)
    return layers, np.ascontiguousarray(exact)


def _resampled(
    layers: NDArray[Any], window: Window, size: tuple[int, int], stride: float
) -> NDArray[Any]:
    """Cut and scale; ``stride`` is the layers' step in the sample's pixels."""
    x0, y0 = int(window.left / stride), int(window.top / stride)
    width = min(round(size[1] / window.scale), layers.shape[1])
    height = min(round(size[0] / window.scale), layers.shape[0])
    part = np.ascontiguousarray(layers[y0 : y0 + height, x0 : x0 + width])
    return cv2.resize(part, size[::-1], interpolation=cv2.INTER_LINEAR)


def collate(cuts: Sequence[Cut], samples: Sequence[Sample]) -> Batch:
    """Make tensors of windows of one size."""
    layers = np.stack([c[0] for c in cuts])
    inputs = batch_of(layers[..., :CHANNELS], [s.category for s in samples])
    truth = layers[..., TRUTH].transpose(0, 3, 1, 2).astype(np.float32) / 127.5 - 1
    hole = (layers[..., HOLE] > 0)[:, None].astype(np.float32)
    garment = layers[..., GARMENT][:, None].astype(np.float32) / 255
    exact = np.stack([c[1] for c in cuts]).transpose(0, 3, 1, 2)
    paired = np.array([s.source != "unpaired" for s in samples], np.float32)
    tensors = [torch.from_numpy(np.ascontiguousarray(a))
               for a in (inputs, truth, hole, garment, exact, paired)]  # fmt: skip
    tensors[0] = tensors[0].contiguous(memory_format=torch.channels_last)
    return Batch(*tensors)
