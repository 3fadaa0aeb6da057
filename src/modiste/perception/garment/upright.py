"""Turn a garment upright: quarter turns by what it looks like, tilts by its symmetry."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image

Bools = NDArray[np.bool_]

SIDE = 112
"""Side in pixels of the square in which symmetry is measured."""

MAX_TILT = 44
"""Largest tilt in degrees; what lies farther is a quarter turn and a tilt."""

MIN_TILT = 3.0
"""Tilts in degrees below this are left alone, to keep the photo's own pixels."""

MIN_GAIN = 0.03
"""Smallest gain in symmetry that is worth a turn."""


def find_tilt(mask: Bools) -> float:
    """By how many degrees anticlockwise to turn a garment so that it hangs straight.

    The angle is the one at which the mask and its mirror image overlap most.

    Args:
        mask: bool (h, w).

    Returns:
        Degrees in [-MAX_TILT, MAX_TILT]; 0 when a turn gains nothing.
    """
    square = _centred(mask)
    angles = np.arange(-MAX_TILT, MAX_TILT + 1, 4.0)
    scores = [_symmetry(square, a) - 0.0008 * abs(a) for a in angles]
    best = float(angles[int(np.argmax(scores))])
    fine = np.arange(best - 3, best + 3.5, 1.0)
    scores = [_symmetry(square, a) - 0.0008 * abs(a) for a in fine]
    best, score = float(fine[int(np.argmax(scores))]), max(scores)
    if abs(best) < MIN_TILT or score - _symmetry(square, 0.0) < MIN_GAIN:
        return 0.0
    return best


def _centred(mask: Bools) -> NDArray[np.float32]:
    """The mask scaled into a square around its centroid, at any angle inside it."""
    ys, xs = np.nonzero(mask)
    centre = np.array([xs.mean(), ys.mean()])
    reach = float(np.hypot(xs - centre[0], ys - centre[1]).max()) + 1.0
    scale = (SIDE / 2) / reach
    move = np.array([[scale, 0, SIDE / 2 - scale * centre[0]],
                     [0, scale, SIDE / 2 - scale * centre[1]]])  # fmt: skip
    moved = cv2.warpAffine(mask.astype(np.float32), move, (SIDE, SIDE), flags=cv2.INTER_AREA)
    return np.asarray(moved, np.float32)


def _symmetry(square: NDArray[np.float32], angle: float) -> float:
    """Overlap of the turned mask with its mirror image, the best of a few axes."""
    matrix = cv2.getRotationMatrix2D((SIDE / 2, SIDE / 2), angle, 1.0)
    turned = cv2.warpAffine(square, matrix, (SIDE, SIDE))
    columns = np.flatnonzero(turned.max(axis=0) > 0.5)
    middle = (columns[0] + columns[-1]) / 2 if columns.size else SIDE / 2
    best = 0.0
    for axis in (middle, SIDE / 2 - 0.5, (middle + SIDE / 2) / 2):
        flip = np.array([[-1.0, 0, 2 * axis], [0, 1, 0]])
        mirrored = cv2.warpAffine(turned, flip, (SIDE, SIDE))
        union = cv2.sumElems(cv2.max(turned, mirrored))[0]
        best = max(best, cv2.sumElems(cv2.min(turned, mirrored))[0] / max(union, 1.0))
    return best


def turn(image: Image, mask: Bools, angle: float) -> tuple[Image, Bools]:
    """Turn a photo and its small mask by ``angle`` degrees anticlockwise on a canvas that fits.

    Args:
        image: (H, W, 3).
        mask: bool (h, w), of the same proportions.
        angle: degrees.

    Returns:
        The turned image and mask; the corners are filled with the backdrop's median colour.
    """
    outside = cv2.resize((~mask).astype(np.uint8), (image.shape[1], image.shape[0])) > 0
    fill = np.median(image[outside][::7], axis=0) if outside.any() else np.full(3, 255.0)
    turned = _rotate(image, angle, tuple(float(v) for v in fill), image.shape[:2])
    small = _rotate(mask.astype(np.float32), angle, (0.0,), mask.shape)
    return np.asarray(turned, np.uint8), np.asarray(small > 0.5)


def _rotate(
    pixels: NDArray[Any], angle: float, fill: tuple[float, ...], size: tuple[int, ...]
) -> NDArray[Any]:
    height, width = size
    cos, sin = abs(np.cos(np.radians(angle))), abs(np.sin(np.radians(angle)))
    wide, high = round(width * cos + height * sin), round(width * sin + height * cos)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    matrix[:, 2] += (wide - width) / 2, (high - height) / 2
    return np.asarray(cv2.warpAffine(pixels, matrix, (wide, high), flags=cv2.INTER_LINEAR,
                                     borderMode=cv2.BORDER_CONSTANT, borderValue=fill))  # fmt: skip
