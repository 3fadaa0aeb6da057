"""Random views of an example: crops, flips, rotations, other walls, colours, bad cameras."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from modiste.perception.parse_input import (
    Affine,
    mirrored,
    network_input,
    sampled,
    strided,
    torso_length,
)
from modiste.training.parse.pack import Example
from modiste.types import Image, Label, Labels, Pose

IGNORED = 255
"""Label of pixels outside the photo; the loss leaves them out."""

WHOLE, UPPER = 0.62, 0.93
"""Cumulated chances of whole-person and upper-body windows; the rest is any window."""

_SWAP = np.arange(256, dtype=np.uint8)
_SWAP[[Label.ARM_LEFT, Label.ARM_RIGHT]] = [Label.ARM_RIGHT, Label.ARM_LEFT]


@dataclass(frozen=True)
class Sample:
    """One training picture.

    Attributes:
        canvas: uint8 (H, W, 3).
        maps: uint8 (CHANNELS, H / 4, W / 4).
        labels: uint8 (H / 2, W / 2), :data:`IGNORED` outside the photo.
    """

    canvas: NDArray[np.uint8]
    maps: NDArray[np.uint8]
    labels: Labels


def draw_sample(example: Example, rng: Generator, size: tuple[int, int]) -> Sample:
    """One random view of ``example`` on a canvas of ``size`` (height, width)."""
    flip = rng.random() < 0.5
    affine = random_window(example, rng, size, flip)
    labels = _labels(example.labels, affine, size, flip)
    border = cv2.BORDER_REPLICATE if rng.random() < 0.5 else cv2.BORDER_CONSTANT
    canvas = sampled(example.image, affine, size, border)
    if rng.random() < 0.3:
        canvas, labels = _before_wall(example, affine, canvas, labels, rng)
    pose, matte = _known(example, rng, flip)
    _, maps = network_input(example.image[:1, :1], pose, None, affine, size)
    if matte is not None:
        maps[-1] = _matte_map(example, matte, affine, maps.shape[1:])
    return Sample(degraded(recoloured(canvas, rng), rng), maps, labels)


def random_window(example: Example, rng: Generator, size: tuple[int, int], flip: bool) -> Affine:
    """A window over the whole person, the upper body, or anything; canvas to photo."""
    x0, y0, x1, y1 = _box(example.labels)
    height, aspect = y1 - y0, size[0] / size[1]
    torso = max(torso_length(example.pose.points), 0.12 * height)
    hips = float((example.pose["left_hip"] + example.pose["right_hip"])[1] / 2)
    kind = rng.random()
    x, y, jitter = (x0 + x1) / 2, (y0 + y1) / 2, 0.06
    if kind < WHOLE:
        extent = max(height, (x1 - x0) * aspect * 0.9) * rng.uniform(0.95, 1.45)
    elif kind < UPPER:
        top = y0 - rng.uniform(-0.05, 0.35) * torso
        bottom = hips + rng.uniform(-0.25, 1.1) * torso
        extent = max(bottom - top, 0.6 * torso, (x1 - x0) * aspect * rng.uniform(0.6, 1.0))
        x = float(example.pose.points[[11, 12, 23, 24], 0].mean())
        y = (top + bottom) / 2 if rng.random() < 0.7 else top + extent / 2
    else:
        extent, jitter = height * rng.uniform(0.3, 1.1), 0.0
        x, y = rng.uniform(x0, x1), rng.uniform(y0, y1)
    x, y = x + rng.normal() * jitter * extent, y + rng.normal() * 0.6 * jitter * extent
    return _placed((x, y), extent / size[0], np.deg2rad(rng.normal() * 8), flip, size)


def _placed(centre: tuple[float, float], scale: float, angle: float, flip: bool,
            size: tuple[int, int]) -> Affine:  # fmt: skip
    cosine, sine = np.cos(angle) * scale, np.sin(angle) * scale
    turn = np.array([[cosine, -sine], [sine, cosine]]) @ np.diag([-1.0 if flip else 1.0, 1.0])
    middle = np.array([(size[1] - 1) / 2, (size[0] - 1) / 2])
    return np.column_stack([turn, np.array(centre) - turn @ middle])


def _box(labels: Labels) -> tuple[float, float, float, float]:
    rows = np.flatnonzero(labels.any(1))
    columns = np.flatnonzero(labels.any(0))
    if not len(rows):
        return 0.0, 0.0, float(labels.shape[1]), float(labels.shape[0])
    return float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)


def _labels(labels: Labels, affine: Affine, size: tuple[int, int], flip: bool) -> Labels:
    half = (size[0] // 2, size[1] // 2)
    flags = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
    seen = cv2.warpAffine(labels, strided(affine, 2), half[::-1], flags=flags,
                          borderMode=cv2.BORDER_CONSTANT, borderValue=(IGNORED,))  # fmt: skip
    return np.asarray(_SWAP[seen] if flip else seen, np.uint8)


def _before_wall(example: Example, affine: Affine, canvas: Image, labels: Labels,
                 rng: Generator) -> tuple[Image, Labels]:  # fmt: skip
    """Put the person before a plain wall, as in a studio."""
    size = canvas.shape[:2]
    person = np.where(example.labels > 0, 255, 0).astype(np.uint8)
    hard = sampled(person, affine, size, cv2.BORDER_CONSTANT).astype(np.float32) / 255
    alpha = np.asarray(cv2.GaussianBlur(hard, (0, 0), rng.uniform(0.5, 1.2)))[:, :, None]
    first = rng.uniform(120, 255) + rng.normal(size=3) * 12
    last = first + rng.normal() * 25
    if rng.random() < 0.25:
        first = rng.uniform(0, 255, 3)
    along = np.linspace(0, 1, size[0])[:, None, None]
    if rng.random() < 0.5:
        along = np.linspace(0, 1, size[1])[None, :, None]
    wall = first * (1 - along) + last * along + rng.normal(size=(*size, 3)) * 2
    mixed = np.clip(canvas * alpha + wall * (1 - alpha), 0, 255).astype(np.uint8)
    outside = (labels == IGNORED) & (hard[::2, ::2] < 0.5)
    return mixed, np.where(outside, np.uint8(Label.BACKGROUND), labels)


def _known(
    example: Example, rng: Generator, flip: bool
) -> tuple[Pose | None, NDArray[np.uint8] | None]:
    """Pose and matte as perception might give them: shaken, damaged or missing."""
    matte = example.matte if rng.random() < 0.8 else None
    if rng.random() < 0.1:
        return None, matte
    pose = mirrored(example.pose) if flip else example.pose
    shake = rng.uniform(0, 0.03) * torso_length(pose.points)
    points = pose.points + rng.normal(size=pose.points.shape) * shake
    visibility = pose.visibility.copy()
    if rng.random() < 0.2:
        visibility[rng.random(len(visibility)) < 0.2] = 0
    pose = replace(pose, points=points.astype(np.float32), visibility=visibility)
    return pose, matte


def _matte_map(example: Example, matte: NDArray[np.uint8], affine: Affine,
               size: tuple[int, ...]) -> NDArray[np.uint8]:  # fmt: skip
    """The stored matte, which has another size than its photo, through the window."""
    height, width = example.image.shape[:2]
    ratio = np.array([matte.shape[1] / width, matte.shape[0] / height])
    through = strided(affine, 4) * ratio[:, None]
    return sampled(matte, through, (size[0], size[1]), cv2.BORDER_CONSTANT)


def recoloured(image: Image, rng: Generator) -> Image:
    """Another exposure, contrast, saturation and white balance; sometimes grey."""
    x = image.astype(np.float32)
    if rng.random() < 0.8:
        x = x * rng.uniform(0.65, 1.3) + rng.normal() * 12
        mean = x.mean()
        x = (x - mean) * rng.uniform(0.7, 1.3) + mean
        grey = x.mean(2, keepdims=True)
        x = (grey + (x - grey) * rng.uniform(0.4, 1.5)) * rng.uniform(0.88, 1.12, 3)
    if rng.random() < 0.06:
        x = x.mean(2, keepdims=True).repeat(3, 2)
    return np.clip(x, 0, 255).astype(np.uint8)


def degraded(image: Image, rng: Generator) -> Image:
    """What bad cameras and uploads do: low light with noise, blur, few pixels, JPEG."""
    if rng.random() < 0.08:
        dark = image * rng.uniform(0.25, 0.6) + rng.normal(size=image.shape) * rng.uniform(2, 8)
        image = np.clip(dark, 0, 255).astype(np.uint8)
    if rng.random() < 0.2:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.5)), np.uint8)
    if rng.random() < 0.05:
        factor = rng.uniform(0.3, 0.7)
        small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        image = np.asarray(cv2.resize(small, image.shape[1::-1]), np.uint8)
    if rng.random() < 0.3:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 85))]
        image = np.asarray(cv2.imdecode(cv2.imencode(".jpg", image, quality)[1], 1), np.uint8)
    return image
