"""Landmarks of tops and dresses by rules on the outline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modiste.perception.garment.silhouette import Floats, Silhouette

Marks = dict[str, tuple[Floats, float]]
"""Points and scores by landmark name."""

SIDES = ("right", "left")
"""The wearer's side at the picture's left (0) and right (1)."""


@dataclass(frozen=True)
class Trunk:
    """Where the trunk is: armpits by side, with scores, and its width there."""

    armpits: tuple[Floats, Floats]
    scores: tuple[float, float]

    @property
    def width(self) -> float:
        """Distance between the armpits."""
        return max(float(self.armpits[1][0] - self.armpits[0][0]), 4.0)

    @property
    def middle(self) -> float:
        """Midway between the armpits."""
        return float(self.armpits[0][0] + self.armpits[1][0]) / 2

    @property
    def y(self) -> float:
        """Mean height of the armpits."""
        return float(self.armpits[0][1] + self.armpits[1][1]) / 2


def mark_top(shape: Silhouette, sleeved: float, dress: bool) -> Marks:
    """Landmarks of an upright top or dress.

    Args:
        shape: its outline.
        sleeved: probability that the garment has sleeves, from its kind.
        dress: whether it is a dress, which has hips too.
    """
    trunk = find_trunk(shape, sleeved)
    marks: Marks = {}
    for side, name in enumerate(SIDES):
        marks[f"armpit_{name}"] = (trunk.armpits[side], trunk.scores[side])
        marks[f"collar_{name}"] = (collar(shape, trunk, side), 0.6)
        marks[f"shoulder_{name}"] = (shoulder(shape, trunk, side), 0.6)
    marks["neck_center"] = (neck_center(shape, marks), 0.4)
    for side, name in enumerate(SIDES):
        marks.update(cuffs(shape, trunk, marks[f"shoulder_{name}"][0], side))
        marks.update(lower(shape, trunk, marks["neck_center"][0], side, dress))
    return marks


def find_trunk(shape: Silhouette, sleeved: float) -> Trunk:
    """Find the armpits: the deepest concavities under the sleeves, else where the sides begin."""
    found = [_armpit(shape, side) for side in (0, 1)]
    if found[0] is None and found[1] is None:
        y = shape.box[1] + (0.3 if sleeved < 0.5 else 0.33) * shape.height
        run = shape.run(y, shape.axis) or (shape.box[0], shape.box[2])
        inset = 0.0 if sleeved < 0.5 else 0.18 * (run[1] - run[0])
        ends = (np.array([run[0] + inset, y]), np.array([run[1] - inset, y]))
        return Trunk(ends, (0.3, 0.3))
    mirrored = [p is None for p in found]
    points = [p if p is not None else _mirror(shape, q) for p, q in zip(found, found[::-1])]  # noqa: B905
    low, high = points
    if abs(low[1] - high[1]) > 0.2 * shape.height:
        worse = int(low[1] < high[1])
        points[1 - worse] = _mirror(shape, points[worse])
        mirrored[1 - worse] = True
    return Trunk((points[0], points[1]), (0.4 if mirrored[0] else 0.85,
                                          0.4 if mirrored[1] else 0.85))  # fmt: skip


def _mirror(shape: Silhouette, point: Floats | None) -> Floats:
    assert point is not None  # noqa: S101 - one side was found
    return shape.nearest(np.array([2 * shape.axis - point[0], point[1]]))


def _armpit(shape: Silhouette, side: int) -> Floats | None:
    """The deepest concavity of one side that opens downwards or sideways."""
    top, height, sign = shape.box[1], shape.height, (-1, 1)[side]
    best, best_score = None, 0.03 * shape.width
    for start, end, deep, depth in shape.defects:
        if (deep[0] - shape.axis) * sign < 0.08 * shape.width:
            continue
        low = max(float(start[1]), float(end[1]))
        if not top + 0.1 * height < deep[1] < top + 0.7 * height or low < top + 0.42 * height:
            continue
        score = depth * (1.2 - 0.7 * (deep[1] - top) / height)
        if score > best_score:
            best, best_score = deep, score
    return best


def collar(shape: Silhouette, trunk: Trunk, side: int) -> Floats:
    """The neck point: the highest point of the top edge beside the middle."""
    offsets = np.arange(int(0.08 * trunk.width), int(0.45 * trunk.width) + 1)
    columns = np.clip(trunk.middle + (-1, 1)[side] * offsets, 0, shape.mask.shape[1] - 1)
    columns = columns.astype(int)
    cost = shape.top_edge[columns] + 0.12 * np.abs(offsets - 0.2 * trunk.width)
    x = int(columns[int(cost.argmin())])
    return np.array([x, shape.top_edge[x]], np.float64)


def shoulder(shape: Silhouette, trunk: Trunk, side: int) -> Floats:
    """The shoulder tip: the top edge a little inside the vertical over the armpit."""
    armpit, sign = trunk.armpits[side], (-1, 1)[side]
    limit = shape.mask.shape[1] - 1
    over = int(np.clip(armpit[0] - sign * 0.03 * trunk.width, 0, limit))
    if shape.top_edge[over] < armpit[1] - 0.15 * trunk.width:
        return np.array([over, shape.top_edge[over]], np.float64)
    inner = np.arange(int(trunk.middle), over, sign) if sign > 0 else np.arange(
        over + 1, int(trunk.middle))  # fmt: skip
    high = inner[shape.top_edge[inner] < armpit[1] - 0.45 * (armpit[1] - shape.box[1])]
    if high.size == 0:
        return np.array([over, shape.top_edge[over]], np.float64)
    x = int(high.max() if sign > 0 else high.min())
    return np.array([x, shape.top_edge[x]], np.float64)


def neck_center(shape: Silhouette, marks: Marks) -> Floats:
    """The front neckline's lowest point: the top edge in the middle, lowered into the garment."""
    low, high = marks["collar_right"][0], marks["collar_left"][0]
    x = int(np.clip((low[0] + high[0]) / 2, 0, shape.mask.shape[1] - 1))
    visible = float(shape.top_edge[x])
    guess = (low[1] + high[1]) / 2 + 0.3 * (high[0] - low[0])
    return np.array([x, max(visible, guess)], np.float64)


