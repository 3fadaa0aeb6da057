"""Putting a sewn garment on a body.

The body first takes the pose in which the garment lies flat: arms along the sleeves, legs along the
trouser legs. The two layers are laid before and behind it, shrink onto it, move with its bones into
the wanted pose, and settle there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from modiste.body.arrays import Bools, Floats, Ints
from modiste.body.mesh import vertex_normals
from modiste.body.poses import between
from modiste.body.template import Body, Shape, rotation
from modiste.examples.dressed.figure import ARM, Figure
from modiste.examples.dressed.fitting import Fitted
from modiste.examples.flats import Flat
from modiste.examples.flats.pattern import Array, Panel
from modiste.pairs.cloth import GAP, Material, Springs, edges, hinges, relax, springs, tethers
from modiste.pairs.collide import Obstacle
from modiste.pairs.sewing import Cloth, sew
from modiste.types import Category, Part

Turns = Mapping[str, Sequence[float]]

SLEEVES = ((Part.SLEEVE_LEFT, "L", 1.0), (Part.SLEEVE_RIGHT, "R", -1.0))
LEGS = ((Part.LEG_LEFT, "L", 1.0), (Part.LEG_RIGHT, "R", -1.0))
BARE_ARM, BARE_LEG = (0.96, -0.28), (0.05, -1.0)
"""Directions (x outwards, y) of limbs in no sleeve or leg of their own: arms so high that armholes
do not catch on them, nor skirts on hands."""
HAND = ("wrist", "finger", "metacarpal")
STRADDLE = 0.16
"""Tangent of the angle by which each leg is spread while trousers are put on."""
LIFT = 0.012
"""Metres by which a top is laid above the shoulders."""
TETHERS = (6.0, 15.0)
"""Lengths in cm of the strings that keep the cloth from stretching."""
TIGHTEN = 50
"""Steps in which the cloth is pulled over the body."""
ON_SLEEVE = 0.05
"""Least part in an arm of skin that carries a sleeve."""
SETTLE = (90, 110)
"""Steps of the solver before and after the move into the wanted pose."""


@dataclass(frozen=True)
class Worn:
    """A garment on a body.

    Attributes:
        cloth: the sewn garment.
        vertices: float32 (V, 3), metres, where it comes to lie.
    """

    cloth: Cloth
    vertices: Floats

    @property
    def strain(self) -> float:
        """Length over length on paper that one edge in fifty exceeds; up to 2.9 is usual."""
        pairs = edges(self.cloth.faces)
        apart = self.vertices[pairs[:, 0]] - self.vertices[pairs[:, 1]]
        ratio = np.linalg.norm(apart, axis=1) / _lengths(self.cloth, pairs)
        return float(np.percentile(ratio, 98))


def hollows(worn: Worn) -> Floats:
    """How deep each vertex lies in a fold, metres, float32 (V,): negative on ridges.

    The mean of the neighbours, measured along the normal (the umbrella Laplacian).
    """
    at, pairs = worn.vertices, edges(worn.cloth.faces)
    count = np.bincount(pairs.ravel(), minlength=len(at))
    mean = np.empty_like(at)
    for axis in range(3):
        both = np.concatenate([at[pairs[:, 1], axis], at[pairs[:, 0], axis]])
        mean[:, axis] = np.bincount(pairs.T.ravel(), both, len(at)) / count
    depth: Floats = ((mean - at) * vertex_normals(at, worn.cloth.faces)).sum(1)
    return depth


def put_on(
    body: Body, rest: Shape, turns: Turns, flat: Flat, *, bending: float = 0.12,
    material: Material | None = None,
) -> Worn:  # fmt: skip
    """Dress a person.

    Args:
        body: the template.
        rest: the person in the rest pose.
        turns: the wanted pose, as :meth:`Body.pose` takes it.
        flat: the garment.
        bending: stiffness of the cloth against bending, in [0, 1].
        material: how the cloth moves.

    Returns:
        The garment in the coordinates of ``body.pose(rest, turns)``.
    """
    cloth, made = sew(flat.pattern), material or Material()
    constraints = _constraints(cloth, bending)
    first = _flat_turns(body, rest, flat)
    shape = body.pose(rest, first)
    at, held = _laid(body, shape, flat, cloth)
    obstacle = _obstacle(body, shape, cloth, at)
    quick = Material(made.friction, 0.93)
    at = relax(at, constraints, obstacle, steps=SETTLE[0], material=quick, held=held,
               ease=TIGHTEN)  # fmt: skip
    at = carried(body, rest, first, turns, at, skinned(body, shape, at, cloth))
    obstacle = _obstacle(body, body.pose(rest, turns), cloth, at)
    at = relax(at, constraints, obstacle, steps=SETTLE[1], material=made, held=held)
    return Worn(cloth, at)


def _constraints(cloth: Cloth, bending: float) -> list[Springs]:
    """Hinges, tethers and edges with their lengths on paper."""
    across, sides = hinges(cloth.faces)
    far = np.concatenate([tethers(cloth.paper, cloth.back, reach) for reach in TETHERS])
    pairs = edges(cloth.faces)
    return [
        springs(across, _opened(cloth, across, sides), bending),
        springs(far, _lengths(cloth, far), 1.0, slack=True),
        springs(pairs, _lengths(cloth, pairs), 1.0),
    ]


def _lengths(cloth: Cloth, pairs: Ints) -> Floats:
    apart = cloth.paper[pairs[:, 0]] - cloth.paper[pairs[:, 1]]
    lengths: Floats = np.linalg.norm(apart, axis=1) / 100
    return lengths


def _opened(cloth: Cloth, across: Ints, sides: Ints) -> Floats:
    """Distance of facing corners in metres when the two triangles are opened out flat, (H,).

    On paper the triangles on both sides of a sewn edge lie upon each other: one is turned over.
    """
    start = cloth.paper[sides[:, 0]]
    along = cloth.paper[sides[:, 1]] - start
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
    one, other = (cloth.paper[across[:, k]] - start for k in (0, 1))
    on = (one * along).sum(1) - (other * along).sum(1)
    high = [np.abs(v[:, 0] * along[:, 1] - v[:, 1] * along[:, 0]) for v in (one, other)]
    lengths: Floats = np.hypot(on, high[0] + high[1]) / 100
    return lengths


def _flat_turns(body: Body, rest: Shape, flat: Flat) -> dict[str, Sequence[float]]:
    """The pose in which the body lies within the flat garment."""
    figure = Figure(body, body.pose(rest, {}))
    top = Fitted(figure, flat).top
    panels = {p.part: p for p in flat.pattern.panels}
    turns: dict[str, Sequence[float]] = {}
    for limbs, bones, bare in (
        (SLEEVES, ("upperarm01", "lowerarm01", "wrist"), BARE_ARM),
        (LEGS, ("upperleg01", "lowerleg01", "foot"), BARE_LEG),
    ):
        for part, letter, side in limbs:
            joints = [rest.joints[body.bone(f"{b}.{letter}")] for b in bones]
            aims = [np.array([bare[0] * side, bare[1], 0.0])] * 2
            if part in panels:
                aims = _through(panels[part], joints, top, _rise(flat))
            turn = rotation(between(joints[1] - joints[0], aims[0]))
            turns[f"{bones[0]}.{letter}"] = between(joints[1] - joints[0], aims[0])
            turns[f"{bones[1]}.{letter}"] = between(joints[2] - joints[1], turn.T @ aims[1])
    return turns


def _through(panel: Panel, joints: Sequence[Floats], top: float, rise: float) -> list[Array]:
    """Directions of the limb's two bones along the middle of a sleeve or trouser leg."""
    steps = [float(np.linalg.norm(joints[k + 1] - joints[k])) for k in (0, 1)]
    at, aims, reach = joints[0].astype(np.float64), [], 0.0
    near = panel.length - 100 * sum(steps)
    for step in steps:
        reach += 100 * step
        v = np.array(min(reach + max(near, 0.0) * 0.5, panel.length))
        place = panel.place(np.array(0.0), v)
        x, y = _straddled(place[None], rise)[0]
        aim = np.array([x / 100 - at[0], top - y / 100 - at[1], 0.0])
        aim /= np.linalg.norm(aim)
        aims.append(aim)
        at = at + aim * step
        if panel.length < reach:
            aims += [aim] * (2 - len(aims))
            break
    return aims


