"""A small cloth solver: position-based dynamics with small steps.

Sources: Mueller et al., "Position Based Dynamics" (2007), for the constraints; Macklin et al.,
"Small Steps in Physics Simulation" (2019), for one round of constraints per short step. Edges keep
their length on paper, the far corners of neighbouring triangles resist bending, the body pushes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from modiste.body.arrays import Bools, Floats, Ints
from modiste.pairs.collide import Obstacle

STEP = 1 / 110
"""Seconds per step."""
GRAVITY = -3.0
"""Less than on Earth: cloth that cannot stretch hangs the same, and fewer rounds suffice."""
STRIDE = np.float32(0.010)
"""Metres by which a vertex may move along an axis in one step: less than a limb is thick."""
GAP = 0.008
"""Metres between the skin and the middle of the cloth; base clothes fit in between."""


@dataclass(frozen=True)
class Springs:
    """Distances to keep.

    Attributes:
        groups: pairs intp (2, n) that share no vertex, so that each group is solved at once.
        lengths: float32 (n,), metres, per group.
        stiffness: in (0, 1].
        slack: the distances may be shorter, as those of a string.
    """

    groups: Sequence[Ints]
    lengths: Sequence[Floats]
    stiffness: float
    slack: bool = False


def edges(faces: Ints) -> Ints:
    """The edges of triangles (F, 3), each once, intp (E, 2)."""
    sides = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    return np.unique(np.sort(sides, axis=1), axis=0)


def hinges(faces: Ints) -> tuple[Ints, Ints]:
    """The corners that face each other across an edge, and that edge, intp (H, 2) each."""
    sides = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    across = np.concatenate([faces[:, 2], faces[:, 0], faces[:, 1]])
    sides = np.sort(sides, axis=1)
    order = np.lexsort((sides[:, 1], sides[:, 0]))
    sides, across = sides[order], across[order]
    same = (sides[1:] == sides[:-1]).all(axis=1)
    return np.stack([across[:-1][same], across[1:][same]], axis=1), sides[1:][same]


def springs(pairs: Ints, lengths: Floats, stiffness: float, *, slack: bool = False) -> Springs:
    """Split pairs (E, 2) into groups without common vertices (greedy edge colouring)."""
    used: list[set[int]] = [set() for _ in range(int(pairs.max()) + 1)]
    color = np.zeros(len(pairs), np.intp)
    for number, (a, b) in enumerate(pairs.tolist()):
        free = 0
        while free in used[a] or free in used[b]:
            free += 1
        used[a].add(free)
        used[b].add(free)
        color[number] = free
    parts = [np.flatnonzero(color == c) for c in range(int(color.max()) + 1)]
    groups = [np.ascontiguousarray(pairs[p].T) for p in parts]
    return Springs(groups, [lengths[p].astype(np.float32) for p in parts], stiffness, slack)


def tethers(paper: Floats, layer: Bools, reach: float) -> Ints:
    """Pairs of vertices about ``reach`` cm apart across and along the paper, intp (T, 2).

    They carry forces far in one round, so that few rounds keep the cloth from stretching.

    Args:
        paper: float32 (V, 2), cm.
        layer: bool (V,), True on the back; pairs stay within a layer.
        reach: cm.
    """
    found = []
    for back in (False, True):
        mine = np.flatnonzero(layer == back)
        places = paper[mine]
        for step in ((reach, 0.0), (0.0, reach)):
            ahead, miss = _closest(places, places + np.array(step, np.float32))
            _, gap = _closest(places, (places + places[ahead]) / 2)
            good = (miss < 0.25 * reach) & (gap < 1.3) & (ahead != np.arange(len(mine)))
            found.append(np.stack([mine[good], mine[ahead[good]]], axis=1))
    pairs = np.sort(np.concatenate(found), axis=1)
    return np.unique(pairs, axis=0)


def _closest(places: Floats, wanted: Floats) -> tuple[Ints, Floats]:
    """The nearest of ``places`` to each of ``wanted``, and how far it is."""
    square = (places**2).sum(1)[None] - 2 * wanted @ places.T
    nearest = square.argmin(1)
    return nearest, np.linalg.norm(places[nearest] - wanted, axis=1)


def _keep(at: Floats, springs: Springs, share_kept: float) -> None:
    """One round of all distance constraints, in place; ``share_kept`` in (0, 1] softens them."""
    half = np.float32(0.5 * springs.stiffness * share_kept)
    for pair, length in zip(springs.groups, springs.lengths, strict=True):
        ends = at[pair]
        along = ends[1] - ends[0]
        now = np.sqrt(np.einsum("ij,ij->i", along, along)) + np.float32(1e-9)
        share = half * (1 - length / now)
        if springs.slack:
            np.maximum(share, 0, out=share)
        along *= share[:, None]
        ends[0] += along
        ends[1] -= along
        at[pair] = ends


@dataclass(frozen=True)
class Material:
    """How a cloth moves: friction on the body and share of speed kept per step, in [0, 1]."""

    friction: float = 0.35
    lively: float = 0.965


def relax(
    start: Floats, constraints: Sequence[Springs], body: Obstacle, *, steps: int,
    material: Material, held: Bools | None = None, ease: int = 1,
) -> Floats:  # fmt: skip
    """Let the cloth fall for a number of steps.

    Args:
        start: float32 (V, 3), metres.
        constraints: in the order in which they are solved; what matters most comes last.
        body: what is in the way.
        steps: of :data:`STEP` seconds.
        material: friction and damping.
        held: bool (V,), vertices whose height stays (a waistband).
        ease: steps in which the cloth tightens: laid out, it is pulled over the body gently.

    Returns:
        Where the vertices come to lie, float32 (V, 3).
    """
    at, speed = start.copy(), np.zeros_like(start)
    heights = start[:, 1].copy()
    for step in range(steps):
        speed[:, 1] += np.float32(GRAVITY * STEP)
        before = at.copy()
        at += speed * np.float32(STEP)
        for springs in constraints:
            _keep(at, springs, min((step + 1) / ease, 1.0))
        if held is not None:
            at[held, 1] = heights[held]
        at = before + np.clip(at - before, -STRIDE, STRIDE)
        move, deep = body.push(at, GAP)
        at += move
        touch = np.flatnonzero(deep > 0)
        slid = at[touch] - before[touch]
        at[touch] -= np.float32(material.friction) * (slid - move[touch])
        speed = (at - before) * np.float32(material.lively / STEP)
        np.clip(speed, -1.5, 1.5, out=speed)
    return at
