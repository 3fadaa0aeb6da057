"""Antialiased drawing of pattern curves into pictures."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.examples.flats.curves import Curve
from modiste.examples.flats.lay import Lay
from modiste.types import Mask

SHIFT = 4
"""Fractional bits of the pixel coordinates that OpenCV draws with."""


def fixed(points: Curve) -> NDArray[np.int32]:
    """Pixels to OpenCV's fixed-point coordinates."""
    return np.round(points * (1 << SHIFT)).astype(np.int32)


def fill(lay: Lay, outline: Curve) -> Mask:
    """Coverage of a closed polygon given in pattern cm, float32 (h, w)."""
    canvas = np.zeros(lay.shape, np.uint8)
    cv2.fillPoly(canvas, [fixed(lay.to_pixels(outline))], 255, cv2.LINE_AA, SHIFT)
    return canvas.astype(np.float32) / np.float32(255)


def stroke(canvas: NDArray[np.uint8], lay: Lay, curve: Curve, width_cm: float) -> None:
    """Draw a line of a width in cm into an 8-bit canvas."""
    width = max(1, round(width_cm * lay.scale))
    cv2.polylines(canvas, [fixed(lay.to_pixels(curve))], False, 255, width, cv2.LINE_AA, SHIFT)


def dash(
    canvas: NDArray[np.uint8], lay: Lay, curve: Curve, step_cm: float, width_cm: float
) -> None:
    """Draw a row of stitches: dashes half as long as ``step_cm``."""
    steps = np.linalg.norm(np.diff(curve, axis=0), axis=1)
    arc = np.concatenate([[0.0], np.cumsum(steps)])
    starts = np.arange(0.0, arc[-1], step_cm)
    ends = np.minimum(starts + step_cm * 0.55, arc[-1])
    at = np.stack([starts, ends], axis=1)
    dashes = np.stack([np.interp(at, arc, curve[:, 0]), np.interp(at, arc, curve[:, 1])], axis=-1)
    width = max(1, round(width_cm * lay.scale))
    lines = list(fixed(lay.to_pixels(dashes)))
    cv2.polylines(canvas, lines, False, 255, width, cv2.LINE_AA, SHIFT)
