"""Landmarks of trousers, shorts and skirts by rules on the outline."""

from __future__ import annotations

import numpy as np

from modiste.perception.garment.silhouette import Floats, Silhouette
from modiste.perception.garment.top_rules import SIDES, Marks


def mark_bottom(shape: Silhouette, legged: float) -> Marks:
    """Landmarks of an upright bottom.

    Args:
        shape: its outline.
        legged: probability that it has legs, from its kind.
    """
    marks: Marks = {}
    for side, name in enumerate(SIDES):
        marks[f"waist_{name}"] = (waist(shape, side), 0.75)
    crotch = find_crotch(shape, legged)
    bottom = shape.box[3]
    waist_y = float(marks["waist_left"][0][1] + marks["waist_right"][0][1]) / 2
    hip_y = waist_y + (0.72 * (crotch[0][1] - waist_y) if crotch else 0.35 * (bottom - waist_y))
    for side, name in enumerate(SIDES):
        run = shape.run(hip_y, shape.axis) or (shape.box[0], shape.box[2])
        marks[f"hip_{name}"] = (np.array([float(run[side]), hip_y]), 0.6)
    if crotch is None:
        for side, name in enumerate(SIDES):
            marks[f"hem_{name}"] = (_corner(shape, side), 0.7)
        return marks
    marks["crotch"] = crotch
    for side, _ in enumerate(SIDES):
        marks.update(leg(shape, crotch, side))
    return marks


def waist(shape: Silhouette, side: int) -> Floats:
    """The corner of the waistband."""
    points, sign = shape.contour, (-1, 1)[side]
    upper = points[:, 1] < shape.box[1] + 0.2 * shape.height
    return shape.extreme((0.55 * sign, -1.0), upper)


def find_crotch(shape: Silhouette, legged: float) -> tuple[Floats, float] | None:
    """The top of the gap between the legs; None for a skirt."""
    top, height = shape.box[1], shape.height
    for start, end, deep, depth in shape.defects:
        opens_down = min(float(start[1]), float(end[1])) > deep[1]
        central = abs(deep[0] - shape.axis) < 0.2 * shape.width
        if opens_down and central and depth > (0.05 if legged > 0.5 else 0.2) * height:
            if deep[1] > top + 0.2 * height:
                return deep, 0.9
    if legged < 0.5:
        return None
    length = 0.36 if height > 1.6 * shape.width else 0.62
    return np.array([shape.axis, top + length * height]), 0.3


def leg(shape: Silhouette, crotch: tuple[Floats, float], side: int) -> Marks:
    """Outer and inner corner of one leg's hem."""
    name, sign = SIDES[side], (-1, 1)[side]
    points = shape.contour
    below = (points[:, 1] > crotch[0][1]) & ((points[:, 0] - crotch[0][0]) * sign > 0)
    outer = shape.extreme((0.5 * sign, 1.0), below)
    if crotch[1] > 0.5:
        inner = shape.extreme((-0.5 * sign, 1.0), below)
    else:
        inner = np.array([crotch[0][0], outer[1]])
    return {f"hem_outer_{name}": (outer, 0.7), f"hem_inner_{name}": (inner, 0.4 + crotch[1] / 3)}


def _corner(shape: Silhouette, side: int) -> Floats:
    sign = (-1, 1)[side]
    lower = shape.contour[:, 1] > shape.box[1] + 0.5 * shape.height
    return shape.extreme((0.6 * sign, 1.0), lower)
