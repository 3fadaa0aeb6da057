"""The posed body as a dressmaker sees it: trunk, arms and legs with their axes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from modiste.body.template import Body, Shape
from modiste.examples.dressed.sections import Array, cut, loop_around

ARM = ("upperarm", "lowerarm", "wrist", "finger", "metacarpal")
LEG = ("upperleg", "lowerleg", "foot", "toe")
RING = 48
"""Points of a loop."""


@dataclass(frozen=True)
class Path:
    """The axis of a limb, sampled every centimetre.

    Attributes:
        points: (n, 3) metres.
        along: cm from the joint where the limb begins, (n,).
        forward: unit, square to the axis, towards the front of the limb, (n, 3).
        aside: unit, square to both, (n, 3); away from the trunk.
    """

    points: Array
    along: Array
    forward: Array
    aside: Array


@dataclass(frozen=True)
class Figure:
    """A body in a pose.

    Attributes:
        body: the template.
        shape: the posed person.
    """

    body: Body
    shape: Shape

    def weight(self, stems: tuple[str, ...], side: str = "") -> NDArray[np.float32]:
        """How much bones whose names begin so move each vertex, (V,)."""
        mine = [n.startswith(stems) and n.endswith(side) for n in self.body.bones]
        share: NDArray[np.float32] = (self.body.skin * np.array(mine)[self.body.skin_bones]).sum(1)
        return share

    def triangles(self, keep: NDArray[np.bool_]) -> Array:
        """Corners (F, 3, 3) of the skin's faces all of whose vertices are kept."""
        faces = self.body.solid[keep[self.body.solid].all(axis=1)]
        corners: Array = self.shape.vertices[faces].astype(np.float64)
        return corners

    @cached_property
    def trunk(self) -> Array:
        """Faces of everything but arms and head."""
        head = self.weight(("head", "neck02", "neck03", "eye"))
        return self.triangles((self.weight(ARM) < 0.5) & (head < 0.5))

    def limb(self, stems: tuple[str, ...], side: str) -> Array:
        """Faces of one arm or leg."""
        return self.triangles(self.weight(stems, side) >= 0.4)

    def joint(self, name: str) -> Array:
        """Where a bone begins, (3,)."""
        place: Array = self.shape.joints[self.body.bone(name)].astype(np.float64)
        return place

    @cached_property
    def crotch(self) -> float:
        """Height of the crotch, metres."""
        at = self.body.template
        middle = (np.abs(at[:, 0]) < 0.004) & (at[:, 1] < 0.05) & (at[:, 1] > -0.25)
        middle &= np.isin(np.arange(len(at)), self.body.surface)
        lowest = np.flatnonzero(middle)[np.argmin(at[middle, 1])]
        return float(self.shape.vertices[lowest, 1])

    def ring(self, height: float, triangles: Array | None = None) -> tuple[Array, float] | None:
        """The loop around a horizontal section, (x, z), and its length in metres."""
        faces = self.trunk if triangles is None else triangles
        points = cut(faces, np.array([0.0, height, 0.0]), np.array([0.0, 1.0, 0.0]))
        return loop_around(points[:, [0, 2]], RING)

    @cached_property
    def slope(self) -> tuple[Array, Array]:
        """The shoulder line from the front: |x| and y in metres, increasing |x|."""
        bins = np.arange(0.03, 0.26, 0.01)
        points = self.trunk.reshape(-1, 3)
        wide = np.abs(points[:, 0])
        tops = [points[np.abs(wide - b) < 0.012, 1].max(initial=-1.0) for b in bins]
        seen = np.array(tops) > 0
        return bins[seen], np.minimum.accumulate(np.array(tops)[seen])

    def path(self, bones: tuple[str, str, str], side: float, before: float, after: float) -> Path:
        """The axis through three joints, prolonged at both ends by cm."""
        start, middle, end = (self.joint(b) for b in bones)
        first = (middle - start) / np.linalg.norm(middle - start)
        last = (end - middle) / np.linalg.norm(end - middle)
        knots = np.array(
            [start - first * before / 100, start, middle, end, end + last * after / 100]
        )
        steps = np.linalg.norm(np.diff(knots, axis=0), axis=1) * 100
        arc = np.concatenate([[0.0], np.cumsum(steps)]) - before
        along = np.arange(-before, arc[-1], 1.0)
        points = np.stack([np.interp(along, arc, knots[:, k]) for k in range(3)], axis=1)
        return _framed(_rounded(points), along, side)


def _rounded(points: Array, reach: int = 5) -> Array:
    """Corners of a polyline taken off by a moving average."""
    padded = np.vstack([
        points[0] + (points[0] - points[1]) * np.arange(reach, 0, -1)[:, None],
        points,
        points[-1] + (points[-1] - points[-2]) * np.arange(1, reach + 1)[:, None],
    ])  # fmt: skip
    kernel = np.ones(2 * reach + 1) / (2 * reach + 1)
    return np.stack([np.convolve(padded[:, k], kernel, "valid") for k in range(3)], axis=1)


def _framed(points: Array, along: Array, side: float) -> Path:
    """Carry a frame along the axis without twisting it."""
    tangent = np.gradient(points, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    forward = np.empty_like(points)
    carried = np.array([0.0, 0.0, 1.0])
    for i, direction in enumerate(tangent):
        carried = carried - direction * (carried @ direction)
        carried = carried / np.linalg.norm(carried)
        forward[i] = carried
    aside = np.cross(forward, tangent)
    outwards = np.array([side, 0.6, 0.0])
    aside *= np.sign(aside[0] @ outwards)
    return Path(points, along, forward, aside)
