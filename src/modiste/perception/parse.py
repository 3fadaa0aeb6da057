"""The person network at work: a label for every pixel of one person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.assets import asset_path
from modiste.perception.guided import Guide
from modiste.perception.parse_input import (
    Affine,
    canvas_for,
    network_input,
    normalised,
    person_box,
    sampled,
    strided,
    torso_length,
    window,
)
from modiste.perception.runtime import OnnxModel
from modiste.types import Image, Label, Labels, Mask, Pose

PIXELS = 384 * 288
"""Size of the network's canvas, whose shape follows the person's."""
_HALF = 2
"""The network answers at half of its canvas' resolution."""
_MATTE_WEIGHT, _MATTE_DOUBT = 0.3, 0.02
_RADIUS, _EDGE = 3, 3e-4
"""Window in pixels of the network's answer, and least colour variance, of the guided filter."""
_WEAK = 0.3
"""A class that is nowhere likelier than this is left out of the refinement."""
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
        pixels: about so many pixels has its canvas.
    """

    def __init__(
        self, threads: int = 2, network: Network | None = None, pixels: int = PIXELS
    ) -> None:
        self._network = network or OnnxModel(asset_path("person-parser"), threads)
        self._pixels = pixels

    def __call__(self, image: Image, pose: Pose, matte: Mask) -> Labels:
        """The parse of the person with this pose.

        Args:
            image: (H, W, 3) RGB.
            pose: in pixels of ``image``.
            matte: (H, W), her alpha.

        Returns:
            uint8 (H, W), values of :class:`Label`.
        """
        box = person_box(pose, matte)
        size = canvas_for(box, torso_length(pose.points), self._pixels)
        affine = window(box, size)
        canvas, maps = network_input(image, pose, matte, affine, size)
        scores = self._network(
            normalised(canvas)[None], maps[None].astype(np.float32) / np.float32(255)
        )[0][0]
        through = strided(affine, _HALF)
        shares = snapped(_shares(with_matte(scores, matte, through)), canvas)
        labels = _enlarged(_bytes(one_garment(shares)), through, matte.shape)
        return without_islands(labels)


def one_garment(shares: Tensor) -> Tensor:
    """Decide for the whole person whether she wears a dress or a bottom garment, never patches.

    Args:
        shares: (classes, h, w).

    Returns:
        The shares, with the rarer of the two classes ruled out.
    """
    best = shares.argmax(axis=0)
    dress, bottom = (int((best == c).sum()) for c in (Label.DRESS, Label.BOTTOM))
    settled = shares.copy()
    settled[Label.BOTTOM if dress > bottom else Label.DRESS] = 0
    return settled


def with_matte(scores: Tensor, matte: Mask, affine: Affine) -> Tensor:
    """Let the matte have a say in what is background: its log-odds, at a third of their weight.

    Args:
        scores: (classes, h, w).
        matte: of the photo.
        affine: from the scores' pixels to the photo's.
    """
    alpha = np.round(matte * 255).astype(np.uint8)
    seen = sampled(alpha, affine, scores.shape[1:], cv2.BORDER_CONSTANT) / np.float32(255)
    seen = np.clip(seen, _MATTE_DOUBT, 1 - _MATTE_DOUBT)
    told = scores.copy()
    told[Label.BACKGROUND] += np.float32(_MATTE_WEIGHT) * np.log(1 / seen - 1)
    return told


def _shares(scores: Tensor) -> Tensor:
    """Probabilities of the classes."""
    powers = np.exp(scores - scores.max(axis=0))
    return np.asarray(powers / powers.sum(axis=0), np.float32)


def snapped(shares: Tensor, canvas: Bytes) -> Tensor:
    """Move the borders between classes to the edges of the picture nearby.

    Args:
        shares: (classes, h, w).
        canvas: (2 h, 2 w, 3), what the network saw.
    """
    size = (shares.shape[2], shares.shape[1])
    small = cv2.resize(canvas, size, interpolation=cv2.INTER_AREA)
    guide = Guide(np.asarray(small, np.uint8), _RADIUS, _EDGE)
    sharp = np.zeros_like(shares)
    for i in np.flatnonzero(shares.max(axis=(1, 2)) > _WEAK):
        sharp[i] = guide.filtered(shares[i])
    return np.clip(sharp, 0, 1)


def _bytes(shares: Tensor) -> Bytes:
    """Shares as bytes, channels last, padded to a multiple of four channels."""
    padding = -len(shares) % 4
    whole = np.round(np.moveaxis(shares, 0, 2) * 255).astype(np.uint8)
    return np.ascontiguousarray(np.pad(whole, ((0, 0), (0, 0), (0, padding))))


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
    grown = np.asarray(cv2.dilate(stray, np.ones((3, 3), np.uint8)), np.uint8)
    return _covered(labels, small, grown)


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
