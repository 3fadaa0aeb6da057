"""Who is photographed, and what she wears."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from modiste.body import skin
from modiste.body.arrays import Floats, Ints
from modiste.body.hair import HairStyle
from modiste.body.raster import Fragments
from modiste.body.template import Body, Shape
from modiste.types import Label


@dataclass(frozen=True, eq=False)
class Shell:
    """A surface over the body: vertices float32 (V, 3), posed, in metres, and faces intp (F, 3)."""

    vertices: Floats
    faces: Ints


@dataclass(frozen=True)
class Layer:
    """Something worn: a region of a shell and what it is made of.

    Attributes:
        label: what the parse calls it.
        shell: where it is; several layers may share one.
        inside: from places on the base mesh (N, 3) to the signed distance into the cloth (N,);
            pixels where it is negative are open.
        paint: from the visible fragments, their places (N, 3) and that distance (N,) to albedo
            (N, 3), linear RGB.
        bumps: from places to height in metres (N,), for folds; None when smooth.
    """

    label: Label
    shell: Shell
    inside: Callable[[Floats], Floats]
    paint: Callable[[Fragments, Floats, Floats], Floats]
    bumps: Callable[[Floats], Floats] | None = None


@dataclass(frozen=True)
class Drape:
    """A garment with a surface of its own, seen from outside and inside.

    Attributes:
        label: what the parse calls it.
        shell: where it is.
        paint: from the visible fragments and whether they show the inside to albedo (N, 3),
            linear RGB.
    """

    label: Label
    shell: Shell
    paint: Callable[[Fragments, bool], Floats]


@dataclass(frozen=True)
class Sitter:
    """All that is needed to photograph somebody.

    Attributes:
        body: the template.
        rest: the person in the rest pose.
        posed: the person as she stands on the ground.
        looks: colours.
        style: hair.
        layers: clothes, from the inside out.
        seed: of all that is random.
    """

    body: Body
    rest: Shape
    posed: Shape
    looks: skin.Complexion
    style: HairStyle
    layers: Sequence[Layer]
    seed: int = 0
