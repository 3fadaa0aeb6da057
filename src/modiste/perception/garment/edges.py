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
    reach = max(2, round(2.6 * blur * scale))
    hard = (steps > 0.5).astype(np.uint8)
    alpha = hard.astype(np.float32)
    area = _box(hard, 6 * reach)
    alpha[area] = _soften_box(
        image[area], np.asarray(steps[area], np.float32), max(blur * scale, 0.8), reach
    )
    return alpha


def _soften_box(image: Image, steps: Mask, sigma: float, reach: int) -> Mask:
    """The alpha in a box around the mask's edge."""
    coarse = np.asarray(cv2.GaussianBlur(steps, (0, 0), sigma), np.float32)
    hard = (coarse > 0.5).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    inner = np.asarray(cv2.erode(hard, kernel, borderType=cv2.BORDER_REPLICATE), np.uint8)
    outer = np.asarray(cv2.dilate(hard, kernel), np.uint8)
    band = (outer > 0) & (inner == 0)
    alpha = _project(image, inner, 1 - outer, band, coarse, reach)
    return np.where(band, alpha, hard).astype(np.float32)


def _box(hard: NDArray[np.uint8], margin: int) -> tuple[slice, slice]:
    """The mask's box with a margin, clipped to the picture."""
    ys, xs = np.flatnonzero(hard.any(axis=1)), np.flatnonzero(hard.any(axis=0))
    if ys.size == 0:
        return slice(0, 0), slice(0, 0)
    return (slice(max(int(ys[0]) - margin, 0), int(ys[-1]) + margin + 1),
            slice(max(int(xs[0]) - margin, 0), int(xs[-1]) + margin + 1))  # fmt: skip


def _project(
    image: Image, inner: NDArray[np.uint8], outer: NDArray[np.uint8], band: NDArray[np.bool_],
    coarse: Mask, reach: int,
) -> Mask:  # fmt: skip
    """Alpha of the band's pixels on their local line of colour, (H, W)."""
    size = 4 * reach + 1
    front, has_front = _local_mean(image, inner, size, band)
    back, has_back = _local_mean(image, outer, size, band)
    here, rough = image[band].astype(np.float32), coarse[band]
    line = front - back
    length = (line * line).sum(axis=1)
    position = ((here - back) * line).sum(axis=1) / np.maximum(length, 1.0)
    sharp = np.clip((position - 0.1) / 0.8, 0.0, 1.0)
    trust = np.clip(np.sqrt(length) / MIN_CONTRAST - 1.0, 0.0, 1.0) * has_front * has_back
    # An alpha that contradicts the mask by far is a print or a shadow, not an edge.
    sharp = np.clip(sharp, np.clip(1.6 * rough - 0.8, 0, 1), np.clip(1.6 * rough + 0.2, 0, 1))
    smooth = np.clip((rough - 0.5) * 1.6 + 0.5, 0.0, 1.0)
    mixed = coarse.copy()
    mixed[band] = trust * sharp + (1.0 - trust) * smooth
    return mixed


def _local_mean(
    image: Image, where: NDArray[np.uint8], size: int, band: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Per pixel of the band: mean colour of ``where`` in a box around it, and if there was any."""
    count = _box_sum(where, size)[band]
    total = _box_sum(np.asarray(cv2.bitwise_and(image, image, mask=where), np.uint8), size)[band]
    return np.asarray(total / np.maximum(count, 1)[:, None], np.float32), count > 0


def _box_sum(pixels: NDArray[np.uint8], size: int) -> NDArray[np.float32]:
    """Sum over a box around each pixel; exact, since it adds bytes."""
    return np.asarray(cv2.boxFilter(pixels, cv2.CV_32F, (size, size), normalize=False), np.float32)
