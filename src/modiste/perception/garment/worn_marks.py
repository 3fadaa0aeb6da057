"""Landmarks of a worn garment, from the model's pose and the garment's outline."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from modiste.perception.garment.silhouette import Floats, Silhouette
from modiste.types import Category, Landmark, Pose

SIDES = ("left", "right")
Marks = dict[str, Landmark]

MIN_SLEEVE = 0.14
"""Shortest sleeve, as a part of the arm's length."""


def mark_worn(mask: NDArray[np.bool_], pose: Pose, category: Category) -> Marks:
    """Landmarks of a worn garment.

    Args:
        mask: bool (h, w), the garment.
        pose: the model's, in the mask's pixels.
        category: where it is worn.
    """
    shape = Silhouette(mask)
    if category is Category.BOTTOM:
        return _bottom(shape, pose)
    marks = _top(shape, pose)
    if category is Category.DRESS:
        for side in SIDES:
            marks[f"hip_{side}"] = _beside(shape, pose, side, 1.0)
    return marks


def _at(pose: Pose, name: str) -> Floats:
    return np.asarray(pose[name], np.float64)


def _mark(point: Floats, score: float) -> Landmark:
    return Landmark(float(point[0]), float(point[1]), score)


def _top(shape: Silhouette, pose: Pose) -> Marks:
    marks: Marks = {}
    middle = (_at(pose, "left_shoulder") + _at(pose, "right_shoulder")) / 2
    for side in SIDES:
        shoulder, hip = _at(pose, f"{side}_shoulder"), _at(pose, f"{side}_hip")
        out = shoulder - middle
        marks[f"shoulder_{side}"] = _mark(
            shape.nearest(shoulder + 0.25 * out - 0.2 * _down(out)), 0.6
        )
        marks[f"collar_{side}"] = _mark(_on_top(shape, middle + 0.4 * out), 0.5)
        marks[f"armpit_{side}"] = _mark(shoulder + 0.3 * (hip - shoulder) + 0.12 * out, 0.5)
        marks[f"waist_{side}"] = _beside(shape, pose, side, 0.66)
        sign = 1.0 if out[0] > 0 else -1.0
        under = _trunk_points(shape, pose, sign)
        marks[f"hem_{side}"] = _mark(shape.extreme((0.45 * sign, 1.0), under), 0.5)
        marks.update(_cuffs(shape, pose, side))
    marks["neck_center"] = _mark(_on_top(shape, middle), 0.5)
    return marks


def _down(out: Floats) -> Floats:
    return np.array([0.0, float(np.linalg.norm(out))])


def _on_top(shape: Silhouette, point: Floats) -> Floats:
    """The first garment pixel of a column."""
    x = int(np.clip(point[0], 0, shape.mask.shape[1] - 1))
    y = int(shape.top_edge[x])
    return np.array([x, y if y < shape.mask.shape[0] else point[1]], np.float64)


def _beside(shape: Silhouette, pose: Pose, side: str, level: float) -> Landmark:
    """The trunk's edge at a level between shoulders (0) and hips (1)."""
    shoulder, hip = _at(pose, f"{side}_shoulder"), _at(pose, f"{side}_hip")
    other = _at(pose, f"{'right' if side == 'left' else 'left'}_hip")
    out = hip - other
    guess = shoulder + level * (hip - shoulder) + 0.25 * out
    run = shape.run(float(guess[1]), float((hip[0] + other[0]) / 2))
    if run is not None:
        edge = float(run[1] if out[0] > 0 else run[0])
        if abs(edge - guess[0]) < 0.5 * float(np.linalg.norm(out)):
            guess[0] = edge
    return _mark(guess, 0.5)


def _trunk_points(shape: Silhouette, pose: Pose, sign: float) -> NDArray[np.bool_]:
    """Which of the outline's points are below the chest on one side, and not on an arm."""
    hips = (_at(pose, "left_hip") + _at(pose, "right_hip")) / 2
    chest = (_at(pose, "left_shoulder") + _at(pose, "right_shoulder")) / 2
    wide = 1.3 * float(np.linalg.norm(_at(pose, "left_shoulder") - _at(pose, "right_shoulder")))
    away = (shape.contour[:, 0] - hips[0]) * sign
    low = shape.contour[:, 1] > chest[1] + 0.5 * (hips[1] - chest[1])
    return np.asarray((away > 0) & (away < wide) & low)


