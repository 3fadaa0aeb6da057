"""Laying one picture over another without touching what the layer does not cover."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image, Mask

_STRIP = 64
"""Rows blended at a time: their float copies stay in the cache, whatever the photo measures."""


def composite(base: Image, layer: Image, alpha: Mask) -> Image:
    """Blend ``layer`` over ``base``.

    Args:
        base: uint8 (H, W, 3); not changed.
        layer: uint8 (H, W, 3).
        alpha: float32 (H, W) in [0, 1], the layer's opacity.

    Returns:
        uint8 (H, W, 3): the base's bytes bit for bit where ``alpha`` is 0, the layer's where it
        is 1, and a value between the two elsewhere.

    Raises:
        ValueError: the shapes differ.
    """
    if base.shape != layer.shape or base.shape[:2] != alpha.shape:
        raise ValueError(f"base {base.shape}, layer {layer.shape} and alpha {alpha.shape} differ")
    result = base.copy()
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    if not rows.size:
        return result
    across = slice(columns[0], columns[-1] + 1)
    for top in range(rows[0], rows[-1] + 1, _STRIP):
        strip = np.s_[top : min(top + _STRIP, rows[-1] + 1), across]
        below = base[strip].astype(np.float32)
        mixed = below + (layer[strip] - below) * np.clip(alpha[strip], 0, 1)[..., None]
        result[strip] = np.rint(mixed).astype(np.uint8)
    return result


def changed(before: Image, after: Image) -> NDArray[np.bool_]:
    """Where two pictures of one size, (h, w, 3), differ in any channel; (h, w)."""
    return np.asarray(cv2.inRange(cv2.absdiff(before, after), (0, 0, 0), (0, 0, 0)) == 0)
