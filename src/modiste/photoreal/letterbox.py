"""Fitting pictures into a network's size, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image


@dataclass(frozen=True)
class Letterbox:
    """A picture inside another size.

    Attributes:
        size: height and width of the picture.
        inner: height and width that it takes up.
        box: height and width of the whole.
    """

    size: tuple[int, int]
    inner: tuple[int, int]
    box: tuple[int, int]

    @classmethod
    def of(cls, size: tuple[int, int], box: tuple[int, int]) -> Letterbox:
        """As large as fits, in the middle."""
        factor = min(box[0] / size[0], box[1] / size[1])
        inner = max(1, round(size[0] * factor)), max(1, round(size[1] * factor))
        return cls(size, (min(inner[0], box[0]), min(inner[1], box[1])), box)

    @property
    def corner(self) -> tuple[int, int]:
        """Row and column of the inner picture's first pixel."""
        return (self.box[0] - self.inner[0]) // 2, (self.box[1] - self.inner[1]) // 2

    def put(self, image: Image, fill: int = 255, sharp: bool = False) -> Image:
        """The picture inside the box, ``fill`` around it."""
        shrinks = self.inner[0] < self.size[0]
        kind = cv2.INTER_NEAREST if sharp else cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
        small = cv2.resize(image, self.inner[::-1], interpolation=kind)
        whole = np.full((*self.box, *image.shape[2:]), fill, np.uint8)
        row, column = self.corner
        whole[row : row + self.inner[0], column : column + self.inner[1]] = small
        return whole

    def take(self, whole: Image) -> Image:
        """What lies in the picture's place, at the picture's size."""
        row, column = self.corner
        inner = whole[row : row + self.inner[0], column : column + self.inner[1]]
        kind = cv2.INTER_AREA if self.inner[0] > self.size[0] else cv2.INTER_CUBIC
        return np.asarray(cv2.resize(inner, self.size[::-1], interpolation=kind), np.uint8)


def to_signed(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """uint8 (H, W[, C]) to float32 (1, C, H, W) in [-1, 1]."""
    planes = image[None, None] if image.ndim == 2 else image.transpose(2, 0, 1)[None]
    return np.ascontiguousarray(planes, np.float32) / np.float32(127.5) - 1


def from_signed(planes: NDArray[np.float32]) -> Image:
    """Float (1, 3, H, W) in [-1, 1] to uint8 (H, W, 3)."""
    image = (planes[0].transpose(1, 2, 0) + 1) * 127.5
    return np.asarray(np.clip(np.round(image), 0, 255), np.uint8)