def _cuffs(shape: Silhouette, pose: Pose, side: str) -> Marks:
    """Where the sleeve ends along the arm; empty when it is bare."""
    chain = np.stack([_at(pose, f"{side}_{j}") for j in ("shoulder", "elbow", "wrist")])
    steps = np.linspace(0.0, 1.0, 40)[:, None]
    upper = chain[0] + steps * (chain[1] - chain[0])
    path = np.concatenate([upper, chain[1] + steps[1:] * (chain[2] - chain[1])])
    xs = np.clip(path[:, 0], 0, shape.mask.shape[1] - 1).astype(int)
    ys = np.clip(path[:, 1], 0, shape.mask.shape[0] - 1).astype(int)
    covered = np.flatnonzero(shape.mask[ys, xs])
    if covered.size == 0 or covered[-1] < MIN_SLEEVE * len(path):
        return {}
    last = int(covered[-1])
    along = path[last] - path[max(last - 8, 0)]
    across = np.array([-along[1], along[0]]) / max(float(np.linalg.norm(along)), 1e-6)
    hip = _at(pose, f"{side}_hip")
    if (path[last] + across - hip) @ (path[last] - hip) < (path[last] - across - hip) @ (
        path[last] - hip
    ):
        across = -across
    outer = _walk(shape, path[last], across, 0.25 * shape.height)
    inner = _walk(shape, path[last], -across, 1.3 * float(np.linalg.norm(outer - path[last])))
    ends = (outer, inner)
    return {f"cuff_outer_{side}": _mark(ends[0], 0.5), f"cuff_inner_{side}": _mark(ends[1], 0.5)}


def _walk(shape: Silhouette, start: Floats, direction: Floats, limit: float) -> Floats:
    """The last garment pixel on a ray, at most ``limit`` away."""
    steps = np.arange(0, max(limit, 1.0))
    path = start + steps[:, None] * direction
    xs = np.clip(path[:, 0], 0, shape.mask.shape[1] - 1).astype(int)
    ys = np.clip(path[:, 1], 0, shape.mask.shape[0] - 1).astype(int)
    outside = np.flatnonzero(~shape.mask[ys, xs])
    return np.asarray(path[max(int(outside[0]) - 1, 0) if outside.size else -1], np.float64)


def _bottom(shape: Silhouette, pose: Pose) -> Marks:
    marks: Marks = {}
    hips = (_at(pose, "left_hip") + _at(pose, "right_hip")) / 2
    knees = (_at(pose, "left_knee") + _at(pose, "right_knee")) / 2
    crotch = hips + 0.16 * (knees - hips)
    legs = _has_legs(shape, crotch, knees)
    if legs:
        marks["crotch"] = _mark(crotch, 0.5)
    for side in SIDES:
        out = _at(pose, f"{side}_hip") - hips
        sign = 1.0 if out[0] > 0 else -1.0
        upper = shape.contour[:, 1] < shape.box[1] + 0.2 * shape.height
        marks[f"waist_{side}"] = _mark(shape.extreme((0.55 * sign, -1.0), upper), 0.5)
        run = shape.run(float(hips[1]), float(hips[0])) or (shape.box[0], shape.box[2])
        marks[f"hip_{side}"] = Landmark(float(run[1] if sign > 0 else run[0]), float(hips[1]), 0.5)
        half = ((shape.contour[:, 0] - crotch[0]) * sign > 0) & (shape.contour[:, 1] > crotch[1])
        outer = _mark(shape.extreme((0.4 * sign, 1.0), half), 0.5)
        if not legs:
            marks[f"hem_{side}"] = outer
            continue
        marks[f"hem_outer_{side}"] = outer
        marks[f"hem_inner_{side}"] = _mark(shape.extreme((-0.4 * sign, 1.0), half), 0.4)
    return marks


def _has_legs(shape: Silhouette, crotch: Floats, knees: Floats) -> bool:
    """Whether a gap opens between the legs, or the garment goes below the knees."""
    levels = np.linspace(crotch[1] + 0.3 * (knees[1] - crotch[1]), shape.box[3], 8)
    runs = [shape.mask[int(np.clip(y, 0, shape.mask.shape[0] - 1))] for y in levels[:-1]]
    gaps = [int((np.diff(row.astype(np.int8)) == 1).sum()) for row in runs]
    return max(gaps) >= 2
