"""The fast cut-out: flood a plain background from the picture's border.

The background's colour is a quadratic surface per channel, fitted to the border robustly, so that
uneven light and a garment that touches the border do no harm.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image

LIGHTNESS_WEIGHT = 0.7
"""Weight of L beside a and b: soft shadows change L alone."""

MIN_THRESHOLD = 4.5
"""Smallest colour distance that is a garment rather than noise, in weighted LAB units."""


@dataclass(frozen=True)
class Backdrop:
    """A flooded background.

    Attributes:
        outside: bool (h, w), what the flood reached.
        distance: float32 (h, w), colour distance to the modelled background.
        threshold: the distance at which the flood stopped.
        noise: robust standard deviation of the border around the model.
        border_free: share of the border that the flood reached.
    """

    outside: NDArray[np.bool_]
    distance: NDArray[np.float32]
    threshold: float
    noise: float
    border_free: float


def to_lab(image: Image) -> NDArray[np.float32]:
    """CIE LAB with L in [0, 100], lightness down-weighted so that distances forgive shadows."""
    lab = cv2.cvtColor(image.astype(np.float32) * np.float32(1 / 255), cv2.COLOR_RGB2LAB)
    weights = np.array([LIGHTNESS_WEIGHT, 1.0, 1.0, 1.0])
    return np.asarray(cv2.multiply(lab, weights), np.float32)


def flood(image: Image) -> Backdrop:
    """Flood the background of a small picture (long side about 400) from its border."""
    lab = np.asarray(cv2.GaussianBlur(to_lab(image), (3, 3), 0), np.float32)
    ring = _ring(lab.shape[0], lab.shape[1])
    surface, noise = _fit_surface(lab, ring)
    distance = _length(lab - surface)
    threshold = max(MIN_THRESHOLD, 3.2 * noise)
    outside = reached_from_border(distance < threshold)
    return Backdrop(outside, distance, threshold, noise, float(outside[ring].mean()))


def _length(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Euclidean length per pixel of (h, w, 3)."""
    x, y, z = cv2.split(vectors)
    return np.asarray(cv2.magnitude(cv2.magnitude(x, y), z), np.float32)


def reached_from_border(free: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The part of ``free`` that is 4-connected to the picture's border."""
    _, labels = cv2.connectedComponents(free.astype(np.uint8), connectivity=4)
    edge = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    touching = np.zeros(int(labels.max()) + 1, bool)
    touching[edge] = True
    touching[0] = False
    return np.asarray(touching[labels])


def _ring(height: int, width: int) -> NDArray[np.bool_]:
    ring = np.ones((height, width), bool)
    depth = max(2, round(0.015 * max(height, width)))
    ring[depth:-depth, depth:-depth] = False
    return ring


def _fit_surface(
    lab: NDArray[np.float32], ring: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], float]:
    """Fit the quadratic colour surface to the ring; return it with the residual's sigma."""
    basis = _basis(lab.shape[0], lab.shape[1])
    inputs, colours = basis[ring], lab[ring]
    start = np.median(colours, axis=0)
    residual = np.linalg.norm(colours - start, axis=1)
    keep = residual <= max(2.5 * float(np.median(residual)), 6.0)
    sigma = 0.0
    for _ in range(3):
        weights = np.linalg.lstsq(inputs[keep], colours[keep], rcond=None)[0]
        residual = np.linalg.norm(colours - inputs @ weights, axis=1)
        sigma = float(np.median(residual[keep])) / 1.18
        keep = residual <= max(3.0 * sigma, 2.0)
    return _surface(basis, weights), sigma


def _surface(basis: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """The fitted colours everywhere, (h, w, 3)."""
    height, width, terms = basis.shape
    flat = basis.reshape(-1, terms) @ weights.astype(np.float32)
    return np.asarray(flat.reshape(height, width, -1), np.float32)


def _basis(height: int, width: int) -> NDArray[np.float32]:
    across = np.linspace(-1, 1, width, dtype=np.float32)
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    basis = np.empty((height, width, 6), np.float32)
    terms = (np.float32(1), across, down, across * down, across**2, down**2)
    for i, term in enumerate(terms):
        basis[..., i] = np.asarray(term)
    return basis


SHADOW_RANGE = (0.42, 1.02)
"""How dark a cast shadow may be, as a part of the backdrop's brightness."""

SHADOW_TINT = 0.09
"""Largest difference between the channels' darkening in a shadow."""


def remove_shadow(image: Image, outside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Extend the flood over cast shadows that touch it.

    Args:
        image: small picture, (h, w, 3).
        outside: bool (h, w), the flood so far.

    Returns:
        bool (h, w), the flood including shadows that touch it.
    """
    return reached_from_border(outside | shadow_like(image, outside))


def shadow_like(image: Image, outside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What may be shadow: the backdrop's own hue, darker.

    A darkness that the garment's core shows too is no shadow's.

    Args:
        image: small picture, (h, w, 3).
        outside: bool (h, w), what is surely backdrop.

    Returns:
        bool (h, w), a part of what is not ``outside``.
    """
    front = ~outside
    core = _core(front)
    if not core.any() or not outside.any():
        return np.zeros_like(outside)
    smooth = cv2.GaussianBlur(image, (5, 5), 0).astype(np.float32) + 2.0
    red, green, blue = cv2.split(smooth / _spread_inwards(smooth, outside))
    dark = (red + green + blue) / 3
    brightest = np.maximum(np.maximum(red, green), blue)
    tinted = brightest - np.minimum(np.minimum(red, green), blue) > SHADOW_TINT
    bins = np.clip((dark * 20).astype(np.int32), 0, 31)
    own = np.bincount(bins[core & ~tinted], minlength=32) / int(core.sum())
    own = own + np.roll(own, 1) + np.roll(own, -1)
    shadow = front & ~tinted & (dark > SHADOW_RANGE[0]) & (dark < SHADOW_RANGE[1])
    return np.asarray(shadow & (own[bins] < 0.015))


def _core(front: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The part of the object at least a third as deep as its deepest point."""
    depth = cv2.distanceTransform(front.astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray(depth > 0.33 * max(float(depth.max()), 1.0))


def _spread_inwards(pixels: NDArray[np.float32], outside: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The backdrop's colour everywhere, from the quadratic surface of what was flooded."""
    basis = _basis(pixels.shape[0], pixels.shape[1])
    pick = np.flatnonzero(outside)[:: max(1, int(outside.sum()) // 3000)]
    inputs = basis.reshape(-1, basis.shape[2])[pick]
    weights = np.linalg.lstsq(inputs, pixels.reshape(-1, 3)[pick], rcond=None)[0]
    return np.maximum(_surface(basis, weights), np.float32(4))
