"""What a person of a photo wears, cut out and laid flat."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.evaluation.ccp import CcpData
from modiste.evaluation.tryon.flatten import flatten, has_legs
from modiste.perception.look import Seen
from modiste.types import Category, GarmentView, Label, PersonView

Region = NDArray[np.bool_]

WORN = {
    Category.TOP: (Label.TOP, Label.OUTER),
    Category.BOTTOM: (Label.BOTTOM,),
    Category.DRESS: (Label.DRESS,),
}
"""The labels of what is worn, by category."""
_LEAST = 0.012
"""Smallest part of the photo that a garment covers."""
_SEEN = 0.5
"""A garment must be in sight by this share."""
_HIDDEN_BY_MASK = 0.35
"""Photos whose mask and parse disagree by more than this part of the garment are left out."""


def truth_labels(data: CcpData, name: str, seen: Seen) -> NDArray[np.uint8] | None:
    """The photo's hand-made labels in the working picture; None when it has none."""
    labels = data.labels(name, seen.pose) if name in data.names else None
    if labels is None:
        return None
    window, shape = seen.window, seen.view.parse.shape
    part = labels[window.y : window.y + window.height, window.x : window.x + window.width]
    size = (shape[1], shape[0])
    return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_NEAREST), np.uint8)


def worn_categories(parse: NDArray[np.uint8]) -> list[Category]:
    """A dress, or top and bottom; what is too small to learn from is left out."""
    area = {c: int(np.isin(parse, [int(x) for x in WORN[c]]).sum()) for c in Category}
    if area[Category.DRESS] > 0.6 * (area[Category.TOP] + area[Category.BOTTOM]):
        return [Category.DRESS]
    return [c for c in (Category.TOP, Category.BOTTOM) if area[c] > _LEAST * parse.size]


def worn_garment(
    view: PersonView, truth: NDArray[np.uint8] | None, category: Category, light: float
) -> GarmentView | None:
    """What is worn, laid flat; None when too little of it is to be seen.

    Args:
        view: the wearer.
        truth: hand-made labels (h, w), which cut cleaner than the parser, if there are any.
        category: of the garment.
        light: how much of the scene's light is taken out, in [0, 1].
    """
    labels = [int(x) for x in WORN[category]]
    parse = view.parse if truth is None else truth
    worn = np.isin(parse, labels)
    if truth is not None and _disagree(worn, np.isin(view.parse, labels)):
        return None
    wearer = replace(view, parse=_with_front(parse, view.parse))
    legs = category is Category.BOTTOM and has_legs(view, worn)
    flat = flatten(wearer, worn, category, legs, light)
    return None if flat is None or flat.seen < _SEEN else flat.view


def _disagree(first: Region, second: Region) -> bool:
    union = int((first | second).sum())
    return union == 0 or int((first ^ second).sum()) / union > _HIDDEN_BY_MASK


def _with_front(parse: NDArray[np.uint8], parser: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The labels, with hands, which hand-made masks may lack, from the parser."""
    hands = (parser == Label.HAND) & np.isin(parse, (Label.ARM_LEFT, Label.ARM_RIGHT))
    return np.where(hands, parser, parse).astype(np.uint8)
