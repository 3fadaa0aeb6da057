"""Whether a top's hem goes into the trousers, and where it then ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from modiste.types import Category, Fit, GarmentView, Label, PersonView
from modiste.warp.arrays import Coords, Values
from modiste.warp.body import SIDES, Body, measure_body
from modiste.warp.tops import measure_top

_NATURAL = 0.86
"""Height of a waistband when it is not to be seen, in torso lengths."""
_SEARCHED = (0.55, 1.3)
_TUCKED_ABOVE = 0.95
"""A worn top that ends above this height, in torso lengths, is tucked in (or cropped)."""
_TOPS = (Label.TOP, Label.OUTER)


def predict_tuck(person: PersonView, garment: GarmentView) -> bool:
    """Whether ``garment`` should be tucked in: as the wearer's top is now, if it is long enough.

    Args:
        person: whose parse shows how she wears her top.
        garment: a cropped top is never tucked; bottoms and dresses cannot be.
    """
    if garment.category is not Category.TOP:
        return False
    body = measure_body(person)
    band = worn_hem(person, body)
    if band is None or band > _TUCKED_ABOVE * body.torso:
        return False
    return _natural_hem(garment, body) > band + 2.0 * body.unit


def _natural_hem(garment: GarmentView, body: Body) -> float:
    """Height at which the garment's own length ends."""
    top = measure_top(garment, body, Fit())
    hem = (top.marks["hem_left"] + top.marks["hem_right"])[1] / 2
    armpit = (top.marks["armpit_left"] + top.marks["armpit_right"])[1] / 2
    return top.armpit_height + float(hem - armpit) * top.scale * body.stoop


def worn_hem(person: PersonView, body: Body) -> float | None:
    """Height at which the worn top gives way to the bottom; None when that is not to be seen."""
    heights = np.linspace(*_SEARCHED, 90) * body.torso
    labels = _column(person, body, heights)
    top = np.isin(labels, _TOPS).mean(1)
    bottom = (labels == Label.BOTTOM).mean(1)
    if bottom.max() < 0.5 or top[:15].mean() < 0.3:
        return None
    return float(heights[int((bottom > 0.5).argmax())])


def _column(person: PersonView, body: Body, heights: Values) -> NDArray[np.uint8]:
    """Labels (n, k) on the middle of the torso at ``heights`` (n,)."""
    height, width = person.parse.shape
    share = np.linspace(-0.55, 0.55, 15)
    found = []
    for s in share:
        side = "left" if s > 0 else "right"
        points = body.at(heights, body.half_width(heights, side) * s)
        x = np.clip(np.round(points[:, 0]), 0, width - 1).astype(int)
        y = np.clip(np.round(points[:, 1]), 0, height - 1).astype(int)
        found.append(person.parse[y, x])
    return np.stack(found, axis=1)


def waistband(person: PersonView, body: Body) -> Coords:
    """The line (n, 2), left to right in the picture, at which a tucked top ends."""
    worn = worn_hem(person, body)
    natural = _NATURAL * body.torso
    height = natural if worn is None else min(max(worn, 0.66 * body.torso), 1.05 * body.torso)
    width = max(float(body.half_width(np.array([height]), s)[0]) for s in SIDES)
    across = np.linspace(-1.6, 1.6, 17)
    sag = 0.8 * body.unit * (1 - np.minimum(across**2, 1.5))
    points = body.at(height + sag, across * width)
    return np.asarray(points[np.argsort(points[:, 0])], np.float32)
