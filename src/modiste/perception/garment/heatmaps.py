"""The landmark network's seam: a framed garment in, heat maps decoded to landmarks out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.perception.garment.category import DEVIATION, MEAN, Network
from modiste.types import GARMENT_LANDMARKS, Category, Image, Landmark, Mask

Floats = NDArray[np.float32]

NAMES: tuple[str, ...] = tuple(
    dict.fromkeys(name for category in Category for name in GARMENT_LANDMARKS[category])
)
"""Landmarks in the order of the network's heat maps; the last map is the visible inside."""

SIDE = 128
"""Side of the network's square input in pixels."""

STRIDE = 2
"""Input pixels per heat-map pixel."""

FILL = 0.86
"""Part of the frame that the garment's longer side takes."""

PRESENT = 0.2
"""Smallest peak of a landmark that is there."""


@dataclass(frozen=True)
class Frame:
    """Where a garment lies in the network's input: input = scale * pixel + offset."""

    scale: float
    offset: NDArray[np.float64]

    @property
    def matrix(self) -> NDArray[np.float64]:
        """The (2, 3) matrix of ``cv2.warpAffine``."""
        return np.array([[self.scale, 0, self.offset[0]], [0, self.scale, self.offset[1]]])

    def back(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Input positions (N, 2) to picture pixels."""
        return np.asarray((points - self.offset) / self.scale)


def frame(mask: NDArray[np.bool_], side: int = SIDE, fill: float = FILL) -> Frame:
    """The frame of a garment: its box, centred, its longer side ``fill`` of the square."""
    ys, xs = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    low = np.array([xs[0], ys[0]], np.float64)
    high = np.array([xs[-1], ys[-1]], np.float64)
    scale = fill * side / max(float((high - low).max()) + 1.0, 1.0)
    return Frame(scale, (side - 1) / 2 - scale * (low + high) / 2)


def framed(pixels: Floats, where: Frame, side: int = SIDE) -> Floats:
    """Pixels (h, w) or (h, w, c) in the frame; zero outside the picture."""
    flags = cv2.INTER_AREA if where.scale < 1 else cv2.INTER_LINEAR
    if where.scale < 0.75:
        pixels = cv2.blur(pixels, (2, 2)).astype(np.float32)
    return np.asarray(cv2.warpAffine(pixels, where.matrix, (side, side), flags=flags), np.float32)


def planes(image: Floats, mask: Mask, category: Category) -> Floats:
    """The network's input, (7, h, w): normalised colours on grey, mask, category.

    Args:
        image: (h, w, 3) in [0, 255].
        mask: (h, w).
        category: becomes three constant planes.
    """
    colours = (image / 255.0 - MEAN) / DEVIATION * mask[..., None]
    constant = [np.full(mask.shape, float(c is category), np.float32) for c in Category]
    return np.concatenate([colours.transpose(2, 0, 1), np.stack([mask - 0.5, *constant])]).astype(
        np.float32
    )


def read_heatmaps(
    network: Network, image: Image, mask: NDArray[np.bool_], category: Category
) -> tuple[dict[str, Landmark], Mask]:
    """Landmarks and visible inside by the network.

    Args:
        network: garment_landmarks.onnx: (1, 7, 128, 128) -> logits (1, landmarks + 1, 64, 64).
        image: small picture, (h, w, 3).
        mask: bool (h, w), the whole garment.
        category: where it is worn.

    Returns:
        Landmarks in the small picture's pixels, with the peaks as scores, only those that are
        there; and the probability of the garment's inside, (h, w).
    """
    where = frame(mask)
    solid = framed(mask.astype(np.float32), where)
    tensor = planes(framed(image.astype(np.float32), where), solid, category)
    pair = _maps(network, tensor) + _unmirrored(_maps(network, tensor[..., ::-1]))
    maps = (pair / 2).astype(np.float32)
    points, peaks = decode(maps[:-1])
    pixels = where.back(points * STRIDE + (STRIDE - 1) / 2)
    marks = {
        name: Landmark(float(x), float(y), float(peak))
        for name, (x, y), peak in zip(NAMES, pixels, peaks, strict=True)
        if name in GARMENT_LANDMARKS[category] and peak >= PRESENT
    }
    return marks, _inside(maps[-1], where, mask.shape)


def _maps(network: Network, tensor: Floats) -> Floats:
    """Heat maps in [0, 1] of one input, (landmarks + 1, 64, 64)."""
    logits = network(np.ascontiguousarray(tensor[None]))[0][0]
    return cast(Floats, 1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0))))


def _unmirrored(maps: Floats) -> Floats:
    """Heat maps of a mirrored garment as those of the garment."""
    order = [NAMES.index(other_side(name)) for name in NAMES] + [len(NAMES)]
    return maps[order][..., ::-1]


def other_side(name: str) -> str:
    """The landmark's counterpart on the other side; itself when it has none."""
    if name.endswith("_left"):
        return name.removesuffix("left") + "right"
    return name.removesuffix("right") + "left" if name.endswith("_right") else name


def _inside(probability: Floats, where: Frame, shape: tuple[int, ...]) -> Mask:
    """The last map in the small picture's pixels."""
    scale = 1.0 / (where.scale / STRIDE)
    shift = -(where.offset - (STRIDE - 1) / 2) / where.scale
    matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    size = (shape[1], shape[0])
    return np.asarray(cv2.warpAffine(probability, matrix, size, flags=cv2.INTER_LINEAR), np.float32)


def decode(maps: Floats) -> tuple[NDArray[np.float64], Floats]:
    """Peaks of heat maps, to a fraction of a pixel.

    Args:
        maps: (N, h, w) in [0, 1].

    Returns:
        Points (N, 2), x then y, in map pixels: the centre of mass around the highest pixel; and
        the highest values, (N,).
    """
    count, _, width = maps.shape
    best = maps.reshape(count, -1).argmax(axis=1)
    points = np.zeros((count, 2))
    for i, (y, x) in enumerate(zip(*np.divmod(best, width), strict=True)):
        top, left = max(int(y) - 3, 0), max(int(x) - 3, 0)
        patch = maps[i, top : y + 4, left : x + 4].astype(np.float64)
        patch = np.where(patch > 0.3 * patch.max(), patch, 0.0) + 1e-12
        rows, columns = np.mgrid[top : top + patch.shape[0], left : left + patch.shape[1]]
        points[i] = (patch * columns).sum() / patch.sum(), (patch * rows).sum() / patch.sum()
    return points, maps.reshape(count, -1).max(axis=1)
