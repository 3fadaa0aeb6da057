"""A garment that somebody wears, laid flat as in a shop.

The photo is unrolled onto a blank pattern (:mod:`modiste.warp.unroll`); the parse says what of it
is cloth; what arms, hair and bags hide is taken from the garment's other half or continued from
around it; the scene's light is taken out. Landmarks follow from the pattern and from where the
cloth ends on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.compose.fill import pull_push
from modiste.compose.regions import labelled
from modiste.evaluation.tryon.albedo import without_light
from modiste.evaluation.tryon.ends import ends_of, found_landmarks
from modiste.types import Category, GarmentView, Image, Label, Landmark, Mask, Part, PersonView
from modiste.warp.blank import PER_CM, blank
from modiste.warp.unroll import Unrolled, unroll

Region = NDArray[np.bool_]

_ARMS = (Label.ARM_LEFT, Label.ARM_RIGHT)
_FRONT = (Label.HAIR, Label.HAT, Label.HAND, Label.BAG, *_ARMS)
_OVER_BOTTOM = (*_FRONT, Label.TOP, Label.OUTER, Label.SHOES)
_CLOSED_CM, _SMALLEST = 2.5, 0.05
_NECK_HALF_CM, _NECK_DEEP_CM = 7.5, 6.5
_MARGIN_CM = 4.0


@dataclass(frozen=True)
class Flattened:
    """A garment laid flat.

    Attributes:
        view: the garment as if photographed in a shop, on white.
        seen: share of its cloth that the photo shows, in [0, 1].
    """

    view: GarmentView
    seen: float


def flatten(
    person: PersonView, worn: Region, category: Category, legs: bool = False, light: float = 1.0
) -> Flattened | None:
    """Lay flat what somebody wears.

    Args:
        person: the wearer.
        worn: (h, w), where the garment is seen.
        category: of the garment.
        legs: it is a pair of trousers or shorts.
        light: how much of the scene's light is taken out, in [0, 1].

    Returns:
        None when there is too little of it to be seen.
    """
    pattern = blank(category, legs)
    rolled = unroll(person, pattern)
    shown = _sampled(worn.astype(np.float32), rolled.source)
    covered = _covered(person, category, rolled)
    cloth = (shown > 0.5) & ~rolled.hidden
    if cloth.sum() < _SMALLEST * pattern.mask.sum():
        return None
    ends = ends_of(pattern, cloth, covered)
    if ends is None:
        return None
    whole = _whole(pattern, cloth, covered & ends.within & ~_neck(pattern), rolled)
    image = _coloured(person.image, rolled, cloth & whole, whole)
    lit = without_light(image, whole, PER_CM, light)
    marks, sleeve, leg = found_landmarks(pattern, whole, ends)
    soft = np.asarray(cv2.GaussianBlur(whole.astype(np.float32), (0, 0), 1.2), np.float32)
    view = GarmentView(lit, soft, category, marks, sleeve, leg)
    return Flattened(_cropped(view), float((cloth & whole).sum() / max(whole.sum(), 1)))


def has_legs(person: PersonView, worn: Region) -> bool:
    """Whether a worn bottom has legs: a gap below the crotch, or it reaches the calves."""
    pose = person.pose
    hips = (pose["left_hip"] + pose["right_hip"]) / 2
    knees = (pose["left_knee"] + pose["right_knee"]) / 2
    ankles = (pose["left_ankle"] + pose["right_ankle"]) / 2
    rows = np.flatnonzero(worn.any(axis=1))
    if not len(rows):
        return False
    start, end = hips[1] + 0.35 * (knees[1] - hips[1]), rows[-1]
    levels = np.linspace(start, end, 12)[:-1].astype(int)
    gaps = [_runs(worn[np.clip(y, 0, len(worn) - 1)]) >= 2 for y in levels]
    return bool(np.mean(gaps) >= 0.34 or end > knees[1] + 0.75 * (ankles[1] - knees[1]))


def _runs(row: Region) -> int:
    """Stretches of at least four pixels in a row."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(np.int8), [0]])))
    return int((edges[1::2] - edges[::2] >= 4).sum())


