"""Lay the template on a cloud: Gauss-Newton over place, pose and shape, point to plane, robust.

The residual of a scanned point is its distance to the tangent plane of the nearest sample of the
template (Chen and Medioni 1992), weighted by Geman and McClure's function of the distance with a
scale that shrinks from stage to stage. Only scanned points pull, so holes cost nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from modiste.body.arrays import Bools, Floats, Ints
from modiste.body.scan.figure import Posed, State, spun, turn_sd, unspun
from modiste.body.scan.neighbours import Tree
from modiste.body.scan.space import ShapeSpace
from modiste.body.scan.surface import Surface, rest_normals
from modiste.body.template import Shape

POINT_SD = 0.006
"""Metres by which a scanned point is off the fitted skin."""
EFFECTIVE = 400.0
"""How many independent points a scan is worth: errors of neighbours are alike."""
FLOOR_SD = 0.003
TURN_LIMIT = 0.3
STEP_LIMIT = 0.3
DAMPING = 0.5
"""A step is as unlikely as if the parameters were known within so many prior deviations: it keeps
directions that the scan does not hold from running away (Levenberg and Marquardt)."""
_REACH = 4.0
"""Points further than so many robust scales from the template do not count."""


@dataclass(frozen=True)
class Target:
    """What is to be met, metres.

    Attributes:
        points: float64 (N, 3).
        normals: float64 (N, 3), outward, or None.
        floor: (a, b, c, d) of the floor a x + b y + c z + d = 0 with the unit normal upwards, or
            None when no floor was scanned.
    """

    points: Floats
    normals: Floats | None = None
    floor: Floats | None = None

    def some(self, count: int, rng: np.random.Generator) -> Target:
        """At most ``count`` of the points."""
        if len(self.points) <= count:
            return self
        keep = rng.choice(len(self.points), count, replace=False)
        normals = None if self.normals is None else self.normals[keep]
        return Target(self.points[keep], normals, self.floor)


@dataclass(frozen=True)
class Stage:
    """One leg of the descent.

    Attributes:
        rounds: Gauss-Newton steps.
        scale: robust scale in metres.
        pose: whether the joints may turn.
        shape: how many shape parameters are free, from the first; -1 is all.
        points: scanned points used in each step.
    """

    rounds: int
    scale: float
    pose: bool = True
    shape: int = 0
    points: int = 5000


@dataclass(frozen=True)
class _Ties:
    """Scanned points tied to the template: where, along which normal, how far, how strongly."""

    at: Floats
    vertex: Ints
    normal: Floats
    gap: Floats
    weight: Floats


class Registration:
    """Gauss-Newton on one surface of the template.

    Args:
        space: the shapes.
        surface: the samples.
    """

    def __init__(self, space: ShapeSpace, surface: Surface) -> None:
        self.space = space
        self.surface = surface
        self._derivative: Floats = np.zeros((0, 0, 3), np.float32)

    def run(self, start: State, target: Target, stages: Sequence[Stage], seed: int = 0) -> State:
        """Descend from ``start`` through all stages."""
        rng = np.random.default_rng(seed)
        state = start
        rest = self.space.rest(state.parameters)
        normals = rest_normals(self.space.body, rest)
        for stage in stages:
            for number in range(stage.rounds):
                if stage.shape and number % 3 == 0:
                    normals = rest_normals(self.space.body, rest)
                    self._derivative = self.space.derivative(state.parameters)
                state = self._step(state, rest, normals, target.some(stage.points, rng), stage)
                if stage.shape:
                    rest = self.space.rest(state.parameters)
        return state

    def covariance(self, state: State, target: Target, stage: Stage, seed: int = 0) -> Floats:
        """What the scan leaves open of the shape at the end of a descent: float64 (P, P).

        The inverse of the information of ties and prior (Laplace's approximation), place and pose
        integrated out. Call it after :meth:`run`.

        Args:
            state: where the descent ended.
            target: the cloud.
            stage: the last one; all shape parameters are free.
            seed: of the choice of points.
        """
        rest = self.space.rest(state.parameters)
        self._derivative = self.space.derivative(state.parameters)
        some = target.some(stage.points, np.random.default_rng(seed))
        system = self._system(state, rest, rest_normals(self.space.body, rest), some, stage)
        count = len(state.parameters)
        whole: Floats = np.linalg.inv(system.information())[-count:, -count:]
        return whole

    def _step(
        self, state: State, rest: Shape, normals: Floats, target: Target, stage: Stage
    ) -> State:
        return self._moved(state, self._system(state, rest, normals, target, stage).update(), stage)

    def _system(
        self, state: State, rest: Shape, normals: Floats, target: Target, stage: Stage
    ) -> _System:
        posed = self.surface.skeleton.pose(rest, state)
        ties = self._tied(posed, normals, target, stage.scale)
        blocks = [self._rigid(ties, state)]
        prior_sd: list[Floats] = [np.full(6, 1e3)]
        prior_gap: list[Floats] = [np.zeros(6)]
        if stage.pose:
            blocks.append(self._bending(ties, posed))
            prior_sd.append(np.repeat(turn_sd(), 3))
            prior_gap.append(-unspun(state.turns @ state.centre.transpose(0, 2, 1)).ravel())
        if stage.shape:
            free = slice(None) if stage.shape < 0 else slice(stage.shape)
            blocks.append(self._shaping(ties, posed, free))
            prior_sd.append(self.space.sd[free])
            prior_gap.append((self.space.mean - state.parameters)[free])
        columns = np.concatenate(blocks, axis=1)
        return _System(columns, ties, np.concatenate(prior_sd), np.concatenate(prior_gap))

    def _tied(self, posed: Posed, rest_normal: Floats, target: Target, scale: float) -> _Ties:
        samples = self.surface.points(posed)
        far, which = Tree(samples).nearest(target.points)
        normal = self.surface.normals(posed, rest_normal, which)
        at = samples[which].astype(np.float64)
        gap = np.einsum("nx,nx->n", normal, target.points - at)
        weight = robust(far, scale) * self.surface.trust[which]
        if target.normals is not None:
            weight = weight * (np.einsum("nx,nx->n", normal, target.normals) > 0.2)
        weight *= min(1.0, EFFECTIVE / max(float(weight.sum()), 1.0)) / POINT_SD**2
        ties = _Ties(at, self.surface.main[which], normal, gap, weight)
        return ties if target.floor is None else self._standing(ties, posed, target.floor)

    def _standing(self, ties: _Ties, posed: Posed, floor: Floats) -> _Ties:
        """Tie the lowest skin of either foot to the floor."""
        height = posed.vertices @ floor[:3] + floor[3]
        left = self.space.body.template[self.surface.skeleton.chosen, 0] > 0
        lowest = np.array([np.where(side, height, np.inf).argmin() for side in (left, ~left)])
        gap = -height[lowest]
        weight = np.where(np.abs(gap) < 0.05, 1.0, 0.0) / FLOOR_SD**2
        return _Ties(
            np.concatenate([ties.at, posed.vertices[lowest]]),
            np.concatenate([ties.vertex, lowest]),
            np.concatenate([ties.normal, np.tile(floor[:3], (2, 1))]),
            np.concatenate([ties.gap, gap]),
            np.concatenate([ties.weight, weight]),
        )

    def _rigid(self, ties: _Ties, state: State) -> Floats:
        lever = np.cross(ties.at - state.place, ties.normal)
        return np.concatenate([lever, ties.normal], axis=1)

    def _bending(self, ties: _Ties, posed: Posed) -> Floats:
        """How the gaps close when each free bone turns, (N, 3 B)."""
        skeleton = self.surface.skeleton
        columns = []
        for slot, bone in enumerate(skeleton.free):
            lever = np.cross(ties.at - posed.joints[bone], ties.normal)
            above = posed.frames[skeleton.body.parents[bone]]
            columns.append(lever * skeleton.carried[slot, ties.vertex, None] @ above)
        return np.concatenate(columns, axis=1)

    def _shaping(self, ties: _Ties, posed: Posed, free: slice) -> Floats:
        """How the gaps close when each free shape parameter grows, (N, P)."""
        derivative = self._derivative
        skeleton = self.surface.skeleton
        count = len(skeleton.body.skin)
        normal = ties.normal.astype(np.float32)
        back = np.einsum("nx,nxy->ny", normal, posed.linear[ties.vertex])
        here = derivative[free][:, skeleton.chosen[ties.vertex]]
        direct = np.einsum("ny,pny->np", back, here)
        drift = skeleton.joint_drift(posed, derivative[free, count:])
        pulled = skeleton.weights[ties.vertex] @ drift.reshape(len(drift), -1)
        columns: Floats = direct + np.einsum(
            "npx,nx->np", pulled.reshape(len(normal), -1, 3), normal
        )
        return columns

    def _moved(self, state: State, update: Floats, stage: Stage) -> State:
        turn = spun(np.clip(update[None, :3], -TURN_LIMIT, TURN_LIMIT))[0]
        moved = state.with_(rotation=turn @ state.rotation, place=state.place + update[3:6])
        at = 6
        if stage.pose:
            vectors = np.clip(update[at : at + 3 * len(state.turns)], -TURN_LIMIT, TURN_LIMIT)
            moved = moved.with_(turns=spun(vectors.reshape(-1, 3)) @ state.turns)
            at += 3 * len(state.turns)
        if stage.shape:
            step = np.zeros(len(state.parameters))
            step[: len(update) - at] = update[at:]
            step *= min(1.0, STEP_LIMIT / max(float(np.abs(step).max()), 1e-9))
            parameters = np.clip(state.parameters + step, self.space.low, self.space.high)
            moved = moved.with_(parameters=parameters)
        return moved


def robust(far: Floats, scale: float) -> Floats:
    """Weights of distances: (s^2 / (s^2 + d^2))^2, and 0 beyond four scales."""
    near: Bools = far < _REACH * scale
    weights: Floats = (scale**2 / (scale**2 + far.astype(np.float64) ** 2)) ** 2 * near
    return weights


@dataclass(frozen=True)
class _System:
    """Normal equations of one step: the ties' slopes (N, K), and a normal prior (K,)."""

    columns: Floats
    ties: _Ties
    sd: Floats
    gap: Floats

    def information(self) -> Floats:
        """Of ties and prior, (K, K)."""
        weighted = self.columns * self.ties.weight[:, None]
        information: Floats = weighted.T @ self.columns + np.diag(self.sd**-2.0)
        return information

    def update(self) -> Floats:
        """The most likely change, damped, (K,)."""
        damped = self.information() + np.diag((DAMPING * self.sd) ** -2.0)
        pull = self.columns.T @ (self.ties.weight * self.ties.gap) + self.gap / self.sd**2
        update: Floats = np.linalg.solve(damped, pull)
        return update
