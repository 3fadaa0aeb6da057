"""Filling holes from what lies around: pull-push, mirror, grain."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.compose.crop import bounding_box
from modiste.types import Image, Mask

Plane = NDArray[np.float32]
Region = NDArray[np.bool_]

_COARSE = 4
_LOUDEST = 1.8
"""Most grain, in grey levels: stronger, it would look like sand on a smooth limb."""
_QUIET, _QUIET_SIGMA = 0.3, 0.385
"""The quieter part of the detail is grain, the louder one texture: a quantile, and what it is of
a half-normal distribution of sigma 1."""
_TRUSTED = 0.25
"""Share of known pixels from which on a level believes its own average."""


def pull_push(image: Image, known: Region) -> Plane:
    """Extend the known pixels smoothly over all others.

    The pyramid of Gortler et al., "The Lumigraph", SIGGRAPH 1996: averages are pulled up to
    coarser levels and pushed back down into the holes.

    Args:
        image: (h, w, 3).
        known: (h, w); where it is False the picture's values are ignored.

    Returns:
        float32 (h, w, 3), smooth: it is computed at a quarter of the resolution.
    """
    size = (known.shape[1], known.shape[0])
    small = (-(-size[0] // _COARSE), -(-size[1] // _COARSE))
    trust = known.astype(np.float32)
    colour = cv2.resize(image * trust[..., None], small, interpolation=cv2.INTER_AREA)
    weight = cv2.resize(trust, small, interpolation=cv2.INTER_AREA)
    whole = _level(np.asarray(colour, np.float32), np.asarray(weight, np.float32))
    return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_LINEAR), np.float32)


def _level(colour: Plane, weight: Mask) -> Plane:
    """One level: premultiplied colours and their weights in, full colours out."""
    own = colour / np.maximum(weight, 1e-6)[..., None]
    if min(weight.shape) <= 2:
        mean = colour.sum(axis=(0, 1)) / max(float(weight.sum()), 1e-6)
        return np.where(weight[..., None] > 1e-6, own, mean).astype(np.float32)
    below = _level(np.asarray(cv2.pyrDown(colour), np.float32),
                   np.asarray(cv2.pyrDown(weight), np.float32))  # fmt: skip
    up = cv2.resize(below, weight.shape[::-1], interpolation=cv2.INTER_LINEAR)
    keep = np.minimum(weight / _TRUSTED, 1)[..., None]
    return np.asarray(own * keep + up * (1 - keep), np.float32)


def grain(image: Image, where: Region, seed: int = 0) -> Plane:
    """Noise as fine and strong as the photo's own, to lay over filled places.

    Args:
        image: (h, w, 3).
        where: (h, w) pixels whose fine detail tells the strength.
        seed: of the noise.

    Returns:
        float32 (h, w, 1), zero mean.
    """
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    detail = np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 1.2))[where]
    quiet = float(np.quantile(detail, _QUIET)) / _QUIET_SIGMA if detail.size else 0.0
    white = np.random.default_rng(seed).standard_normal((*grey.shape, 1), np.float32)
    noise = np.asarray(cv2.GaussianBlur(white, (0, 0), 0.7), np.float32).reshape(white.shape)
    return noise * np.float32(min(quiet, _LOUDEST) / max(float(noise.std()), 1e-6))


def mirrored_out(image: Image, known: Region, hole: Region) -> Plane:
    """Fine detail for a hole, reflected over its nearest known border.

    Args:
        image: (h, w, 3).
        known: (h, w) where the picture shows what the hole should continue.
        hole: (h, w) where detail is wanted.

    Returns:
        float32 (h, w, 3), zero mean in every neighbourhood and zero outside the hole; to be added
        to a smooth fill.
    """
    height, width = hole.shape
    detail = _detail(image, known)
    _, nearest = cv2.distanceTransformWithLabels(
        (~known).astype(np.uint8), cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL
    )
    border_y, border_x = np.zeros(nearest.max() + 1, int), np.zeros(nearest.max() + 1, int)
    known_y, known_x = np.nonzero(known)
    border_y[nearest[known_y, known_x]], border_x[nearest[known_y, known_x]] = known_y, known_x
    y, x = np.nonzero(hole)
    label = nearest[y, x]
    from_y, from_x = 2 * border_y[label] - y, 2 * border_x[label] - x
    inside = (from_y >= 0) & (from_y < height) & (from_x >= 0) & (from_x < width)
    inside[inside] = known[from_y[inside], from_x[inside]]
    out = np.zeros(image.shape, np.float32)
    out[y[inside], x[inside]] = detail[from_y[inside], from_x[inside]]
    return out


def _detail(image: Image, known: Region) -> Plane:
    """What is finer than four pixels, in relation to known pixels alone."""
    trust = known.astype(np.float32)
    colour = image.astype(np.float32)
    total = cv2.GaussianBlur(colour * trust[..., None], (0, 0), 4)
    weight = np.maximum(cv2.GaussianBlur(trust, (0, 0), 4), 1e-3)
    return np.asarray(colour - total / weight[..., None], np.float32)


def mirrored_up(image: Image, source: Region, hole: Region) -> tuple[Plane, Region]:
    """Continue a texture upwards over its upper edge, column by column, by reflection.

    Args:
        image: (h, w, 3).
        source: (h, w) the texture, for instance the trousers.
        hole: (h, w) where it is wanted, above ``source``.

    Returns:
        The filled picture, float32 (h, w, 3), and where the reflection found texture, (h, w).
    """
    height = source.shape[0]
    top = np.where(source.any(axis=0), source.argmax(axis=0), height)
    y, x = np.nonzero(hole)
    mirror = 2 * top[x] - y + 2
    usable = (mirror > y) & (mirror < height)
    y, x, mirror = y[usable], x[usable], mirror[usable]
    inside = source[mirror, x]
    y, x, mirror = y[inside], x[inside], mirror[inside]
    out = image.astype(np.float32)
    out[y, x] = image[mirror, x]
    found = np.zeros_like(hole)
    found[y, x] = True
    return out, found


def blend(base: Plane, layer: Plane, where: Region, soft: float = 1.0) -> Plane:
    """Lay ``layer`` over ``base`` inside ``where``, with an edge of ``soft`` pixels."""
    if not where.any():
        return base
    box = bounding_box(where, 3 * round(soft + 0.5))
    solid = where[box].astype(np.float32)
    edge = cv2.GaussianBlur(solid, (0, 0), soft) if soft else solid
    alpha = np.maximum(edge, solid)[..., None]
    out = base.copy()
    out[box] += (layer[box] - base[box]) * alpha
    return out
