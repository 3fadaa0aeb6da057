"""A neckline without a collar lies on the shoulders: its corners do not stand off the body."""

from __future__ import annotations

import cv2
import numpy as np

from modiste.types import GarmentView, Mask, Neckline, PersonView
from modiste.warp.body import Body

_STANDING = (Neckline.COLLAR, Neckline.HOOD, Neckline.TURTLENECK)
_OFF_CM, _PER_CM = 0.1, 0.25
"""Cloth may lie this far over the skin beside the neck, and farther by this outwards."""
_FROM_CM, _TO_CM = 4.0, 14.0
"""Where beside the neck's middle the rule holds."""
_SLOPE_CM = 7.0
"""Nearer than this beside the neck's middle it lies closest."""
_ABOVE_CM, _BELOW_CM = 22.0, 1.0
"""And where above and below the shoulder joints' line."""


def clear_neck(alpha: Mask, person: PersonView, body: Body, garment: GarmentView) -> Mask:
    """Take away cloth that stands off the silhouette beside the neck.

    Args:
        alpha: (h, w), the garment's coverage.
        person: her matte tells where the skin or what she wears ends.
        body: hers.
        garment: nothing happens if its collar or hood stands on its own.

    Returns:
        (h, w), ``alpha`` or a part of it.
    """
    if garment.neckline in _STANDING:
        return alpha
    box = _window(body, alpha.shape)
    outside = (person.matte[box] < 0.5).astype(np.uint8)
    if not outside.any():
        return alpha
    y, x = np.mgrid[box]
    away = np.stack([x - body.neck[0], y - body.neck[1]], -1) / body.unit
    sideways, height = np.abs(away @ body.across), away @ body.down
    allowed = _OFF_CM + _PER_CM * np.maximum(sideways - _SLOPE_CM, 0.0)
    off = cv2.distanceTransform(outside, cv2.DIST_L2, 3)
    keep = np.clip(allowed * body.unit - off + 1.0, 0.0, 1.0)
    beside = (sideways > _FROM_CM) & (sideways < _TO_CM) & (height < _BELOW_CM)
    cleared = alpha.copy()
    cleared[box] *= np.where(beside, keep, 1.0).astype(np.float32)
    return cleared


def _window(body: Body, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Rows and columns around the neck."""
    reach = np.array([_TO_CM + 2, _ABOVE_CM]) * body.unit
    low = np.clip(np.floor(body.neck - reach), 0, shape[1::-1]).astype(int)
    high = np.clip(np.ceil(body.neck + reach), 0, shape[1::-1]).astype(int)
    return slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0]))
