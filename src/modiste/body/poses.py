"""Named poses, given by where the limbs point, so that they suit every shape of body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np

from modiste.body.arrays import Floats, vec
from modiste.body.template import Body, Shape, rotation

Direction = tuple[float, float, float]


class PoseName(StrEnum):
    """The poses that the template knows."""

    A_POSE = "a-pose"
    STANDING = "standing"
    RELAXED = "relaxed"
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

ABOVE = {"forearm": "upperarm", "hand": "forearm", "shin": "thigh"}
"""The limb that each limb hangs on."""

_ARM = {"upperarm": (0.15, -1.0, -0.04), "forearm": (0.09, -1.0, 0.16), "hand": (0.02, -1.0, 0.14)}
_A_ARM = {"upperarm": (0.5, -0.87, 0.0), "forearm": (0.5, -0.87, 0.04), "hand": (0.5, -0.87, 0.04)}
_HIP_ARM = {
    "upperarm": (0.60, -0.76, -0.26),
    "forearm": (-0.50, -0.66, 0.50),
    "hand": (-0.42, -0.40, 0.80),
}
_BENT_ARM = {
    "upperarm": (0.20, -0.97, -0.08),
    "forearm": (-0.30, 0.10, 0.95),
    "hand": (-0.45, 0.16, 0.88),
}
_LEG = {"thigh": (0.015, -1.0, 0.01), "shin": (0.02, -1.0, -0.03)}

AIMS: Mapping[PoseName, tuple[Mapping[str, Direction], Mapping[str, Direction]]] = {
    PoseName.A_POSE: ({**_A_ARM, "thigh": (0.06, -1.0, 0.01), "shin": (0.06, -1.0, -0.03)},) * 2,
    PoseName.STANDING: ({**_ARM, **_LEG},) * 2,
    PoseName.RELAXED: (
        {**_ARM, "forearm": (0.12, -1.0, 0.22), "thigh": (0.10, -1.0, 0.07),
         "shin": (0.05, -1.0, -0.05)},
        {**_ARM, "thigh": (0.0, -1.0, 0.0), "shin": (0.02, -1.0, -0.03)},
    ),
    PoseName.HAND_ON_HIP: (
        {**_HIP_ARM, **_LEG},
        {**_ARM, "thigh": (0.07, -1.0, 0.06), "shin": (0.03, -1.0, -0.06)},
    ),
    PoseName.ARM_BENT: ({**_ARM, **_LEG}, {**_BENT_ARM, **_LEG}),
    PoseName.WALKING: (
        {"upperarm": (0.18, -1.0, -0.24), "forearm": (0.14, -1.0, 0.06), "hand": (0.06, -1.0, 0.1),
         "thigh": (0.0, -1.0, 0.17), "shin": (0.02, -1.0, -0.01)},
        {"upperarm": (0.18, -1.0, 0.14), "forearm": (0.08, -1.0, 0.42), "hand": (0.0, -1.0, 0.4),
         "thigh": (0.0, -1.0, -0.10), "shin": (0.02, -1.0, -0.50)},
    ),
}  # fmt: skip
"""Per pose the directions of the limbs of the left side and of the right side, the latter mirrored
(+x is outwards on both)."""

NOD: Mapping[str, Direction] = {"neck02": (3.0, 0.0, 0.0), "head": (4.0, 0.0, 0.0)}
"""Turns that bring the gaze of the template down to the horizon."""

EXTRA: Mapping[PoseName, Mapping[str, Direction]] = {
    PoseName.RELAXED: {
        "spine04": (0.0, 0.0, -2.0),
        "spine02": (0.0, -4.0, 2.5),
        "head": (4.0, 6.0, -2.0),
    },
    PoseName.WALKING: {"foot.R": (-5.0, 0.0, 0.0)},
    PoseName.HAND_ON_HIP: {"spine03": (0.0, 0.0, 1.5), "head": (4.0, 5.0, -2.5)},
}
"""Turns in degrees that replace the others, as :meth:`Body.pose` takes them."""

ROLL: Mapping[PoseName, tuple[float, float]] = {PoseName.HAND_ON_HIP: (0.0, -25.0)}
"""Degrees by which the left and the right forearm turn about their axis, thumbs inwards."""
USUAL_ROLL = -25.0

HAND_ROOM = 0.055
"""Metres from the hips to the wrist of a hanging arm."""
CURL = 14.0
"""Degrees by which every finger joint is bent in relaxed hands."""
CLOSED = 1.2
"""How much of the middle finger's direction the other fingers take on."""


