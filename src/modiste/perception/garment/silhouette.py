"""Measurements on a garment's outline, on which the landmark rules stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

RISE = 0.2
"""By how much shallower an armpit may be for each pixel by which it is higher."""


@dataclass(frozen=True)
class Silhouette:
    """An upright garment's mask, (h, w), with the outline's measurements.

    Everything is in the mask's pixels; ``side`` is 0 for the picture's left and 1 for its right.
    """

    mask: Bools

    @cached_property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the garment, inclusive."""
        xs = np.flatnonzero(self.mask.any(axis=0))
        ys = np.flatnonzero(self.mask.any(axis=1))
        return int(xs[0]), int(ys[0]), int(xs[-1]), int(ys[-1])

    @property
    def height(self) -> float:
        """Height of the garment's box."""
        return float(self.box[3] - self.box[1] + 1)

    @property
    def width(self) -> float:
        """Width of the garment's box."""
        return float(self.box[2] - self.box[0] + 1)

    @cached_property
    def contour(self) -> NDArray[np.int32]:
        """The outer outline, int32 (N, 2)."""
        found, _ = cv2.findContours(
            self.mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
        )
        return np.asarray(max(found, key=len).reshape(-1, 2), np.int32)

    @cached_property
    def axis(self) -> float:
        """X of the axis of symmetry: the middle of the rows' extents, weighted by agreement."""
        rows = np.flatnonzero(self.mask.any(axis=1))
        left = self.mask[rows].argmax(axis=1)
        right = self.mask.shape[1] - 1 - self.mask[rows][:, ::-1].argmax(axis=1)
        return float(np.median((left + right) / 2))

    @cached_property
    def top_edge(self) -> NDArray[np.int64]:
        """Per column the first garment row, or the picture's height where there is none."""
        edge = np.where(self.mask.any(axis=0), self.mask.argmax(axis=0), self.mask.shape[0])
        return np.asarray(edge, np.int64)

    def run(self, y: float, x: float) -> tuple[int, int] | None:
        """First and last column of the garment's stretch in row ``y`` nearest to ``x``."""
        row = self.mask[int(np.clip(y, 0, self.mask.shape[0] - 1))]
        columns = np.flatnonzero(row)
        if columns.size == 0:
            return None
        gaps = np.flatnonzero(np.diff(columns) > 1)
        starts = columns[np.concatenate([[0], gaps + 1])]
        ends = columns[np.concatenate([gaps, [columns.size - 1]])]
        away = np.maximum(np.maximum(starts - x, x - ends), 0)
        nearest = int(away.argmin())
        return int(starts[nearest]), int(ends[nearest])

    @cached_property
    def defects(self) -> list[tuple[Floats, Floats, Floats, float]]:
        """Concavities of the outline: start, end, deepest point, depth; deepest first."""
        hull = cv2.convexHull(self.contour, returnPoints=False)
        hull = -np.sort(-hull, axis=0)
        found = cv2.convexityDefects(self.contour.reshape(-1, 1, 2), hull)
        if found is None:
            return []
        points = self.contour.astype(np.float64)
        rows = [(points[s], points[e], points[f], d / 256) for s, e, f, d in found.reshape(-1, 4)]
        return sorted(rows, key=lambda row: -row[3])

    def pit(self, start: Floats, end: Floats) -> Floats:
        """The deepest point of a concavity; of about equally deep ones the highest.

        Beside a straight trunk the deepest point may be anywhere; the armpit is at its top.
        """
        first, last = (self._index(p) for p in (start, end))
        around = np.arange(first, last + 1 + (len(self.contour) if last < first else 0))
        points = self.contour[around % len(self.contour)].astype(np.float64)
        across = (end - start) / max(float(np.linalg.norm(end - start)), 1e-6)
        away = np.abs((points - start) @ np.array([-across[1], across[0]]))
        return np.asarray(points[int((away - RISE * points[:, 1]).argmax())], np.float64)

    def _index(self, point: Floats) -> int:
        return int(((self.contour - point) ** 2).sum(axis=1).argmin())

    def nearest(self, point: Floats) -> Floats:
        """The outline's point nearest to ``point``."""
        return np.asarray(self.contour[self._index(point)], np.float64)

    def stretch(self, start: Floats, end: Floats) -> Floats:
        """The outline from ``start`` to ``end`` on the way that avoids the lowest point."""
        points = self.contour.astype(np.float64)
        first, last = (self._index(p) for p in (start, end))
        low = int(points[:, 1].argmax())
        one, other = sorted((first, last))
        if one <= low <= other:
            return np.concatenate([points[other:], points[: one + 1]])
        return points[one : other + 1]

    def extreme(self, direction: tuple[float, float], inside: Bools | None = None) -> Floats:
        """The outline's farthest point in a direction, among those that ``inside`` picks."""
        points = self.contour if inside is None or not inside.any() else self.contour[inside]
        return np.asarray(points[int((points @ np.array(direction)).argmax())], np.float64)
