"""Geometry of triangle meshes: normals, volume, neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]


def vertex_normals(vertices: Floats, faces: Ints) -> Floats:
    """Unit normals per vertex, area-weighted; zero where a vertex has no face.

    Args:
        vertices: float32 (V, 3).
        faces: intp (F, 3), counter-clockwise seen from outside.
    """
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    across = np.cross(b - a, c - a)
    summed = np.empty_like(vertices)
    for axis in range(3):
        weights = np.repeat(across[:, axis], 3)
        summed[:, axis] = np.bincount(faces.ravel(), weights, len(vertices))
    length = np.linalg.norm(summed, axis=1, keepdims=True)
    normals: Floats = (summed / np.maximum(length, 1e-12)).astype(np.float32)
    return normals


def volume(vertices: Floats, faces: Ints) -> float:
    """Signed volume enclosed by a closed mesh, in cubic units of the vertices (divergence theorem)."""
    a, b, c = (vertices[faces[:, k]].astype(np.float64) for k in range(3))
    return float(np.einsum("ij,ij->", np.cross(a, b), c) / 6)


def edges(faces: Ints) -> Ints:
    """Every undirected edge once, intp (E, 2), smaller index first, sorted."""
    pairs = np.sort(faces[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    return np.unique(pairs, axis=0)


def smooth(values: Floats, faces: Ints, rounds: int) -> Floats:
    """Average per-vertex values, float32 (V, C), with their neighbours, ``rounds`` times."""
    links = edges(faces)
    ends = np.concatenate([links, links[:, ::-1]])
    count = np.bincount(ends[:, 0], minlength=len(values))
    isolated = count == 0
    for _ in range(rounds):
        mean = np.stack(
            [np.bincount(ends[:, 0], column[ends[:, 1]], len(values)) for column in values.T], 1
        ) / np.maximum(count, 1)[:, None]  # fmt: skip
        values = np.where(isolated[:, None], values, 0.5 * values + 0.5 * mean).astype(np.float32)
    return values
