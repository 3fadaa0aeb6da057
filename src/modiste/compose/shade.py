"""Light: the scene's folds and shadows on the new garment, its colours kept."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import cv2
import numpy as np

from modiste.compose.fill import Plane, Region
from modiste.compose.frame import Frame
from modiste.compose.regions import labelled, replaced
from modiste.compose.strain import strain
from modiste.types import Category, Image, Label, Mask, PersonView, Warped

_DOWN = 4
"""Light is smooth; it is computed at a quarter of the resolution."""
_LIMITS = (0.72, 1.22)
_STRENGTH = 0.65
_EDGE = 0.12
"""How much darker the garment is at its silhouette."""
_UNDER_CHIN = 0.15


def shade(
    person: PersonView, warped: Warped, alpha: Mask, category: Category, strength: float = 1.0,
    tension: Mapping[str, float] = MappingProxyType({}),
) -> Image:  # fmt: skip
    """Carry the scene's light onto the garment.

    The old garment's luminance, divided by its own broad average, tells folds and the fall of the
    light; where its colour leaves its main hue (a print, another piece) it is not believed. The
    silhouette adds roundness, the head a shadow below the chin. The mean factor over the garment
    is 1, so that a shop's red stays its red.

    Args:
        person: the wearer in her old clothes.
        warped: the garment on her body.
        alpha: (h, w) what will be seen of it.
        category: of the garment.
        strength: power of the light; 0 leaves the garment as it was photographed.
        tension: of the cloth by zone, as in :attr:`modiste.types.Fit.tension`.

    Returns:
        (h, w, 3).
    """
    frame = Frame(person.pose, person.parse.shape)
    size = (person.parse.shape[1], person.parse.shape[0])
    small = (max(1, size[0] // _DOWN), max(1, size[1] // _DOWN))
    light = _folds(person, replaced(person, category), small, frame)
    light = light * _roundness(alpha, small, frame)
    if category is not Category.BOTTOM:
        light = light * _chin_shadow(person, small, frame)
    if tension:
        light = light * _strained(person, warped, small, tension)
    light = light**strength
    cover = cv2.resize(alpha, small, interpolation=cv2.INTER_AREA)
    mean = float((light * cover).sum() / max(float(cover.sum()), 1e-6))
    factor = cv2.resize(light / max(mean, 1e-3), size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(warped.image * factor[..., None] + 0.5, 0, 255), np.uint8)


def _strained(
    person: PersonView, warped: Warped, small: tuple[int, int], tension: Mapping[str, float]
) -> Mask:
    parts = np.asarray(cv2.resize(warped.parts, small, interpolation=cv2.INTER_NEAREST), np.uint8)
    pose = person.pose.scaled(small[0] / person.parse.shape[1])
    return strain(Frame(pose, parts.shape), parts, tension)


def _folds(person: PersonView, old: Region, small: tuple[int, int], frame: Frame) -> Mask:
    """Luminance of the old cloth in relation to its surroundings, (h/4, w/4) about 1."""
    image = cv2.resize(person.image, small, interpolation=cv2.INTER_AREA)
    area = cv2.resize(old.astype(np.float32), small, interpolation=cv2.INTER_AREA)
    trust = cv2.erode(area, np.ones((3, 3), np.uint8)).astype(np.float32)
    if trust.sum() < 30:
        return np.ones((small[1], small[0]), np.float32)
    lab = cv2.cvtColor(cv2.medianBlur(image, 5), cv2.COLOR_RGB2LAB).astype(np.float32)
    trust = trust * _same_hue(lab, trust)
    unit = frame.shoulder / _DOWN
    bright = lab[..., 0] + 25
    near = _average(bright, trust, 0.035 * unit)
    far = _average(bright, trust, 0.28 * unit)
    ratio = np.clip(near / np.maximum(far, 1), *_LIMITS) ** _STRENGTH
    known = np.clip(cv2.GaussianBlur(trust, (0, 0), max(1.0, 0.03 * unit)) * 3, 0, 1)
    return np.asarray(ratio * known + (1 - known), np.float32)


def _same_hue(lab: Plane, trust: Mask) -> Mask:
    """1 where the cloth has its main chroma and a believable lightness, 0 on prints."""
    main = np.array([np.median(lab[..., c][trust > 0.5]) if (trust > 0.5).any() else 128
                     for c in range(3)], np.float32)  # fmt: skip
    chroma = np.hypot(lab[..., 1] - main[1], lab[..., 2] - main[2])
    lightness = np.abs(lab[..., 0] - main[0])
    return np.asarray(np.exp(-((chroma / 14) ** 2) - (lightness / 48) ** 2), np.float32)


def _average(values: Mask, weight: Mask, sigma: float) -> Mask:
    """Gaussian mean of ``values`` under ``weight``."""
    sigma = max(sigma, 0.8)
    top = cv2.GaussianBlur(values * weight, (0, 0), sigma)
    return np.asarray(top / np.maximum(cv2.GaussianBlur(weight, (0, 0), sigma), 1e-3), np.float32)


def _roundness(alpha: Mask, small: tuple[int, int], frame: Frame) -> Mask:
    """Darker towards the silhouette, as on a body that turns away from the light."""
    cover = (cv2.resize(alpha, small, interpolation=cv2.INTER_AREA) > 0.5).astype(np.uint8)
    depth = cv2.distanceTransform(cover, cv2.DIST_L2, 5)
    falloff = np.exp(-depth / max(0.07 * frame.shoulder / _DOWN, 0.5))
    return np.asarray(1 - _EDGE * falloff, np.float32)


def _chin_shadow(person: PersonView, small: tuple[int, int], frame: Frame) -> Mask:
    """A soft shadow that the head casts on collar and chest."""
    head = labelled(person.parse, Label.FACE, Label.HAIR).astype(np.float32)
    cover = cv2.resize(head, small, interpolation=cv2.INTER_AREA)
    unit = frame.shoulder / _DOWN
    shift = np.array([[1, 0, 0], [0, 1, 0.10 * unit]], np.float32)
    moved = cv2.warpAffine(cover, shift, small)
    return np.asarray(1 - _UNDER_CHIN * cv2.GaussianBlur(moved, (0, 0), max(0.05 * unit, 0.8)),
                      np.float32)  # fmt: skip
