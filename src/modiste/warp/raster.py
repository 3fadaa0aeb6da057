"""From patches to pixels: exact backward maps, drawn triangle by triangle."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image, Labels, Mask
from modiste.warp.arrays import Values
from modiste.warp.patch import Fold, Patch

_SHIFT = 4
_OVERLAP = 2.0
"""Pixels by which a patch goes on below a fold's line."""
_EDGE, _CRISP = 1.3, 2.4
"""An outline is smoothed over so many pixels, then made crisp by this factor."""
_FAR = 4.0
"""Grid points are kept within this many picture sizes of the picture."""


@dataclass(frozen=True)
class Layer:
    """One patch drawn into a window of the person's picture.

    Attributes:
        top: first row of the window.
        left: first column of the window.
        image: (h, w, 3).
        alpha: (h, w).
        parts: (h, w).
        source: float32 (h, w, 2), the pixel (x, y) of the cloth's picture that is shown.
    """

    top: int
    left: int
    image: Image
    alpha: Mask
    parts: Labels
    source: NDArray[np.float32]

    @property
    def window(self) -> tuple[slice, slice]:
        """Where the layer lies in the picture."""
        height, width = self.alpha.shape
        return slice(self.top, self.top + height), slice(self.left, self.left + width)


def draw(patch: Patch, image: Image, shape: tuple[int, int]) -> Layer | None:
    """Draw ``patch`` for a picture of ``shape``; None when it lies outside.

    Args:
        patch: the grids; its ``cloth`` becomes the alpha.
        image: the garment's picture, of ``patch.cloth``'s size.
        shape: (h, w) of the person's picture.
    """
    target = _tamed(patch.target, shape)
    box = _window(target, shape)
    if box is None:
        return None
    top, left, height, width = box
    target = target - np.array([left, top])
    maps, row = backward(patch.source, target, (height, width))
    pixels = cv2.remap(image, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    drawn = cv2.remap(patch.cloth, maps[0], maps[1], cv2.INTER_LINEAR)
    alpha: Mask = np.clip(np.where(row >= 0, drawn, 0.0), 0.0, 1.0).astype(np.float32)
    covered = smoothed(alpha)
    rim = (covered > 0) & (alpha < 0.5)
    shown = np.where(rim[..., None], np.rint(_around(pixels, alpha)), pixels)
    known = (row >= 0).astype(np.float32)
    source = np.moveaxis(maps, 0, -1)
    source = np.where((rim & (row < 0))[..., None], _around(source, known), source)
    if patch.fold is not None:
        covered *= _unfolded(patch.fold, row, (left, top))
    row = np.where(row < 0, _row_around(row), row)
    parts = patch.parts[np.maximum(row, 0)]
    return Layer(top, left, shown.astype(np.uint8), covered, parts, source.astype(np.float32))


def smoothed(alpha: Mask) -> Mask:
    """Antialias a patch's outline, which triangles end in stairs and a cut-out in notches.

    Args:
        alpha: (h, w) in [0, 1].

    Returns:
        The same with an even outline about a pixel soft; it may be a pixel or two farther out.
    """
    soft = cv2.GaussianBlur(alpha, (0, 0), _EDGE)
    return np.asarray(np.clip((soft - 0.5) * np.float32(_CRISP) + 0.5, 0.0, 1.0), np.float32)


def _around(values: NDArray[np.generic], weight: Mask) -> NDArray[np.float32]:
    """The weighted mean of ``values`` (h, w, c) around every pixel."""
    total = np.maximum(cv2.GaussianBlur(weight, (0, 0), _EDGE), np.float32(1e-6))
    part = values.astype(np.float32) * weight[..., None]
    return np.asarray(cv2.GaussianBlur(part, (0, 0), _EDGE) / total[..., None], np.float32)


def _row_around(row: NDArray[np.intp]) -> NDArray[np.intp]:
    """The lowest row of cells within a few pixels."""
    near = cv2.dilate(row.astype(np.float32), np.ones((9, 9), np.uint8))
    return np.asarray(near, np.intp)


def _unfolded(fold: Fold, row: NDArray[np.intp], origin: tuple[int, int]) -> Mask:
    """1 where the fold leaves a patch to be seen, and a little below the line, (h, w)."""
    height, width = row.shape
    away = fold.away(np.arange(width)[None] + origin[0], np.arange(height)[:, None] + origin[1])
    keep = np.clip(away + _OVERLAP + 0.5, 0.0, 1.0)
    return np.where(row < fold.rows, keep, 1.0).astype(np.float32)


def _tamed(target: Values, shape: tuple[int, int]) -> Values:
    size = np.array(shape[::-1], np.float64)
    finite = np.nan_to_num(target, nan=0.0, posinf=0.0, neginf=0.0)
    return np.clip(finite, -_FAR * size, (1 + _FAR) * size)


def _window(target: Values, shape: tuple[int, int]) -> tuple[int, int, int, int] | None:
    low = np.maximum(np.floor(target.min((0, 1))).astype(int) - 1, 0)
    high = np.minimum(np.ceil(target.max((0, 1))).astype(int) + 2, np.array(shape[::-1]))
    if (high <= low).any():
        return None
    return int(low[1]), int(low[0]), int(high[1] - low[1]), int(high[0] - low[0])


def backward(
    source: Values, target: Values, shape: tuple[int, int]
) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """Invert a pair of grids pixel by pixel.

    Args:
        source: (r, c, 2), where the grid's points come from.
        target: (r, c, 2), where they lie in the window.
        shape: (h, w) of the window.

    Returns:
        The source of every pixel, float32 (2, h, w), and its row of cells (h, w), -1 outside.
    """
    corners = _triangles(target)
    ids = np.full(shape, -1, np.int32)
    points = np.round(corners * (1 << _SHIFT)).astype(np.int32)
    for i, triangle in enumerate(points):
        cv2.fillConvexPoly(ids, triangle, i, shift=_SHIFT)
    affine = _affines(corners, _triangles(source))
    y, x = np.nonzero(ids >= 0)
    hit = ids[y, x]
    maps = np.full((2, *shape), -1e4, np.float32)
    for axis in (0, 1):
        a, b, c = affine[:, axis, :].T
        maps[axis, y, x] = a[hit] * x + b[hit] * y + c[hit]
    cells = source.shape[1] - 1
    return maps, np.where(ids >= 0, ids // (2 * cells), -1)


def _triangles(grid: Values) -> Values:
    """Two triangles per cell, row by row: (2 (r - 1) (c - 1), 3, 2)."""
    a, b, c, d = grid[:-1, :-1], grid[:-1, 1:], grid[1:, :-1], grid[1:, 1:]
    return np.stack([np.stack([a, b, c], 2), np.stack([d, c, b], 2)], 2).reshape(-1, 3, 2)


def _affines(target: Values, source: Values) -> NDArray[np.float32]:
    """The maps (n, 2, 3) that take each target triangle to its source triangle."""
    edges = target[:, 1:] - target[:, :1]
    area = edges[:, 0, 0] * edges[:, 1, 1] - edges[:, 0, 1] * edges[:, 1, 0]
    thin = np.abs(area) < 1e-3
    edges[thin] = np.eye(2)
    moves = np.where(thin[:, None, None], 0.0, source[:, 1:] - source[:, :1])
    linear = np.linalg.solve(edges, moves).transpose(0, 2, 1)
    offset = source[:, 0] - np.einsum("nij,nj->ni", linear, target[:, 0])
    return np.concatenate([linear, offset[:, :, None]], axis=2).astype(np.float32)
