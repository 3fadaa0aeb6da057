"""A z-buffer rasteriser in numpy: which triangle a pixel sees, and where on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.body.arrays import Floats, Ints
from modiste.body.camera import Camera

_CHUNK = 1_500_000


@dataclass(frozen=True)
class Fragments:
    """The pixels that see a surface, as flat arrays of N visible pixels.

    Attributes:
        pixel: intp (N,), index into the flattened picture (row-major).
        face: intp (N,), index of the triangle.
        weights: float32 (N, 3), perspective-correct barycentric coordinates; rows sum to 1.
        depth: float32 (N,), metres from the camera along its axis.
    """

    pixel: Ints
    face: Ints
    weights: Floats
    depth: Floats

    def sample(self, values: Floats, faces: Ints) -> Floats:
        """Interpolate per-vertex values.

        Args:
            values: float32 (V, C) or (V,).
            faces: intp (F, 3) into them (vertex faces, or texture faces with their own table).

        Returns:
            float32 (N, C) or (N,).
        """
        corners = faces[self.face]
        weights = self.weights if values.ndim == 1 else self.weights[:, :, None]
        mixed: Floats = sum(values[corners[:, k]] * weights[:, k] for k in range(3))  # type: ignore[assignment]
        return mixed

    def select(self, keep: NDArray[np.bool_]) -> Fragments:
        """The fragments where ``keep`` (N,) is true."""
        return Fragments(self.pixel[keep], self.face[keep], self.weights[keep], self.depth[keep])


def rasterize(vertices: Floats, faces: Ints, camera: Camera, *, cull: bool = True) -> Fragments:
    """Find the nearest triangle under every pixel centre.

    Args:
        vertices: float32 (V, 3), metres.
        faces: intp (F, 3), counter-clockwise seen from outside.
        camera: where the picture is taken from.
        cull: leave out triangles that face away.
    """
    pixels, away = camera.project(vertices)
    setup = _Setup.of(pixels, away, faces, camera, cull)
    nearest = np.zeros(camera.width * camera.height, np.float32)
    found = [setup.fragments(part, camera.width) for part in setup.chunks()]
    if not found:
        return Fragments(np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros((0, 3), np.float32),
                         np.zeros(0, np.float32))  # fmt: skip
    pixel, face, inverse, weights = (np.concatenate(column) for column in zip(*found, strict=True))
    np.maximum.at(nearest, pixel, inverse)
    seen = np.flatnonzero(nearest[pixel] == inverse)
    _, first = np.unique(pixel[seen], return_index=True)
    won = seen[first]
    return Fragments(pixel[won], setup.face[face[won]], weights[won], 1 / inverse[won])


@dataclass(frozen=True)
class _Setup:
    """Triangles that can be seen, with their boxes and the planes of their coordinates."""

    face: Ints
    low: Ints
    extent: Ints
    planes: Floats
    inverse: Floats

    @classmethod
    def of(cls, pixels: Floats, away: Floats, faces: Ints, camera: Camera, cull: bool) -> _Setup:
        corners = pixels[faces] - np.float32(0.5)
        limit = np.array([camera.width, camera.height])
        low = np.maximum(np.ceil(corners.min(1)), 0).astype(np.intp)
        high = np.minimum(np.floor(corners.max(1)), limit - 1).astype(np.intp)
        edge1, edge2 = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
        twice = edge1[:, 0] * edge2[:, 1] - edge1[:, 1] * edge2[:, 0]
        facing = twice < -1e-9 if cull else np.abs(twice) > 1e-9
        kept = np.flatnonzero((high >= low).all(1) & facing & (away[faces] > 0.05).all(1))
        planes = _planes(corners[kept], twice[kept])
        return cls(kept, low[kept], high[kept] - low[kept] + 1, planes, 1 / away[faces[kept]])

    def chunks(self) -> list[Ints]:
        """Split the triangles so that each chunk has a bounded number of candidates."""
        ends = np.cumsum(self.extent.prod(1))
        if not len(ends):
            return []
        cuts = np.searchsorted(ends, np.arange(_CHUNK, ends[-1], _CHUNK))
        parts = np.split(np.arange(len(ends)), np.unique(cuts))
        return [part for part in parts if len(part)]

    def fragments(self, part: Ints, width: int) -> tuple[Ints, Ints, Floats, Floats]:
        """Candidates inside their triangle: pixel, index into ``face``, 1 / depth, weights."""
        columns = self.extent[part, 0]
        count = columns * self.extent[part, 1]
        owner = np.repeat(part, count)
        order = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        row, column = np.divmod(order, np.repeat(columns, count))
        flat: list[Floats] = []
        for plane in self.planes:
            value = plane[0][owner] * column.astype(np.float32)
            value += plane[1][owner] * row.astype(np.float32)
            value += plane[2][owner]
            inside = np.flatnonzero(value >= -1e-6)
            owner, row, column = owner[inside], row[inside], column[inside]
            flat = [weight[inside] for weight in (*flat, value)]
        weights = np.stack(flat, 1) * self.inverse[owner]
        inverse = weights[:, 0] + weights[:, 1] + weights[:, 2]
        pixel = (row + self.low[owner, 1]) * width + column + self.low[owner, 0]
        return pixel, owner, inverse, weights / inverse[:, None]


def _planes(corners: Floats, twice: Floats) -> Floats:
    """Float32 (3, 3, F): barycentric coordinate i = a x + b y + c, from the box's low corner."""
    origin = np.maximum(np.ceil(corners.min(1)), 0)[:, None]
    a, b, c = (corners - origin).transpose(1, 0, 2)
    out = np.empty((3, 3, len(corners)), np.float32)
    for i, (p, q) in enumerate(((b, c), (c, a), (a, b))):
        out[i, 0] = (p[:, 1] - q[:, 1]) / twice
        out[i, 1] = (q[:, 0] - p[:, 0]) / twice
        out[i, 2] = (p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0]) / twice
    return out
