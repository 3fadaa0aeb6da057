"""What garments hang on: drawn hangers, clips and rods, behind a garment whose mask is known."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Mask

_SHIFT = 4
"""Fractional bits of the coordinates that OpenCV draws with."""

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Layer:
    """Something drawn.

    Attributes:
        colour: float32 (h, w, 3) in [0, 255].
        cover: coverage, (h, w).
        front: whether it is before the garment rather than behind it.
    """

    colour: NDArray[np.float32]
    cover: Mask
    front: bool


def hanger(alpha: Mask, clipped: bool, rng: np.random.Generator) -> list[Layer]:
    """A hanger for a garment that hangs upright; nothing where the garment is tiny.

    Args:
        alpha: the garment's coverage, (h, w).
        clipped: it hangs by two clips, as trousers and skirts do, rather than by its shoulders.
        rng: draws make, colour and place.
    """
    rows = np.flatnonzero((alpha > 0.5).any(axis=1))
    if rows.size < 0.1 * alpha.shape[0]:
        return []
    width = float((alpha > 0.5).sum(axis=1).max())
    colour = _material(rng)
    if clipped:
        return _clips(alpha, rows, width, colour, rng)
    return [_painted(_shoulders(alpha, rows, width, rng), colour, rng, front=False)]


def _shoulders(alpha: Mask, rows: NDArray[np.intp], width: float, rng: np.random.Generator) -> Mask:
    """A hook, and two arms that fall to the sides."""
    top = alpha[rows[0] : rows[0] + max(2, len(rows) // 5)] > 0.5
    columns = np.flatnonzero(top.any(axis=0))
    middle = (columns[0] + columns[-1]) / 2 + rng.normal(0, 0.01 * width)
    column = alpha[:, int(np.clip(middle, 0, alpha.shape[1] - 1))] > 0.5
    neck = float(rows[0]) if not column.any() else float(column.argmax())
    neck -= rng.uniform(-0.02, 0.07) * width
    reach = rng.uniform(0.25, 0.62) * max(float(np.ptp(columns)), 0.4 * width)
    drop = reach * rng.uniform(0.15, 0.5)
    thick = width * rng.uniform(0.008, 0.05)
    canvas = np.zeros(alpha.shape, np.uint8)
    ends = [np.array([middle - reach, neck + drop]), np.array([middle + reach, neck + drop])]
    _line(canvas, np.array([ends[0], [middle, neck], ends[1]]), thick)
    if rng.random() < 0.4:
        _line(canvas, np.array(ends), thick * rng.uniform(0.4, 1.0))
    _hook(canvas, middle, neck, width, rng)
    return _softened(canvas)


def _clips(
    alpha: Mask, rows: NDArray[np.intp], width: float, colour: NDArray[np.float32],
    rng: np.random.Generator,
) -> list[Layer]:  # fmt: skip
    """Two clips on the waistband, which hang from a bar with a hook."""
    band = np.flatnonzero((alpha[rows[0] : rows[0] + max(2, len(rows) // 12)] > 0.5).any(axis=0))
    size = width * rng.uniform(0.04, 0.09)
    inset = rng.uniform(0.02, 0.3) * float(np.ptp(band))
    bar = rows[0] - size * rng.uniform(0.4, 1.4)
    clips, rod = np.zeros(alpha.shape, np.uint8), np.zeros(alpha.shape, np.uint8)
    for x in (band[0] + inset, band[-1] - inset):
        column = alpha[:, int(np.clip(x, 0, alpha.shape[1] - 1))] > 0.5
        edge = float(column.argmax()) if column.any() else float(rows[0])
        low = edge + size * rng.uniform(0.2, 1.0)
        _line(clips, np.array([[x, bar], [x, low]]), size * rng.uniform(0.5, 1.0))
    extent = rng.uniform(0.0, 0.2) * width
    _line(rod, np.array([[band[0] - extent, bar], [band[-1] + extent, bar]]), 0.35 * size)
    _hook(rod, (band[0] + band[-1]) / 2, float(bar), width, rng)
    return [_painted(_softened(rod), colour, rng, front=False),
            _painted(_softened(clips), _material(rng), rng, front=True)]  # fmt: skip


def _hook(
    canvas: NDArray[np.uint8], x: float, y: float, width: float, rng: np.random.Generator
) -> None:
    """A stem and most of a circle, open to one side."""
    radius, stem = width * rng.uniform(0.03, 0.08), width * rng.uniform(0.02, 0.12)
    side = 1.0 if rng.random() < 0.5 else -1.0
    turn = np.linspace(np.pi / 2, -np.pi * rng.uniform(0.7, 1.05), 24)
    arc = np.stack([x + side * radius * np.cos(turn), y - stem - radius + radius * np.sin(turn)], 1)
    _line(canvas, np.vstack([[x, y], arc]), width * rng.uniform(0.006, 0.016))


def rod(shape: tuple[int, int], rng: np.random.Generator) -> Layer:
    """A rail, shelf edge or cable across the upper part of the picture, (h, w)."""
    height, width = shape
    y = rng.uniform(0.0, 0.25, 2) * height
    canvas = np.zeros(shape, np.uint8)
    _line(canvas, np.array([[-5, y[0]], [width + 5, y[0] + 0.3 * (y[1] - y[0])]]),
          height * rng.uniform(0.006, 0.06))  # fmt: skip
    return _painted(_softened(canvas), _material(rng), rng, front=False)


def _line(canvas: NDArray[np.uint8], points: Points, width: float) -> None:
    fixed = np.round(points * (1 << _SHIFT)).astype(np.int32)
    cv2.polylines(canvas, [fixed], False, 255, max(1, round(width)), cv2.LINE_AA, _SHIFT)


def _softened(canvas: NDArray[np.uint8]) -> Mask:
    return np.asarray(cv2.GaussianBlur(canvas, (3, 3), 0.6), np.float32) / np.float32(255)


def _material(rng: np.random.Generator) -> NDArray[np.float32]:
    """White or black plastic, metal, wood, or any colour; float32 (3,)."""
    choices = ((235, 235, 232), (25, 25, 28), (150, 152, 158), (176, 128, 82),
               tuple(rng.uniform(20, 235, 3)))  # fmt: skip
    base = np.array(choices[int(rng.integers(len(choices)))], np.float32)
    return np.asarray(np.clip(base + rng.normal(0, 14, 3), 0, 255), np.float32)


def _painted(
    cover: Mask, colour: NDArray[np.float32], rng: np.random.Generator, *, front: bool
) -> Layer:
    """Give a drawing its colour, lit from above."""
    relief = cv2.GaussianBlur(cover, (0, 0), 1.5)
    light = 1.0 + rng.uniform(0.0, 1.2) * (relief - np.roll(relief, 2, axis=0))
    picture = np.clip(light[..., None] * colour, 0, 255).astype(np.float32)
    return Layer(picture, cover, front)
