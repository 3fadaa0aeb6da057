"""Damage to garments and photos, so that training sees what serving sees: imperfect input."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Fit, GarmentView, Image, Landmark, Mask
from modiste.warp.blank import PER_CM

_BORDER_CM, _SMOOTH_CM = 0.45, 6.0
_MARK_CM = 0.7
_GAIN, _TINT = 0.06, 0.025
_GIRTH, _LENGTH, _SLEEVE = 0.06, 0.06, 0.1
_COARSER, _QUALITY, _GRAIN = (1.2, 2.2), (25, 70), (2.0, 8.0)
"""A degraded photo: shrunk by this and grown again, JPEG quality, grain in 8-bit steps."""


def damaged(view: GarmentView, rng: np.random.Generator) -> GarmentView:
    """The garment with bent borders, other exposure and landmarks a little off.

    Args:
        view: a flattened garment at ``modiste.warp.blank.PER_CM`` pixels per cm.
        rng: decides all.
    """
    image, mask = _bent(view.image, view.mask, rng)
    gain = 1 + rng.normal(0, _GAIN) + rng.normal(0, _TINT, 3)
    lit = image * np.clip(gain, 0.8, 1.2)
    cover = mask[..., None]
    mixed = np.clip(lit, 0, 255) * cover + 255 * (1 - cover)
    marks = {n: _strayed(m, rng) for n, m in view.landmarks.items()}
    return replace(view, image=(mixed + 0.5).astype(np.uint8), mask=mask, landmarks=marks)


def degraded(photo: Image, rng: np.random.Generator) -> Image:
    """The photo as a cheap phone or a messenger hands it on: coarser, grainy, compressed.

    Args:
        photo: uint8 (h, w, 3).
        rng: decides all.
    """
    height, width = photo.shape[:2]
    factor = float(rng.uniform(*_COARSER))
    small = (max(1, round(width / factor)), max(1, round(height / factor)))
    coarse = cv2.resize(cv2.resize(photo, small, interpolation=cv2.INTER_AREA), (width, height))
    grain = rng.normal(0, float(rng.uniform(*_GRAIN)), (height, width, 1))
    noisy = np.clip(coarse + grain + 0.5, 0, 255).astype(np.uint8)
    quality = int(rng.integers(*_QUALITY))
    _, packed = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def _strayed(mark: Landmark, rng: np.random.Generator) -> Landmark:
    dx, dy = rng.normal(0, _MARK_CM * PER_CM, 2)
    return Landmark(mark.x + float(dx), mark.y + float(dy), mark.score)


def strayed_fit(rng: np.random.Generator) -> Fit:
    """A size that is about right; exactly right in a third of all cases."""
    if rng.random() < 1 / 3:
        return Fit()
    girth, length, sleeve = (
        float(np.clip(rng.normal(1, s), 1 - 2 * s, 1 + 2 * s)) for s in (_GIRTH, _LENGTH, _SLEEVE)
    )
    return Fit(girth, length, sleeve)


def _bent(image: Image, mask: Mask, rng: np.random.Generator) -> tuple[Image, Mask]:
    """Move every pixel by a smooth field of a few millimetres."""
    height, width = mask.shape
    dx, dy = (_field((height, width), rng) for _ in range(2))
    y, x = np.indices((height, width), np.float32)
    maps = (x + dx, y + dy)
    bent = cv2.remap(image, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    cover = cv2.remap(mask, *maps, cv2.INTER_LINEAR)
    return np.asarray(bent, np.uint8), np.asarray(cover, np.float32)


def _field(shape: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float32]:
    """Smooth noise of about ``_BORDER_CM``."""
    cells = [max(3, round(n / (_SMOOTH_CM * PER_CM)) + 2) for n in shape]
    coarse = rng.normal(0, _BORDER_CM * PER_CM, cells).astype(np.float32)
    return np.asarray(cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32)
