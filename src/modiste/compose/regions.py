"""Which pixels a garment of a category replaces, may touch, or must leave alone."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.compose.frame import SIDES, Frame
from modiste.types import Category, GarmentView, Label, Labels, Mask, PersonView

Region = NDArray[np.bool_]

PROTECTED = (Label.HAIR, Label.HAT, Label.HAND, Label.SHOES, Label.BAG)
"""Never changed; the face above the chin is protected too."""

_STRAY = 0.08
"""Hair apart from the head and smaller than this part of the head's is the parse's mistake."""
_WAIST = 0.72
"""Height at which a dress divides into a top and a skirt, in torso lengths."""
_CROSSING = 1.15
"""A sleeve in front of the skirt, in radii of the bare arm."""
_SLEEVE, _BESIDE = 1.7, 0.45
"""A dress's sleeve: so near to the arm, in its radii, and so far from the spine."""
_REPLACED = {
    Category.TOP: (Label.TOP, Label.OUTER),
    Category.BOTTOM: (Label.BOTTOM,),
    Category.DRESS: (Label.TOP, Label.OUTER, Label.BOTTOM, Label.DRESS),
}
_SPAN = {
    Category.TOP: (-0.62, 1.75),
    Category.BOTTOM: (0.45, 9.0),
    Category.DRESS: (-0.62, 9.0),
}
"""Heights that a category can reach, in torso lengths from shoulders to hips."""
_FRINGE = 0.08
"""The same for the garment that goes, however far down it hangs."""
_BOOT, _COLLAR, _SHOE_EDGE = 0.93, 1.17, 0.02
"""Shoes that begin below this part of the shin are low; trousers fall over them down to that."""
_THIN = 0.07
"""Pieces of a shoe that are no thicker than this, in shoulder widths."""
_MARGIN = {Category.TOP: 0.45, Category.BOTTOM: 0.8, Category.DRESS: 0.9}
"""How far beyond the silhouette a loose garment may hang, in shoulder widths."""


def labelled(parse: Labels, *labels: Label) -> Region:
    """Where the parse is one of ``labels``; (h, w) bool."""
    table = np.zeros(256, np.uint8)
    table[[int(label) for label in labels]] = 1
    return np.asarray(cv2.LUT(parse, table), np.uint8).view(np.bool_)


def protected(person: PersonView) -> Region:
    """Pixels that nothing may change: face, hair, hat, hands, shoes, bags; (h, w) bool."""
    frame = Frame(person.pose, person.parse.shape)
    face = (person.parse == Label.FACE) & ~frame.below_chin
    keep = labelled(person.parse, *PROTECTED) | face
    return np.asarray(keep & ~_stray_hair(person.parse, frame), np.bool_)


def _stray_hair(parse: Labels, frame: Frame) -> Region:
    """Small pieces of "hair" that lie wholly below the chin: straps and seams, not strands."""
    hair = (parse == Label.HAIR).astype(np.uint8)
    count, names, stats, _ = cv2.connectedComponentsWithStats(hair)
    if count < 3:
        return np.zeros(parse.shape, np.bool_)
    areas = stats[1:, cv2.CC_STAT_AREA]
    small = areas < _STRAY * areas.max()
    above = np.bincount(names[~frame.below_chin], minlength=count)[1:] > 0
    stray = np.concatenate([[False], small & ~above])
    return np.asarray(stray[names], np.bool_)


def editable_region(person: PersonView, garment: GarmentView) -> Mask:
    """Where an engine may change pixels for this garment.

    Args:
        person: her parse decides; her pose gives the heights.
        garment: its category decides.

    Returns:
        float32 (h, w), 0 or 1: the body below the chin at the heights the category can reach, and
        a margin around it for cloth that hangs loose. Zero on everything :func:`protected` but
        the thin collars of low shoes, over which a bottom falls, and on background farther away.
    """
    return reachable(person, garment.category).astype(np.float32)


def reachable(person: PersonView, category: Category) -> Region:
    """:func:`editable_region` for any garment of a category; (h, w) bool."""
    frame = Frame(person.pose, person.parse.shape)
    low, high = _SPAN[category]
    inside = (frame.height > low) & (frame.height < high)
    body = (person.parse != Label.BACKGROUND) & inside & ~_head(person.parse)
    old = replaced(person, category)
    near = _grown(body, _MARGIN[category] * frame.shoulder) & inside
    near |= _grown(old, _FRINGE * frame.shoulder) & (frame.height > low)
    kept = protected(person)
    if category is Category.BOTTOM:
        kept &= ~_low_shoes_tops(person)
    return np.asarray(near & ~kept, np.bool_)


def _low_shoes_tops(person: PersonView) -> Region:
    """The thin collars of shoes that end at the ankle, over which trousers fall; not of boots."""
    tops = np.zeros(person.parse.shape, np.bool_)
    shoes = (person.parse == Label.SHOES).astype(np.uint8)
    y, x = np.nonzero(shoes)
    points = np.stack([x, y], axis=-1).astype(np.float32)
    ankles = {side: person.pose[f"{side}_ankle"] for side in SIDES}
    away = np.stack([np.linalg.norm(points - ankles[side], axis=-1) for side in SIDES])
    for number, side in enumerate(SIDES):
        knee = person.pose[f"{side}_knee"]
        shin = ankles[side] - knee
        down = (points - knee) @ shin / max(float(shin @ shin), 1.0)
        own = away.argmin(axis=0) == number
        if own.any() and np.quantile(down[own], _SHOE_EDGE) > _BOOT:
            collar = own & (down < _COLLAR)
            tops[y[collar], x[collar]] = True
    size = max(3, round(_THIN * float(np.linalg.norm(
        person.pose["left_shoulder"] - person.pose["right_shoulder"])))) | 1  # fmt: skip
    thick = cv2.morphologyEx(shoes, cv2.MORPH_OPEN, np.ones((size, size), np.uint8)) > 0
    return np.asarray(tops & ~thick, np.bool_)


def replaced(person: PersonView, category: Category) -> Region:
    """The worn clothes that a garment of this category takes off; (h, w) bool.

    A dress gives its upper part and its sleeves to a top and its lower part to a bottom.
    """
    old = labelled(person.parse, *_REPLACED[category])
    if category is Category.DRESS or not (person.parse == Label.DRESS).any():
        return old
    frame = Frame(person.pose, person.parse.shape)
    sleeves = np.minimum(frame.arm("left"), frame.arm("right")) < _SLEEVE
    upper = (frame.height < _WAIST) | (sleeves & (frame.across > _BESIDE))
    for side in SIDES:
        if frame.crosses(side):
            upper |= frame.arm(side) < _CROSSING
    part = upper if category is Category.TOP else ~upper
    return np.asarray(old | ((person.parse == Label.DRESS) & part), np.bool_)


def limbs(person: PersonView, frame: Frame, category: Category) -> Mask:
    """Distance in radii to the limbs that this category can bare, (h, w)."""
    parts = []
    if category is not Category.BOTTOM:
        parts += [frame.arm(side) for side in SIDES]
    if category is not Category.TOP:
        parts += [frame.leg(side) for side in SIDES]
    return np.asarray(np.minimum.reduce(parts), np.float32)


def _head(parse: Labels) -> Region:
    return labelled(parse, Label.HAIR, Label.HAT, Label.FACE)


def _grown(region: Region, distance: float) -> Region:
    away = cv2.distanceTransform((~region).astype(np.uint8), cv2.DIST_L2, 3)
    return away < distance
