"""The embedding of a garment photo, for similarity and recommendation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from modiste.assets import asset_path
from modiste.perception.garment.category import Network, classify
from modiste.perception.garment.cutout import shrink
from modiste.perception.runtime import OnnxModel
from modiste.types import GarmentView, Image, Mask

Vector = NDArray[np.float32]

WIDTH = 128
"""Numbers of an embedding."""

MARGIN = 0.1
"""What is seen around a garment of known mask, as a part of its box."""


class Embedder:
    """Gives unit vectors whose dot product says how alike two garments are.

    Thread-safe. Two garments of one kind point the same way; among those, similar colour, pattern
    and make are nearer.

    Args:
        threads: threads of one network call.
        kind, projection: the networks; None takes what ships.

    Raises:
        modiste.errors.AssetError: when a weight is missing or altered.
    """

    def __init__(
        self, threads: int = 2, kind: Network | None = None, projection: Network | None = None
    ) -> None:
        self._kind = kind or OnnxModel(asset_path("garment-kind"), threads)
        self._project = projection or OnnxModel(asset_path("garment-embedding"), threads)

    def __call__(self, garment: Image | GarmentView, mask: Mask | None = None) -> Vector:
        """The embedding of a photo.

        Args:
            garment: the photo of one garment, upright, (H, W, 3); or what was seen of it.
            mask: where the garment is, (H, W); None: somewhere in the photo. Of a
                :class:`GarmentView` its own is taken.

        Returns:
            float32 (128,), of length 1.

        Raises:
            ValueError: when the mask has another size than the photo.
        """
        image, known = (
            (garment.image, garment.mask) if isinstance(garment, GarmentView) else (garment, mask)
        )
        if known is not None:
            image = framed(image, known)
        return self.project(classify(self._kind, shrink(image)).embedding)

    def project(self, features: Vector) -> Vector:
        """The embedding from the features that the classifier read anyway.

        Args:
            features: :attr:`modiste.perception.garment.category.Reading.embedding`, (1280,).

        Returns:
            float32 (128,), of length 1.
        """
        found = np.asarray(self._project(features[None])[0][0], np.float32)
        return np.asarray(found / max(float(np.linalg.norm(found)), 1e-12), np.float32)


def framed(image: Image, mask: Mask) -> Image:
    """The part of a photo around a garment; all of it when the mask is empty.

    Args:
        image: (H, W, 3).
        mask: (H, W).

    Raises:
        ValueError: when the mask has another size than the photo.
    """
    if mask.shape != image.shape[:2]:
        raise ValueError(f"the mask is {mask.shape}, the photo {image.shape[:2]}")
    ys, xs = np.flatnonzero((mask > 0.5).any(axis=1)), np.flatnonzero((mask > 0.5).any(axis=0))
    if ys.size == 0:
        return image
    dy, dx = (round(MARGIN * (int(v[-1]) - int(v[0]) + 1)) for v in (ys, xs))
    rows = slice(max(int(ys[0]) - dy, 0), int(ys[-1]) + dy + 1)
    return image[rows, max(int(xs[0]) - dx, 0) : int(xs[-1]) + dx + 1]
