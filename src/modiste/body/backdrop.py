"""The studio behind the person: a seamless paper sweep with her soft shadow on it."""

from __future__ import annotations

import cv2
import numpy as np

from modiste.body.arrays import Floats, vec
from modiste.body.camera import Camera
from modiste.body.light import Lights, visibility

PAPER = (0.56, 0.565, 0.58)
FLOOR_SPAN = (1.6, 1.2)
"""Half width and half depth in metres of the floor on which the shadow is computed."""
GRID = (64, 48)


def backdrop(camera: Camera, casters: Floats, lights: Lights) -> Floats:
    """Linear RGB of the empty studio with the person's shadow, float32 (H, W, 3).

    Args:
        camera: whose picture it is.
        casters: float32 (M, 3), a dense sampling of the person.
        lights: the light.
    """
    height, width = camera.height, camera.width
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    glow = 1.0 - 0.10 * (x - 0.15) ** 2 - 0.07 * (y + 0.1) ** 2
    ground = np.clip((y - 0.62) / 0.38, 0, 1)
    light = glow * (1 - 0.06 * ground)
    shaded: Floats = (light * _shadow(camera, casters, lights))[..., None] * vec(PAPER)
    return shaded


def _shadow(camera: Camera, casters: Floats, lights: Lights) -> Floats:
    """Share of light that reaches the floor seen at each pixel, float32 (H, W)."""
    columns = np.linspace(-FLOOR_SPAN[0], FLOOR_SPAN[0], GRID[0], dtype=np.float32)
    rows = np.linspace(-FLOOR_SPAN[1], FLOOR_SPAN[1], GRID[1], dtype=np.float32)
    points = np.stack(np.meshgrid(columns, [0.002], rows, indexing="ij"), -1).reshape(-1, 3)
    weight = np.clip(lights.directions[:, 1], 0, None) * lights.radiance.mean(1)
    reached = visibility(points, casters, lights) @ (weight / weight.sum())
    grid = cv2.GaussianBlur(reached.reshape(GRID[0], GRID[1]).T.astype(np.float32), (0, 0), 0.7)
    down, along = np.indices(grid.shape)
    border = np.minimum(np.minimum(down, down[::-1]), np.minimum(along, along[:, ::-1]))
    grid = 1 - (1 - grid**1.35) * np.clip(border / 12, 0, 1).astype(np.float32)
    return _seen_on_floor(camera, grid)


def _seen_on_floor(camera: Camera, grid: Floats) -> Floats:
    """Look up a map of the floor, (depth, width), at every pixel; 1 where no floor is seen."""
    height, width = camera.height, camera.width
    middle = camera.center or (width / 2, height / 2)
    angle = np.radians(camera.pitch)
    up = (middle[1] - (np.arange(height) + 0.5)) / camera.focal
    fall = up * np.cos(angle) - np.sin(angle)
    away = np.cos(angle) + up * np.sin(angle)
    steps = np.where(fall < -1e-4, -camera.eye[1] / np.minimum(fall, -1e-4), 1e6)[:, None]
    across = (np.arange(width)[None, :] + 0.5 - middle[0]) / camera.focal
    x, z = camera.eye[0] + across * steps, camera.eye[2] - away[:, None] * steps
    to_column = (x / FLOOR_SPAN[0] + 1) / 2 * (GRID[0] - 1)
    to_row = np.broadcast_to((z / FLOOR_SPAN[1] + 1) / 2 * (GRID[1] - 1), x.shape)
    seen = cv2.remap(
        grid, to_column.astype(np.float32), np.ascontiguousarray(to_row, np.float32),
        cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=1.0,
    )  # fmt: skip
    return np.asarray(seen, np.float32)
