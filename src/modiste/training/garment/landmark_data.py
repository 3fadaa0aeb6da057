"""Training samples for the landmark network: drawn garments, framed, and their augmentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.examples.flats import KINDS, flat
from modiste.perception.garment.heatmaps import FILL, NAMES, SIDE, STRIDE, Frame, frame, other_side
from modiste.training.garment.folding import with_folded_sleeves
from modiste.types import Category, Image, Landmark, Mask

ROOMY = 192
"""Side in pixels of the stored square; the garment keeps room for turning."""

ROOMY_FILL = 0.8
SIGMA = 1.4
"""Radius of a landmark's peak in heat-map pixels."""

WEIGHTS = {"t-shirt": 2.0, "long-sleeve": 2.5, "shirt": 2.5, "hoodie": 1.7, "tank-top": 1.5}
"""How often a kind is drawn; 1 for the others."""


DEEP = ("t-shirt", "long-sleeve", "tank-top", "dress")
"""Kinds whose neckline may be deep."""


@dataclass(frozen=True)
class Sample:
    """One garment in its roomy frame.

    Attributes:
        image: (192, 192, 3).
        mask: uint8 (192, 192), the whole garment.
        inside: uint8 (192, 192), its visible inside; 128 everywhere when it is not known.
        points: float32 (landmarks, 2), NaN where the garment has none, infinite where nobody said.
        category: where it is worn.
    """

    image: Image
    mask: NDArray[np.uint8]
    inside: NDArray[np.uint8]
    points: NDArray[np.float32]
    category: Category


def framed_sample(
    image: Image, mask: Mask, inside: Mask | None, marks: Mapping[str, Landmark], category: Category
) -> Sample:
    """Put a garment into the roomy frame."""
    where = frame(mask > 0.5, ROOMY, ROOMY_FILL)
    points = np.full((len(NAMES), 2), np.nan, np.float32)
    for name, mark in marks.items():
        points[NAMES.index(name)] = where.scale * np.array([mark.x, mark.y]) + where.offset
    unknown = np.full((ROOMY, ROOMY), 128, np.uint8)
    return Sample(
        _warp(image, where, cv2.BORDER_REPLICATE),
        _warp((mask * 255).astype(np.uint8), where, cv2.BORDER_CONSTANT),
        unknown
        if inside is None
        else _warp((inside * 255).astype(np.uint8), where, cv2.BORDER_CONSTANT),
        points,
        category,
    )


def _warp(pixels: NDArray[np.uint8], where: Frame, border: int) -> NDArray[np.uint8]:
    return np.asarray(
        cv2.warpAffine(pixels, where.matrix, (ROOMY, ROOMY), flags=cv2.INTER_LINEAR,
                       borderMode=border), np.uint8)  # fmt: skip


def drawn_sample(seed: int) -> Sample:
    """Draw a garment; sleeves lie at any angle, many of them on the trunk; some necks are deep."""
    rng = np.random.default_rng([seed, 77])
    weights = np.array([WEIGHTS.get(kind, 1.0) for kind in KINDS])
    kind = str(rng.choice(KINDS, p=weights / weights.sum()))
    measures = {}
    sleeved = kind in ("t-shirt", "long-sleeve", "shirt", "hoodie")
    if sleeved:
        measures["angle"] = float(rng.uniform(5, 77))
    if kind in DEEP and rng.random() < 0.3:
        measures["neck_depth"] = float(rng.uniform(12, 30))
    drawn = flat(kind, seed=seed, shape=(256, 256), measures=measures)
    image, whole = drawn.image, np.clip(drawn.alpha + drawn.inner, 0, 1)
    marks = dict(drawn.landmarks)
    if sleeved and rng.random() < 0.6:
        image, whole, marks = with_folded_sleeves(drawn, rng)
    return framed_sample(image, whole, drawn.inner, marks, drawn.category)


def augmented(
    sample: Sample, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.uint8], NDArray[np.float32]]:
    """A random variant: image float32 (128, 128, 3), mask, inside, points in input pixels."""
    mirrored = rng.random() < 0.5
    image, mask, inside, points = sample.image, sample.mask, sample.inside, sample.points.copy()
    if mirrored:
        image, mask, inside = image[:, ::-1], mask[:, ::-1], inside[:, ::-1]
        points = swap_sides(points)
        points[:, 0] = ROOMY - 1 - points[:, 0]
    matrix = _random_affine(rng)
    field = _random_field(rng)
    grid = _source_grid(matrix, field)
    new_points = _forward(points, grid)
    out = [cv2.remap(np.ascontiguousarray(p), grid[0], grid[1], cv2.INTER_LINEAR,
                     borderMode=b) for p, b in ((image, cv2.BORDER_REPLICATE),
                                                (mask, cv2.BORDER_CONSTANT),
                                                (inside, cv2.BORDER_CONSTANT))]  # fmt: skip
    colours = _recolour(out[0].astype(np.float32), rng)
    cut = _wear(out[1].astype(np.float32) / 255.0, rng)
    return colours, cut, np.asarray(out[2], np.uint8), new_points


