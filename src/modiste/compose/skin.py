"""Skin that was under the old clothes: the wearer's own tone, rounded like a limb."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.compose.fill import Plane, Region, grain, pull_push
from modiste.compose.frame import SIDES, Frame
from modiste.compose.regions import labelled
from modiste.types import Category, Label, Mask, PersonView

_FEWEST = 60
"""So many pixels of visible skin make a tone."""
_SKIN = (Label.FACE, Label.ARM_LEFT, Label.ARM_RIGHT, Label.HAND, Label.LEGS)
_FALLBACK = np.array([168.0, 144.0, 148.0], np.float32)
"""A middle skin tone in 8-bit Lab, for a photo that shows no skin at all."""
_CHROMA = 11.0
"""Farther than this from the face's chroma, in 8-bit a and b, is make-up, a glove or a stocking."""
_SHADOW, _SHINE = 26.0, 30.0
"""Darker or brighter than the face by more, in 8-bit L, is shadow or shine and no tone."""
_LOCAL = np.array([14.0, 5.0, 6.0], np.float32)
"""How far a part of the body may leave the face's tone, in 8-bit Lab."""
_ROUND = 22.0
"""How much darker, in 8-bit L, a limb's edge is than its middle."""
_TORSO_ROUND, _CHIN_SHADOW = 12.0, 16.0


def skin_layer(person: PersonView, frame: Frame, category: Category, seed: int = 0) -> Plane:
    """The photo as if all of it were the wearer's bare skin.

    The tone at a place continues the skin that is visible around it, hands, arms, neck or legs, so
    that the light's fall from left to right is kept; it may not leave the face's tone by much.

    Args:
        person: her visible skin gives the tones.
        frame: of her body.
        category: decides which limbs are rounded.
        seed: of the grain.

    Returns:
        float32 (h, w, 3), RGB.
    """
    small = _halved(person)
    axes = Frame(small.pose, small.parse.shape)
    lab = np.asarray(cv2.cvtColor(small.image, cv2.COLOR_RGB2LAB), np.uint8)
    middle = face_tone(small, lab, axes)
    known = _believable(small, lab, middle, axes)
    layer = _tones(lab, known, middle)
    layer[..., 0] += _relief(axes, category)
    size = (person.parse.shape[1], person.parse.shape[0])
    whole = cv2.resize(layer, size, interpolation=cv2.INTER_LINEAR)
    rgb = cv2.cvtColor(np.clip(whole, 0, 255).astype(np.uint8), cv2.COLOR_LAB2RGB)
    skin = cv2.resize(known.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    return np.asarray(rgb + grain(person.image, np.asarray(skin), seed), np.float32)


def _halved(person: PersonView) -> PersonView:
    """The person at half the resolution: tones and roundness are smooth."""
    size = tuple(max(1, n // 2) for n in person.parse.shape[::-1])
    return PersonView(
        np.asarray(cv2.resize(person.image, size, interpolation=cv2.INTER_AREA), np.uint8),
        person.pose.scaled(0.5),
        np.asarray(cv2.resize(person.matte, size, interpolation=cv2.INTER_AREA), np.float32),
        np.asarray(cv2.resize(person.parse, size, interpolation=cv2.INTER_NEAREST), np.uint8),
    )


def face_tone(person: PersonView, lab: NDArray[np.uint8], frame: Frame) -> NDArray[np.float32]:
    """The skin's middle tone, (3,) in 8-bit Lab: of the face, else of any skin, else a fallback.

    It is the median of the brighter part, so that shadow, brows and beard are left out.
    """
    for labels in ((Label.FACE,), (Label.ARM_LEFT, Label.ARM_RIGHT, Label.HAND), (Label.LEGS,)):
        pixels = lab[_core(labelled(person.parse, *labels), frame)]
        if len(pixels) >= _FEWEST:
            lit = pixels[pixels[:, 0] >= np.percentile(pixels[:, 0], 35)]
            return np.asarray(np.median(lit, axis=0), np.float32)
    return _FALLBACK


def _believable(
    person: PersonView, lab: NDArray[np.uint8], tone: NDArray[np.float32], frame: Frame
) -> Region:
    """Visible skin that is neither shadow nor shine, make-up nor cloth."""
    away = lab.astype(np.float32) - tone
    chroma = np.hypot(away[..., 1], away[..., 2]) < _CHROMA
    light = (away[..., 0] > -_SHADOW) & (away[..., 0] < _SHINE)
    return np.asarray(_core(labelled(person.parse, *_SKIN), frame) & chroma & light)


def _tones(lab: NDArray[np.uint8], known: Region, middle: NDArray[np.float32]) -> Plane:
    """Tone of every pixel in 8-bit Lab, spread from the known skin."""
    if known.sum() < _FEWEST:
        return np.broadcast_to(middle, lab.shape).astype(np.float32)
    spread = pull_push(lab, known)
    return np.asarray(np.clip(spread, middle - _LOCAL, middle + _LOCAL), np.float32)


def _relief(frame: Frame, category: Category) -> Mask:
    """What roundness adds to L: limbs over the torso, the torso, a shadow below the chin."""
    relief = -_TORSO_ROUND * np.clip(frame.across / 0.55, 0, 1) ** 2
    below = np.clip((frame.height + 0.22) / 0.22, 0, 1)
    relief -= np.where(frame.height < 0.3, _CHIN_SHADOW * (1 - below), 0)
    for side in SIDES:
        if category is not Category.BOTTOM:
            relief = _rounded(relief, frame.arm(side))
        if category is not Category.TOP:
            relief = _rounded(relief, np.minimum(frame.leg(side), frame.foot(side)))
    return np.asarray(relief, np.float32)


def _rounded(relief: Mask, distance: Mask) -> Mask:
    edge = np.clip(distance, 0, 1.15)
    limb = -_ROUND * edge**2.5 + 0.2 * _ROUND
    return np.where(distance < 1.35, limb, relief)


def _core(region: Region, frame: Frame) -> Region:
    """The region without its rim, where the parse is least sure, if enough is left."""
    size = max(3, round(0.03 * frame.shoulder)) | 1
    core = cv2.erode(region.astype(np.uint8), np.ones((size, size), np.uint8)) > 0
    return core if core.sum() >= _FEWEST else region
