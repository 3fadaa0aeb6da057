"""How far the generator is believed: near the warped garment's edge, and on the body.

Measured on held-out people (docs/training-log.md): its flow bends words and helps nothing, so
prints stay where geometry puts them; where it cuts the garment back, what comes to light is
smoother than cloth, so it may only close gaps.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from modiste.compose.fill import Plane, Region
from modiste.synthesis.generator import Guess
from modiste.types import Image, Mask

_OUT, _CUT, _FADE = 0.05, 0.015, 0.10
"""So far over its edge the garment may grow, in shoulder widths; it ends over ``_CUT``, because a
hem is crisp. Cuts are believed from a depth of ``_IN`` on, in full ``_FADE`` further in."""
_THIN = 0.02
_EVEN, _CRISP = 0.02, 2.5
"""What has grown gets an even outline, over so many shoulder widths, about a pixel soft."""
_IN = 0.14
"""Farther than this inside its edge it is shown whatever the generator says."""
_GROW = 0.7
"""Part of the mask's change that counts where it adds to the garment; what it takes does not."""
_AROUND, _PRINTED = 6.0, 14.0
"""Cloth whose 8-bit Lab colours stray by more than this, within so many pixels, is printed."""
_MOST_PAINT = 16.0
"""Most that is added to a colour of the canvas: more of it turned bare legs grey."""


def trusted(guess: Guess, sized: bool = False) -> Guess:
    """The part of an answer that makes pictures better.

    Args:
        guess: the generator's answer.
        sized: the garment's outline is that of a chosen size and stays as it is.
    """
    grown = np.maximum(guess.change, 0) * np.float32(0 if sized else _GROW)
    return replace(guess, flow=np.zeros_like(guess.flow), change=grown)


def plainness(cloth: Image, alpha: Mask) -> Mask:
    """How plain the cloth is around each pixel, (h, w) in [0, 1].

    On stripes and letters the generator's folds follow the print and make it muddy; on plain cloth
    they are folds.

    Args:
        cloth: (h, w, 3), the garment on the body.
        alpha: (h, w), its coverage.
    """
    lab = cv2.cvtColor(cloth, cv2.COLOR_RGB2LAB).astype(np.float32)
    cover = alpha[..., None]
    weight = np.maximum(cv2.GaussianBlur(alpha, (0, 0), _AROUND), np.float32(1e-3))[..., None]
    mean = cv2.GaussianBlur(lab * cover, (0, 0), _AROUND) / weight
    square = cv2.GaussianBlur(lab * lab * cover, (0, 0), _AROUND) / weight
    variance = np.maximum(square - mean * mean, 0).sum(axis=-1)
    return np.asarray(np.exp(-variance / _PRINTED**2), np.float32)


def trusted_mask(mask: Mask, alpha: Mask, unit: float) -> Mask:
    """The composition mask, bound to the garment: refined at its edges, whole inside.

    Args:
        mask: (h, w), the generator's.
        alpha: (h, w), coverage of the garment that it has moved.
        unit: width of the shoulders in pixels.
    """
    inside = cv2.distanceTransform((alpha > 0.5).astype(np.uint8), cv2.DIST_L2, 3)
    core = np.clip((inside - _IN * unit) / (_FADE * unit), 0, 1)
    return np.asarray(np.maximum(mask * near(alpha, unit, _CUT), core), np.float32)


def regular(mask: Mask, alpha: Mask, unit: float) -> Mask:
    """The mask with a smooth outline where it is more than the garment: a hem is no torn edge.

    Args:
        mask: (h, w), where the garment is seen.
        alpha: (h, w), coverage of the warped garment; its own outline stays as it is.
        unit: width of the shoulders in pixels.
    """
    sigma = max(1.0, _EVEN * unit)
    even = cv2.GaussianBlur((mask > 0.5).astype(np.float32), (0, 0), sigma)
    crisp = np.clip((even - 0.5) * np.float32(_CRISP * sigma) + 0.5, 0, 1)
    return np.asarray(np.maximum(np.minimum(mask, alpha), crisp), np.float32)


def trusted_paint(paint: Plane, alpha: Mask, body: Region, unit: float) -> Plane:
    """What is added to the canvas, without what it would change of the background.

    Beside the garment a plain studio wall was brightened to a white halo between trouser legs.

    Args:
        paint: (h, w, 3), the generator's.
        alpha: (h, w), coverage of the garment.
        body: (h, w), where the standard body is.
        unit: width of the shoulders in pixels.
    """
    soft = cv2.GaussianBlur(body.astype(np.float32), (0, 0), max(0.03 * unit, 0.8))
    weight = np.maximum(alpha > _THIN, soft)[..., None]
    return np.asarray(np.clip(paint, -_MOST_PAINT, _MOST_PAINT) * weight, np.float32)


def near(alpha: Mask, unit: float, fade: float) -> Mask:
    """1 on the garment and closely around it, falling to 0 over ``fade``, (h, w)."""
    away = cv2.distanceTransform((alpha <= 0.5).astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray(np.clip(1 - (away - _OUT * unit) / (fade * unit), 0, 1), np.float32)
