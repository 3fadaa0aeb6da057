"""Skin that was under the old clothes: the wearer's own tone, rounded like a limb."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.compose.fill import Plane, Region, grain
from modiste.compose.frame import SIDES, Frame
from modiste.types import Category, Label, Mask, PersonView

_FEWEST = 60
"""So many pixels of visible skin make a tone of their own."""
_SAME_SKIN = np.array([38.0, 11.0, 14.0], np.float32)
"""Farther than this from the face's tone, in 8-bit Lab, what the parse calls skin is a glove."""
_FALLBACK = np.array([168.0, 144.0, 148.0], np.float32)
"""A middle skin tone in 8-bit Lab, for a photo that shows no skin at all."""
_ROUND = 20.0
"""How much darker, in 8-bit L, a limb's edge is than its middle."""


def skin_layer(person: PersonView, frame: Frame, category: Category, seed: int = 0) -> Plane:
    """The photo as if all of it were the wearer's bare skin.

    Args:
        person: her visible skin gives the tones.
        frame: of her body.
        category: legs take the tone of the legs, arms that of hands and arms.
        seed: of the grain.

    Returns:
        float32 (h, w, 3), RGB.
    """
    lab = cv2.cvtColor(person.image, cv2.COLOR_RGB2LAB)
    head = _tone(lab, _face(person, frame), _FALLBACK)
    layer = np.broadcast_to(head, lab.shape).astype(np.float32).copy()
    shade = np.zeros(lab.shape[:2], np.float32)
    for side in SIDES:
        if category is not Category.BOTTOM:
            _paint(layer, shade, frame.arm(side), _tone(lab, _arms(person, side, frame), head))
        if category is not Category.TOP:
            _paint(layer, shade, frame.leg(side), _tone(lab, person.parse == Label.LEGS, head))
    layer[..., 0] += shade
    rgb = cv2.cvtColor(np.clip(layer, 0, 255).astype(np.uint8), cv2.COLOR_LAB2RGB)
    skin = np.isin(person.parse, (Label.FACE, Label.ARM_LEFT, Label.ARM_RIGHT, Label.LEGS))
    return np.asarray(rgb + grain(person.image, skin, seed), np.float32)


def _paint(layer: Plane, shade: Mask, distance: Mask, tone: NDArray[np.float32]) -> None:
    """Give one limb its tone and its roundness, in place; it fades out beyond its edge."""
    inside = distance < 1.35
    layer[inside] = tone
    edge = np.clip(distance[inside], 0, 1.15)
    shade[inside] = -_ROUND * edge**2.5 + 0.18 * _ROUND


def _tone(
    lab: NDArray[np.uint8], where: Region, otherwise: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Median of the brighter half of a skin region, (3,) in 8-bit Lab: shadow left out.

    ``otherwise`` comes back when there is too little of it, or when it is no skin of this person.
    """
    pixels = lab[where]
    if len(pixels) < _FEWEST:
        return otherwise
    lit = pixels[pixels[:, 0] >= np.percentile(pixels[:, 0], 35)]
    tone = np.asarray(np.median(lit, axis=0), np.float32)
    strange = otherwise is not _FALLBACK and (np.abs(tone - otherwise) > _SAME_SKIN).any()
    return otherwise if strange else tone


def _face(person: PersonView, frame: Frame) -> Region:
    """Skin between the eyes and the neck's end; make-up and hair shadow lie mostly elsewhere."""
    return _core(person.parse == Label.FACE, frame)


def _arms(person: PersonView, side: str, frame: Frame) -> Region:
    """Bare skin of this arm and its hand, or of both when this one shows none."""
    label = Label.ARM_LEFT if side == "left" else Label.ARM_RIGHT
    own = (person.parse == label) | ((person.parse == Label.HAND) & (frame.forearm(side) < 1.6))
    if own.sum() >= _FEWEST:
        return _core(own, frame)
    either = (Label.ARM_LEFT, Label.ARM_RIGHT, Label.HAND)
    return _core(np.isin(person.parse, either), frame)


def _core(region: Region, frame: Frame) -> Region:
    """The region without its rim, where the parse is least sure, if enough is left."""
    size = max(3, round(0.03 * frame.shoulder)) | 1
    core = cv2.erode(region.astype(np.uint8), np.ones((size, size), np.uint8)) > 0
    return core if core.sum() >= _FEWEST else region