def _rise(flat: Flat) -> float:
    """Height of the crotch on paper, cm; infinite for what has no legs."""
    legs = any(p.part == Part.LEG_LEFT for p in flat.pattern.panels)
    return float(flat.pattern.measures["rise"]) if legs else np.inf


def _straddled(paper: Array, rise: float) -> Array:
    """Places (N, 2) of a garment whose legs are spread, so that thighs do not touch, cm."""
    x, y = paper.T
    moved: Array = np.stack([x + np.sign(x) * STRADDLE * np.maximum(y - rise, 0), y], axis=1)
    return moved


def _laid(body: Body, shape: Shape, flat: Flat, cloth: Cloth) -> tuple[Floats, Bools | None]:
    """Both layers before and behind the body, float32 (V, 3), and what is held at its height."""
    fitted = Fitted(Figure(body, shape), flat)
    bottom = flat.category == Category.BOTTOM
    top = fitted.top + (0.0 if bottom else LIFT)
    at = np.empty((len(cloth.paper), 3), np.float32)
    at[:, 0] = _straddled(cloth.paper.astype(np.float64), _rise(flat))[:, 0] / 100
    at[:, 1] = top - cloth.paper[:, 1] / 100
    at[:, 0] += _widened(body, shape, flat, cloth, at)
    front, back = _depths(body, shape, at)
    at[:, 2] = np.where(cloth.back, back, front)
    at[cloth.seam, 2] = (front + back)[cloth.seam] / 2
    return at, cloth.paper[:, 1] < 3.5 if bottom else None


