"""From a hard mask at a small size to a soft, clean alpha at the working resolution."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image, Mask

MIN_CONTRAST = 12.0
"""RGB distance between garment and background under which colour cannot place the edge."""


def soften(image: Image, mask: NDArray[np.bool_], blur: float = 0.6) -> Mask:
    """Place the edge of a hard mask where the colours change.

    In a band around the mask's edge, alpha is the position of a pixel's colour on the line from
    the local background colour to the local garment colour; elsewhere it is the mask.

    Args:
        image: the photo, (H, W, 3).
        mask: bool (h, w), the garment at any smaller size of the same proportions.
        blur: how unsure the mask's edge is, in the mask's pixels.

    Returns:
        Alpha, (H, W).
    """
    height, width = image.shape[:2]
    scale = width / mask.shape[1]
    steps = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    coarse = np.asarray(cv2.GaussianBlur(steps, (0, 0), max(blur * scale, 0.8)), np.float32)
    reach = max(2, round(2.6 * blur * scale))
    hard = (coarse > 0.5).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    inner = np.asarray(cv2.erode(hard, kernel, borderType=cv2.BORDER_REPLICATE), np.uint8)
    outer = np.asarray(cv2.dilate(hard, kernel), np.uint8)
    band = (outer > 0) & (inner == 0)
    alpha = _project(image, inner, 1 - outer, band, coarse, reach)
    return np.where(band, alpha, hard).astype(np.float32)


def _project(
    image: Image, inner: NDArray[np.uint8], outer: NDArray[np.uint8], band: NDArray[np.bool_],
    coarse: Mask, reach: int,
) -> Mask:  # fmt: skip
    """Alpha of the band's pixels on their local line of colour, (H, W)."""
    pixels = image.astype(np.float32)
    front, has_front = _local_mean(pixels, inner, 4 * reach + 1)
    back, has_back = _local_mean(pixels, outer, 4 * reach + 1)
    line = front - back
    length = (line * line).sum(axis=2)
    position = ((pixels - back) * line).sum(axis=2) / np.maximum(length, 1.0)
    sharp = np.clip((position - 0.1) / 0.8, 0.0, 1.0)
    trust = np.clip(np.sqrt(length) / MIN_CONTRAST - 1.0, 0.0, 1.0) * has_front * has_back
    # An alpha that contradicts the mask by far is a print or a shadow, not an edge.
    sharp = np.clip(sharp, np.clip(1.6 * coarse - 0.8, 0, 1), np.clip(1.6 * coarse + 0.2, 0, 1))
    smooth = np.clip((coarse - 0.5) * 1.6 + 0.5, 0.0, 1.0)
    mixed = np.where(band, trust * sharp + (1.0 - trust) * smooth, coarse)
    return np.asarray(mixed, np.float32)


def _local_mean(
    pixels: NDArray[np.float32], where: NDArray[np.uint8], size: int
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Mean colour of the pixels in ``where`` inside a box, and whether there were any."""
    weight = where.astype(np.float32)
    count = cv2.boxFilter(weight, -1, (size, size))
    total = cv2.boxFilter(pixels * weight[..., None], -1, (size, size))
    mean = total / np.maximum(count, 1e-4)[..., None]
    return np.asarray(mean, np.float32), np.asarray(count > 1e-3)
