"""From large linear buffers to a picture: shrinking, exposure, and the truth that goes with it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.body.arrays import Bools, Floats
from modiste.body.camera import Camera
from modiste.body.raster import Fragments
from modiste.types import Image, Labels, Mask

SUPERSAMPLING = 2
"""The canvas has this many times as many pixels along each axis as the picture."""
GRAIN = 0.004
"""Standard deviation of the film grain in linear light."""


@dataclass(frozen=True)
class Photograph:
    """A rendered picture and the truth about it.

    Attributes:
        image: (H, W, 3).
        labels: (H, W); greater than 0 exactly where ``alpha`` is at least 0.5.
        alpha: coverage of the person, (H, W).
        depth: float32 (H, W), metres along the optical axis; infinite in the background.
    """

    image: Image
    labels: Labels
    alpha: Mask
    depth: NDArray[np.float32]


class Canvas:
    """Buffers of the large picture.

    Attributes:
        color: linear RGB, float32 (H * W, 3).
        label: uint8 (H * W,).
        depth: float32 (H * W,), infinite where nothing is drawn.
        size: height and width.
    """

    def __init__(self, camera: Camera) -> None:
        self.size = (camera.height, camera.width)
        count = camera.height * camera.width
        self.color: Floats = np.zeros((count, 3), np.float32)
        self.label: Labels = np.zeros(count, np.uint8)
        self.depth: Floats = np.full(count, np.inf, np.float32)

    def nearer(self, fragments: Fragments, slack: float) -> Bools:
        """Which fragments nothing hides, give or take ``slack`` metres."""
        seen: Bools = fragments.depth < self.depth[fragments.pixel] + slack
        return seen

    def put(self, fragments: Fragments, color: Floats, label: Labels | int) -> None:
        """Draw the fragments over what is there."""
        self.color[fragments.pixel] = color
        self.label[fragments.pixel] = label
        self.depth[fragments.pixel] = fragments.depth


def develop(
    canvas: Canvas, camera: Camera, scene: Floats, seed: int, grain: float = GRAIN
) -> Photograph:
    """Shrink the buffers, lay the person over the backdrop, and expose.

    Args:
        canvas: drawn at ``SUPERSAMPLING`` times the size.
        camera: of the final picture.
        scene: the backdrop, linear RGB, float32 (H, W, 3).
        seed: of the film grain.
        grain: its standard deviation, linear.
    """
    large, small = canvas.size, (camera.width, camera.height)
    label = canvas.label.reshape(large)
    covered = (label > 0).astype(np.float32)
    alpha = cv2.resize(covered, small, interpolation=cv2.INTER_AREA)
    color = cv2.resize(canvas.color.reshape(*large, 3), small, interpolation=cv2.INTER_AREA)
    linear = scene * (1 - alpha[..., None]) + color
    linear += np.random.default_rng(seed).normal(0, grain, linear.shape[:2])[..., None]
    near = cv2.erode(canvas.depth.reshape(large), np.ones((2, 2), np.uint8), anchor=(0, 0))
    labels = _majority(label, small)
    labels[alpha < 0.5] = 0
    depth = np.asarray(near, np.float32)[::SUPERSAMPLING, ::SUPERSAMPLING].copy()
    depth[labels == 0] = np.inf
    return Photograph(_exposed(linear), labels, np.asarray(alpha, np.float32), depth)


def _majority(label: Labels, small: tuple[int, int]) -> Labels:
    """The most frequent label under each pixel, background only where nothing else is."""
    best = np.zeros((small[1], small[0]), np.float32)
    out = np.zeros((small[1], small[0]), np.uint8)
    for value in np.unique(label[label > 0]):
        share = cv2.resize((label == value).astype(np.float32), small, interpolation=cv2.INTER_AREA)
        out[share > best] = value
        best = np.maximum(best, share)
    return out


def _exposed(linear: Floats) -> Image:
    """Linear light to sRGB with a soft shoulder (ACES fit by Narkowicz 2015, blended)."""
    x = np.clip(linear * 1.55, 0, None)
    film = x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14)
    plain = np.clip(x, 0, 1)
    mixed = np.clip(0.35 * film + 0.65 * plain, 0, 1)
    srgb = np.where(mixed <= 0.0031308, 12.92 * mixed, 1.055 * mixed ** (1 / 2.4) - 0.055)
    image: Image = np.rint(srgb * 255).astype(np.uint8)
    return image
