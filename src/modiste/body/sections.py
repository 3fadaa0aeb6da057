"""Plane sections of a triangle mesh, and the tape laid round them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.body.arrays import Floats, Ints


def edges_of(faces: Ints) -> Ints:
    """The undirected edges, intp (E, 2), of triangles intp (F, 3), each once."""
    pairs = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    edges: Ints = np.unique(np.sort(pairs, axis=1), axis=0)
    return edges


@dataclass(frozen=True)
class Section:
    """Where a plane cuts a mesh.

    Attributes:
        points: float64 (N, 3), metres.
        flat: float32 (N, 2), the same points in two orthonormal axes of the plane.
    """

    points: NDArray[np.float64]
    flat: NDArray[np.float32]

    @property
    def tape(self) -> float:
        """Perimeter of the convex hull, as a taut tape takes it, in metres; 0 when empty."""
        if len(self.flat) < 3:
            return 0.0
        return float(cv2.arcLength(cv2.convexHull(self.flat), closed=True))

    @property
    def line(self) -> NDArray[np.float64]:
        """Where the taut tape touches, in order, (M, 3), metres."""
        if len(self.flat) < 3:
            return self.points
        hull = np.asarray(cv2.convexHull(self.flat, returnPoints=False), np.intp)
        return np.asarray(self.points[hull.ravel()], np.float64)

    def near(self, centre: Floats, radius: float) -> Section:
        """Only the points within ``radius`` metres of ``centre``, (3,)."""
        keep = np.linalg.norm(self.points - centre, axis=1) < radius
        return Section(self.points[keep], self.flat[keep])


def cut(vertices: Floats, edges: Ints, normal: Floats, point: Floats) -> Section:
    """Intersect edges with the plane through ``point`` at right angles to ``normal``.

    Args:
        vertices: real (V, 3), metres.
        edges: intp (E, 2), as :func:`edges_of` returns.
        normal: (3,), any length but 0.
        point: (3,), metres.
    """
    across = np.asarray(normal, np.float64) / np.linalg.norm(normal)
    height = (vertices - np.asarray(point, np.float64)) @ across
    above = height >= 0
    crossing = edges[above[edges[:, 0]] != above[edges[:, 1]]]
    a, b = crossing.T
    share = (height[a] / (height[a] - height[b]))[:, None]
    points = vertices[a] + share * (vertices[b] - vertices[a])
    side = np.cross(across, np.eye(3)[np.abs(across).argmin()])
    side /= np.linalg.norm(side)
    axes = np.stack([side, np.cross(across, side)], axis=1)
    return Section(points, ((points - point) @ axes).astype(np.float32))
