"""The garment's pixels made ready: sized for the target, rim cleaned, divided into parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import GarmentView, Image, Mask
from modiste.warp.arrays import Coords, Values
from modiste.warp.patch import Ladder

_RIM = 0.006
"""Width of the rim that may carry the background's colour, as a part of the picture's size."""

_HEADROOM = 1.25
_SEAM = 0.008
_DIVIDE_AT = 256


@dataclass(frozen=True)
class Fabric:
    """A garment resized so that drawing it neither aliases nor blurs.

    Attributes:
        image: (h, w, 3), the rim filled from inside and carried on outwards.
        alpha: (h, w).
        factor: (2,), from the view's pixels to these.
    """

    image: Image
    alpha: Mask
    factor: Values

    def ladder(self, ladder: Ladder) -> Ladder:
        """A ladder on the view's pixels, on these."""
        rails = (ladder.low, ladder.high, ladder.middle)
        return Ladder(*((r + 0.5) * self.factor - 0.5 for r in rails))

    def unscaled(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Points (..., 2) on these pixels, on the view's."""
        factor = self.factor.astype(np.float32)
        return np.asarray((points + np.float32(0.5)) / factor - np.float32(0.5))


def cut_fabric(garment: GarmentView, scale: tuple[float, float]) -> Fabric:
    """Resize ``garment`` for a target that shows it ``scale`` (x, y) times as large."""
    height, width = garment.mask.shape
    shrink = [min(1.0, max(s, 0.02) * _HEADROOM) for s in scale]
    size = (max(16, round(width * shrink[0])), max(16, round(height * shrink[1])))
    image = np.asarray(cv2.resize(garment.image, size, interpolation=cv2.INTER_AREA), np.uint8)
    alpha = np.asarray(cv2.resize(garment.mask, size, interpolation=cv2.INTER_AREA), np.float32)
    factor = np.array([size[0] / width, size[1] / height])
    return Fabric(_clean_rim(image, alpha), alpha, factor)


def _clean_rim(image: Image, alpha: Mask) -> Image:
    """Give pixels near and beyond the edge the colour of the nearest pixel well inside."""
    rim = max(2, round(_RIM * max(alpha.shape)))
    kernel = np.ones((2 * rim + 1, 2 * rim + 1), np.uint8)
    padded = cv2.copyMakeBorder((alpha > 0.9).astype(np.uint8), rim, rim, rim, rim, 0)
    inside = cv2.erode(padded, kernel)[rim:-rim, rim:-rim]
    if not inside.any():
        return image
    _, label = cv2.distanceTransformWithLabels(
        1 - inside, cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL
    )
    origin = np.zeros(int(label.max()) + 1, np.int64)
    origin[label[inside > 0]] = np.flatnonzero(inside)
    wanted = cv2.dilate((alpha > 0).astype(np.uint8), np.ones((5, 5), np.uint8)) > inside
    clean = image.copy()
    clean[wanted] = image.reshape(-1, 3)[origin[label[wanted]]]
    return clean


def divide(fabric: Fabric, regions: Mapping[str, Sequence[Coords]]) -> dict[str, Mask]:
    """Divide the cloth among ``regions``, polygons in the view's pixels, each pixel to the nearest.

    Neighbours overlap by a narrow seam, so that no gap opens between them.

    Returns:
        By region, the cloth's alpha within it, (h, w) of the fabric.
    """
    height, width = fabric.alpha.shape
    shrink = min(1.0, _DIVIDE_AT / max(height, width))
    size = (max(8, round(width * shrink)), max(8, round(height * shrink)))
    step = np.array(size) / (width, height)
    far = {k: _distance(np.stack(p) * fabric.factor * step, size) for k, p in regions.items()}
    seam = max(1.0, _SEAM * max(size))
    parts = {}
    for name, own in far.items():
        others = [d for k, d in far.items() if k != name]
        nearest = np.minimum.reduce(others) if others else own + 2 * seam
        share = np.clip((nearest - own) / (2 * seam) + 1.0, 0.0, 1.0).astype(np.float32)
        full = cv2.resize(share, (width, height), interpolation=cv2.INTER_LINEAR)
        parts[name] = np.asarray(full * fabric.alpha, np.float32)
    return parts


def _distance(polygon: Coords, size: tuple[int, int]) -> NDArray[np.float32]:
    """Signed distance to ``polygon``, negative inside."""
    canvas = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillPoly(canvas, [np.round(polygon * 16).astype(np.int32)], 1, shift=4)
    outside = cv2.distanceTransform(1 - canvas, cv2.DIST_L2, 5)
    inside = cv2.distanceTransform(canvas, cv2.DIST_L2, 5)
    return np.asarray(outside - inside, np.float32)
