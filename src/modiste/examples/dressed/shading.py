"""The studio's light on the worn cloth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from modiste.body.light import Lights, irradiance, visibility
from modiste.body.mesh import vertex_normals
from modiste.examples.dressed.fitting import Fitted

Floats = NDArray[np.float32]

WRAP = (0.08, 0.08, 0.08)
REFERENCE = 1.05
"""Irradiance at which the flat photo's own brightness is kept."""
GAMMA = 1 / 2.2


def lit_cloth(fitted: Fitted, directions: int = 60) -> list[Floats]:
    """Brightness factor of each tube's vertices, in sRGB, about 1."""
    lights = Lights.studio(directions)
    figure = fitted.figure
    cloth = [t.vertices for t in fitted.tubes]
    casters = np.concatenate([figure.shape.vertices[figure.body.surface], *cloth])
    return [_lit(t.vertices, t.faces, casters, lights) for t in fitted.tubes]


def _lit(vertices: Floats, faces: NDArray[np.intp], casters: Floats, lights: Lights) -> Floats:
    normals = vertex_normals(vertices, faces)
    seen = visibility(vertices + np.float32(0.012) * normals, casters, lights)
    light = irradiance(normals, seen, lights, WRAP).mean(axis=1)
    brightness: Floats = np.clip((light / REFERENCE) ** GAMMA, 0.3, 1.25).astype(np.float32)
    return brightness