def swap_sides(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of left and right landmarks exchanged."""
    order = [NAMES.index(other_side(name)) for name in NAMES]
    return points[order]


def _random_affine(rng: np.random.Generator) -> NDArray[np.float64]:
    """Input position to roomy position, (2, 3): tilt, scale, squeeze, shear and shift."""
    angle = np.radians(rng.normal(0, 7))
    zoom = FILL / ROOMY_FILL * SIDE / ROOMY * rng.uniform(0.9, 1.06)
    stretch = np.diag(np.exp(rng.normal(0, 0.12, 2)))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shear = np.array([[1.0, rng.normal(0, 0.05)], [0.0, 1.0]])
    linear = turn @ shear @ stretch / zoom
    shift = (ROOMY - 1) / 2 - linear @ np.full(2, (SIDE - 1) / 2) + rng.normal(0, 3, 2)
    return np.column_stack([linear, shift])


def _random_field(rng: np.random.Generator) -> NDArray[np.float32]:
    """A smooth displacement of a few pixels, (128, 128, 2)."""
    knots = int(rng.integers(4, 8))
    coarse = rng.normal(0, rng.uniform(0.5, 4.5), (knots, knots, 2)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), np.float32)


def _source_grid(
    matrix: NDArray[np.float64], field: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    places = np.stack([x, y, np.ones_like(x)], axis=-1) @ matrix.T.astype(np.float32) + field
    return np.ascontiguousarray(places[..., 0]), np.ascontiguousarray(places[..., 1])


def _forward(
    points: NDArray[np.float32], grid: tuple[NDArray[np.float32], NDArray[np.float32]]
) -> NDArray[np.float32]:
    """Where points of the source come to lie: the nearest grid position."""
    moved = np.where(np.isinf(points), np.float32(np.inf), np.float32(np.nan))
    for i, point in enumerate(points):
        if np.isfinite(point).all():
            away = (grid[0] - point[0]) ** 2 + (grid[1] - point[1]) ** 2
            y, x = divmod(int(away.argmin()), SIDE)
            if 0 < x < SIDE - 1 and 0 < y < SIDE - 1:
                moved[i] = x, y
    return moved


def _recolour(image: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Another light, contrast, hue, sometimes grey, sometimes swapped channels, and noise."""
    if rng.random() < 0.4:
        image = image[..., rng.permutation(3)]
    if rng.random() < 0.15:
        image = np.repeat(image.mean(axis=2, keepdims=True), 3, axis=2)
    if rng.random() < 0.15:
        image = 255.0 - image
    gain, bias = rng.uniform(0.6, 1.3, 3) * rng.uniform(0.7, 1.2), rng.normal(0, 14, 3)
    if rng.random() < 0.3:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.5, 1.4)), np.float32)
    noisy = image * gain + bias + rng.normal(0, rng.uniform(0, 8), image.shape)
    return np.clip(noisy, 0, 255).astype(np.float32)


def _wear(mask: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """A cut-out's faults: a shifted edge, a missing or an added blob, a hanger's hook."""
    choice = rng.random()
    size = int(rng.integers(2, 4))
    if choice < 0.2:
        mask = np.asarray(cv2.dilate(mask, np.ones((size, size), np.uint8)), np.float32)
    elif choice < 0.4:
        mask = np.asarray(cv2.erode(mask, np.ones((size, size), np.uint8)), np.float32)
    mask = np.ascontiguousarray(mask, np.float32)
    for _ in range(int(rng.integers(0, 3)) if rng.random() < 0.4 else 0):
        centre = tuple(int(v) for v in rng.integers(10, SIDE - 10, 2))
        axes = tuple(int(v) for v in rng.integers(2, 9, 2))
        rim = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((9, 9), np.uint8))
        if rim[centre[1], centre[0]] > 0.5:
            cv2.ellipse(mask, centre, axes, float(rng.uniform(0, 180)), 0, 360,
                        float(rng.random() < 0.6), -1)  # fmt: skip
    return mask


def heat(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Heat maps (landmarks, 64, 64): a Gaussian peak per landmark, -1 where it is unknown."""
    side = SIDE // STRIDE
    y, x = np.mgrid[0:side, 0:side].astype(np.float32)
    maps = np.zeros((len(points), side, side), np.float32)
    for i, (px, py) in enumerate((points - (STRIDE - 1) / 2) / STRIDE):
        if np.isinf(px):
            maps[i] = -1.0
        elif np.isfinite(px):
            maps[i] = np.exp(-((x - px) ** 2 + (y - py) ** 2) / (2 * SIGMA**2))
    return maps
