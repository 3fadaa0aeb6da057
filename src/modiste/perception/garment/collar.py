"""The garment's inside that is seen through its neckline or waistband.

The front rim is a curve between two known points. Its sag and roundness are searched for the
strongest change of colour across it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.perception.garment.backdrop import to_lab
from modiste.types import Category, Image, Landmark, Mask, Points

POWERS = (1.0, 1.6, 2.4, 4.0)
"""Shapes of the rim: V, round, deep round, square."""

SAMPLES = 41


@dataclass(frozen=True)
class Rim:
    """A found rim.

    Attributes:
        curve: float32 (N, 2), from the wearer's right to her left.
        contrast: mean colour distance across it, weighted LAB.
        sag: depth below the straight line, in pixels.
    """

    curve: Points
    contrast: float
    sag: float


def find_rim(
    image: Image, mask: Mask, start: Points, end: Points, sags: NDArray[np.float64], expected: float
) -> Rim | None:
    """Search the front rim between two points.

    Args:
        image: (h, w, 3).
        mask: alpha of the garment, (h, w).
        start, end: the rim's ends, (2,).
        sags: depths to try, in pixels.
        expected: the likeliest depth, in pixels.

    Returns:
        None when no curve lies inside the garment.
    """
    span = float(np.linalg.norm(end - start))
    if span < 6:
        return None
    lab = cv2.GaussianBlur(to_lab(image), (3, 3), 0)
    best: Rim | None = None
    best_score = -np.inf
    for power in POWERS:
        for sag in sags:
            curve = _curve(start, end, sag, power, SAMPLES)
            contrast, score = _score(lab, mask, curve, max(2.0, 0.025 * span))
            score -= 14.0 * abs(sag - expected) / span
            if score > best_score:
                best, best_score = Rim(_curve(start, end, sag, power, 80), contrast, sag), score
    return best if best_score > -np.inf else None


def _curve(start: Points, end: Points, sag: float, power: float, count: int) -> Points:
    t = np.linspace(0.0, 1.0, count)
    line = start + t[:, None] * (end - start)
    line[:, 1] += sag * (1 - np.abs(2 * t - 1) ** power)
    return np.asarray(line, np.float32)


def _score(lab: NDArray[np.float32], mask: Mask, curve: Points, gap: float) -> tuple[float, float]:
    """Mean contrast across the curve, and a score that also wants it everywhere and constant."""
    middle = curve[4:-4]
    height, width = mask.shape
    xs = np.clip(middle[:, 0], 0, width - 1).astype(int)
    above = np.clip(middle[:, 1] - gap, 0, height - 1).astype(int)
    below = np.clip(middle[:, 1] + gap, 0, height - 1).astype(int)
    inside = (mask[above, xs] > 0.5) & (mask[below, xs] > 0.5)
    if float(inside.mean()) < 0.3:
        return 0.0, -np.inf
    step = lab[below, xs] - lab[above, xs]
    size = np.minimum(np.linalg.norm(step, axis=1), 30.0) * inside
    steady = float(np.linalg.norm(step[inside].mean(axis=0)))
    score = 0.4 * float(size.mean()) + 0.6 * float(np.quantile(size[inside], 0.25))
    return float(size[inside].mean()), score + 0.3 * min(steady, 30.0)


def cut_inside(
    image: Image, mask: Mask, category: Category, marks: dict[str, Landmark]
) -> tuple[Mask, Mask | None, Landmark | None]:
    """Cut away the inside that is seen through the neckline or the waistband.

    Args:
        image: (h, w, 3).
        mask: alpha of the whole garment, (h, w).
        category: where it is worn.
        marks: landmarks found so far.

    Returns:
        The mask without the inside, the inside's alpha or None, and for tops and dresses the
        front neckline's lowest point as the rim has it, or None.
    """
    ends = ("waist_right", "waist_left") if category is Category.BOTTOM else (
        "collar_right", "collar_left")  # fmt: skip
    if not all(name in marks for name in ends):
        return mask, None, None
    start, end = (np.array([marks[n].x, marks[n].y], np.float32) for n in ends)
    span = float(np.linalg.norm(end - start))
    rim = find_rim(image, mask, start, end, *_search(category, marks, start, end, span))
    least = 9.0 if category is Category.BOTTOM else 5.0
    if rim is None or rim.contrast < least:
        return mask, None, None
    inside = _above(rim.curve, mask.shape) * mask
    if float(inside.sum()) < 0.002 * float(mask.sum()):
        return mask, None, None
    lowest = rim.curve[int(rim.curve[:, 1].argmax())]
    found = Landmark(float(lowest[0]), float(lowest[1]), 0.7)
    return np.asarray(mask - inside, np.float32), inside, (
        None if category is Category.BOTTOM else found)  # fmt: skip


def _search(
    category: Category, marks: dict[str, Landmark], start: Points, end: Points, span: float
) -> tuple[NDArray[np.float64], float]:
    """Depths to try and the expected one."""
    if category is Category.BOTTOM:
        return np.arange(0.02, 0.14, 0.01) * span, 0.05 * span
    expected = 0.35 * span
    if "neck_center" in marks:
        expected = marks["neck_center"].y - float(start[1] + end[1]) / 2
    low, high = max(0.08 * span, 0.5 * expected), max(0.3 * span, 1.5 * expected)
    return np.linspace(low, high, 24), expected


def _above(curve: Points, shape: tuple[int, ...]) -> Mask:
    """Soft mask of what lies above the curve, between its ends."""
    first, last = curve[0], curve[-1]
    corners = np.array([[last[0], -8.0], [first[0], -8.0]], np.float32)
    polygon = np.concatenate([curve, corners])
    canvas = np.zeros(shape, np.uint8)
    cv2.fillPoly(canvas, [np.round(polygon * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return np.asarray(canvas.astype(np.float32) / 255.0, np.float32)
