"""Hair as strands: grown on the scalp, combed around the skull, drawn back to front."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.body import skin
from modiste.body.arrays import Floats, vec
from modiste.body.camera import Camera
from modiste.body.noise import waves
from modiste.body.template import Body, Shape

LEVELS, SLABS, BRIGHTEST = 40, 16, 1.8
"""Hair is drawn in this many steps of brightness and of depth, up to this brightness."""
FACE_SIDE = np.radians(64)
"""Long hair hangs from this angle on, seen from above, 0 being in front: just before the ears."""


class HairStyle(StrEnum):
    """How the hair is worn."""

    LONG = "long"
    BOB = "bob"
    BUN = "bun"
    SHORT = "short"
    CROPPED = "cropped"


@dataclass(frozen=True)
class Strands:
    """Hair of one head.

    Attributes:
        points: float32 (S, P, 3), metres, from root to tip.
        middle: centre of the skull, (3,).
        shade: float32 (S,), brightness of each strand, about 1.
    """

    points: Floats
    middle: Floats
    shade: Floats


@dataclass(frozen=True)
class _Cut:
    count: int
    steps: int
    length: float
    lift: float
    clump: float


_CUTS = {
    HairStyle.LONG: _Cut(10000, 26, 0.36, 0.25, 0.5),
    HairStyle.BOB: _Cut(10000, 22, 0.135, 0.25, 0.45),
    HairStyle.BUN: _Cut(8000, 14, 0.22, 0.035, 0.3),
    HairStyle.SHORT: _Cut(9000, 7, 0.055, 0.0, 0.45),
    HairStyle.CROPPED: _Cut(9000, 4, 0.014, 0.0, 0.1),
}


def grow(body: Body, rest: Shape, posed: Shape, style: HairStyle, seed: int) -> Strands:
    """Grow the hair on a person's head.

    Args:
        body: the template.
        rest: the person in the rest pose, where the head is upright.
        posed: the same person as she stands.
        style: how the hair is worn.
        seed: of roots, lengths and clumps.
    """
    rng, cut = np.random.default_rng(seed), _CUTS[style]
    roots, normals = _roots(body, rest, cut.count, rng)
    place = body.template[body.surface]
    bony = (place[:, 1] > 0.725) & (body.masks["ears"][body.surface] < 0.1)
    skull = body.surface[bony]
    middle, radii = _ellipsoid(rest.vertices[skull])
    layer = 1 + cut.lift * rng.uniform(0.25, 1, (len(roots), 1)).astype(np.float32)
    comb = _Comb(style, middle, radii, layer)
    if style in (HairStyle.LONG, HairStyle.BOB):
        points = _curtain(roots, comb, cut, rng)
    else:
        points = _flow(roots, normals, comb, cut, rng)
    if style is HairStyle.BUN:
        points = np.concatenate([points, _knot(comb.knot, 2600, points.shape[1], rng)])
    points = _clumped(points, cut.clump, middle, rng)
    turn, shift = _rigid(rest.vertices[skull], posed.vertices[skull])
    shade = rng.normal(1, 0.09, len(points)) * (1 + 0.10 * waves(points[:, 0], seed, 0.012))
    return Strands(points @ turn.T + shift, turn @ middle + shift, shade.astype(np.float32))


@dataclass(frozen=True)
class _Comb:
    """The field that hair follows around an ellipsoidal skull."""

    style: HairStyle
    middle: Floats
    radii: Floats
    layer: Floats

    @property
    def knot(self) -> Floats:
        """Where a bun sits: on the crown, a little behind."""
        return self.middle + self.radii * vec([0, 1.14, -0.42])

    def wish(self, at: Floats, normal: Floats, grown: float) -> Floats:
        """Unnormalised direction of growth at ``at``, (S, 3), after ``grown`` of the length."""
        side = np.tanh((at[:, :1] - self.middle[0]) / 0.012)
        high = np.clip((at[:, 1:2] - self.middle[1]) / self.radii[1], -1, 1)
        ones = np.ones_like(side)
        if self.style is HairStyle.BUN:
            return self.knot - at
        swept = np.concatenate([0.55 * ones, 0.15 * high, 0.35 * high - 0.15], 1)
        sides = np.concatenate([0.1 * side, -0.9 * ones, -0.5 * ones], 1)
        top = np.clip(high * 2.2, 0, 1)
        lift = normal * (0.75 * (1 - grown) * top + 0.18)
        combed: Floats = swept * top + sides * (1 - top) + lift
        return combed

    def outside(self, at: Floats) -> Floats:
        """Push points out of the skull, to each strand's own layer."""
        radii = self.radii * self.layer
        unit = (at - self.middle) / radii
        size = np.linalg.norm(unit, axis=1, keepdims=True)
        pushed: Floats = self.middle + unit * np.maximum(1, 1 / np.maximum(size, 1e-3)) * radii
        return pushed


