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
_FACE, _CLOTH = 0.4, 0.2
"""Shares of the face's place that are head, at least, and cloth, at most. Of 52 people the least
had .79 and the most .02; polo, jacket and hoodie that the pose took for people had 0 to .71 and up
to .30."""
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
    if not _shows_face(labels, model):
        return None
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


def _shows_face(labels: Labels, pose: Pose) -> bool:
    """Whether there is a face where the pose says so, and not a collar or a hood on a hanger."""
    eyes, mouth = ((pose[f"{a}left{b}"] + pose[f"{a}right{b}"]) / 2
                   for a, b in (("", "_eye"), ("mouth_", "")))  # fmt: skip
    apart = float(np.linalg.norm(pose["left_eye"] - pose["right_eye"]))
    radius = max(1.2 * apart, float(np.linalg.norm(mouth - eyes)), 2.0)
    centre = (eyes + mouth) / 2
    y, x = np.ogrid[: labels.shape[0], : labels.shape[1]]
    seen = labels[(x - centre[0]) ** 2 + (y - centre[1]) ** 2 < radius**2]
    if not seen.size:
        return False
    head = np.isin(seen, (Label.FACE, Label.HAIR, Label.HAT)).mean()
    cloth = np.isin(seen, (Label.TOP, Label.OUTER, Label.DRESS)).mean()
    return bool(head > _FACE and cloth < _CLOTH)


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
