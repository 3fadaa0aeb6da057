"""What of the photo is not known: the pixels that have to be painted, and the body below them."""

from __future__ import annotations

import cv2
import numpy as np

from modiste.compose import occlude, protected, replaced
from modiste.compose.fill import Region
from modiste.compose.frame import SIDES, Frame
from modiste.compose.regions import labelled
from modiste.types import Category, Label, Labels, Mask, PersonView, Warped

_OLD, _NEW = 0.10, 0.14
"""How far around old and new cloth the photo is not believed, in shoulder widths."""
_KEPT = 0.03
"""The same for clothes that stay on, and for bare limbs."""
_CORE, _CORE_SPAN = 0.50, (-0.05, 1.12)
"""Half the trunk's width in shoulder widths, and its heights in torso lengths."""
_ARM, _LEG = 1.0, 1.2
_NECK, _THROAT = 0.19, 0.16
"""Radii at the foot of the neck and below the chin, in shoulder widths."""
_STAYS = (Label.TOP, Label.OUTER, Label.DRESS, Label.BOTTOM, Label.ARM_LEFT, Label.ARM_RIGHT,
          Label.LEGS)  # fmt: skip
_STAND_IN = {
    Category.TOP: Label.TOP,
    Category.BOTTOM: Label.BOTTOM,
    Category.DRESS: Label.DRESS,
}


def unknown_region(
    person: PersonView, category: Category, hole: Region, alpha: Mask, spread: float = 1.0
) -> Region:
    """The part of the hole whose photo is of no use for the new picture.

    Skin and background that lie in the hole but well away from the old clothes and from the new
    garment stay as they are, and so do limbs and other clothes that it does not cover.

    Args:
        person: the wearer in her old clothes.
        category: of the new garment.
        hole: (h, w), everything a garment of this category could change.
        alpha: (h, w), the new garment without what is in front of it.
        spread: multiplies the distances; training draws it, so that outlines betray nothing.

    Returns:
        (h, w), part of ``hole``.
    """
    unit = Frame(person.pose, person.parse.shape).shoulder
    worn = replaced(person, category)
    from_old, from_new = _away(worn), _away(alpha > 0.02)
    near = (from_old < _OLD * unit * spread) | (from_new < _NEW * unit * spread)
    kept = labelled(person.parse, *_STAYS) & ~worn
    near &= ~(kept & (np.minimum(from_old, from_new) > _KEPT * unit * spread**3))
    return np.asarray(hole & near, np.bool_)


def in_sight(person: PersonView, warped: Warped, category: Category) -> Mask:
    """The warped garment's coverage without bare arms, hands, hair and bags in front of it.

    Args:
        person: the wearer; what she wears now does not matter.
        warped: the garment on her body.
        category: of the garment.
    """
    free = (~protected(person)).astype(np.float32)
    return occlude(person, warped, category, free)


def agnostic_view(person: PersonView, category: Category, hole: Region) -> PersonView:
    """The wearer with nothing in the hole but a standard body that her pose tells.

    Args:
        person: the wearer.
        category: of the new garment; her body in the hole wears a stand-in of it.
        hole: (h, w), where parse and matte are forgotten.

    Returns:
        The same photo and pose; parse and matte no longer depend on what they were in the hole.
    """
    body = _standard_body(person, category)
    parse: Labels = np.where(body, np.uint8(_STAND_IN[category]), np.uint8(Label.BACKGROUND))
    return PersonView(
        person.image,
        person.pose,
        np.where(hole, body.astype(np.float32), person.matte),
        np.where(hole, parse, person.parse),
    )


def _standard_body(person: PersonView, category: Category) -> Region:
    """Trunk, neck, arms and legs as capsules around the pose, (h, w)."""
    frame = Frame(person.pose, person.parse.shape)
    low, high = _CORE_SPAN
    body = (frame.across < _CORE) & (frame.height > low) & (frame.height < high)
    body |= np.minimum(*(frame.leg(side) for side in SIDES)) < _LEG
    if category is not Category.BOTTOM:
        body |= np.minimum(*(frame.arm(side) for side in SIDES)) < _ARM
        body |= _neck(frame) < 1
    return np.asarray(body, np.bool_)


def _neck(frame: Frame) -> Mask:
    """Distance to the neck and to the slopes from it to the shoulders, in radii, (h, w)."""
    foot, unit = frame.neck, frame.shoulder
    mouth = (frame.pose["mouth_left"] + frame.pose["mouth_right"]) / 2
    parts = [frame.capsule(foot, np.asarray(mouth, np.float32), _NECK * unit, _THROAT * unit)]
    root = np.asarray(foot - 0.10 * unit * frame.down, np.float32)
    for side in SIDES:
        tip = frame.pose[f"{side}_shoulder"]
        parts.append(frame.capsule(root, tip, 0.12 * unit, 0.12 * unit))
    return np.asarray(np.minimum.reduce(parts), np.float32)


def _away(region: Region) -> Mask:
    """Distance of every pixel to the region; infinite when there is none."""
    if not region.any():
        return np.full(region.shape, np.inf, np.float32)
    return np.asarray(cv2.distanceTransform((~region).astype(np.uint8), cv2.DIST_L2, 3))