def _covered(person: PersonView, category: Category, rolled: Unrolled) -> Region:
    """Where something else lies in front of the pattern; an arm bares its own sleeve."""
    front = labelled(person.parse, *(_OVER_BOTTOM if category is Category.BOTTOM else _FRONT))
    arms = labelled(person.parse, *_ARMS)
    found = _sampled(front.astype(np.float32), rolled.source) > 0.5
    sleeve = np.isin(rolled.part, (Part.SLEEVE_LEFT, Part.SLEEVE_RIGHT))
    bare = sleeve & (_sampled(arms.astype(np.float32), rolled.source) > 0.5)
    return np.asarray((found & ~bare) | rolled.hidden, np.bool_)


def _sampled(plane: Mask, source: NDArray[np.float32]) -> Mask:
    """A person's plane on the pattern; 0 where nothing is known."""
    x, y = (np.nan_to_num(source[..., i], nan=-1e4) for i in (0, 1))
    return np.asarray(cv2.remap(plane, x, y, cv2.INTER_LINEAR), np.float32)


def _neck(pattern: GarmentView) -> Region:
    """Where the neck is seen through most necklines: hair in there hides no cloth."""
    canvas = np.zeros(pattern.mask.shape, np.uint8)
    if "collar_left" in pattern.landmarks:
        marks = [pattern.landmarks[f"collar_{s}"] for s in ("left", "right")]
        centre = (round((marks[0].x + marks[1].x) / 2), round(marks[0].y))
        axes = (round(_NECK_HALF_CM * PER_CM), round(_NECK_DEEP_CM * PER_CM))
        cv2.ellipse(canvas, centre, axes, 0, 0, 360, 1, -1)
    return canvas > 0


def _whole(pattern: GarmentView, cloth: Region, covered: Region, rolled: Unrolled) -> Region:
    """The cloth with what is hidden of it, without specks and pinholes."""
    inside = pattern.mask > 0.5
    width = round(_CLOSED_CM * PER_CM)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    filled = (cloth | (covered & inside)).astype(np.uint8)
    closed = cv2.morphologyEx(filled, cv2.MORPH_CLOSE, kernel)
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, kernel)
    count, names, stats, _ = cv2.connectedComponentsWithStats(opened)
    if count < 2:
        return np.zeros_like(inside)
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    return np.asarray((names == largest) & np.isfinite(rolled.source[..., 0]))


def _coloured(image: Image, rolled: Unrolled, known: Region, whole: Region) -> Image:
    """The pattern's picture: seen cloth, else the other half's, else continued."""
    x, y = (np.nan_to_num(rolled.source[..., i], nan=-1e4) for i in (0, 1))
    seen = np.asarray(cv2.remap(image, x, y, cv2.INTER_LINEAR), np.uint8)
    core = cv2.erode(known.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    core = core if core.sum() > 0.3 * known.sum() else known
    twin = core[:, ::-1] & ~core & whole
    base = np.where(core[..., None], seen, np.where(twin[..., None], seen[:, ::-1], 0))
    smooth = pull_push(np.asarray(base, np.uint8), core | twin)
    away = cv2.distanceTransform((~core).astype(np.uint8), cv2.DIST_L2, 3)
    share = np.where(twin, np.clip(away / (3 * PER_CM), 0, 1), core)[..., None]
    near = np.where(known[..., None], seen, smooth)
    mixed = np.where(core[..., None], seen, base * share + near * (1 - share))
    return np.asarray(np.clip(mixed + 0.5, 0, 255), np.uint8)


def _cropped(view: GarmentView) -> GarmentView:
    """The pattern's part with cloth, on white."""
    inside = view.mask > 0.5
    rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
    margin = round(_MARGIN_CM * PER_CM)
    top, left = max(0, rows[0] - margin), max(0, columns[0] - margin)
    box = np.s_[top : rows[-1] + margin, left : columns[-1] + margin]
    mask = np.ascontiguousarray(view.mask[box])
    image = view.image[box] * mask[..., None] + 255.0 * (1 - mask[..., None])
    marks = {n: Landmark(m.x - left, m.y - top, m.score) for n, m in view.landmarks.items()}
    return replace(view, image=np.asarray(image + 0.5, np.uint8), mask=mask, landmarks=marks)
