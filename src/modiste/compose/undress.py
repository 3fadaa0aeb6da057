"""The agnostic person: the old garment taken off where the new one will not hide it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.compose.beside import standing_out
from modiste.compose.crop import bounding_box
from modiste.compose.fill import Plane, Region, blend, mirrored_out, mirrored_up, pull_push
from modiste.compose.frame import SIDES, Frame
from modiste.compose.regions import labelled, limbs, protected, replaced
from modiste.compose.skin import skin_layer
from modiste.compose.wrapped import bare_arms, wrapped_limbs, wrapped_trunk
from modiste.types import Category, Image, Label, Labels, Mask, Part, PersonView

_HIDDEN = 0.98
"""Coverage from which on nothing below the new garment can be seen."""
_CLOTH = (Label.TOP, Label.OUTER, Label.DRESS, Label.BOTTOM)
_SKIN = (Label.FACE, Label.ARM_LEFT, Label.ARM_RIGHT, Label.LEGS)
_FRINGE = 0.035
"""How far, in shoulder widths, old cloth may reach beyond what the parse says."""
_BESIDE_SKIN = 0.7
"""Over this part of the fringe even bare skin is not believed to be free of old cloth."""
_OUTSIDE = 0.12
"""Where the matte is below this the fringe is background already."""
_TROUSERS = 1.25
"""Trousers in radii of the bare leg."""
_HIPS = 0.54
"""Half the width of the hips, in shoulder widths."""
_CROTCH = 1.12
"""Down to this height, in torso lengths, the legs are one."""
_AROUND = 64
"""Pixels around a hole that tell how to fill it."""
_PLAIN_TROUSERS = np.array([58, 60, 68], np.float32)


def undress(
    person: PersonView,
    category: Category,
    coverage: Mask,
    editable: Mask,
    seed: int = 0,
    parts: Labels | None = None,
) -> Image:
    """Remove what the new garment replaces and does not cover.

    What comes to light is, in this order: limbs and neck in the wearer's own skin; the midriff,
    skin above the waist and below it the trousers continued upwards; the background, continued
    from its surroundings.

    Args:
        person: the wearer.
        category: of the new garment.
        coverage: (h, w) alpha of the new garment.
        editable: (h, w), 0 or 1; nothing else is touched.
        seed: of the grain.
        parts: (h, w), the new garment's parts: no skin shows beside a sleeve that goes round it.

    Returns:
        (h, w, 3); equal to ``person.image`` where nothing had to go.
    """
    frame = Frame(person.pose, person.parse.shape)
    hole = _hole(person, category, coverage, editable, frame)
    beside = _beside(person, category, coverage, parts, frame)
    hole |= beside & (editable > 0) & ~protected(person)
    if not hole.any():
        return person.image.copy()
    bare = bare_body(person, category, hole, seed, parts, beside)
    return np.where(editable[..., None] > 0, bare, person.image)


def bare_body(
    person: PersonView,
    category: Category,
    hole: Region,
    seed: int = 0,
    parts: Labels | None = None,
    empty: Region | None = None,
) -> Image:
    """Paint what a hole in the photo would show without the clothes of ``category``.

    Args:
        person: the wearer; in the hole her parse and matte only tell body from background.
        category: of the clothes that go.
        hole: (h, w), not empty.
        seed: of the grain.
        parts: (h, w), of the new garment, if there is one.
        empty: (h, w), where nothing but background comes to light.

    Returns:
        (h, w, 3); a pixel or two beside the hole is blended.
    """
    frame = Frame(person.pose, person.parse.shape)
    canvas = person.image.astype(np.float32)
    body = hole if empty is None else hole & ~empty
    seam = body & _beside_kept(person, category, frame)
    skin = body & _bare(person, frame, category, parts) & ~(seam & (category is Category.BOTTOM))
    trousers = body & ~skin & _lower_body(person, frame, category)
    seam &= ~skin & ~trousers
    canvas = _background(canvas, person, hole & ~skin & ~trousers & ~seam)
    canvas = _continued(canvas, person, _kept(person, category), seam)
    if trousers.any():
        canvas = _trousers(canvas, person, trousers)
    if skin.any():
        canvas = blend(canvas, skin_layer(person, frame, category, seed), skin, 1.2)
    return np.asarray(np.clip(canvas + 0.5, 0, 255), np.uint8)


def _hole(
    person: PersonView, category: Category, coverage: Mask, editable: Mask, frame: Frame
) -> Region:
    """Old cloth in sight, with the fringe that the parse leaves around it."""
    radius = max(2, round(_FRINGE * frame.shoulder))
    old = replaced(person, category)
    fringe = cv2.dilate(old.astype(np.uint8), _disc(radius)) > 0
    grown = old | (fringe & (person.matte > _OUTSIDE))
    stays, skin = _kept(person, category), labelled(person.parse, *_SKIN)
    kept = _core(stays, radius // 2) | _core(skin, round(_BESIDE_SKIN * radius))
    keep = protected(person) | kept
    return np.asarray(grown & ~keep & (coverage < _HIDDEN) & (editable > 0), np.bool_)


def _beside(
    person: PersonView, category: Category, coverage: Mask, parts: Labels | None, frame: Frame
) -> Region:
    """Trousers or a skirt that the new top would hide, with the rim that their parse leaves."""
    none = np.zeros(person.parse.shape, np.bool_)
    if category is not Category.TOP or parts is None:
        return none
    worn = person.parse == Label.BOTTOM
    out = standing_out(parts == Part.TORSO, worn & (coverage < _HIDDEN), frame)
    if not out.any():
        return none
    rim = cv2.dilate(out.astype(np.uint8), _disc(2)) > 0
    return np.asarray(out | (rim & (person.parse == Label.BACKGROUND)), np.bool_)


def _core(region: Region, width: int) -> Region:
    """The region without a rim of ``width`` pixels, at least one."""
    return np.asarray(cv2.erode(region.astype(np.uint8), _disc(max(1, width))) > 0)


def _disc(radius: int) -> NDArray[np.uint8]:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    return np.asarray(kernel, np.uint8)


def _kept(person: PersonView, category: Category) -> Region:
    """Clothes that stay on, which the fringe must not eat."""
    worn = labelled(person.parse, *_CLOTH)
    return worn & ~replaced(person, category)


def _beside_kept(person: PersonView, category: Category, frame: Frame) -> Region:
    """The seam on the body between a garment that stays and the new one."""
    kept = _kept(person, category).astype(np.uint8)
    near = cv2.dilate(kept, _disc(max(2, round(2 * _FRINGE * frame.shoulder)))) > 0
    return np.asarray(near & (person.matte > 0.5))


def _bare(person: PersonView, frame: Frame, category: Category, parts: Labels | None) -> Region:
    """Where the naked body would show skin: limbs, neck and chest, midriff above the waist.

    A gap between arm and trunk that the parse sees stays a gap, and what the new garment goes
    round shows no skin.
    """
    person_area = person.parse != Label.BACKGROUND
    skin = np.asarray((limbs(person, frame, category) < 1.0) & person_area)
    if category is not Category.TOP:
        skin |= (np.minimum(*(frame.foot(side) for side in SIDES)) < 1.0) & person_area
    if parts is not None:
        skin &= ~wrapped_limbs(parts, frame)
    if category is Category.BOTTOM:
        return skin
    skin &= ~bare_arms(person.parse, frame)
    above = frame.height < frame.waistband(person.parse)
    torso = person_area & above & (frame.across < 0.62)
    if parts is not None:
        torso &= ~wrapped_trunk(parts, frame)
    return np.asarray(skin | torso, np.bool_)


def _lower_body(person: PersonView, frame: Frame, category: Category) -> Region:
    """Where the hips are, in case a top ends above them."""
    if category is not Category.TOP:
        return np.zeros(person.parse.shape, np.bool_)
    legs = np.minimum(frame.leg("left"), frame.leg("right")) < _TROUSERS
    hips = (frame.across < _HIPS) & (frame.height < _CROTCH)
    below = frame.height >= frame.waistband(person.parse)
    return np.asarray((person.parse != Label.BACKGROUND) & below & (legs | hips), np.bool_)


def _background(canvas: Plane, person: PersonView, hole: Region) -> Plane:
    """Continue the background into the hole, from pixels well outside the person."""
    if not hole.any():
        return canvas
    body = (person.parse != Label.BACKGROUND) | (person.matte > 0.15)
    known = cv2.dilate((body | hole).astype(np.uint8), _disc(3)) == 0
    return _filled(canvas, person.image, known, hole)


def _continued(canvas: Plane, person: PersonView, source: Region, hole: Region) -> Plane:
    """Continue a garment that stays into a narrow hole beside it."""
    if not hole.any():
        return canvas
    known = cv2.erode((source & ~hole).astype(np.uint8), _disc(3)) > 0
    return _filled(canvas, person.image, known, hole)


def _filled(canvas: Plane, image: Image, known: Region, hole: Region) -> Plane:
    """Fill the hole from the known pixels around it: smooth colour and mirrored detail."""
    box = bounding_box(hole, _AROUND)
    if not known[box].any():
        return canvas
    near = pull_push(image[box], known[box]) + mirrored_out(image[box], known[box], hole[box])
    out = canvas.copy()
    out[box] = blend(canvas[box], near, hole[box], 1.0)
    return out


def _trousers(canvas: Plane, person: PersonView, hole: Region) -> Plane:
    """Continue trousers or skirt upwards; a plain dark pair where the photo shows none."""
    below = labelled(person.parse, Label.BOTTOM, Label.DRESS) & ~hole
    below = cv2.erode(below.astype(np.uint8), _disc(3)) > 0
    if not below.any():
        return blend(canvas, np.broadcast_to(_PLAIN_TROUSERS, canvas.shape), hole, 1.0)
    smooth = pull_push(person.image, below)
    canvas = blend(canvas, smooth, hole, 1.0)
    texture, found = mirrored_up(person.image, below, hole)
    return blend(canvas, texture, found, 0.0)
