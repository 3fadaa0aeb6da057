"""Cloth: colour, weave, folds and the light on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]


def noise(rng: np.random.Generator, shape: tuple[int, int], cells: int) -> Field:
    """Smooth noise of unit variance with about ``cells`` blobs along the longer side."""
    longest = max(shape)
    small = (max(2, round(cells * shape[0] / longest)), max(2, round(cells * shape[1] / longest)))
    coarse = rng.standard_normal(small).astype(np.float32)
    return cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_CUBIC).astype(np.float32)


def weave(rng: np.random.Generator, shape: tuple[int, int], kind: str, scale: float) -> Field:
    """Fine texture about 0: ``knit``, ``twill`` (denim), ``woven`` or ``fleece``; (h, w)."""
    tile = 256
    grain = rng.standard_normal((tile, tile)).astype(np.float32)
    across = cv2.blur(grain, (9, 1), borderType=cv2.BORDER_REFLECT)
    down = cv2.blur(grain[::-1], (1, 9), borderType=cv2.BORDER_REFLECT)
    if kind == "twill":
        y, x = np.mgrid[0:tile, 0:tile].astype(np.float32)
        fine = np.sin((x + y) * (2 * np.pi / 8)) * 0.6 + down * 1.6 + across * 0.4
    elif kind == "knit":
        x = np.arange(tile, dtype=np.float32)[None]
        fine = np.sin(x * (2 * np.pi / 4)) * 0.35 + down + across * 0.4
    elif kind == "fleece":
        fine = cv2.GaussianBlur(grain, (0, 0), 1.2) * 2.5
    else:
        fine = across + down
    repeats = (-(-shape[0] // tile), -(-shape[1] // tile))
    tiled = np.tile(fine, repeats)[: shape[0], : shape[1]]
    return tiled * np.float32(min(1.0, 0.5 + scale / 25))


@dataclass(frozen=True)
class Light:
    """A soft directional light.

    Attributes:
        angle: where it comes from, radians; 0 is the right, pi / 2 is below.
        slope: how obliquely it falls, in [0, 1]; more makes folds stand out.
        tint: colour of the light, RGB factors.
        gradient: brightness difference across the picture.
    """

    angle: float
    slope: float
    tint: tuple[float, float, float]
    gradient: float


def draw_light(rng: np.random.Generator) -> Light:
    """A light as indoor photos have: mostly from above, warm to cool."""
    warm = float(rng.normal(0, 0.035))
    return Light(
        float(rng.normal(-np.pi / 2, 0.9)),
        float(rng.uniform(0.35, 1.0)),
        (1 + warm, 1.0, 1 - warm),
        float(rng.uniform(0, 0.16)),
    )


def wrinkles(
    rng: np.random.Generator, shape: tuple[int, int], scale: float, count: int, depth: float
) -> Field:
    """Height of random creases, (h, w) at ``shape``; ``scale`` in pixels per cm there."""
    fine, broad = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
    for i in range(count):
        start = rng.uniform((0, 0), shape[::-1])
        heading = rng.normal(np.pi / 2, 0.75)
        turns = heading + np.cumsum(rng.normal(0, 0.22, 7))
        length = rng.uniform(5, 26) * scale / 7
        steps = np.stack([np.cos(turns), np.sin(turns)], axis=1) * length
        line = np.round(start + np.cumsum(steps, axis=0)).astype(np.int32)
        canvas, width = (broad, 1.6) if i % 3 else (fine, 0.5)
        strength = int(rng.uniform(70, 255))
        cv2.polylines(canvas, [line], False, strength, max(1, round(width * scale)), cv2.LINE_AA)
    sharp = cv2.GaussianBlur(fine, (0, 0), max(0.45 * scale, 0.8)).astype(np.float32)
    soft = cv2.GaussianBlur(broad, (0, 0), max(1.5 * scale, 0.8)).astype(np.float32)
    return (sharp * 0.22 + soft * 0.75) * np.float32(depth / 255)


def pillow(alpha: NDArray[Any], scale: float, reach_cm: float = 1.1) -> Field:
    """Height of an edge that rounds off: 0 at the outline, 1 inside, (h, w)."""
    inside = (alpha > 0.5).astype(np.uint8)
    distance = cv2.distanceTransform(inside, cv2.DIST_L2, 3) / np.float32(scale * reach_cm)
    height: Field = (1 - np.exp(-distance)).astype(np.float32)
    return height


def shade(height: NDArray[Any], light: Light, scale: float) -> Field:
    """Brightness factor of a height field in cm, about 1, (h, w)."""
    gain = np.float32(scale * light.slope / 8)
    dx = cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=3) * gain
    dy = cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=3) * gain
    facing = -(dx * np.float32(np.cos(light.angle)) + dy * np.float32(np.sin(light.angle)))
    hollow = height - cv2.blur(height, (2 * round(2 * scale) + 1,) * 2)
    lit: Field = (
        1 + np.tanh(facing * 1.1) * np.float32(0.30) + np.tanh(hollow * 1.5) * np.float32(0.07)
    )
    return lit
