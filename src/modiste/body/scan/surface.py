"""Points spread over the template's skin, to which the points of a scan are tied."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modiste.body.arrays import Floats, Ints
from modiste.body.mesh import vertex_normals
from modiste.body.scan.figure import Posed, Skeleton
from modiste.body.template import Body, Shape

CELL = 6e-5
"""Square metres of skin for each sample."""

TRUST: tuple[tuple[str, float], ...] = (
    ("finger", 0.1), ("metacarpal", 0.1), ("wrist", 0.4), ("eye", 0.0), ("head", 0.3),
    ("toe", 0.5), ("foot", 0.6),
)  # fmt: skip
"""How far the scan is believed there, by a part of the bone's name: hair, fingers and shoes are not
in the template. 1 elsewhere."""


def owners(body: Body) -> Ints:
    """The bone that moves each vertex most, intp (V,)."""
    owner: Ints = body.skin_bones[np.arange(len(body.skin)), body.skin.argmax(1)]
    return owner


def trust(body: Body) -> Floats:
    """Per vertex how far a scan is believed there, (V,) in [0, 1]; see :data:`TRUST`."""
    of_bone = np.ones(len(body.bones))
    for i, name in enumerate(body.bones):
        of_bone[i] = next((value for key, value in TRUST if key in name), 1.0)
    values: Floats = of_bone[owners(body)]
    return values


@dataclass(frozen=True)
class Surface:
    """Samples on triangles of chosen vertices.

    Attributes:
        skeleton: poses the chosen vertices.
        corners: intp (S, 3), into the chosen vertices.
        shares: float32 (S, 3), barycentric; rows sum to 1.
        main: intp (S,), the chosen vertex nearest to each sample.
        trust: float64 (S,) in [0, 1].
    """

    skeleton: Skeleton
    corners: Ints
    shares: Floats
    main: Ints
    trust: Floats

    def points(self, posed: Posed) -> Floats:
        """The samples in space, float32 (S, 3)."""
        points: Floats = np.einsum("sk,skx->sx", self.shares,
                                   posed.vertices.astype(np.float32)[self.corners])  # fmt: skip
        return points

    def normals(self, posed: Posed, rest: Floats, which: Ints) -> Floats:
        """Unit normals in space of some samples, from the rest pose's normals of the vertices."""
        turned = np.einsum("vij,vj->vi", posed.linear, rest[self.skeleton.chosen])
        mixed = np.einsum("sk,skx->sx", self.shares[which], turned[self.corners[which]])
        normals: Floats = mixed / np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-9)
        return normals


def fine(body: Body, reference: Shape, seed: int = 0) -> Surface:
    """Samples by area over the whole skin, the middle of small triangles first of all."""
    rng = np.random.default_rng(seed)
    a, b, c = (reference.vertices[body.solid[:, k]] for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2
    believed = trust(body)[body.solid].min(1)
    count = np.ceil(area / CELL).astype(np.intp)
    keep = (believed > 0) & (rng.random(len(area)) < np.minimum(area / (CELL / 3), 1))
    face = np.repeat(np.flatnonzero(keep), count[keep])
    shares = rng.dirichlet(np.ones(3), len(face)).astype(np.float32)
    single = (count == 1)[face]
    shares[single] = 1 / 3
    place = np.full(len(body.skin), -1)
    place[body.surface] = np.arange(len(body.surface))
    corners = place[body.solid[face]]
    main = corners[np.arange(len(face)), shares.argmax(1)]
    return Surface(Skeleton(body, body.surface), corners, shares, main, believed[face])


def coarse(body: Body, spacing: float = 0.045) -> Surface:
    """A few vertices, one to each cube of space, for the first guesses."""
    skin = body.surface[trust(body)[body.surface] > 0.05]
    cells = np.floor(body.template[skin] / spacing).astype(np.intp)
    _, first = np.unique(cells, axis=0, return_index=True)
    chosen = skin[np.sort(first)]
    each = np.arange(len(chosen))
    corners = np.repeat(each[:, None], 3, axis=1)
    shares = np.tile(np.array([1, 0, 0], np.float32), (len(chosen), 1))
    return Surface(Skeleton(body, chosen), corners, shares, each, trust(body)[chosen])


def rest_normals(body: Body, shape: Shape) -> Floats:
    """Unit normals of all vertices in the rest pose, float32 (V, 3)."""
    return vertex_normals(shape.vertices, body.solid)
