"""The person network at work: a label for every pixel of one person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.assets import asset_path
from modiste.perception.parse_input import (
    Affine,
    network_input,
    normalised,
    person_box,
    strided,
    window,
)
from modiste.perception.runtime import OnnxModel
from modiste.types import Image, Label, Labels, Mask, Pose

SIZE = (256, 192)
"""Height and width of the network's canvas."""
_HALF = 2
"""The network answers at half of its canvas' resolution."""
_SMALL = 4
"""Islands are looked for at a quarter of the resolution."""
_ISLAND = 0.004
"""An island smaller than this part of the person is the parse's mistake."""
_CLOTHES = (Label.TOP, Label.OUTER, Label.DRESS, Label.BOTTOM)

Tensor = NDArray[np.float32]
Bytes = NDArray[np.uint8]


class Network(Protocol):
    """person_parser.onnx: (1, 3, H, W), (1, C, H/4, W/4) -> scores (1, classes, H/2, W/2)."""

    def __call__(self, *tensors: NDArray[np.generic]) -> Sequence[Tensor]:
        """Run the network."""
        ...


class ParserNet:
    """Labels the pixels of one person.

    Args:
        threads: threads of one call.
        network: the network, when it is not the one that ships.
        size: height and width of its canvas.
    """

    def __init__(
        self, threads: int = 2, network: Network | None = None, size: tuple[int, int] = SIZE
    ) -> None:
        self._network = network or OnnxModel(asset_path("person-parser"), threads)
        self._size = size

    def __call__(self, image: Image, pose: Pose, matte: Mask) -> Labels:
        """The parse of the person with this pose.

        Args:
            image: (H, W, 3) RGB.
            pose: in pixels of ``image``.
            matte: (H, W), her alpha.

        Returns:
            uint8 (H, W), values of :class:`Label`.
        """
        affine = window(person_box(pose, matte), self._size)
        canvas, maps = network_input(image, pose, matte, affine, self._size)
        scores = self._network(
            normalised(canvas)[None], maps[None].astype(np.float32) / np.float32(255)
        )[0][0]
        labels = _enlarged(_shares(scores), strided(affine, _HALF), matte.shape)
        return without_islands(labels)


def _shares(scores: Tensor) -> Bytes:
    """Probabilities as bytes, channels last, padded to a multiple of four channels."""
    powers = np.exp(scores - scores.max(axis=0))
    shares = np.round(powers / powers.sum(axis=0) * 255).astype(np.uint8)
    padding = -len(shares) % 4
    return np.ascontiguousarray(np.pad(np.moveaxis(shares, 0, 2), ((0, 0), (0, 0), (0, padding))))


def _enlarged(shares: Bytes, affine: Affine, shape: tuple[int, ...]) -> Labels:
    """The likeliest class of every pixel of the photo; interpolates shares, never labels."""
    size = (shape[1], shape[0])
    best = np.zeros(shape, np.uint8)
    labels = np.zeros(shape, np.uint8)
    for first in range(0, shares.shape[2], 4):
        four = np.ascontiguousarray(shares[:, :, first : first + 4])
        for offset, plane in enumerate(cv2.split(cv2.warpAffine(four, affine, size))):
            better = cv2.compare(plane, best, cv2.CMP_GT)
            cv2.copyTo(plane, better, best)
            labels[better > 0] = first + offset
    return labels


def without_islands(labels: Labels) -> Labels:
    """Give small stray pieces of a garment the label of what surrounds them."""
    small = np.ascontiguousarray(labels[::_SMALL, ::_SMALL])
    least = _ISLAND * max(int((small > 0).sum()), 1)
    stray = np.zeros(small.shape, np.uint8)
    for label in _CLOTHES:
        count, names, stats, _ = cv2.connectedComponentsWithStats((small == label).astype(np.uint8))
        for i in range(1, count):
            if stats[i, cv2.CC_STAT_AREA] < least:
                stray[names == i] = 1
    if not stray.any():
        return labels
    return _covered(labels, small, cv2.dilate(stray, np.ones((3, 3), np.uint8)))


def _covered(labels: Labels, small: Labels, stray: Bytes) -> Labels:
    """Replace stray pixels by the nearest label that is not stray."""
    _, nearest = cv2.distanceTransformWithLabels(
        stray, cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL
    )
    table = np.zeros(int(nearest.max()) + 1, np.uint8)
    table[nearest[stray == 0]] = small[stray == 0]
    size = (labels.shape[1], labels.shape[0])
    mask = cv2.resize(stray, size, interpolation=cv2.INTER_NEAREST) > 0
    fill = cv2.resize(table[nearest], size, interpolation=cv2.INTER_NEAREST)
    return np.where(mask, fill, labels).astype(np.uint8)
