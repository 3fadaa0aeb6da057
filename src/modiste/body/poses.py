"""Named poses, given by where the limbs point, so that they suit every shape of body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from modiste.body.template import Body, Shape, rotation

Floats = NDArray[np.float32]
Direction = tuple[float, float, float]


class PoseName(StrEnum):
    """The poses that the template knows."""

    A_POSE = "a-pose"
    STANDING = "standing"
    HAND_ON_HIP = "hand-on-hip"
    ARM_BENT = "arm-bent"
    WALKING = "walking"


LIMBS: Mapping[str, tuple[str, str]] = {
    "upperarm": ("upperarm01", "lowerarm01"),
    "forearm": ("lowerarm01", "wrist"),
    "hand": ("wrist", "finger3-1"),
    "thigh": ("upperleg01", "lowerleg01"),
    "shin": ("lowerleg01", "foot"),
}
"""Per limb the bone that turns and the bone whose head it points at; roots come first."""

_ARM = {"upperarm": (0.17, -1.0, -0.04), "forearm": (0.10, -1.0, 0.16), "hand": (0.02, -1.0, 0.14)}
_A_ARM = {"upperarm": (0.5, -0.87, 0.0), "forearm": (0.5, -0.87, 0.04), "hand": (0.5, -0.87, 0.04)}
_HIP_ARM = {"upperarm": (0.62, -0.78, -0.22), "forearm": (-0.74, -0.52, 0.42),
            "hand": (-0.80, -0.55, 0.10)}  # fmt: skip
_BENT_ARM = {"upperarm": (0.20, -0.97, -0.08), "forearm": (-0.30, 0.10, 0.95),
             "hand": (-0.45, 0.16, 0.88)}  # fmt: skip
_LEG = {"thigh": (0.015, -1.0, 0.01), "shin": (0.02, -1.0, -0.03)}

AIMS: Mapping[PoseName, tuple[Mapping[str, Direction], Mapping[str, Direction]]] = {
    PoseName.A_POSE: ({**_A_ARM, "thigh": (0.06, -1.0, 0.01), "shin": (0.06, -1.0, -0.03)},) * 2,
    PoseName.STANDING: ({**_ARM, **_LEG},) * 2,
    PoseName.HAND_ON_HIP: (
        {**_HIP_ARM, **_LEG},
        {**_ARM, "thigh": (0.07, -1.0, 0.06), "shin": (0.03, -1.0, -0.06)},
    ),
    PoseName.ARM_BENT: ({**_ARM, **_LEG}, {**_BENT_ARM, **_LEG}),
    PoseName.WALKING: (
        {"upperarm": (0.18, -1.0, -0.24), "forearm": (0.14, -1.0, 0.06), "hand": (0.06, -1.0, 0.1),
         "thigh": (0.0, -1.0, 0.22), "shin": (0.02, -1.0, -0.02)},
        {"upperarm": (0.18, -1.0, 0.14), "forearm": (0.08, -1.0, 0.42), "hand": (0.0, -1.0, 0.4),
         "thigh": (0.0, -1.0, -0.14), "shin": (0.02, -1.0, -0.34)},
    ),
}  # fmt: skip
"""Per pose the directions of the limbs of the left side and of the right side, the latter mirrored
(+x is outwards on both)."""

EXTRA: Mapping[PoseName, Mapping[str, Direction]] = {
    PoseName.WALKING: {"foot.R": (28.0, 0.0, 0.0)},
    PoseName.HAND_ON_HIP: {"spine03": (0.0, 0.0, 1.5), "head": (0.0, 4.0, -2.0)},
}
"""Further turns in degrees, as :meth:`Body.pose` takes them."""

CURL = 14.0
"""Degrees by which every finger joint is bent in relaxed hands."""


def posed(body: Body, shape: Shape, pose: PoseName) -> Shape:
    """Put a person into a named pose, standing on the ground.

    Args:
        body: the template.
        shape: the person in the rest pose.
        pose: which pose.
    """
    return body.grounded(body.pose(shape, turns_for(body, shape, pose)))


def turns_for(body: Body, shape: Shape, pose: PoseName) -> dict[str, tuple[float, float, float]]:
    """The rotation vectors in degrees that :meth:`Body.pose` takes for a named pose."""
    turns: dict[str, tuple[float, float, float]] = {}
    for side, aims in zip("LR", AIMS[pose], strict=True):
        outward = 1.0 if side == "L" else -1.0
        turned: dict[str, Floats] = {}
        for limb, (bone, end) in LIMBS.items():
            root = {"forearm": "upperarm", "hand": "forearm", "shin": "thigh"}.get(limb)
            above = turned[root] if root else np.eye(3, dtype=np.float32)
            x, y, z = aims.get(limb, (0.0, -1.0, 0.0))
            if limb not in aims:
                continue
            here, there = body.bone(f"{bone}.{side}"), body.bone(f"{end}.{side}")
            target = above.T @ np.array([x * outward, y, z], np.float32)
            vector = between(shape.joints[there] - shape.joints[here], target)
            turns[f"{bone}.{side}"] = vector
            turned[limb] = above @ rotation(vector)
        turns[f"foot.{side}"] = _vector(turned["shin"].T)
        turns.update(_curled(body, shape, side))
    return {**turns, **EXTRA.get(pose, {})}


def between(start: Sequence[float] | Floats, end: Sequence[float] | Floats) -> Direction:
    """The shortest rotation, as a vector in degrees, that turns one direction into another."""
    a, b = (np.asarray(v, np.float64) / np.linalg.norm(v) for v in (start, end))
    axis = np.cross(a, b)
    sine = float(np.linalg.norm(axis))
    if sine < 1e-9:
        return (0.0, 0.0, 0.0) if a @ b > 0 else (180.0, 0.0, 0.0)
    x, y, z = np.degrees(np.arctan2(sine, a @ b)) * axis / sine
    return float(x), float(y), float(z)


def _vector(turn: Floats) -> Direction:
    """The rotation vector in degrees of a rotation matrix by less than half a turn."""
    skew = np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]]) / 2
    sine = float(np.linalg.norm(skew))
    angle = np.degrees(np.arctan2(sine, (float(np.trace(turn)) - 1) / 2))
    x, y, z = skew / max(sine, 1e-12) * angle
    return float(x), float(y), float(z)


def _curled(body: Body, shape: Shape, side: str) -> dict[str, Direction]:
    """Turns that bend the fingers a little towards the palm."""
    joints = {n: shape.joints[body.bone(f"{n}.{side}")] for n in
              ("wrist", "finger2-1", "finger5-1", "finger3-1")}  # fmt: skip
    across = joints["finger2-1"] - joints["finger5-1"]
    axis = across / np.linalg.norm(across) * (CURL if side == "L" else -CURL)
    bend = (float(axis[0]), float(axis[1]), float(axis[2]))
    return {f"finger{f}-{j}.{side}": bend for f in range(2, 6) for j in (1, 2)}
