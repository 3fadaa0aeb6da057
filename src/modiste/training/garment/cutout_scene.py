"""Pictures with an exact mask: garments laid on other grounds, with hangers and cast shadows."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.examples.flats import KINDS, flat
from modiste.examples.flats.cloth import draw_light
from modiste.examples.flats.ground import GROUNDS, ground
from modiste.training.garment.cutout_hanger import Layer, hanger, rod
from modiste.training.garment.folding import with_folded_sleeves
from modiste.types import Category, Image, Mask

SIDE = 256
"""Side in pixels of a composed picture."""

HANGING = 0.55
"""How often a composed garment hangs."""

NARROWEST = 24
"""Smallest side in pixels of the bare strip of a photo that a ground is made of."""

Colours = NDArray[np.float32]


@dataclass(frozen=True)
class Piece:
    """A garment cut out of its picture.

    Attributes:
        image: (h, w, 3).
        alpha: uint8 (h, w), its coverage.
        clipped: whether it would hang by clips.
    """

    image: Image
    alpha: NDArray[np.uint8]
    clipped: bool


def drawn_piece(seed: int) -> Piece:
    """Draw a garment; many sleeves lie on or near the trunk."""
    rng = np.random.default_rng([seed, 78])
    kind = str(rng.choice(KINDS))
    measures = {}
    sleeved = kind in ("t-shirt", "long-sleeve", "shirt", "hoodie")
    if sleeved:
        measures["angle"] = float(rng.uniform(20, 82))
    drawn = flat(kind, seed=seed, shape=(SIDE, SIDE), measures=measures)
    image, whole = drawn.image, np.clip(drawn.alpha + drawn.inner, 0, 1)
    if sleeved and rng.random() < 0.3:
        image, whole, _ = with_folded_sleeves(drawn, rng)
    alpha = np.asarray(whole * 255, np.uint8)
    return Piece(image, alpha, drawn.category is Category.BOTTOM)


def photo_piece(image: Image, mask: NDArray[np.uint8], clipped: bool) -> Piece:
    """Cut a garment out of a photo, a little inside its outline, where no ground shines through."""
    inner = cv2.erode(mask, np.ones((3, 3), np.uint8))
    alpha = np.asarray(cv2.GaussianBlur(inner, (3, 3), 0.7), np.uint8)
    return Piece(image, alpha, clipped)


def bare_ground(image: Image, mask: NDArray[np.uint8], rng: np.random.Generator) -> Colours | None:
    """A ground mirrored together from the largest strip beside a photo's garment.

    Returns:
        float32 (256, 256, 3), or None where the garment leaves no strip.
    """
    ys, xs = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if ys.size == 0:
        return None
    gap = 6
    strips = (image[:, : max(xs[0] - gap, 0)], image[:, xs[-1] + gap :],
              image[: max(ys[0] - gap, 0)], image[ys[-1] + gap :])  # fmt: skip
    strip = max(strips, key=lambda part: min(part.shape[:2]))
    side = min(strip.shape[:2])
    if side < NARROWEST:
        return None
    y, x = (int(rng.integers(0, n - side + 1)) for n in strip.shape[:2])
    tile = strip[y : y + side, x : x + side]
    row = np.concatenate([tile, tile[:, ::-1]], axis=1)
    block = np.concatenate([row, row[::-1]], axis=0)
    times = -(-SIDE // block.shape[0])
    return np.tile(block, (times, times, 1))[:SIDE, :SIDE].astype(np.float32)


def any_ground(rng: np.random.Generator) -> Colours:
    """A drawn floor, wall or bed, some with a second ground below, as where wall meets floor."""
    light = draw_light(rng)
    first = ground(str(rng.choice(GROUNDS)), rng, (SIDE, SIDE), rng.uniform(2, 6), light)
    first = np.clip(first * rng.uniform(0.35, 1.05) + rng.normal(0, 12, 3), 0, 255)
    if rng.random() < 0.25:
        second = ground(str(rng.choice(GROUNDS)), rng, (SIDE, SIDE), rng.uniform(2, 6), light)
        line = int(rng.uniform(0.3, 0.9) * SIDE)
        first[line:] = second[line:] * rng.uniform(0.5, 1.0)
    return np.asarray(first * _uneven(rng)[..., None], np.float32)


def _uneven(rng: np.random.Generator) -> Mask:
    """Light that changes over the picture, (256, 256), about 1."""
    coarse = rng.normal(1.0, rng.uniform(0.0, 0.12), (3, 3)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), np.float32)


def compose(piece: Piece, behind: Colours, rng: np.random.Generator) -> tuple[Image, Mask]:
    """Lay a garment on a ground, with what it hangs on and the shadows of both.

    Returns:
        The picture (256, 256, 3) and the coverage of the garment's visible pixels, (256, 256).
    """
    colours, alpha = _placed(piece, rng)
    layers: list[Layer] = []
    if rng.random() < HANGING:
        layers = hanger(alpha, piece.clipped, rng)
    if rng.random() < 0.12:
        layers.insert(0, rod((SIDE, SIDE), rng))
    picture = behind
    back = [layer for layer in layers if not layer.front]
    for layer in back:
        picture = _over(_shaded(picture, layer.cover, rng), layer.colour, layer.cover)
    picture = _over(_shaded(picture, alpha, rng), colours, alpha)
    for layer in layers[len(back) :]:
        picture = _over(picture, layer.colour, layer.cover)
        alpha = alpha * (1.0 - layer.cover)
    return np.clip(picture, 0, 255).astype(np.uint8), np.asarray(alpha, np.float32)


def _placed(piece: Piece, rng: np.random.Generator) -> tuple[Colours, Mask]:
    """The garment framed anew: turned a little, of any size, somewhere in the picture."""
    ys, xs = (np.flatnonzero((piece.alpha > 127).any(axis=axis)) for axis in (1, 0))
    centre = ((float(xs[0] + xs[-1])) / 2, (float(ys[0] + ys[-1])) / 2)
    room = SIDE / max(float(np.ptp(xs)), float(np.ptp(ys)), 16.0)
    zoom = room * rng.uniform(0.55, 0.95)
    matrix = np.asarray(cv2.getRotationMatrix2D(centre, float(rng.normal(0, 5)), zoom), np.float64)
    matrix[:, 2] += SIDE / 2 + rng.normal(0, 0.03, 2) * SIDE - np.array(centre)
    matrix[1, 2] += 0.03 * SIDE
    colours, alpha = (
        cv2.warpAffine(p, matrix, (SIDE, SIDE), flags=cv2.INTER_AREA if zoom < 1 else 1)
        for p in (piece.image, piece.alpha)
    )
    gain = rng.uniform(0.7, 1.15) * rng.uniform(0.93, 1.07, 3)
    return np.asarray(colours * gain, np.float32), np.asarray(alpha, np.float32) / np.float32(255)


def _shaded(picture: Colours, cover: Mask, rng: np.random.Generator) -> Colours:
    """The ground with the shadow that something casts on it."""
    if rng.random() < 0.2:
        return picture
    away = rng.normal(0, 0.02 * SIDE, 2)
    shift = np.array([[1.0, 0.0, away[0]], [0.0, 1.0, away[1]]])
    cast = cv2.warpAffine(cover, shift, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE)
    soft = cv2.GaussianBlur(cast, (0, 0), float(rng.uniform(0.8, 7)))
    tint = np.clip(rng.uniform(0.1, 0.6) + rng.normal(0, 0.02, 3), 0, 0.7).astype(np.float32)
    return np.asarray(picture * (1.0 - soft[..., None] * tint), np.float32)


def _over(below: Colours, above: Colours, cover: Mask) -> Colours:
    return np.asarray(below + (above - below) * cover[..., None], np.float32)
