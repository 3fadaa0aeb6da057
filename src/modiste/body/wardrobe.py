"""The base clothes of a virtual model as layers over her body."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from modiste.body import clothes
from modiste.body.arrays import Floats
from modiste.body.mesh import vertex_normals
from modiste.body.noise import ramp
from modiste.body.raster import Fragments
from modiste.body.scene import Layer, Shell
from modiste.body.template import Body, Shape
from modiste.types import Label

TIGHTS_GAP = 0.0032
"""Metres by which the tights helper is drawn in; it hovers 5 to 6 mm above the skin."""


def base_clothes(
    body: Body, posed: Shape, color: tuple[float, float, float], seed: int
) -> list[Layer]:
    """Tank top, shorts and shoes over a posed body.

    Args:
        body: the template.
        posed: the person as she stands.
        color: linear RGB of top and shorts.
        seed: of heather and folds.
    """
    faces = body.faces[body.parts == body.part_names.index("tights")]
    normals = vertex_normals(posed.vertices, faces)
    at = body.template
    thickness = 0.0012 * (clothes.top(at) > -0.02) - TIGHTS_GAP
    thickness += 0.006 * ramp(clothes.shoes(at), -0.004, 0.004)
    vertices = (posed.vertices + normals * thickness[:, None]).astype(np.float32)
    vertices[:, 1] = np.maximum(vertices[:, 1], 0.0)
    shell = Shell(vertices, faces)
    dark = tuple(0.55 * c for c in color)

    def knit(tone: tuple[float, ...]) -> Callable[[Fragments, Floats, Floats], Floats]:
        return lambda _, at, edge: clothes.jersey(at, (tone[0], tone[1], tone[2]), edge, seed)

    def shoe(fragments: Fragments, at: Floats, _: Floats) -> Floats:
        return clothes.leather(at, fragments.sample(vertices[:, 1], faces))

    def bumps(at: Floats) -> Floats:
        return clothes.folds(at, seed)

    return [
        Layer(Label.SHOES, shell, clothes.shoes, shoe),
        Layer(Label.BOTTOM, shell, clothes.bottom, knit(dark), bumps),
        Layer(Label.TOP, shell, clothes.top, knit(color), bumps),
    ]
