"""Turned square regions of a picture, and cutting networks' inputs out of them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image, Mask, Points

Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Region:
    """A square of a picture.

    Attributes:
        x: its centre, pixels.
        y: its centre, pixels.
        size: side, pixels.
        angle: how far the square is turned clockwise, radians.
    """

    x: float
    y: float
    size: float
    angle: float = 0.0

    def scaled(self, factor: float) -> Region:
        """The same region on a picture resized by ``factor``."""
        return Region(self.x * factor, self.y * factor, self.size * factor, self.angle)

    def moved(self, dx: float, dy: float) -> Region:
        """The same square, moved."""
        return Region(self.x + dx, self.y + dy, self.size, self.angle)

    def to_picture(self, side: int) -> Matrix:
        """The (2, 3) matrix from coordinates in a ``side`` x ``side`` cut to the picture."""
        scale = self.size / side
        cos, sin = np.cos(self.angle) * scale, np.sin(self.angle) * scale
        half = side / 2
        return np.array(
            [
                [cos, -sin, self.x - cos * half + sin * half],
                [sin, cos, self.y - sin * half - cos * half],
            ],
            np.float32,
        )

    def cut(self, image: Image, side: int) -> Image:
        """The region as a picture of ``side`` x ``side``; beyond the photo its rim goes on.

        The photo is halved first as often as it can, so that the cut has no aliasing.
        """
        small, shrink = halved(image, side / self.size)
        matrix = _by_centres(self.scaled(shrink).to_picture(side))
        mode = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        cut = cv2.warpAffine(
            small, matrix, (side, side), flags=mode, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(cut, np.uint8)

    def paste(self, mask: Mask, size: tuple[int, int]) -> Mask:
        """Lay a square mask of this region back into the picture.

        Args:
            mask: (S, S) in [0, 1], the region's content.
            size: width and height of the picture.

        Returns:
            (height, width) in [0, 1], 0 outside the region.
        """
        matrix = _by_centres(self.to_picture(mask.shape[0]))
        return np.asarray(cv2.warpAffine(mask, matrix, size, flags=cv2.INTER_LINEAR), np.float32)


def _by_centres(matrix: Matrix) -> Matrix:
    """From a map of coordinates, whose origin is a pixel's corner, to one of pixel centres."""
    moved = matrix.copy()
    moved[:, 2] += matrix[:, :2].sum(axis=1) / 2 - 0.5
    return moved


def halved(image: Image, factor: float) -> tuple[Image, float]:
    """Halve an image as often as it stays at least ``factor`` of its size.

    Returns:
        The image and what it was resized by, a power of 1/2. An odd last row or column is lost.
    """
    scale = 1.0
    while scale / 2 >= factor and min(image.shape[:2]) > 1:
        height, width = image.shape[0] // 2, image.shape[1] // 2
        even = image[: 2 * height, : 2 * width]
        image = np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA))
        scale /= 2
    return image, scale


def resized(image: Image, factor: float) -> Image:
    """The image resized by ``factor``, by area when it shrinks."""
    height, width = image.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    mode = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image, size, interpolation=mode), np.uint8)


def apply(matrix: Matrix, points: Points) -> Points:
    """Map (N, 2) points through a (2, 3) matrix."""
    mapped: Points = points @ matrix[:, :2].T + matrix[:, 2]
    return mapped
