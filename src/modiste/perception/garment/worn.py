"""A garment photographed on a model: cut it out by the person's parse."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.errors import GarmentError
from modiste.perception.garment.cutout import largest
from modiste.protocols import MatteFinder, PersonParser, PoseFinder
from modiste.types import Category, Image, Label, Labels, Mask, Pose

LABELS: dict[Category, tuple[Label, ...]] = {
    Category.TOP: (Label.TOP, Label.OUTER),
    Category.BOTTOM: (Label.BOTTOM,),
    Category.DRESS: (Label.DRESS,),
}

MIN_POSE_SCORE = 0.6
MIN_SHARE = 0.02
"""Smallest part of the photo that a worn garment covers."""


@dataclass(frozen=True)
class Worn:
    """A garment on a model.

    Attributes:
        mask: alpha, (h, w); holes where arms, hair and bags are.
        category: of the garment.
        pose: the model's.
    """

    mask: Mask
    category: Category
    pose: Pose


def find_worn(
    image: Image, pose: PoseFinder, matte: MatteFinder, parse: PersonParser,
    category: Category | None, name: str,
) -> Worn | None:  # fmt: skip
    """Cut a worn garment out.

    Returns:
        None when nobody wears anything in the photo.

    Raises:
        GarmentError: when somebody is in the photo without a garment of ``category``.
    """
    people = [p for p in pose(image) if p.score >= MIN_POSE_SCORE and _has_face_and_trunk(p)]
    if not people:
        return None
    model = max(people, key=_size)
    alpha = matte(image, model)
    labels = parse(image, model, alpha)
    chosen = category or _main_category(labels)
    mask = _garment(labels, chosen, alpha)
    if float(mask.mean()) < MIN_SHARE:
        if category is None:
            return None
        raise GarmentError(
            f"The model in {name} wears no {chosen} that could be made out: use a photo in which "
            "it is in full view, or another --category."
        )
    return Worn(mask, chosen, model)


def _has_face_and_trunk(pose: Pose) -> bool:
    """Whether head and trunk are surely seen; a flat garment fools the detector in the trunk."""
    head = min(pose.seen(n) for n in ("nose", "left_eye", "right_eye"))
    return head > 0.6 and min(pose.seen("left_shoulder"), pose.seen("right_shoulder")) > 0.6


def _size(pose: Pose) -> float:
    spread = pose.points.max(axis=0) - pose.points.min(axis=0)
    return float(spread[0] * spread[1])


def _main_category(labels: Labels) -> Category:
    """The category that covers most of the model; a top wins against a bottom."""
    area = {c: float(np.isin(labels, wanted).sum()) for c, wanted in LABELS.items()}
    if area[Category.DRESS] > area[Category.TOP] + 0.5 * area[Category.BOTTOM]:
        return Category.DRESS
    return Category.TOP if area[Category.TOP] > 0.35 * area[Category.BOTTOM] else Category.BOTTOM


def _garment(labels: Labels, category: Category, alpha: Mask) -> Mask:
    hard: NDArray[np.bool_] = largest(np.isin(labels, LABELS[category]))
    soft = cv2.GaussianBlur(hard.astype(np.float32), (0, 0), 1.2)
    return np.asarray(np.clip((soft - 0.35) / 0.45, 0, 1) * alpha, np.float32)
