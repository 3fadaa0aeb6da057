"""Corrections of the parse that the colours of the photo allow."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.compose.fill import Region
from modiste.compose.regions import labelled
from modiste.types import Label, Labels, PersonView

_DOWN = 4
_FEWEST = 40
"""Pixels, at a quarter of the resolution, that a colour needs to be told."""
_LIGHTNESS = 0.5
"""Weight of lightness against chroma in colour distances: shadow changes lightness most."""
_APART = 16.0
"""Cloth nearer than this to the skin's colour, in 8-bit Lab, cannot be told from it."""
_CLOTH = (Label.TOP, Label.OUTER, Label.DRESS)
_ARMS = (Label.ARM_LEFT, Label.ARM_RIGHT)


def mended(person: PersonView) -> PersonView:
    """Give sleeves that the parse took for bare arms back to the garment they belong to.

    A pixel of an arm is cloth where its colour, averaged over a small neighbourhood, is nearer to
    the upper garment's than to the face's. Nothing happens when the two colours are alike.

    Args:
        person: the wearer.

    Returns:
        The same view with another parse, or ``person`` itself when there is nothing to mend.
    """
    lab = _small_lab(person)
    parse = person.parse[::_DOWN, ::_DOWN]
    cloth = _main_cloth(parse)
    face = _colour(lab, parse == Label.FACE)
    garment = _colour(lab, parse == cloth)
    if face is None or garment is None or _distance(garment, face) < _APART:
        return person
    nearer = _distance(lab, garment) < _distance(lab, face)
    sleeve = _solid(nearer & labelled(parse, *_ARMS))
    if not sleeve.any():
        return person
    size = (person.parse.shape[1], person.parse.shape[0])
    whole = cv2.dilate(cv2.resize(sleeve.astype(np.uint8), size), np.ones((5, 5), np.uint8)) > 0
    whole &= labelled(person.parse, *_ARMS)
    return replace(person, parse=np.where(whole, np.uint8(cloth), person.parse))


def _small_lab(person: PersonView) -> NDArray[np.float32]:
    rows, columns = person.parse[::_DOWN, ::_DOWN].shape
    small = cv2.resize(person.image, (columns, rows), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(cv2.medianBlur(small, 5), cv2.COLOR_RGB2LAB)
    return np.asarray(lab, np.float32)


def _main_cloth(parse: Labels) -> Label:
    """The label of the largest upper garment."""
    return max(_CLOTH, key=lambda label: int((parse == label).sum()))


def _colour(lab: NDArray[np.float32], where: Region) -> NDArray[np.float32] | None:
    pixels = lab[where]
    return np.asarray(np.median(pixels, axis=0), np.float32) if len(pixels) >= _FEWEST else None


def _distance(lab: NDArray[np.float32], colour: NDArray[np.float32]) -> NDArray[np.float32]:
    weight = np.array([_LIGHTNESS, 1.0, 1.0], np.float32)
    return np.asarray(np.linalg.norm((lab - colour) * weight, axis=-1), np.float32)


def _solid(region: Region) -> Region:
    """The region without specks, small gaps closed."""
    opened = cv2.morphologyEx(region.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    closed = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    return np.asarray(closed > 0)
