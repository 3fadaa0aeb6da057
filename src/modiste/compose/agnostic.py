"""What of a photo a learnt engine may not believe: all that another garment could change."""

from __future__ import annotations

import cv2
import numpy as np

from modiste.compose.frame import SIDES, Frame
from modiste.compose.regions import Region, labelled, reachable, replaced
from modiste.types import Category, Label, PersonView

_FRINGE = 0.10
"""How far, in shoulder widths, the hole goes beyond the clothes and limbs themselves."""
_ARM, _LEG = 1.35, 1.35
"""Reach around the limbs' axes, in radii of the bare limb."""
_TRUNK = 0.68
"""Half width of the trunk with its clothes, in shoulder widths."""
_HEM = {Category.TOP: 1.12, Category.BOTTOM: 0.62, Category.DRESS: 1.12}
"""How far down a top covers, and from where up a bottom begins, whatever is worn now: in torso
lengths. Without it the hole would tell where the old garment ended."""
_ABOVE_BOTTOM = (Label.TOP, Label.OUTER, Label.ARM_LEFT, Label.ARM_RIGHT)
_HEAD = (Label.HAIR, Label.HAT)


def agnostic_mask(person: PersonView, category: Category, allowed: Region | None = None) -> Region:
    """Where another garment of this category could change the picture.

    The old garment with a fringe, both arms down to the hands (for a bottom both legs down to the
    shoes and what is between them), the neck below the chin, the trunk and the waist down to where
    most garments of the kind end. Its outline depends on the body and hardly on what is worn, so
    that neither sleeves nor hem of the old garment can be read from it.

    Args:
        person: the wearer; her parse and pose decide.
        category: of the garment that is to be put on.
        allowed: (h, w), the editable region when it is known; None works it out.

    Returns:
        bool (h, w); always inside of what
        :func:`modiste.compose.regions.editable_region` allows, so never on face, hair, hands,
        hats, shoes or bags.
    """
    frame = Frame(person.pose, person.parse.shape)
    region = _worn(replaced(person, category), frame)
    if category is not Category.BOTTOM:
        region |= _upper(person, frame, category)
    if category is not Category.TOP:
        region |= _lower(person, frame)
    radius = max(1, round(_FRINGE * frame.shoulder))
    free = reachable(person, category) if allowed is None else allowed
    hole = _grown(region, radius) & free
    if category is Category.BOTTOM:
        hole &= ~labelled(person.parse, *_ABOVE_BOTTOM)
    return np.asarray(hole, np.bool_)


def _worn(old: Region, frame: Frame) -> Region:
    """The pieces of the old garment that touch the body's axis: others are the parse's mistakes."""
    _, names = cv2.connectedComponents(old.astype(np.uint8))
    near = (frame.across < _TRUNK) | (frame.arm("left") < _ARM) | (frame.arm("right") < _ARM)
    touching = np.zeros(names.max() + 1, np.bool_)
    touching[np.unique(names[near])] = True
    touching[0] = False
    return np.asarray(touching[names], np.bool_)


def _upper(person: PersonView, frame: Frame, category: Category) -> Region:
    """Arms, neck and trunk."""
    arms = labelled(person.parse, Label.ARM_LEFT, Label.ARM_RIGHT)
    for side in SIDES:
        arms |= frame.arm(side) < _ARM
    neck = (person.parse == Label.FACE) & frame.below_chin
    trunk = (frame.across < _TRUNK) & (frame.height > -0.1) & (frame.height < _HEM[category])
    body = ~labelled(person.parse, Label.BACKGROUND, Label.FACE, *_HEAD)
    return np.asarray(arms | neck | (trunk & body), np.bool_)


def _lower(person: PersonView, frame: Frame) -> Region:
    """Hips and legs, and what a skirt would cover between them."""
    legs = person.parse == Label.LEGS
    for side in SIDES:
        legs |= frame.leg(side) < _LEG
    hips = (frame.across < _TRUNK) & (frame.height > _HEM[Category.BOTTOM]) & (frame.height < 1.2)
    body = ~labelled(person.parse, Label.BACKGROUND)
    return np.asarray(legs | (hips & body) | _between(frame), np.bool_)


def _between(frame: Frame) -> Region:
    """The quadrangle of hips and ankles, (h, w)."""
    names = ("left_hip", "right_hip", "right_knee", "right_ankle", "left_ankle", "left_knee")
    points = np.stack([frame.pose[n] for n in names])
    canvas = np.zeros(frame.size, np.uint8)
    hull = cv2.convexHull(np.round(points).astype(np.int32))
    cv2.fillConvexPoly(canvas, hull, 1)
    return canvas > 0


def _grown(region: Region, radius: int) -> Region:
    away = cv2.distanceTransform((~region).astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray(away <= radius, np.bool_)