def _widened(body: Body, shape: Shape, flat: Flat, cloth: Cloth, at: Floats) -> Floats:
    """How far each vertex is laid further out, so that side seams lie outside the body, metres.

    A garment that is too small is stretched when it is put on; it tightens afterwards.
    """
    y, half = _outer_edge(flat)
    arms = Figure(body, shape).weight(("upperarm", "lowerarm", "wrist", "finger", "metacarpal"))
    trunk = body.surface[arms[body.surface] < 0.5]
    rows = np.arange(y[0], y[-1], 1.0)
    heights = at[0, 1] + (cloth.paper[0, 1] - rows) / 100
    wide = np.array([np.abs(shape.vertices[trunk[np.abs(shape.vertices[trunk, 1] - h) < 0.02], 0])
                     .max(initial=0) for h in heights])  # fmt: skip
    spare = np.maximum(wide + 0.015 - np.interp(rows, y, half) / 100, 0)
    kernel = np.ones(9) / 9
    smooth = np.convolve(np.pad(spare, 4, mode="edge"), kernel, "valid")
    extra = np.interp(cloth.paper[:, 1], rows, np.maximum(smooth, spare))
    share = np.clip(np.abs(cloth.paper[:, 0]) / np.interp(cloth.paper[:, 1], y, half), 0, 1)
    out: Floats = (np.sign(cloth.paper[:, 0]) * extra * share).astype(np.float32)
    return out


def _outer_edge(flat: Flat) -> tuple[Array, Array]:
    """Heights on paper and half widths of the trunk's part of a garment, cm, below the armpit."""
    panels = {p.part: p for p in flat.pattern.panels}
    if Part.LEG_LEFT in panels:
        leg = panels[Part.LEG_LEFT]
        upper = leg.along <= flat.pattern.measures["rise"]
        return leg.along[upper], leg.high[upper]
    skirt = panels.get(Part.SKIRT)
    if Part.TORSO not in panels:
        assert skirt is not None  # noqa: S101
        return skirt.along, skirt.high
    torso = panels[Part.TORSO]
    below = torso.along >= flat.pattern.measures["armhole"]
    y, half = torso.along[below], torso.high[below]
    if skirt is not None:
        y, half = np.append(y, skirt.along + torso.length), np.append(half, skirt.high)
    return y, half


def _depths(body: Body, shape: Shape, at: Floats) -> tuple[Floats, Floats]:
    """Z just before and just behind the body at places (V, 3), metres."""
    skin = shape.vertices[body.surface]
    middles = shape.vertices[body.solid].mean(1)
    points = np.concatenate([skin, middles])
    low = np.minimum(points.min(0), at.min(0))[:2] - 0.05
    high = np.maximum(points.max(0), at.max(0))[:2] + 0.05
    columns, rows = (int(n) for n in np.ceil((high - low) / 0.01).astype(int))
    pixel = ((points[:, :2] - low) / 0.01).astype(np.intp)
    flat = pixel[:, 1] * columns + pixel[:, 0]
    layers = []
    for sign in (1, -1):
        plane: Floats = np.full(rows * columns, -9.0, np.float32)
        np.maximum.at(plane, flat, sign * points[:, 2])
        grown = cv2.dilate(plane.reshape(rows, columns), np.ones((5, 5), np.uint8))
        layers.append(np.asarray(grown, np.float32))
    known = (layers[0] > -8).astype(np.float32)
    middle = np.where(known > 0, (layers[0] - layers[1]) / 2, 0).astype(np.float32)
    share = cv2.GaussianBlur(known, (0, 0), 12) + np.float32(1e-6)
    spread = cv2.GaussianBlur(middle, (0, 0), 12) / share
    column, row = (((at[:, k] - low[k]) / 0.01).astype(np.float32)[None] for k in (0, 1))
    out = []
    for sign, plane in zip((1, -1), layers, strict=True):
        filled = np.where(known > 0, sign * plane + sign * 0.012, spread + sign * 0.006)
        smooth = cv2.blur(filled.astype(np.float32), (3, 3))
        out.append(cv2.remap(smooth, column, row, cv2.INTER_LINEAR)[0].astype(np.float32))
    return out[0], out[1]


