"""Which edges of the template belong to trunk, neck, arms and legs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from modiste.body.arrays import Bools, Ints
from modiste.body.sections import edges_of
from modiste.body.template import Body

Names = NDArray[np.str_]

PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("arm", ("upperarm", "lowerarm", "wrist", "finger", "metacarpal")),
    ("head", ("head", "eye")),
    ("neck", ("neck",)),
    ("leg", ("leg", "foot", "toe")),
)
"""Which bones carry which part, by the beginning of their names without counting "upper"; every
other bone carries the trunk. Breasts and shoulders are trunk."""


class Regions:
    """The edges that a tape may touch, by part of the body.

    Attributes:
        trunk: intp (E, 2) of torso and thighs, without arms, neck and head.
        neck: of neck, head and upper trunk.
        thigh, leg, arm: per side, "L" and "R"; the thigh reaches up into the trunk.
        trunk_vertices: intp (N,), the vertices of ``trunk``.
        spine: intp (N,), vertices of the back near the middle.
    """

    def __init__(self, body: Body) -> None:
        part = _parts(body)
        faces, owner = body.solid, part[body.solid]
        middle = body.template[faces, 0]
        self.trunk: Ints = edges_of(faces[(np.isin(owner, ("trunk", "leg"))).sum(1) >= 2])
        self.neck: Ints = edges_of(faces[_all(owner, ("neck", "head", "trunk"))])
        self.trunk_vertices: Ints = np.unique(self.trunk)
        self.thigh: dict[str, Ints] = {}
        self.leg: dict[str, Ints] = {}
        self.arm: dict[str, Ints] = {}
        for side, sign in (("L", 1), ("R", -1)):
            here = (sign * middle > -1e-6).all(1)
            self.thigh[side] = edges_of(faces[_all(owner, ("leg", "trunk")) & here])
            self.leg[side] = edges_of(faces[_all(owner, ("leg",)) & here])
            self.arm[side] = edges_of(faces[_all(owner, ("arm",)) & here])
        place = body.template[body.surface]
        back = (np.abs(place[:, 0]) < 0.012) & (place[:, 2] < 0.03)
        self.spine: Ints = body.surface[back & (part[body.surface] == "trunk")]


def _parts(body: Body) -> Names:
    """Per vertex the name of its part."""
    bones = np.array([_part(name) for name in body.bones])
    main = body.skin_bones[np.arange(len(body.skin)), body.skin.argmax(1)]
    named: Names = bones[main]
    return named


def _part(bone: str) -> str:
    for part, words in PARTS:
        if any(word in bone for word in words):
            return part
    return "trunk"


def _all(owner: Names, parts: Sequence[str]) -> Bools:
    whole: Bools = np.all(np.isin(owner, parts), axis=1)
    return whole
