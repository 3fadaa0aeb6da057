"""The floor or the turntable under a scanned person, found as the plane she stands on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modiste.body.arrays import Bools, Floats
from modiste.body.scan.neighbours import Tree

_PATCH = 60
_SEEDS = 3000
_TRIED = 60


@dataclass(frozen=True)
class Floor:
    """A plane with the person above it.

    Attributes:
        normal: float64 (3,), unit, upwards.
        offset: height of a point p above the floor is ``normal @ p + offset``.
        above: bool (N,), the points that stand out of it.
    """

    normal: Floats
    offset: float
    above: Bools

    def height(self, points: Floats) -> Floats:
        """Of points (N, 3) above the floor."""
        heights: Floats = points @ self.normal + self.offset
        return heights


def find_floor(points: Floats, rng: np.random.Generator) -> Floor | None:
    """The floor of a cloud of even density, or None.

    A floor is flat, wide in two directions, holds a good part of the points, has nearly all others
    on one side, and what is left is longest across it.

    Args:
        points: float64 (N, 3).
        rng: chooses where to look.
    """
    some = points[rng.choice(len(points), min(len(points), _SEEDS), replace=False)]
    if len(some) < 4 * _PATCH:
        return None
    extent = float(np.linalg.norm(np.ptp(np.percentile(points, [2, 98], axis=0), axis=0)))
    best: Floor | None = None
    for normal, offset in _flattest(some):
        floor = _judged(points, normal, offset, 0.008 * extent)
        if floor and (best is None or floor.above.sum() < best.above.sum()):
            best = floor
    return best


def _flattest(some: Floats) -> list[tuple[Floats, float]]:
    """Planes (normal, offset) of the flattest patches."""
    _, near = Tree(some).several(some, _PATCH)
    patches = some[near]
    centre = patches.mean(1)
    spread = patches - centre[:, None]
    values, axes = np.linalg.eigh(np.einsum("nki,nkj->nij", spread, spread))
    order = np.argsort(values[:, 0] / np.maximum(values[:, 1], 1e-12))[: 4 * _TRIED : 4]
    return [(axes[i, :, 0], float(-axes[i, :, 0] @ centre[i])) for i in order]


def _judged(points: Floats, normal: Floats, offset: float, slack: float) -> Floor | None:
    """The plane, fitted to all its points, if it is a floor."""
    for _ in range(3):
        flat = points[np.abs(points @ normal + offset) < slack]
        if len(flat) < 0.06 * len(points):
            return None
        centre = flat.mean(0)
        values, axes = np.linalg.eigh((flat - centre).T @ (flat - centre) / len(flat))
        normal, offset = axes[:, 0], float(-axes[:, 0] @ centre)
    height = points @ normal + offset
    if (height > slack).sum() < (height < -slack).sum():
        normal, offset, height = -normal, -offset, -height
    noise = float(np.sqrt(values[0]))
    rest = points[height > slack]
    if len(rest) < 0.1 * len(points) or (height < -slack).mean() > 0.05 * len(rest) / len(points):
        return None
    tall = float(np.ptp(np.percentile(rest @ normal, [1, 99])))
    wide = max(float(np.ptp(np.percentile(rest @ axes[:, k], [3, 97]))) for k in (1, 2))
    spans = np.sqrt(values[1:]) * 3.4
    if tall < 1.15 * wide or spans.min() < 0.25 * tall:
        return None
    return Floor(normal, offset, height > 3.0 * noise + 0.001 * tall)
