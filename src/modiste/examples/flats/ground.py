"""What the garment lies on: plain paper, boards, a bed sheet, carpet or tiles."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.examples.flats.cloth import Light, noise, shade, wrinkles

GROUNDS = ("plain", "white", "boards", "sheet", "carpet", "tiles")

Colour = NDArray[np.float32]


def ground(
    kind: str, rng: np.random.Generator, shape: tuple[int, int], scale: float, light: Light
) -> Colour:
    """Draw a background, float32 (h, w, 3) in [0, 255]; ``scale`` in pixels per cm."""
    painters = {"boards": _boards, "sheet": _sheet, "carpet": _carpet, "tiles": _tiles}
    if kind in painters:
        return painters[kind](rng, shape, scale, light)
    base = _pastel(rng, 238, 252, 2) if kind == "white" else _pastel(rng, 150, 240, 14)
    return _spread(base, 1 + noise(rng, shape, 3) * np.float32(0.008))


def _pastel(rng: np.random.Generator, low: float, high: float, tint: float) -> Colour:
    return (rng.uniform(low, high) + rng.normal(0, tint, 3)).clip(0, 255).astype(np.float32)


def _spread(colour: Colour, factor: NDArray[Any]) -> Colour:
    picture: Colour = (factor[..., None] * colour).astype(np.float32)
    return picture


def _boards(rng: np.random.Generator, shape: tuple[int, int], scale: float, light: Light) -> Colour:
    height, width = shape
    wood = np.array(
        [(186, 140, 96), (150, 104, 68), (214, 186, 150), (120, 92, 72), (196, 196, 190)]
    )
    base = (wood[rng.integers(len(wood))] + rng.normal(0, 8, 3)).astype(np.float32)
    board = max(12, round(rng.uniform(8, 16) * scale))
    rows = np.arange(height) // board
    tones = rng.normal(1, 0.07, rows[-1] + 1).astype(np.float32)[rows][:, None]
    streaks = rng.standard_normal((height, max(4, width // 48))).astype(np.float32)
    grain = cv2.resize(
        cv2.GaussianBlur(streaks, (1, 5), 0), (width, height), interpolation=cv2.INTER_CUBIC
    )
    rings = noise(rng, (height, max(2, width // 6)), 26)
    rings = np.sin(cv2.resize(rings, (width, height)) * 3)
    factor = tones * (1 + grain * np.float32(0.05) + rings * np.float32(0.03))
    gap = np.abs(np.arange(height) % board - 0) < max(1, round(0.15 * scale))
    factor[gap] *= np.float32(0.5)
    picture = _spread(base, factor.astype(np.float32))
    return np.ascontiguousarray(picture.transpose(1, 0, 2)) if _upright(rng, shape) else picture


def _upright(rng: np.random.Generator, shape: tuple[int, int]) -> bool:
    return bool(shape[0] == shape[1] and rng.uniform() < 0.5)


def _sheet(rng: np.random.Generator, shape: tuple[int, int], scale: float, light: Light) -> Colour:
    half = (shape[0] // 2, shape[1] // 2)
    folds = wrinkles(rng, half, scale / 2, 26, 1.4) + noise(rng, half, 6) * np.float32(0.25)
    lit = cv2.resize(shade(folds, light, scale / 2), shape[::-1])
    return _spread(_pastel(rng, 170, 238, 9), lit)


def _carpet(rng: np.random.Generator, shape: tuple[int, int], scale: float, light: Light) -> Colour:
    tufts = cv2.GaussianBlur(
        rng.standard_normal(shape).astype(np.float32), (0, 0), max(1.0, scale * 0.14)
    )
    tufts = tufts / tufts.std()
    return _spread(_pastel(rng, 60, 190, 8), 1 + tufts * np.float32(0.1))


def _tiles(rng: np.random.Generator, shape: tuple[int, int], scale: float, light: Light) -> Colour:
    size = max(24, round(rng.uniform(25, 45) * scale))
    y, x = np.ogrid[0 : shape[0], 0 : shape[1]]
    joint = max(2, round(0.4 * scale))
    factor = 1 + noise(rng, shape, 14) * np.float32(0.025)
    factor[((x + size // 3) % size < joint) | ((y + size // 4) % size < joint)] *= np.float32(0.8)
    return _spread(_pastel(rng, 150, 225, 8), factor)
