"""The garment as cloth around a body: tubes of rings, each point with its place on the flat."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from modiste.body.mesh import vertex_normals
from modiste.examples.dressed.figure import ARM, LEG, RING, Figure, Path
from modiste.examples.dressed.sections import Array, across, cut, eased, loop_around
from modiste.examples.flats.pattern import Panel
from modiste.types import Part

JOIN = 2.0
"""How far hips and legs of trousers reach into each other, cm."""


@dataclass(frozen=True)
class Tube:
    """One part of the worn garment.

    Attributes:
        part: which part of the garment it is made of.
        vertices: float32 (V, 3), metres.
        faces: intp (F, 3).
        u: across the flat part, in [-1, 1], (V,).
        v: cm along the flat part, (V,).
        split: u runs over both legs, from the wearer's right side seam to her left one.
    """

    part: Part
    vertices: NDArray[np.float32]
    faces: NDArray[np.intp]
    u: Array
    v: Array
    split: bool = False


def woven(part: Part, rings: list[Array], u: list[Array], v: list[float]) -> Tube | None:
    """Join rings (n, 3), top to bottom, to a tube; None when there are fewer than two."""
    if len(rings) < 2:
        return None
    count = len(rings[0])
    row = np.arange(count)
    quads = []
    for i in range(len(rings) - 1):
        a, b = i * count + row, i * count + (row + 1) % count
        quads += [np.stack([a, a + count, b], 1), np.stack([b, a + count, b + count], 1)]
    vertices, faces = np.concatenate(rings), np.concatenate(quads)
    outwards = vertices - np.repeat([r.mean(axis=0) for r in rings], count, axis=0)
    normals = vertex_normals(vertices.astype(np.float32), faces.astype(np.intp))
    faces = faces if (normals * outwards).sum() > 0 else faces[:, ::-1]
    return Tube(
        part,
        vertices.astype(np.float32),
        faces.astype(np.intp),
        np.concatenate(u),
        np.repeat(v, count),
    )


def girth_of(panel: Panel, v: float) -> float:
    """Girth in metres of the tube that a panel and its back make at ``v`` cm."""
    low, high = np.interp(v, panel.along, panel.low), np.interp(v, panel.along, panel.high)
    return float(high - low) / 50


def around_trunk(
    figure: Figure, panel: Panel, top: float, start: float, stop: float, *, rest_on: float = 0.0
) -> Tube | None:
    """Cloth around the trunk (and both legs, below it).

    Args:
        figure: the posed body.
        panel: torso or skirt.
        top: height in metres where the panel's v is 0.
        start: v in cm of the first ring.
        stop: v in cm of the last ring.
        rest_on: v in cm above which the cloth rests on the shoulders: it has no spare girth, and
            lies as far from the middle as it does at that height.
    """
    rings, us, vs = [], [], []
    widest = figure.ring(top - rest_on / 100) if rest_on else None
    for v in np.append(np.arange(start, stop, 1.0), stop):
        height = top - v / 100
        found = figure.ring(float(height))
        if found is None:
            continue
        arc = found[1] / widest[1] if widest and v < rest_on else 1.0
        share = np.clip((v - 0.25 * rest_on) / max(0.75 * rest_on, 1e-6), 0, 1) if rest_on else 1.0
        loop = eased(found[0], found[1], girth_of(panel, float(max(v, rest_on))), float(share))
        rings.append(np.stack([loop[:, 0], np.full(RING, height), loop[:, 1]], axis=1))
        us.append(across(RING) * arc)
        vs.append(float(v))
    return woven(panel.part, rings, us, vs)


def around_hips(figure: Figure, panel: Panel, top: float, stop: float) -> Tube | None:
    """Trousers from the waist down to the crotch: one tube, both legs' panels."""
    rings, us, vs = [], [], []
    sides = across(RING)
    for v in np.append(np.arange(0.0, stop, 1.0), stop):
        height = top - v / 100
        found = figure.ring(float(height))
        if found is None:
            continue
        share = float(np.clip((stop - v) / 16, 0.1, 1))
        loop = eased(found[0], found[1], 2 * girth_of(panel, float(v)), share)
        rings.append(np.stack([loop[:, 0], np.full(RING, height), loop[:, 1]], axis=1))
        us.append(sides)
        vs.append(float(v))
    tube = woven(panel.part, rings, us, vs)
    return None if tube is None else replace(tube, split=True)


def around_leg(figure: Figure, panel: Panel, rise: float, top: float) -> Tube | None:
    """One trouser leg from the crotch down to the hem, in horizontal rings."""
    left = panel.part == Part.LEG_LEFT
    letter, side = ("L", 1.0) if left else ("R", -1.0)
    bones = (f"upperleg01.{letter}", f"lowerleg01.{letter}", f"foot.{letter}")
    path = figure.path(bones, side, 0, 6)
    faces = figure.limb(LEG, letter)
    crotch = top - rise / 100
    below = path.points[:, 1] < crotch + JOIN / 100
    rings, us, vs = [], [], []
    heights, arcs = path.points[below, 1], path.along[below]
    for height, arc in zip(heights, arcs - arcs[0] + rise - JOIN, strict=True):
        found = figure.ring(float(height), faces)
        if arc > panel.length or found is None or height < 0.035:
            break
        loop = eased(found[0], found[1], girth_of(panel, float(arc)))
        rings.append(np.stack([loop[:, 0], np.full(RING, height), loop[:, 1]], axis=1))
        us.append(across(RING) * side)
        vs.append(float(arc))
    return woven(panel.part, rings, us, vs)


def arm_path(figure: Figure, part: Part) -> Path:
    """The axis of an arm, from 7 cm before the shoulder joint to 8 cm after the wrist."""
    letter, side = ("L", 1.0) if part == Part.SLEEVE_LEFT else ("R", -1.0)
    bones = (f"upperarm01.{letter}", f"lowerarm01.{letter}", f"wrist.{letter}")
    return figure.path(bones, side, 7, 8)


def around_arm(figure: Figure, panel: Panel, seam: float) -> Tube | None:
    """One sleeve; ``seam`` is where on the arm's axis, in cm, the sleeve's v is 0."""
    letter = "L" if panel.part == Part.SLEEVE_LEFT else "R"
    path = arm_path(figure, panel.part)
    faces = figure.limb(ARM, letter)
    middles = faces.mean(axis=1)
    wrist = path.along[-1] - 8
    rings, us, vs = [], [], []
    for i, along in enumerate(path.along):
        v = along - seam
        if v > panel.length or along > wrist + 1.5:
            break
        origin, aside, forward = path.points[i], path.aside[i], path.forward[i]
        close = np.linalg.norm(middles - origin, axis=1) < 0.14
        flat = cut(faces[close], origin, np.cross(aside, forward)) - origin
        found = loop_around(np.stack([-(flat @ aside), flat @ forward], axis=1), RING)
        if found is None:
            continue
        share = float(np.clip((along + 4) / 10, 0, 1))
        loop = eased(found[0], found[1], girth_of(panel, float(v)), share)
        rings.append(origin - loop[:, :1] * aside + loop[:, 1:] * forward)
        us.append(across(RING))
        vs.append(float(v))
    return woven(panel.part, rings, us, vs)
