"""The learnt cut-out: a small network says where the garment is, without what it hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image, Mask

SIZE = 256
"""Side of the network's square input in pixels; the output's is half of it."""

MEAN = np.array([0.485, 0.456, 0.406], np.float32)
DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)


class Network(Protocol):
    """garment_cutout.onnx: (1, 3, 256, 256) -> logits (1, 1, 128, 128)."""

    def __call__(self, *tensors: NDArray[np.generic]) -> Sequence[NDArray[np.float32]]:
        """Run the network."""
        ...


def plane(image: Image) -> NDArray[np.float32]:
    """The network's input for a square picture, (3, h, w)."""
    colours = (image * np.float32(1 / 255) - MEAN) / DEVIATION
    return np.ascontiguousarray(colours.transpose(2, 0, 1), np.float32)


def garment_probability(network: Network, image: Image) -> Mask:
    """How probably each pixel is the garment's, (H, W) in [0, 1]."""
    square = np.asarray(cv2.resize(image, (SIZE, SIZE), interpolation=cv2.INTER_AREA), np.uint8)
    logits = np.clip(network(plane(square)[None])[0][0, 0], -30, 30)
    size = (image.shape[1], image.shape[0])
    smooth = cv2.resize(logits, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(1.0 / (1.0 + np.exp(-smooth)), np.float32)
