"""The template bent and placed in space, with the derivatives that registration needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from modiste.body.arrays import Floats, Ints
from modiste.body.template import Body, Shape, rotation

FREE_BONES = (
    "spine05", "spine03", "spine01", "neck01", "head",
    "clavicle.L", "clavicle.R", "upperarm01.L", "upperarm01.R", "lowerarm01.L", "lowerarm01.R",
    "wrist.L", "wrist.R", "upperleg01.L", "upperleg01.R", "lowerleg01.L", "lowerleg01.R",
    "foot.L", "foot.R",
)  # fmt: skip
"""Bones that may turn, parents first."""

BONE_SD: dict[str, float] = {
    "spine": 9, "neck": 12, "head": 12, "clavicle": 8, "upperarm": 35, "lowerarm": 25,
    "wrist": 20, "upperleg": 14, "lowerleg": 9, "foot": 10,
}  # fmt: skip
"""Spread of each bone's turn about the starting pose in degrees, by the beginning of its name."""


def turn_sd() -> Floats:
    """Radians, (B,), in the order of :data:`FREE_BONES`."""
    spreads = [next(sd for key, sd in BONE_SD.items() if name.startswith(key))
               for name in FREE_BONES]  # fmt: skip
    return np.radians(np.array(spreads, np.float64))


@dataclass(frozen=True)
class State:
    """Where registration stands.

    Attributes:
        parameters: float64 (P,) of :class:`~modiste.body.scan.space.ShapeSpace`.
        turns: float64 (B, 3, 3), one rotation per free bone, in the axes of the rest pose.
        rotation: float64 (3, 3) of the whole body, about the root joint.
        place: float64 (3,), where the root joint is, metres.
        centre: float64 (B, 3, 3), the turns that the prior holds for likeliest.
    """

    parameters: Floats
    turns: Floats
    rotation: Floats
    place: Floats
    centre: Floats

    def with_(self, **changes: Floats) -> State:
        """A copy with some fields replaced."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Posed:
    """The bent template in space.

    Attributes:
        vertices: float64 (V, 3), of the chosen vertices, metres.
        joints: float64 (J, 3).
        frames: float64 (J, 3, 3), how each bone is turned in space.
        linear: float32 (V, 3, 3), how the skin at each vertex is turned in space.
    """

    vertices: Floats
    joints: Floats
    frames: Floats
    linear: Floats


class Skeleton:
    """Linear blend skinning of some of the template's vertices.

    Args:
        body: the template.
        chosen: intp (V,), which vertices.
    """

    def __init__(self, body: Body, chosen: Ints) -> None:
        self.body = body
        self.chosen = chosen
        self.free = np.array([body.bone(name) for name in FREE_BONES])
        self._slot = {int(bone): i for i, bone in enumerate(self.free)}
        self._skin = body.skin[chosen]
        self._bones = body.skin_bones[chosen]

    @cached_property
    def weights(self) -> Floats:
        """Skin weights of the chosen vertices for every bone, float32 (V, J)."""
        whole = np.zeros((len(self.chosen), len(self.body.parents)), np.float32)
        np.add.at(whole, (np.arange(len(self.chosen))[:, None], self._bones), self._skin)
        return whole

    @cached_property
    def carried(self) -> Floats:
        """How much each free bone and those below it carry of a vertex, float32 (B, V)."""
        below = np.eye(len(self.body.parents), dtype=np.float32)
        for bone in reversed(range(len(self.body.parents))):
            if self.body.parents[bone] >= 0:
                below[self.body.parents[bone]] += below[bone]
        carried: Floats = below[self.free] @ self.weights.T
        return carried

    def pose(self, shape: Shape, state: State) -> Posed:
        """Bend and place a person. ``shape`` is in the rest pose, all vertices."""
        frames, shifts = self._moves(shape.joints.astype(np.float64), state)
        linear = np.einsum("vk,vkij->vij", self._skin, frames.astype(np.float32)[self._bones])
        shift = np.einsum("vk,vki->vi", self._skin, shifts.astype(np.float32)[self._bones])
        vertices = np.einsum("vij,vj->vi", linear, shape.vertices[self.chosen]) + shift
        joints = np.einsum("jab,jb->ja", frames, shape.joints) + shifts
        return Posed(vertices, joints, frames, linear)

    def _moves(self, joints: Floats, state: State) -> tuple[Floats, Floats]:
        """Rotation (J, 3, 3) and translation (J, 3) of every bone in space."""
        frames = np.empty((len(joints), 3, 3))
        shifts = np.empty((len(joints), 3))
        for bone, parent in enumerate(self.body.parents):
            if parent < 0:
                frames[bone] = state.rotation
                shifts[bone] = state.place - state.rotation @ joints[bone]
                continue
            frames[bone], shifts[bone] = frames[parent], shifts[parent]
            if bone in self._slot:
                turn = state.turns[self._slot[bone]]
                frames[bone] = frames[parent] @ turn
                shifts[bone] = shifts[parent] + frames[parent] @ joints[bone] \
                    - frames[bone] @ joints[bone]  # fmt: skip
        return frames, shifts

    def joint_drift(self, posed: Posed, derivative: Floats) -> Floats:
        """How the bones' translations follow the joints that each parameter moves.

        Args:
            posed: the person now.
            derivative: float32 (P, J, 3), movement of the joints in the rest pose.

        Returns:
            float32 (J, P, 3).
        """
        drift = np.empty((len(posed.joints), len(derivative), 3), np.float32)
        frames = posed.frames.astype(np.float32)
        for bone, parent in enumerate(self.body.parents):
            if parent < 0:
                drift[bone] = -derivative[:, bone] @ frames[bone].T
                continue
            drift[bone] = drift[parent]
            if bone in self._slot:
                drift[bone] += derivative[:, bone] @ (frames[parent] - frames[bone]).T
        return drift


def spun(vectors: Floats) -> Floats:
    """Rotation matrices float64 (N, 3, 3) of rotation vectors (N, 3) in radians."""
    return np.stack([rotation(np.degrees(v)) for v in vectors]).astype(np.float64)


def unspun(turns: Floats) -> Floats:
    """Rotation vectors (N, 3) in radians of matrices (N, 3, 3) by less than half a turn."""
    skew = np.stack([turns[:, 2, 1] - turns[:, 1, 2], turns[:, 0, 2] - turns[:, 2, 0],
                     turns[:, 1, 0] - turns[:, 0, 1]], 1) / 2  # fmt: skip
    sine = np.linalg.norm(skew, axis=1)
    angle = np.arctan2(sine, (np.trace(turns, axis1=1, axis2=2) - 1) / 2)
    vectors: Floats = skew * (angle / np.maximum(sine, 1e-12))[:, None]
    return vectors
