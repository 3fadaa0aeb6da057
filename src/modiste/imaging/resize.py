"""Resizing, each kind of array in the one way that is right for it."""

from __future__ import annotations

import cv2
import numpy as np

from modiste.types import Image, Labels, Mask


def fit_within(image: Image, long_side: int) -> tuple[Image, float]:
    """Shrink a picture so that its longer side is at most ``long_side``; never enlarge it.

    Args:
        image: uint8 (H, W, 3).
        long_side: pixels, at least 1.

    Returns:
        The very same array and 1.0 when it fits already; else its area average, and the factor
        by which coordinates shrink.
    """
    height, width = image.shape[:2]
    longer = max(height, width)
    if longer <= long_side:
        return image, 1.0
    factor = long_side / longer
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8), factor


def resize_mask(mask: Mask, size: tuple[int, int]) -> Mask:
    """Resize a mask: area average when it shrinks, linear when it grows.

    Args:
        mask: float32 (H, W) in [0, 1].
        size: width and height in pixels.

    Returns:
        float32 (height, width), within the range of ``mask``.
    """
    if mask.shape == (size[1], size[0]):
        return mask
    shrinks = size[0] * size[1] < mask.size
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    resized = cv2.resize(mask, size, interpolation=how)
    return np.clip(resized, mask.min(), mask.max()).astype(np.float32, copy=False)


def resize_labels(labels: Labels, size: tuple[int, int]) -> Labels:
    """Resize labels with nearest neighbour: no label appears that was not there.

    Args:
        labels: uint8 (H, W).
        size: width and height in pixels.
    """
    if labels.shape == (size[1], size[0]):
        return labels
    return np.asarray(cv2.resize(labels, size, interpolation=cv2.INTER_NEAREST_EXACT), np.uint8)