def clear_of(body: Body, shape: Shape, cloth: Cloth, at: Floats) -> Floats:
    """The cloth's vertices (V, 3), metres, pushed out of a posed body that they have sunk into."""
    away, _ = _obstacle(body, shape, cloth, at).push(at, GAP)
    return np.asarray(at + away, np.float32)


def _obstacle(body: Body, shape: Shape, cloth: Cloth, at: Floats) -> Obstacle:
    """The part of the body that is near the cloth.

    Hands, and forearms in no sleeve, are none of it: they would crumple a skirt that they hang
    beside.
    """
    low, high = at.min(0) - 0.08, at.max(0) + 0.08
    middle = shape.vertices[body.solid].mean(1)
    near = ((middle > low) & (middle < high))[:, :2].all(axis=1)
    bones = HAND if cloth.sleeve.any() else (*HAND, "lowerarm")
    idle = Figure(body, shape).weight(bones) > 0.5
    return Obstacle.around(shape.vertices, body.solid[near & ~idle[body.solid].all(axis=1)])


def carried(
    body: Body, rest: Shape, first: Turns, turns: Turns, at: Floats, weights: Floats
) -> Floats:
    """Move the cloth with the bones from the first pose to the wanted one.

    Args:
        body: the template.
        rest: the person in the rest pose.
        first: the pose that the cloth lies on now.
        turns: the wanted pose.
        at: float32 (V, 3), metres, the cloth's vertices.
        weights: float32 (V, J), how much each bone moves each vertex; see :func:`skinned`.

    Returns:
        float32 (V, 3), in the coordinates of ``body.pose(rest, turns)``.
    """
    start, stop = body.bone_moves(rest, first), body.bone_moves(rest, turns)
    back = np.linalg.inv(start[:, :, :3])
    turn = stop[:, :, :3] @ back
    shift = stop[:, :, 3] - np.einsum("jab,jb->ja", turn, start[:, :, 3])
    linear = np.einsum("vj,jab->vab", weights, turn, optimize=True)
    moved = np.einsum("vab,vb->va", linear, at) + weights @ shift
    return np.ascontiguousarray(moved, np.float32)


def skinned(body: Body, shape: Shape, at: Floats, cloth: Cloth, rounds: int = 12) -> Floats:
    """Which bones move each vertex of the cloth: those of the nearest skin, smoothed.

    Sleeves go with the arms and all else with trunk and legs: a hand that hangs beside a skirt
    does not take it along.

    Returns:
        float32 (V, J); rows sum to 1.
    """
    nearest = _nearest_skin(body, shape, at, cloth.sleeve)
    weights = np.zeros((len(at), len(body.bones)), np.float32)
    np.add.at(weights, (np.arange(len(at))[:, None], body.skin_bones[nearest]), body.skin[nearest])
    used = weights.any(axis=0)
    small, pairs = weights[:, used], edges(cloth.faces)
    count = np.bincount(pairs.ravel(), minlength=len(at)).astype(np.float32)[:, None] + 1
    order = np.argsort(np.concatenate([pairs[:, 0], pairs[:, 1]]), kind="stable")
    other = np.concatenate([pairs[:, 1], pairs[:, 0]])[order]
    starts = np.concatenate([[0], np.cumsum(count[:-1, 0] - 1)]).astype(np.intp)
    for _ in range(rounds):
        small = (np.add.reduceat(small[other], starts, axis=0) + small) / count
    weights[:, used] = small
    return weights


def _nearest_skin(body: Body, shape: Shape, at: Floats, sleeve: Bools) -> Ints:
    """The vertex of the skin that is nearest to each of the cloth's and may carry it, (V,)."""
    arm = Figure(body, shape).weight(ARM)
    nearest = np.empty(len(at), np.intp)
    for mine, may in ((sleeve, arm > ON_SLEEVE), (~sleeve, arm < 0.5)):
        if mine.any():
            nearest[mine] = _nearest(shape, body.surface[may[body.surface]], at[mine])
    return nearest


def _nearest(shape: Shape, owners: Ints, at: Floats) -> Ints:
    """Which of the skin's vertices ``owners`` is nearest to places (N, 3), (N,)."""
    skin = shape.vertices[owners]
    near = (skin[:, 1] > at[:, 1].min() - 0.1) & (skin[:, 1] < at[:, 1].max() + 0.03)
    places, square = skin[near], (skin[near] ** 2).sum(1)[None]
    parts = np.array_split(at, 16)
    found: Ints = np.concatenate([(square - 2 * p @ places.T).argmin(1) for p in parts])
    return np.asarray(owners[near][found])
