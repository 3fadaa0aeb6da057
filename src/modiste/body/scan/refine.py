"""What the shapes cannot say: a smooth displacement of the skin along its normals."""

from __future__ import annotations

import numpy as np

from modiste.body.arrays import Floats
from modiste.body.scan.figure import State
from modiste.body.scan.neighbours import Tree
from modiste.body.scan.register import Target, robust
from modiste.body.scan.space import ShapeSpace
from modiste.body.scan.surface import Surface, rest_normals, trust
from modiste.body.template import Shape

REACH = 0.045
"""Metres, the Gaussian width of one bump."""
BUMP_SD = 0.004
POINT_SD = 0.006
EFFECTIVE = 5000.0
SCALE = 0.015
POINTS = 9000
ROUNDS = 2


def refined(
    space: ShapeSpace, surface: Surface, state: State, target: Target, seed: int = 0
) -> Shape:
    """The registered person in the rest pose, moved to the scan where it is seen.

    The displacement is a sum of Gaussian bumps on the template with a normal prior, so that it is
    smooth, and nothing where there are no points.

    Args:
        space: the shapes.
        surface: fine samples.
        state: the end of the registration.
        target: the cleaned cloud.
        seed: of the choice of points.
    """
    body = space.body
    rest = space.rest(state.parameters)
    normals = rest_normals(body, rest)
    bumps = _bumps(space, surface)
    height = np.zeros(bumps.shape[1], np.float32)
    some = target.some(POINTS, np.random.default_rng(seed))
    shape = rest
    for _ in range(ROUNDS):
        height += _update(surface, state, shape, normals, some, bumps, height)
        moved = rest.vertices.copy()
        moved[surface.skeleton.chosen] += (bumps @ height)[:, None] * normals[
            surface.skeleton.chosen
        ]
        shape = Shape(moved, rest.joints)
    return shape


def _update(
    surface: Surface, state: State, shape: Shape, normals: Floats, target: Target,
    bumps: Floats, height: Floats,
) -> Floats:  # fmt: skip
    """The most likely change of the bumps' heights, (M,)."""
    posed = surface.skeleton.pose(shape, state)
    samples = surface.points(posed)
    far, which = Tree(samples).nearest(target.points)
    normal = surface.normals(posed, normals, which)
    gap = np.einsum("nx,nx->n", normal, target.points - samples[which]).astype(np.float32)
    weight = robust(far, SCALE) * surface.trust[which]
    if target.normals is not None:
        weight = weight * (np.einsum("nx,nx->n", normal, target.normals) > 0.2)
    weight *= min(1.0, EFFECTIVE / max(float(weight.sum()), 1.0)) / POINT_SD**2
    rows = bumps[surface.main[which]]
    weighted = rows * weight.astype(np.float32)[:, None]
    information = (weighted.T @ rows).astype(np.float64)
    information[np.diag_indices_from(information)] += BUMP_SD**-2.0
    pull = weighted.T @ gap - height / np.float32(BUMP_SD**2)
    change: Floats = np.linalg.solve(information, pull).astype(np.float32)
    return change


def _bumps(space: ShapeSpace, surface: Surface) -> Floats:
    """Gaussians about nodes spread over the template, at its chosen vertices: float32 (V, M)."""
    body = space.body
    place = body.template[surface.skeleton.chosen]
    believed = trust(body)[surface.skeleton.chosen] > 0.9
    cells = np.floor(place / REACH).astype(np.intp)
    cells[~believed] = 0
    _, first = np.unique(cells, axis=0, return_index=True)
    nodes = place[first[believed[first]]]
    squared = (place**2).sum(1)[:, None] + (nodes**2).sum(1) - 2 * place @ nodes.T
    bumps: Floats = np.exp(-squared / (2 * REACH**2)).astype(np.float32)
    return bumps
