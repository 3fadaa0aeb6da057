"""How the garment lies in the picture: pattern centimetres to pixels and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.examples.flats.pattern import Array, Pattern

GRID = 40
"""Nodes per side of the coarse grid on which the inverse is solved."""


@dataclass(frozen=True)
class Lay:
    """A similarity with a gentle, smooth displacement: nobody lays a garment down perfectly.

    Attributes:
        shape: (h, w) of the picture.
        scale: pixels per cm.
        turn: radians, clockwise on paper.
        centre: pattern cm that come to the middle of the picture.
        waves: rows (amplitude cm, x frequency, y frequency in radians per cm, phase, axis).
        corner: (x, y) of this window's first pixel in the picture.
        whole: (h, w) of the picture when this is a window of it.
    """

    shape: tuple[int, int]
    scale: float
    turn: float
    centre: tuple[float, float]
    waves: NDArray[np.float64]
    corner: tuple[int, int] = (0, 0)
    whole: tuple[int, int] | None = None

    @property
    def _middle(self) -> Array:
        """Where ``centre`` lies, in pixels of this window."""
        height, width = self.whole or self.shape
        return np.array([(width - 1) / 2, (height - 1) / 2]) - self.corner

    def window(self, part: tuple[slice, slice]) -> Lay:
        """The same lay seen through a window of the picture."""
        rows, columns = part[0].indices(self.shape[0]), part[1].indices(self.shape[1])
        shape = (max(rows[1] - rows[0], 0), max(columns[1] - columns[0], 0))
        corner = (self.corner[0] + columns[0], self.corner[1] + rows[0])
        return replace(self, shape=shape, corner=corner, whole=self.whole or self.shape)

    def around(self, outline: Array, margin_cm: float) -> tuple[slice, slice]:
        """The window that holds a curve in cm with a margin; empty when it lies outside."""
        points, pad = self.to_pixels(outline), margin_cm * self.scale
        low = np.maximum(points.min(axis=0) - pad, 0).astype(int)
        high = np.clip(points.max(axis=0) + pad, 0, self.shape[::-1]).astype(int)
        return np.s_[int(low[1]) : int(high[1]), int(low[0]) : int(high[0])]

    def _shift(self, cm: Array) -> Array:
        shift = np.zeros_like(cm)
        for amplitude, fx, fy, phase, axis in self.waves:
            shift[..., int(axis)] += amplitude * np.sin(fx * cm[..., 0] + fy * cm[..., 1] + phase)
        return shift

    @property
    def _turning(self) -> Array:
        cos, sin = np.cos(self.turn), np.sin(self.turn)
        return np.array([[cos, sin], [-sin, cos]])

    def to_pixels(self, cm: Array) -> Array:
        """Pattern cm (..., 2) to pixels (..., 2)."""
        moved = np.asarray(cm, np.float64) + self._shift(np.asarray(cm, np.float64))
        pixels: Array = (moved - self.centre) @ self._turning * self.scale + self._middle
        return pixels

    def to_cm(self, pixels: Array) -> Array:
        """Pixels (..., 2) to pattern cm (..., 2), by fixed-point iteration."""
        moved = (
            np.asarray(pixels, np.float64) - self._middle
        ) / self.scale @ self._turning.T + self.centre
        cm: Array = moved
        for _ in range(6):
            cm = moved - self._shift(cm)
        return cm

    @cached_property
    def grid(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Pattern cm (x, y) of every pixel, each float32 (h, w)."""
        height, width = self.shape
        xs, ys = np.linspace(0, width - 1, GRID), np.linspace(0, height - 1, GRID)
        nodes = self.to_cm(np.stack(np.meshgrid(xs, ys), axis=-1)).astype(np.float32)
        at_x = np.linspace(0, GRID - 1, width, dtype=np.float32)
        at_y = np.linspace(0, GRID - 1, height, dtype=np.float32)
        map_x, map_y = np.meshgrid(at_x, at_y)
        fine = cv2.remap(nodes, map_x, map_y, cv2.INTER_LINEAR)
        return np.ascontiguousarray(fine[..., 0]), np.ascontiguousarray(fine[..., 1])


def lay_down(
    pattern: Pattern, shape: tuple[int, int], rng: np.random.Generator, *, tidy: float = 0.0
) -> Lay:
    """Choose a place for a garment: it fills 70 to 93 % of the picture.

    Args:
        pattern: the garment.
        shape: (h, w) of the picture.
        rng: source of chance.
        tidy: 0 for careless, 1 for perfectly straight.
    """
    low, high = pattern.bounds()
    loose = 1.0 - tidy
    turn = float(rng.normal(0, np.radians(3.5))) * loose
    fill = rng.uniform(0.70, 0.93) if loose else 0.86
    cos, sin = abs(np.cos(turn)), abs(np.sin(turn))
    extent = (high - low) @ np.array([[cos, sin], [sin, cos]])
    scale = fill * min(shape[1] / extent[0], shape[0] / extent[1])
    room = (np.array(shape[::-1]) / scale - extent) / 2
    centre = (low + high) / 2 + rng.uniform(-0.6, 0.6, 2) * room * loose
    waves = [
        (
            rng.uniform(0.1, 0.5) * loose,
            *(rng.normal(0, 1, 2) * 0.11),
            rng.uniform(0, 2 * np.pi),
            axis,
        )
        for axis in (0, 1)
        for _ in range(3)
    ]
    return Lay(shape, float(scale), turn, (float(centre[0]), float(centre[1])), np.array(waves))
