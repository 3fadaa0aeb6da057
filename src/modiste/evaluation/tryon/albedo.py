"""Cloth without the light that fell on it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image

_BROAD_CM, _FINE = 2.5, 9.0
"""Light changes over this distance; folds are ripples of lightness below ``_FINE``."""
_CHROMA, _LIGHTNESS = 14.0, 45.0
_MOST = (0.6, 1.6)


def without_light(image: Image, cloth: NDArray[np.bool_], per_cm: float, strength: float) -> Image:
    """Take broad shading and faint folds out of a garment laid flat.

    Lightness of the main colour, averaged over a few centimetres, is the light; where the chroma
    leaves the main one (a print) it is not believed. An edge-preserving filter then levels faint
    ripples and leaves prints and seams.

    Args:
        image: (h, w, 3).
        cloth: (h, w), where the garment is.
        per_cm: pixels per cm.
        strength: 0 leaves the picture as it is, 1 takes all of it out.

    Returns:
        (h, w, 3); equal to ``image`` outside of the cloth.
    """
    if strength <= 0 or cloth.sum() < 50:
        return image
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB).astype(np.float32)
    main = np.median(lab[cloth], axis=0)
    chroma = np.hypot(lab[..., 1] - main[1], lab[..., 2] - main[2])
    trust = np.exp(-((chroma / _CHROMA) ** 2) - ((lab[..., 0] - main[0]) / _LIGHTNESS) ** 2)
    trust = (trust * cloth).astype(np.float32) + np.float32(1e-4)
    light = _average(lab[..., 0] + 20, trust, _BROAD_CM * per_cm)
    sure = np.clip(2.5 * cv2.GaussianBlur(trust, (0, 0), _BROAD_CM * per_cm), 0, 1)
    ratio = np.clip((float(main[0]) + 20) / light, *_MOST) ** (strength * sure)
    level = (lab[..., 0] + 20) * ratio - 20
    plain = cv2.bilateralFilter(level.astype(np.float32), 7, _FINE * strength, 3)
    lab[..., 0] = np.clip(level + strength * (plain - level), 0, 255)
    flat = cv2.cvtColor(np.round(lab).astype(np.uint8), cv2.COLOR_LAB2RGB)
    return np.where(cloth[..., None], flat, image).astype(np.uint8)


def _average(
    values: NDArray[np.float32], weight: NDArray[np.float32], sigma: float
) -> NDArray[np.float32]:
    top = cv2.GaussianBlur(values * weight, (0, 0), sigma)
    return np.asarray(top / cv2.GaussianBlur(weight, (0, 0), sigma), np.float32)