def _curtain(roots: Floats, comb: _Comb, cut: _Cut, rng: np.random.Generator) -> Floats:
    """Long hair parted in the middle, float32 (S, P, 3).

    Each strand runs over the skull to the height of its middle, turning away from the face, and
    then hangs down like a curtain around the neck. Angles are in the horizontal plane, 0 in front.
    """
    unit = (roots - comb.middle) / comb.radii
    rise = np.arcsin(np.clip(unit[:, 1] / np.linalg.norm(unit, axis=1), -1, 1))
    start = np.arctan2(unit[:, 0], unit[:, 2])
    side = np.where(start >= 0, 1, -1)
    away = FACE_SIDE + np.abs(start) / np.pi * (np.pi - FACE_SIDE)
    end = side * np.maximum(np.abs(start), away + rng.normal(0, 0.05, len(roots)))
    long = cut.length * rng.uniform(0.86, 1.0, len(roots))
    over = np.linspace(0, 1, cut.steps // 2)
    eased = 1 - (1 - over[None]) ** 2.2
    turn = start[:, None] + (end - start)[:, None] * eased
    climb = rise[:, None] * (1 - over[None])
    layer = 1.01 + (comb.layer - 1.01) * np.minimum(1, 3 * over)[None]
    skull = np.stack([np.sin(turn) * np.cos(climb), np.sin(climb), np.cos(turn) * np.cos(climb)], 2)
    above = comb.middle + skull * layer[:, :, None] * comb.radii
    fall = np.linspace(0, 1, cut.steps - len(over) + 1)[None, 1:]
    hang = _hanging(above[:, -1], end, fall, long, comb)
    traced = np.concatenate([above, hang], 1)
    wave = 0.0035 * np.sin(
        np.cumsum(rng.uniform(0.25, 0.6, traced.shape[:2]), 1) + rng.uniform(0, 6, (len(roots), 1))
    )
    traced[:, :, 0] += wave * np.linspace(0, 1, cut.steps)[None]
    return traced.astype(np.float32)


def _hanging(start: Floats, angle: Floats, fall: Floats, long: Floats, comb: _Comb) -> Floats:
    """The free part below the skull, (S, P, 3): in at the neck, and behind the shoulders."""
    down = fall * long[:, None]
    behind = np.sign(angle)[:, None] * np.maximum(
        np.abs(angle)[:, None], FACE_SIDE + np.radians(46) * np.minimum(down / 0.16, 1)
    )
    bob = comb.style is HairStyle.BOB
    spread = 1 - (0.10 if bob else 0.16) * np.sin(
        np.minimum(down / 0.20, 1) * np.pi * (1.0 if bob else 0.6)
    )
    turn = angle[:, None] if bob else behind
    base = (start - comb.middle) / comb.radii
    size = np.hypot(base[:, 0], base[:, 2])[:, None] * spread
    x = comb.middle[0] + comb.radii[0] * size * np.sin(turn)
    z = comb.middle[2] + comb.radii[2] * size * np.cos(turn) - (0 if bob else 0.25) * down
    return np.stack([x, start[:, 1:2] - down, z], 2)


def _flow(
    roots: Floats, normals: Floats, comb: _Comb, cut: _Cut, rng: np.random.Generator
) -> Floats:
    """Trace the strands, float32 (S, P, 3)."""
    length = cut.length * rng.uniform(0.8, 1.05, (len(roots), 1)).astype(np.float32)
    if comb.style in (HairStyle.SHORT, HairStyle.CROPPED):
        high = (roots[:, 1:2] - comb.middle[1]) / comb.radii[1]
        length = length * np.clip(0.30 + 0.9 * high, 0.22, 1)
    step = length / (cut.steps - 1)
    points = [roots]
    heading = normals
    for i in range(1, cut.steps):
        wish = comb.wish(points[-1], normals, i / cut.steps)
        wish = wish / np.maximum(np.linalg.norm(wish, axis=1, keepdims=True), 1e-6)
        heading = heading * 0.35 + wish * 0.65
        heading = heading / np.maximum(np.linalg.norm(heading, axis=1, keepdims=True), 1e-6)
        reach = step
        if comb.style is HairStyle.BUN:
            reach = np.minimum(step, np.linalg.norm(comb.knot - points[-1], axis=1, keepdims=True))
        moved = points[-1] + heading * reach
        points.append(comb.outside(moved) if comb.style is HairStyle.BUN else moved)
    traced = np.stack(points, 1).astype(np.float32)
    wiggle = np.cumsum(rng.normal(0, 0.0005, traced.shape), 1)
    return (traced + wiggle).astype(np.float32)


def _roots(body: Body, shape: Shape, count: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Points on the scalp, evenly by area, and the normals there."""
    inside = skin.scalp(body.template)
    faces = body.solid[(inside[body.solid].max(1) > 0)]
    corners = shape.vertices[faces]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(across, axis=1)
    picked = rng.choice(len(faces), count * 2, p=area / area.sum())
    weights = rng.dirichlet((1, 1, 1), count * 2).astype(np.float32)[:, :, None]
    place = (body.template[faces[picked]] * weights).sum(1)
    grows = skin.scalp(place) + rng.normal(0, 0.0025, len(place)) > 0
    roots = (corners[picked] * weights).sum(1)[grows][:count]
    return roots, (across / area[:, None])[picked][grows][:count].astype(np.float32)


def _ellipsoid(points: Floats) -> tuple[Floats, Floats]:
    """Middle and radii of the skull that carries the scalp."""
    low, high = points.min(0), points.max(0)
    radii = (high - low) / 2 * vec([1, 1, 1])
    radii[1] = (high[0] - low[0]) * 0.62
    middle = (low + high) / 2
    middle[1] = high[1] - radii[1]
    return middle.astype(np.float32), radii.astype(np.float32)


def _knot(middle: Floats, count: int, steps: int, rng: np.random.Generator) -> Floats:
    """Strands wound into a ball."""
    axis = rng.normal(0, 1, (count, 3)) * [0.35, 1.0, 0.35]
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    start = np.cross(axis, rng.normal(0, 1, (count, 3)))
    start /= np.linalg.norm(start, axis=1, keepdims=True)
    turn = np.linspace(0, 2.6, steps)[None, :, None]
    circle = start[:, None] * np.cos(turn) + np.cross(axis, start)[:, None] * np.sin(turn)
    offset = axis[:, None] * rng.uniform(-0.85, 0.85, (count, 1, 1))
    ball = circle * np.sqrt(1 - np.linalg.norm(offset, axis=2, keepdims=True) ** 2) + offset
    knot: Floats = middle + 0.041 * ball * [1.1, 0.85, 1.0]
    return knot


def _clumped(points: Floats, strength: float, middle: Floats, rng: np.random.Generator) -> Floats:
    """Draw neighbouring strands of one side together towards their tips, as locks."""
    leaders = rng.choice(len(points), max(len(points) // 30, 1), replace=False)
    aside = vec([0.1, 0, 0]) * np.where(points[:, 0, :1] >= middle[0], 1, -1)
    roots = points[:, 0] + aside
    heads = roots[leaders]
    distance = (roots**2).sum(1)[:, None] - 2 * roots @ heads.T + (heads**2).sum(1)
    leader = points[leaders[distance.argmin(1)]]
    pull = strength * np.linspace(0, 1, points.shape[1], dtype=np.float32)[None, :, None] ** 1.3
    drawn: Floats = points + (leader - points) * pull
    return drawn


def _rigid(start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """Rotation and shift that carry one point set onto another (Kabsch)."""
    a, b = start - start.mean(0), end - end.mean(0)
    u, _, vt = np.linalg.svd(a.T @ b)
    flip = np.diag([1, 1, np.sign(np.linalg.det(u @ vt))])
    turn = (u @ flip @ vt).T.astype(np.float32)
    return turn, (end.mean(0) - turn @ start.mean(0)).astype(np.float32)


def draw(
    strands: Strands, color: tuple[float, float, float], camera: Camera, depth: Floats,
    key: tuple[float, float, float],
) -> tuple[Floats, NDArray[np.bool_]]:  # fmt: skip
    """Draw the strands that nothing hides.

    Args:
        strands: the hair.
        color: linear RGB albedo.
        camera: whose picture it is.
        depth: float32 (H, W), distance of what is already drawn, infinite where nothing is.
        key: direction towards the main light.

    Returns:
        Linear RGB, float32 (H, W, 3), and where hair was drawn, bool (H, W).
    """
    ends, away, light = _segments(strands, camera, key)
    at = np.clip(ends.mean(1).astype(int), 0, [camera.width - 1, camera.height - 1])
    seen = away < depth[at[:, 1], at[:, 0]] + 0.008
    canvas = np.zeros((camera.height, camera.width), np.uint8)
    if seen.any():
        _draw_lines(canvas, ends[seen], away[seen], light[seen])
    shade = (canvas.astype(np.float32) - 0.5) * np.float32(BRIGHTEST / LEVELS)
    sheen = np.clip(shade - 1.0, 0, None)[..., None] * vec([0.05, 0.045, 0.04])
    return vec(color) * np.clip(shade, 0, 1.3)[..., None] + sheen, canvas > 0


def _draw_lines(canvas: NDArray[np.uint8], ends: Floats, away: Floats, light: Floats) -> None:
    """Draw pieces of hair from far to near, as 1 + their level of brightness."""
    level = np.clip(light / BRIGHTEST * LEVELS, 0, LEVELS - 1).astype(int)
    slab = np.digitize(-away, np.quantile(-away, np.linspace(0, 1, SLABS + 1)[1:-1]))
    order = np.lexsort((level, slab))
    cuts = np.flatnonzero(np.diff(slab[order] * LEVELS + level[order])) + 1
    fixed = np.rint(ends * 16).astype(np.int32)
    for group in np.split(order, cuts):
        lines = list(fixed[group][:, :, None])
        cv2.polylines(canvas, lines, False, int(level[group[0]]) + 1, 1, cv2.LINE_8, 4)


def _segments(
    strands: Strands, camera: Camera, key: tuple[float, float, float]
) -> tuple[Floats, Floats, Floats]:
    """Ends in pixels (N, 2, 2), distance (N,), and brightness (N,) of every piece of hair.

    Brightness follows Kajiya and Kay (1989) for the sheen, over a wrapped diffuse term.
    """
    points = strands.points
    pixels, away = camera.project(points.reshape(-1, 3))
    pixels, away = pixels.reshape(*points.shape[:2], 2), away.reshape(points.shape[:2])
    along = np.diff(points, axis=1)
    along = along / np.maximum(np.linalg.norm(along, axis=2, keepdims=True), 1e-9)
    outward = points[:, 1:] - strands.middle
    outward[:, :, 1] = np.maximum(outward[:, :, 1], -0.02)
    size = np.linalg.norm(outward, axis=2, keepdims=True)
    light = np.asarray(key, np.float32) / np.linalg.norm(key)
    half = light + vec([0, 0, 1])
    half = half / np.linalg.norm(half)
    diffuse = np.clip((outward / size) @ light * 0.48 + 0.50, 0.24, 1)
    sine = np.sqrt(np.clip(1 - (along @ half) ** 2, 0, 1))
    sheen = 0.75 * sine**28 + 0.35 * np.sqrt(np.clip(1 - (along @ half - 0.18) ** 2, 0, 1)) ** 70
    bright = (diffuse + sheen * diffuse) * strands.shade[:, None]
    ends = np.stack([pixels[:, :-1], pixels[:, 1:]], 2)
    return ends.reshape(-1, 2, 2), away[:, 1:].reshape(-1), bright.reshape(-1).astype(np.float32)
