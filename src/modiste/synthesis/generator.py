"""The networks' answer: how the garment sits, is lit and hidden, and what to paint beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.perception.runtime import OnnxModel
from modiste.synthesis.planes import CHANNELS, Planes
from modiste.types import Category

Plane = NDArray[np.float32]

STRIDE = 8
"""Flow and light are answered on every eighth pixel."""
SHARPNESS = 12.0
"""How steep the composition mask follows the garment's coverage, in training: its logit goes from
minus to plus the half."""
_ORDER = (Category.TOP, Category.BOTTOM, Category.DRESS)


@dataclass(frozen=True)
class Guess:
    """What the generator answered about one picture of (h, w) pixels.

    Attributes:
        flow: (h / 8, w / 8, 2), where the garment's pixel comes from, relative, x then y, in the
            networks' pixels.
        light: (h / 8, w / 8), logarithm of the factor on the garment's colours.
        relief: (h, w), the same of folds and seams, fine.
        change: (h, w), what is added to the composition mask's logit.
        paint: (h, w, 3), what is added to the canvas beside the garment, in [-255, 255].
    """

    flow: Plane
    light: Plane
    relief: Plane
    change: Plane
    paint: Plane


class Generator:
    """The generator as it ships.

    Args:
        path: the ONNX file.
        threads: CPU threads of one call.
    """

    def __init__(self, path: Path, threads: int = 2) -> None:
        self._model = OnnxModel(path, threads)

    def __call__(self, planes: Planes) -> Guess:
        """Run the network on planes whose sides are multiples of 16."""
        coarse, fine = self._model(tensor_of(planes))
        flow = np.ascontiguousarray(coarse[0, :2].transpose(1, 2, 0))
        paint = np.ascontiguousarray(fine[0, 1:4].transpose(1, 2, 0)) * np.float32(255)
        return Guess(flow, coarse[0, 2], fine[0, 4], fine[0, 0], paint)


INPUTS = CHANNELS + len(_ORDER)
"""Channels of the network's tensor: the planes, and one constant plane per category."""


def tensor_of(planes: Planes) -> NDArray[np.float32]:
    """The network's input, (1, :data:`INPUTS`, h, w) in [-1, 1]."""
    return batch_of(planes.stack[None], [planes.category])


def batch_of(stacks: NDArray[np.uint8], categories: list[Category]) -> NDArray[np.float32]:
    """Several stacks of one size, (n, h, w, C), as the network's input."""
    count, height, width, _ = stacks.shape
    out = np.empty((count, INPUTS, height, width), np.float32)
    np.divide(stacks.transpose(0, 3, 1, 2), np.float32(127.5), out=out[:, :CHANNELS])
    out[:, :CHANNELS] -= 1
    for i, category in enumerate(categories):
        out[i, CHANNELS:] = -1
        out[i, CHANNELS + _ORDER.index(category)] = 1
    return out


def moved(layer: NDArray[Any], flow: Plane) -> NDArray[Any]:
    """Fetch every pixel of a layer from where the flow says, (h, w) or (h, w, C).

    Args:
        layer: uint8 or float32.
        flow: (h, w, 2), relative, in the layer's pixels.
    """
    if not flow.any():
        return layer
    height, width = flow.shape[:2]
    x = np.arange(width, dtype=np.float32)[None] + flow[..., 0]
    y = np.arange(height, dtype=np.float32)[:, None] + flow[..., 1]
    return cv2.remap(layer, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def mask_of(alpha: Plane, change: Plane) -> Plane:
    """The composition mask, (h, w) in [0, 1], from coverage and the generator's change.

    Without a change it is the coverage, soft edges included.

    Args:
        alpha: (h, w), the garment's coverage.
        change: (h, w), the generator's, added to the coverage's logit.
    """
    sure = np.float32(1 / (1 + np.exp(SHARPNESS / 2)))
    inside = np.clip(alpha, sure, 1 - sure)
    steeper = 1 + np.clip(change, 0, 1)  # what is added is crisp, though the network doubts
    logit = (np.log(inside / (1 - inside)) + change) * steeper
    return np.asarray(1 / (1 + np.exp(-np.clip(logit, -30, 30))), np.float32)
