"""The cut-out network's samples: taught photos and composed pictures, altered anew each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.training.garment.cutout_scene import Piece, any_ground, bare_ground, compose
from modiste.types import Image, Mask

COMPOSED = 0.55
"""Part of the samples that are composed, with exact masks."""

DRAWN = 0.5
"""Part of the composed ones whose garment is drawn rather than cut out of a photo."""

Taught = tuple[Image, NDArray[np.uint8]]
"""A photo (h, w, 3) and its mask (h, w), 0 or 255."""


@dataclass(frozen=True)
class Pool:
    """What samples are made of; any of the parts but one may be empty.

    Attributes:
        taught: photos with the teacher's masks.
        photos: garments cut out of photos.
        drawn: garments that were drawn.
    """

    taught: Sequence[Taught]
    photos: Sequence[Piece]
    drawn: Sequence[Piece]

    def sample(self, side: int, rng: np.random.Generator) -> tuple[Image, Mask]:
        """A picture (side, side, 3) and the garment's coverage, (side, side)."""
        if self.taught and (rng.random() > COMPOSED or not (self.photos or self.drawn)):
            image, mask = self.taught[int(rng.integers(len(self.taught)))]
            return altered(image, mask.astype(np.float32) / 255.0, side, rng)
        image, alpha = compose(self._piece(rng), self._ground(rng), rng)
        return altered(image, alpha, side, rng, zoom=(1.0, 1.05))

    def _piece(self, rng: np.random.Generator) -> Piece:
        drawn = self.drawn and (rng.random() < DRAWN or not self.photos)
        among = self.drawn if drawn else self.photos
        return among[int(rng.integers(len(among)))]

    def _ground(self, rng: np.random.Generator) -> NDArray[np.float32]:
        if self.taught and rng.random() < 0.6:
            image, mask = self.taught[int(rng.integers(len(self.taught)))]
            found = bare_ground(image, mask, rng)
            if found is not None:
                return found
        return any_ground(rng)


def altered(
    image: Image, mask: Mask, side: int, rng: np.random.Generator,
    zoom: tuple[float, float] = (0.98, 1.25),
) -> tuple[Image, Mask]:  # fmt: skip
    """Mirror, turn, stretch and recolour a picture with its mask, onto a square."""
    height, width = mask.shape
    linear = _linear(rng, rng.uniform(*zoom), side / width, side / height)
    centre = linear @ np.array([(width - 1) / 2, (height - 1) / 2])
    shift = (side - 1) / 2 - centre + rng.normal(0, 0.02, 2) * side
    matrix = np.column_stack([linear, shift])
    size = (side, side)
    smooth = cv2.GaussianBlur(image, (3, 3), 0) if side < 0.7 * max(height, width) else image
    warped = cv2.warpAffine(smooth, matrix, size, borderMode=cv2.BORDER_REFLECT_101)
    cover = cv2.warpAffine(mask, matrix, size, borderMode=cv2.BORDER_REFLECT_101)
    return _recoloured(warped.astype(np.float32), rng), np.asarray(cover, np.float32)


def _linear(
    rng: np.random.Generator, zoom: float, across: float, down: float
) -> NDArray[np.float64]:
    """The linear part of photo position to square position; a quarter turn now and then."""
    angle = np.radians(rng.normal(0, 5) + (rng.choice([90, 180, 270]) if rng.random() < 0.1 else 0))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    mirror = np.diag([-1.0 if rng.random() < 0.5 else 1.0, 1.0])
    uneven = np.exp(rng.normal(0, 0.06, 2))
    return np.asarray(zoom * turn @ mirror @ np.diag([across, down] * uneven))


def _recoloured(image: NDArray[np.float32], rng: np.random.Generator) -> Image:
    """Another light and tint, sometimes grey, blurred or noisy, kept a possible photo."""
    if rng.random() < 0.08:
        image = np.repeat(image.mean(axis=2, keepdims=True), 3, axis=2)
    if rng.random() < 0.15:
        image = image[..., rng.permutation(3)]
    if rng.random() < 0.2:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.2)), np.float32)
    gain = rng.uniform(0.75, 1.2) * rng.uniform(0.92, 1.08, 3)
    power = np.exp(rng.normal(0, 0.15))
    bright = 255.0 * np.clip(image * gain / 255.0, 0, 1) ** power
    noise = rng.normal(0, 1.0, image.shape).astype(np.float32) * rng.uniform(0, 6)
    return np.asarray(np.clip(bright + noise, 0, 255), np.uint8)
