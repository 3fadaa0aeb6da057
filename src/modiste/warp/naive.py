"""The baseline: scale the garment to a box between the joints and paste it."""

from __future__ import annotations

import cv2
import numpy as np

from modiste.types import Category, GarmentView, Part, PersonView, Pose, Warped
from modiste.warp.arrays import Coords
from modiste.warp.pattern import box


def naive_paste(person: PersonView, garment: GarmentView) -> Warped:
    """Stretch the garment's box onto the box of the joints it goes with."""
    low, high = box(garment.mask)
    left, top, right, bottom = _target(person.pose, garment.category)
    source = np.array([low, [high[0], low[1]], [low[0], high[1]]], np.float32)
    target = np.array([[left, top], [right, top], [left, bottom]], np.float32)
    matrix = cv2.getAffineTransform(source, target)
    size = person.matte.shape[::-1]
    image = cv2.warpAffine(garment.image, matrix, size, flags=cv2.INTER_AREA)
    alpha = np.clip(cv2.warpAffine(garment.mask, matrix, size), 0.0, 1.0).astype(np.float32)
    part = Part.LEG_LEFT if garment.category is Category.BOTTOM else Part.TORSO
    parts = np.where(alpha > 0, part, Part.NONE).astype(np.uint8)
    return Warped(image.astype(np.uint8), alpha, parts)


def _target(pose: Pose, category: Category) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the box, widened for the cloth around the joints."""
    shoulders = _pair(pose, "shoulder")
    hips, ankles = _pair(pose, "hip"), _pair(pose, "ankle")
    if category is Category.BOTTOM:
        return _padded(np.vstack([hips, ankles]), 0.35, 0.1, 0.03)
    if category is Category.DRESS:
        knees = _pair(pose, "knee")
        return _padded(np.vstack([shoulders, hips, knees]), 0.25, 0.08, 0.0)
    return _padded(np.vstack([shoulders, hips]), 0.25, 0.14, 0.05)


def _pair(pose: Pose, name: str) -> Coords:
    return np.stack([pose[f"left_{name}"], pose[f"right_{name}"]])


def _padded(
    points: Coords, sideways: float, above: float, below: float
) -> tuple[float, float, float, float]:
    (x0, y0), (x1, y1) = points.min(0), points.max(0)
    width, height = max(float(x1 - x0), 1.0), max(float(y1 - y0), 1.0)
    return (float(x0) - sideways * width, float(y0) - above * height,
            float(x1) + sideways * width, float(y1) + below * height)  # fmt: skip
