"""The body as an obstacle: a signed distance field on a grid, looked up by its tangent planes.

The distance near the skin is that of a moving least squares surface (Kolluri 2008): the weighted
mean of the distances to the tangent planes of nearby samples of the mesh.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modiste.body.arrays import Floats, Ints
from modiste.body.mesh import vertex_normals

CELL = 0.0125
"""Metres per cell."""
THIN = 0.011
"""Metres within which one sample of the skin is enough."""
REACH = 2
"""Cells around a sample that know of it."""
SOFT = 0.011
"""Standard deviation in metres of the weights of samples."""
DEPTH = 8
"""Rounds by which the field is carried on below the skin."""


@dataclass(frozen=True)
class Obstacle:
    """A signed distance field.

    Attributes:
        low: (3,) metres, the centre of the first cell.
        shape: cells along x, y, z.
        field: float32 (cells, 4), gradient and distance in metres, positive outside; far away from
            the skin the distance is large and the gradient zero.
    """

    low: Floats
    shape: tuple[int, int, int]
    field: Floats

    @classmethod
    def around(cls, vertices: Floats, faces: Ints) -> Obstacle:
        """Sample a mesh (V, 3), (F, 3), metres, counter-clockwise seen from outside."""
        points, normals = _samples(vertices, faces)
        low = points.min(0) - CELL * (REACH + 1)
        x, y, z = (int(n) for n in np.ceil((points.max(0) - low) / CELL).astype(int) + REACH + 2)
        shape = (x, y, z)
        field = _near(points, normals, low, shape)
        edge = np.flatnonzero(field[:, 3] < -0.5 * CELL)
        for _ in range(DEPTH):
            edge = _deepen(field, shape, edge)
        return cls(low.astype(np.float32), shape, field)

    def push(self, points: Floats, gap: float) -> tuple[Floats, Floats]:
        """How far points (N, 3) must move to keep ``gap`` metres off, (N, 3), and by how much.

        Returns:
            The displacement float32 (N, 3) and its length float32 (N,), 0 where there is room.
        """
        cell = np.rint((points - self.low) / CELL).astype(np.intp)
        np.clip(cell, 0, np.array(self.shape) - 1, out=cell)
        flat = (cell[:, 0] * self.shape[1] + cell[:, 1]) * self.shape[2] + cell[:, 2]
        near = self.field[flat]
        offset = points - (self.low + cell * np.float32(CELL))
        distance = near[:, 3] + (near[:, :3] * offset).sum(1)
        deep = np.maximum(gap - distance, 0)
        return near[:, :3] * deep[:, None], deep


def _samples(vertices: Floats, faces: Ints) -> tuple[Floats, Floats]:
    """Vertices, edges and middles of the faces, with smooth normals."""
    normal = vertex_normals(vertices, faces)
    used = np.unique(faces)
    points, normals = [vertices[used]], [normal[used]]
    for share in ((0.5, 0.5, 0), (0, 0.5, 0.5), (0.5, 0, 0.5), (1 / 3, 1 / 3, 1 / 3)):
        points.append(sum(vertices[faces[:, k]] * np.float32(share[k]) for k in range(3)))  # type: ignore[arg-type]
        normals.append(sum(normal[faces[:, k]] * np.float32(share[k]) for k in range(3)))  # type: ignore[arg-type]
    whole, places = np.concatenate(normals), np.concatenate(points)
    whole /= np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), 1e-9)
    cell = np.floor((places - places.min(0)) / THIN).astype(np.intp)
    size = cell.max(0) + 1
    _, kept = np.unique((cell[:, 0] * size[1] + cell[:, 1]) * size[2] + cell[:, 2],
                        return_index=True)  # fmt: skip
    return places[kept], whole[kept]


def _near(points: Floats, normals: Floats, low: Floats, shape: tuple[int, int, int]) -> Floats:
    """The field around the skin, float32 (cells, 4); infinite where nothing is near."""
    count = shape[0] * shape[1] * shape[2]
    base = np.rint((points - low) / CELL).astype(np.intp)
    steps = np.arange(-REACH, REACH + 1)
    offset = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(-1, 1, 3)
    cell = base + offset
    away = (low + cell * CELL - points).astype(np.float32)
    weight = np.exp((away**2).sum(2) * np.float32(-1 / (2 * SOFT**2))).ravel()
    at = ((cell[..., 0] * shape[1] + cell[..., 1]) * shape[2] + cell[..., 2]).ravel()
    plane = np.einsum("knc,nc->kn", away, normals).ravel()
    values = (*np.tile(normals, (len(offset), 1)).T, plane, np.ones_like(plane))
    sums = np.stack([np.bincount(at, weight * value, count) for value in values])
    field = np.full((count, 4), np.inf, np.float32)
    known = sums[4] > 1e-4
    mean = (sums[:4, known] / sums[4, known]).T
    length = np.linalg.norm(mean[:, :3], axis=1, keepdims=True)
    field[known, :3] = mean[:, :3] / np.maximum(length, 1e-6)
    field[known, 3] = mean[:, 3]
    far = ~known
    field[far, :3] = 0
    return field


def _deepen(field: Floats, shape: tuple[int, int, int], edge: Ints) -> Ints:
    """Carry the field one cell further below the skin, in place.

    Args:
        field: float32 (cells, 4).
        shape: cells along x, y, z.
        edge: intp (N,), the cells below the skin that were known last.

    Returns:
        The cells that are known now.
    """
    sides = np.array([shape[1] * shape[2], shape[2], 1])
    step = np.concatenate([sides, -sides])
    target = (edge[:, None] + step).ravel()
    carried = field[edge][:, None].repeat(len(step), axis=1)
    for k in range(len(step)):
        carried[:, k, 3] += carried[:, k, k % 3] * np.float32(CELL if k < 3 else -CELL)
    carried = carried.reshape(-1, 4)
    within = (target >= 0) & (target < len(field))
    unknown = np.isinf(field[np.where(within, target, 0), 3]) & within
    target, carried = target[unknown], carried[unknown]
    if not len(target):
        return edge[:0]
    grown, place = np.unique(target, return_inverse=True)
    count = np.bincount(place)
    mean = [np.bincount(place, carried[:, k]) / count for k in range(4)]
    value = np.stack(mean, axis=1).astype(np.float32)
    length = np.linalg.norm(value[:, :3], axis=1, keepdims=True)
    value[:, :3] /= np.maximum(length, 1e-6)
    field[grown] = value
    return np.asarray(grown, np.intp)
