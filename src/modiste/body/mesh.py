"""Geometry of triangle meshes: normals, volume, neighbours."""

from __future__ import annotations

import numpy as np

from modiste.body.arrays import Floats, Ints


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
    """Volume enclosed by a closed mesh, in cubic units of the vertices (divergence theorem)."""
    a, b, c = (vertices[faces[:, k]].astype(np.float64) for k in range(3))
    return float(np.einsum("ij,ij->", np.cross(a, b), c) / 6)
