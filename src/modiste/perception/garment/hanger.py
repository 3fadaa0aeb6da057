"""Hangers: what sticks out of the garment's top, is thin, ends freely or has a foreign colour."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.perception.garment.backdrop import to_lab
from modiste.types import Image

Bools = NDArray[np.bool_]


def remove_hanger(image: Image, mask: Bools) -> Bools:
    """Cut thin foreign things off the upper edge.

    Args:
        image: small picture, (h, w, 3).
        mask: bool (h, w), the garment with what it hangs on.

    Returns:
        bool (h, w). Straps stay: they touch the garment at both ends, or have its colour.
    """
    rows = np.flatnonzero(mask.any(axis=1))
    if rows.size == 0:
        return mask
    width = float(mask.sum(axis=1).max())
    body = _opened(mask, max(3, round(0.07 * width)))
    limit = rows[0] + 0.45 * (rows[-1] - rows[0])
    thin = mask & ~body
    thin[int(limit) :] = False
    count, labels, stats, _ = cv2.connectedComponentsWithStats(thin.astype(np.uint8))
    lab = to_lab(image)
    palette = _palette(lab, body if body.any() else mask)
    kept = mask.copy()
    for i in range(1, count):
        if stats[i, cv2.CC_STAT_AREA] < 6:
            continue
        part = labels == i
        if _foreign(lab, part, body, palette, stats[i], width):
            kept &= ~part
    return kept


def _foreign(
    lab: NDArray[np.float32], part: Bools, body: Bools, palette: NDArray[np.float32],
    stat: NDArray[np.int32], width: float,
) -> bool:  # fmt: skip
    """Whether a thin part is a hanger's."""
    if int(stat[cv2.CC_STAT_HEIGHT]) <= 0.05 * width or _contacts(part, body, stat) >= 2:
        return False
    colour = np.median(lab[part], axis=0)
    distance = float(np.linalg.norm(palette - colour, axis=1).min())
    return distance > 14.0 or _is_hook(part, body, width)


def _is_hook(part: Bools, body: Bools, width: float) -> bool:
    """A hook stands in the middle, above everything else of the garment, and is narrow."""
    xs, ys = np.flatnonzero(part.any(axis=0)), np.flatnonzero(part.any(axis=1))
    columns = np.flatnonzero(body.any(axis=0))
    if columns.size == 0:
        return False
    middle = (columns[0] + columns[-1]) / 2
    centred = abs((xs[0] + xs[-1]) / 2 - middle) < 0.15 * width
    top = np.flatnonzero(body.any(axis=1))[0]
    return bool(centred and ys[0] < top and xs.size < 0.15 * width)


def _contacts(part: Bools, body: Bools, stat: NDArray[np.int32]) -> int:
    """At how many separate places a part touches the body."""
    left, top, width, height = (int(value) for value in stat[:4])
    area = (slice(max(top - 4, 0), top + height + 4), slice(max(left - 4, 0), left + width + 4))
    grown = cv2.dilate(part[area].astype(np.uint8), np.ones((3, 3), np.uint8))
    touch = ((grown > 0) & body[area]).astype(np.uint8)
    return int(cv2.connectedComponents(cv2.dilate(touch, np.ones((5, 5), np.uint8)))[0]) - 1


def _opened(mask: Bools, size: int) -> Bools:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel) > 0
    return np.asarray(opened)


def _palette(lab: NDArray[np.float32], mask: Bools) -> NDArray[np.float32]:
    """Up to six colours that make up the garment, weighted LAB, (n, 3)."""
    colours = lab[mask]
    colours = colours[:: max(1, len(colours) // 1500)]
    if len(colours) < 12:
        return colours
    cv2.setRNGSeed(0)
    stop = (cv2.TERM_CRITERIA_MAX_ITER, 8, 0.5)
    _, labels, centres = cv2.kmeans(
        np.ascontiguousarray(colours), 6, np.empty((0, 1), np.int32), stop, 1, cv2.KMEANS_PP_CENTERS
    )
    share = np.bincount(labels.ravel(), minlength=6) / len(colours)
    return np.asarray(centres[share > 0.03], np.float32)
