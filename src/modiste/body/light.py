"""Studio light: soft boxes all around, and how much of them reaches each vertex.

The light that falls on a vertex is the sum over directions of radiance, cosine and visibility.
Visibility comes from one small depth map per direction into which the whole scene is splatted:
that gives soft shadows and ambient occlusion at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from modiste.body.arrays import Floats, vec

CELL = 0.010
"""Metres per cell of a depth map."""
BIAS = 0.016
"""Metres by which a vertex may lie behind its depth map and still be lit."""


@dataclass(frozen=True)
class Lobe:
    """A soft light: where it stands, how tight it is (larger is smaller), and its colour."""

    towards: tuple[float, float, float]
    tightness: float
    color: tuple[float, float, float]


KEY = Lobe((0.55, 0.55, 0.75), 7.0, (1.85, 1.77, 1.67))
STUDIO: tuple[Lobe, ...] = (
    KEY,
    Lobe((-0.85, 0.25, 0.55), 4.0, (0.42, 0.45, 0.50)),
    Lobe((0.75, 0.45, -0.60), 8.0, (0.75, 0.74, 0.74)),
    Lobe((-0.80, 0.50, -0.55), 8.0, (0.75, 0.76, 0.78)),
)
AMBIENT = (0.27, 0.27, 0.28)
FLOOR = (0.30, 0.285, 0.27)


@dataclass(frozen=True)
class Lights:
    """Discrete light.

    Attributes:
        directions: unit vectors towards the light, float32 (D, 3).
        radiance: float32 (D, 3), with the solid angle already in it.
        key: float32 (D,), the share of each direction in the key light, summing to 1.
    """

    directions: Floats
    radiance: Floats
    key: Floats

    @classmethod
    def studio(cls, count: int = 110) -> Lights:
        """The default studio, sampled on a spherical Fibonacci lattice of ``count`` directions."""
        directions = _lattice(count)
        down = np.clip(-directions[:, 1:2] * 3 + 0.5, 0, 1)
        radiance = vec(AMBIENT) * (1 - down) + vec(FLOOR) * down
        for lobe in STUDIO:
            radiance = radiance + _glow(directions, lobe)[:, None] * vec(lobe.color)
        key = _glow(directions, KEY)
        scale = np.float32(4 * np.pi / count / np.pi)
        return cls(directions, (radiance * scale).astype(np.float32), key / key.sum())


def _lattice(count: int) -> Floats:
    i = np.arange(count) + 0.5
    y, turn = 1 - 2 * i / count, np.pi * (1 + 5**0.5) * i
    ring = np.sqrt(1 - y * y)
    return np.stack([ring * np.cos(turn), y, ring * np.sin(turn)], 1).astype(np.float32)


def _glow(directions: Floats, lobe: Lobe) -> Floats:
    axis = np.asarray(lobe.towards) / np.linalg.norm(lobe.towards)
    glow: Floats = np.exp(lobe.tightness * (directions @ axis - 1)).astype(np.float32)
    return glow


def visibility(points: Floats, casters: Floats, lights: Lights) -> Floats:
    """Which directions each point can see.

    Args:
        points: float32 (N, 3), metres.
        casters: float32 (M, 3), a dense sampling of everything that casts shadows.
        lights: whose directions count; those from below the floor are never blocked.

    Returns:
        float32 (N, D), 0 or 1 with soft borders in between.
    """
    out = np.ones((len(points), len(lights.directions)), np.float32)
    for column, direction in enumerate(lights.directions):
        if direction[1] > -0.25:
            out[:, column] = _reached(points, casters, direction)
    return out


def _reached(points: Floats, casters: Floats, direction: Floats) -> Floats:
    """Float32 (N,): 1 where nothing stands between a point and the light."""
    side = np.cross(direction, (0, 1, 0) if abs(direction[1]) < 0.9 else (1, 0, 0))
    side = side / np.linalg.norm(side)
    axes = np.stack([side / CELL, np.cross(direction, side) / CELL, direction]).astype(np.float32)
    x, y, height = axes @ casters.T
    left, low = np.floor(x.min()) - 2, np.floor(y.min()) - 2
    columns, rows = int(x.max() - left) + 3, int(y.max() - low) + 3
    nearest = np.full(rows * columns, -1e9, np.float32)
    np.maximum.at(nearest, (y - low).astype(np.intp) * columns + (x - left).astype(np.intp), height)
    grid = cv2.dilate(nearest.reshape(rows, columns), np.ones((2, 2), np.uint8))
    x, y, height = axes @ points.T
    column = np.clip(x - left, 0, columns - 1).astype(np.intp)
    row = np.clip(y - low, 0, rows - 1).astype(np.intp)
    reached: Floats = np.clip(2 - (grid[row, column] - height) / BIAS, 0, 1)
    return reached


def irradiance(
    normals: Floats, seen: Floats, lights: Lights, wrap: tuple[float, float, float]
) -> Floats:
    """Light that a diffuse surface sends back, per unit of albedo.

    Args:
        normals: unit, float32 (N, 3).
        seen: what :func:`visibility` returned, (N, D).
        lights: the light.
        wrap: per colour channel, how far light creeps around the terminator, in [0, 1): a cheap
            stand-in for subsurface scattering, larger in red for skin.

    Returns:
        float32 (N, 3), linear.
    """
    cosine = normals @ lights.directions.T
    channels = [
        (np.clip((cosine + w) / (1 + w), 0, None) * seen) @ lights.radiance[:, c]
        for c, w in enumerate(wrap)
    ]
    return np.stack(channels, 1).astype(np.float32)