def posed(body: Body, shape: Shape, pose: PoseName) -> Shape:
    """Put a person into a named pose, standing on the ground.

    Args:
        body: the template.
        shape: the person in the rest pose.
        pose: which pose.
    """
    return body.grounded(body.pose(shape, turns_for(body, shape, pose)))


def turns_for(body: Body, shape: Shape, pose: PoseName) -> dict[str, Direction]:
    """The rotation vectors in degrees that :meth:`Body.pose` takes for a named pose."""
    turns: dict[str, Direction] = {}
    rolls = ROLL.get(pose, (USUAL_ROLL, USUAL_ROLL))
    for side, aims, roll in zip("LR", AIMS[pose], rolls, strict=True):
        turns.update(_side(body, shape, side, aims, roll))
        turns.update(_curled(body, shape, side))
    return {**turns, **NOD, **EXTRA.get(pose, {})}


def _side(
    body: Body, shape: Shape, side: str, aims: Mapping[str, Direction], roll: float
) -> dict[str, Direction]:
    """Turns of the arm and the leg of one side, "L" or "R"."""
    outward = vec([1 if side == "L" else -1, 1, 1])
    turns: dict[str, Direction] = {}
    turned: dict[str | None, Floats] = {None: np.eye(3, dtype=np.float32)}
    for limb, (bone, end) in LIMBS.items():
        here, there = (shape.joints[body.bone(f"{name}.{side}")] for name in (bone, end))
        above = turned[ABOVE.get(limb)]
        target = above.T @ (_clear(body, shape, side, limb, aims[limb]) * outward)
        turn = rotation(between(there - here, target))
        turns[f"{bone}.{side}"] = _vector(turn)
        turned[limb] = above @ turn
        if limb == "forearm":
            x, y, z = (there - here) / np.linalg.norm(there - here) * -roll / 2 * outward[0]
            turns[f"lowerarm02.{side}"] = turns[f"wrist.{side}"] = (float(x), float(y), float(z))
            half = rotation((float(x), float(y), float(z)))
            turned[limb] = turned[limb] @ half @ half
        if limb == "hand":
            turns[f"{bone}.{side}"] = _vector(half @ turn)
    turns[f"foot.{side}"] = _vector(turned["shin"].T)
    return turns


def _clear(body: Body, shape: Shape, side: str, limb: str, aim: Direction) -> Floats:
    """The direction of a limb; hanging arms swing out so far that the hands clear the hips."""
    direction = np.array(aim, np.float32)
    if limb not in ("upperarm", "forearm") or aim[1] > -0.9:
        return direction
    place = body.template[body.surface]
    girdle = (np.abs(place[:, 1]) < 0.12) & (np.abs(place[:, 0]) < 0.25)
    hips = float(np.abs(shape.vertices[body.surface[girdle], 0]).max())
    shoulder, elbow, wrist = (
        shape.joints[body.bone(f"{name}.{side}")] for name in ("upperarm01", "lowerarm01", "wrist")
    )
    reach = float(np.linalg.norm(elbow - shoulder) + np.linalg.norm(wrist - elbow))
    direction[0] = max(aim[0], (hips + HAND_ROOM - abs(float(shoulder[0]))) / reach)
    return direction


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
    """Turns that close the fingers of a hand a little and bend them towards the palm."""

    def joint(finger: int, number: int) -> Floats:
        head: Floats = shape.joints[body.bone(f"finger{finger}-{number}.{side}")]
        return head

    across = joint(2, 1) - joint(5, 1)
    axis = across / np.linalg.norm(across) * (CURL if side == "L" else -CURL)
    bend: Direction = (float(axis[0]), float(axis[1]), float(axis[2]))
    middle = joint(3, 2) - joint(3, 1)
    turns: dict[str, Direction] = {}
    for finger in range(1, 6):
        points = joint(finger, 2) - joint(finger, 1)
        closed = points / np.linalg.norm(points) + CLOSED * middle / np.linalg.norm(middle)
        close = rotation(between(points, closed))
        if finger > 1:
            turns[f"finger{finger}-2.{side}"] = bend
            close = rotation(bend) @ close
        turns[f"finger{finger}-1.{side}"] = _vector(close)
    return turns
