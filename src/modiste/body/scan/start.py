"""First guesses: which way is up, where the front is, how the arms hang."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modiste.body.arrays import Floats
from modiste.body.scan.figure import FREE_BONES, State, spun
from modiste.body.scan.neighbours import Tree
from modiste.body.scan.register import Registration, Stage, Target

ARMS = (15.0, 40.0, 85.0)
"""Degrees from hanging straight down that are tried for the arms."""
REST_ARMS = 43.0
FIRST = (Stage(4, 0.25, pose=False, points=700), Stage(6, 0.15, points=700))
SECOND = (Stage(6, 0.10, points=1500), Stage(8, 0.06, shape=11, points=1500))
KEPT = 2
"""How many of the first guesses are followed up."""


@dataclass(frozen=True)
class Guess:
    """A state, and how far it lies from the cloud on average, metres."""

    cost: float
    state: State


def frames(points: Floats, up: Floats | None) -> list[Floats]:
    """Rotations (3, 3) whose columns are the body's left, up and front in space, to be tried.

    Args:
        points: float64 (N, 3).
        up: the known vertical, unit (3,), or None.
    """
    centred = points - points.mean(0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    ups = [up] if up is not None else [sign * axes[:, 2] for sign in (1.0, -1.0)]
    tried = []
    for vertical in ups:
        flat = centred - np.outer(centred @ vertical, vertical)
        _, level = np.linalg.eigh(flat.T @ flat)
        for side in (level[:, 2], level[:, 1]):
            for sign in (1.0, -1.0):
                left = sign * side - vertical * (vertical @ (sign * side))
                left /= np.linalg.norm(left)
                tried.append(np.stack([left, vertical, np.cross(left, vertical)], axis=1))
    return tried


def arms_at(degrees: float) -> Floats:
    """Turns (B, 3, 3) of the free bones with both arms so far from hanging."""
    vectors = np.zeros((len(FREE_BONES), 3))
    lift = np.radians(degrees - REST_ARMS)
    vectors[FREE_BONES.index("upperarm01.L"), 2] = lift
    vectors[FREE_BONES.index("upperarm01.R"), 2] = -lift
    return spun(vectors)


def placed(
    registration: Registration, frame: Floats, turns: Floats, points: Floats, parameters: Floats
) -> State:
    """The template set over the points in one frame."""
    local = points @ frame
    low, high = local[:, 1].min(), local[:, 1].max()
    state = State(parameters, turns, np.eye(3), np.zeros(3), turns)
    shape = registration.space.rest(parameters)
    posed = registration.surface.skeleton.pose(shape, state).vertices
    middle = np.median(posed, axis=0)
    aim = np.median(local, axis=0)
    middle[1], aim[1] = (posed[:, 1].min() + posed[:, 1].max()) / 2, (low + high) / 2
    return state.with_(rotation=frame, place=frame @ (aim - middle))


def misfit(registration: Registration, state: State, points: Floats) -> float:
    """Mean distance from cloud to template and back, metres, each at most 0.15."""
    shape = registration.space.rest(state.parameters)
    posed = registration.surface.skeleton.pose(shape, state)
    samples = registration.surface.points(posed)
    there, _ = Tree(samples).nearest(points)
    back, _ = Tree(points).nearest(samples)
    believed = registration.surface.trust
    returned = np.minimum(back, 0.15) @ believed / believed.sum()
    return float(np.minimum(there, 0.15).mean() + returned)


def guess(registration: Registration, target: Target, seed: int = 0) -> list[Guess]:
    """The best starts, best first.

    Args:
        registration: on a coarse surface.
        target: the cleaned cloud, metres.
        seed: of the choice of points.
    """
    rng = np.random.default_rng(seed)
    some = target.some(2000, rng)
    up = None if target.floor is None else target.floor[:3]
    found = []
    tried = frames(target.points, up)
    parameters = registration.space.of_stature(float(np.ptp(target.points @ tried[0][:, 1])))
    for frame in tried:
        for degrees in ARMS:
            state = placed(registration, frame, arms_at(degrees), some.points, parameters)
            state = registration.run(state, some, FIRST, seed)
            found.append(Guess(misfit(registration, state, some.points), state))
    followed = []
    for first in sorted(found, key=lambda g: g.cost)[:KEPT]:
        state = registration.run(first.state, some, SECOND, seed)
        followed.append(Guess(misfit(registration, state, some.points), state))
    return sorted(followed, key=lambda g: g.cost)
