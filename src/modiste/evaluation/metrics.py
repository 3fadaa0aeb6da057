"""Figures of merit of a warped or composed garment.

Images are uint8 RGB (h, w, 3), masks float32 (h, w) in [0, 1].
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image, Mask, Points

Floats = NDArray[np.float64]

SCALES = (0.83, 0.91, 1.0, 1.1, 1.21)
"""Sizes at which a printed word is looked for."""


def iou(first: Mask, second: Mask) -> float:
    """Intersection over union of two masks thresholded at one half; 1 when both are empty."""
    a, b = first > 0.5, second > 0.5
    union = int((a | b).sum())
    return float((a & b).sum() / union) if union else 1.0


def lab(colours: NDArray[np.uint8]) -> Floats:
    """CIE L*a*b* (D65) of sRGB colours, (..., 3) to float64 (..., 3)."""
    flat = np.ascontiguousarray(colours.reshape(1, -1, 3), np.float32) / np.float32(255)
    converted: Floats = cv2.cvtColor(flat, cv2.COLOR_RGB2LAB).astype(np.float64)
    return converted.reshape(colours.shape)


def ciede2000(first: Floats, second: Floats) -> Floats:
    """Colour difference of L*a*b* colours (..., 3), after Sharma, Wu and Dalal 2005."""
    lightness1, a1, b1 = np.moveaxis(first, -1, 0)
    lightness2, a2, b2 = np.moveaxis(second, -1, 0)
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25.0**7)))
    c1, h1 = _polar(a1 * (1 + stretch), b1)
    c2, h2 = _polar(a2 * (1 + stretch), b2)
    turn = np.where(c1 * c2 == 0, 0.0, (h2 - h1 + 180) % 360 - 180)
    hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    middle = _mean_hue(h1, h2, c1 * c2)
    grey, chroma = (lightness1 + lightness2) / 2, (c1 + c2) / 2
    weight_l = 1 + 0.015 * (grey - 50) ** 2 / np.sqrt(20 + (grey - 50) ** 2)
    weight_c, weight_h = 1 + 0.045 * chroma, 1 + 0.015 * chroma * _tint(middle)
    dl = (lightness2 - lightness1) / weight_l
    dc, dh = (c2 - c1) / weight_c, hue / weight_h
    rotation = -np.sin(2 * np.radians(30 * np.exp(-(((middle - 275) / 25) ** 2))))
    rotation = rotation * 2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    difference: Floats = np.sqrt(np.maximum(dl**2 + dc**2 + dh**2 + rotation * dc * dh, 0))
    return difference


def _polar(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    return np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360


def _mean_hue(h1: Floats, h2: Floats, chroma: Floats) -> Floats:
    total = h1 + h2
    far = np.abs(h1 - h2) > 180
    wrapped = np.where(total < 360, total + 360, total - 360)
    mean: Floats = np.where(chroma == 0, total, np.where(far, wrapped, total) / 2)
    return mean


def _tint(hue: Floats) -> Floats:
    terms = ((1, -30, -0.17), (2, 0, 0.24), (3, 6, 0.32), (4, -63, -0.20))
    tint: Floats = 1 + np.sum([w * np.cos(np.radians(k * hue + s)) for k, s, w in terms], axis=0)
    return tint


def colour_difference(first: Image, second: Image, where: NDArray[np.bool_]) -> float:
    """Median CIEDE2000 of two pictures on a region (h, w); NaN when it is empty."""
    if not where.any():
        return float("nan")
    return float(np.median(ciede2000(lab(first[where]), lab(second[where]))))


def legibility(print_patch: Image, picture: Image, corners: Points) -> float:
    """How well a printed word can still be read: its correlation with the original.

    Args:
        print_patch: the word as it should look, upright, (h, w, 3).
        picture: where the word should appear.
        corners: the word's true corners there, (4, 2), from the top left clockwise.

    Returns:
        The best normalised cross-correlation in [-1, 1] within a quarter of the word's size and a
        fifth of its scale along each axis: where and how large it is, is not legibility.
    """
    height, width = print_patch.shape[:2]
    pad_x, pad_y = round(0.4 * width), round(0.4 * height)
    box = [(pad_x, pad_y), (pad_x + width, pad_y), (pad_x + width, pad_y + height),
           (pad_x, pad_y + height)]  # fmt: skip
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), np.array(box, np.float32))
    size = (width + 2 * pad_x, height + 2 * pad_y)
    upright = _grey(cv2.warpPerspective(picture, matrix, size).astype(np.uint8))
    word = _grey(print_patch)
    return max(
        float(cv2.matchTemplate(upright, _scaled(word, x, y), cv2.TM_CCOEFF_NORMED).max())
        for x in SCALES
        for y in SCALES
    )


def _scaled(word: NDArray[np.float32], x: float, y: float) -> NDArray[np.float32]:
    size = (max(round(word.shape[1] * x), 2), max(round(word.shape[0] * y), 2))
    return cv2.resize(word, size, interpolation=cv2.INTER_AREA).astype(np.float32)


def _grey(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)


def waviness(curve: Points) -> float:
    """How far a line strays from straight: RMS distance from its chord's fit over its length."""
    if len(curve) < 3:
        return 0.0
    centred = curve.astype(np.float64) - curve.mean(axis=0)
    _, spread, axes = np.linalg.svd(centred, full_matrices=False)
    length = float(np.ptp(centred @ axes[0]))
    return float(spread[1] / np.sqrt(len(curve)) / length) if length > 0 else 0.0
