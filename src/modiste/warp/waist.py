"""The waistband that the wearer shows now: where a tucked top ends and new trousers begin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from modiste.types import Label, Part, PersonView
from modiste.warp.arrays import Coords, Values
from modiste.warp.body import SIDES, Body
from modiste.warp.raster import Layer

TUCKED_ABOVE = 0.95
"""A worn top that ends above this height, in torso lengths, is tucked in (or cropped)."""

_NATURAL = 0.86
"""Height of a waistband when it is not to be seen, in torso lengths."""
_SEARCHED = (0.55, 1.3)
_SOFT_CM = 0.3
_BELT_CM = 7.0
"""A belt of at most this width may lie between top and bottom; the top ends above it."""
_TOPS = (Label.TOP, Label.OUTER)


def worn_hem(person: PersonView, body: Body) -> float | None:
    """Height at which the worn top gives way to the bottom; None when that is not to be seen."""
    heights = np.linspace(*_SEARCHED, 90) * body.torso
    labels = _column(person, body, heights)
    top = np.isin(labels, _TOPS).mean(1)
    bottom = (labels == Label.BOTTOM).mean(1)
    if bottom.max() < 0.5 or top[:15].mean() < 0.3:
        return None
    begins = int((bottom > 0.5).argmax())
    ends = np.flatnonzero(top[:begins] > 0.5)
    belted = len(ends) and heights[begins] - heights[ends[-1]] < _BELT_CM * body.unit
    return float(heights[ends[-1] + 1] if belted else heights[begins])


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


def tucked(layer: Layer, band: Coords, body: Body) -> Layer:
    """``layer`` without what lies below ``band``, unless it is a sleeve."""
    sleeves = (Part.SLEEVE_LEFT, Part.SLEEVE_RIGHT)
    if np.isin(layer.parts[layer.alpha > 0], sleeves).any():
        return layer
    height, width = layer.alpha.shape
    end = np.interp(np.arange(width) + layer.left, band[:, 0], band[:, 1])
    above = end[None, :] - (np.arange(height) + layer.top)[:, None]
    keep = np.clip(above / max(1.0, _SOFT_CM * body.unit) + 0.5, 0.0, 1.0)
    return replace(layer, alpha=(layer.alpha * keep).astype(np.float32))


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