def cuffs(shape: Silhouette, trunk: Trunk, tip: Floats, side: int) -> Marks:
    """Both ends of a sleeve's opening; empty when there is no sleeve."""
    name, sign, armpit = SIDES[side], (-1, 1)[side], trunk.armpits[side]
    sleeve = shape.stretch(tip, armpit)
    beyond = (sleeve[:, 0] - armpit[0]) * sign
    if len(sleeve) < 8 or float(beyond.max()) < 0.1 * trunk.width:
        return {}
    root = (tip + armpit) / 2
    reach = np.linalg.norm(sleeve - root, axis=1)
    end = np.median(sleeve[reach >= np.quantile(reach, 0.93)], axis=0)
    along = (end - root) / max(float(np.linalg.norm(end - root)), 1e-6)
    across = np.array([-along[1], along[0]]) * (1 if sign > 0 else -1)
    far = (sleeve - root) @ along
    tipward = sleeve[far > 0.72 * float(far.max())]
    outer = tipward[int((tipward @ (along * 0.8 - across)).argmax())]
    inner = tipward[int((tipward @ (along * 0.8 + across)).argmax())]
    return {f"cuff_outer_{name}": (outer, 0.6), f"cuff_inner_{name}": (inner, 0.6)}


def lower(shape: Silhouette, trunk: Trunk, neck: Floats, side: int, dress: bool) -> Marks:
    """Waist, hips of a dress, and hem corner of one side."""
    name, sign, armpit = SIDES[side], (-1, 1)[side], trunk.armpits[side]
    points = shape.contour
    away = (points[:, 0] - trunk.middle) * sign
    inside = (points[:, 1] > armpit[1]) & (away > 0)
    inside &= away < (1.1 if dress else 0.62) * trunk.width
    hem = shape.extreme((0.45 * sign, 1.0), inside)
    top = float(shape.box[1])
    marks: Marks = {f"hem_{name}": (hem, 0.7)}
    levels = [("waist", 0.85)] + ([("hip", 1.28)] if dress else [])
    for what, level in levels:
        y = min(top + level * trunk.width, armpit[1] + 0.8 * (hem[1] - armpit[1]))
        run = shape.run(max(y, armpit[1] + 2), trunk.middle)
        x = float(run[side]) if run else float(hem[0])
        if abs(x - trunk.middle) / trunk.width > (0.75 if not dress else 1.1):
            x = float(armpit[0] + (hem[0] - armpit[0]) * (y - armpit[1]) / max(
                hem[1] - armpit[1], 1.0))  # fmt: skip
        marks[f"{what}_{name}"] = (np.array([x, y]), 0.6)
    return marks
