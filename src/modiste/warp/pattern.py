"""The garment as a pattern: its landmarks made complete and its rails snapped to the cut-out."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from modiste.types import Category, GarmentView, Length, Mask
from modiste.warp.arrays import Coords, Values
from modiste.warp.patch import Ladder

_BOXES: Mapping[Category, Mapping[str, tuple[float, float]]] = {
    Category.TOP: {
        "collar": (0.17, 0.02), "shoulder": (0.38, 0.08), "armpit": (0.45, 0.35),
        "waist": (0.44, 0.65), "hem": (0.47, 0.98),
    },
    Category.DRESS: {
        "collar": (0.17, 0.01), "shoulder": (0.34, 0.04), "armpit": (0.36, 0.2),
        "waist": (0.32, 0.38), "hip": (0.4, 0.52), "hem": (0.5, 0.98),
    },
    Category.BOTTOM: {"waist": (0.36, 0.02), "hip": (0.46, 0.24), "hem": (0.48, 0.98)},
}  # fmt: skip
"""Where a landmark lies in the cut-out's box, from its middle and from its top, if not found."""

_CUFF_GAP = 0.01
"""Least distance of a cuff from the torso, in widths of the chest."""

_NARROWEST = 0.06
"""A sleeve is wider than this at its armpit, in its lengths."""
_USUAL_ARMPIT = (0.34, 0.24)
"""A long sleeve's armpit, along it from the shoulder and aside, in its lengths."""

_PROBES = 49
_PROBE_REACH = 1.5


def outline(garment: GarmentView) -> dict[str, Coords]:
    """All landmarks (2,) that the geometry needs; missing ones mirrored or taken from the box."""
    low, high = box(garment.mask)
    middle = float(low[0] + high[0]) / 2
    marks = {n: garment.point(n).astype(np.float64) for n in garment.landmarks}
    for name, (sideways, down) in _BOXES[garment.category].items():
        for side, other, sign in (("left", "right", 1), ("right", "left", -1)):
            if f"{name}_{side}" in marks:
                continue
            twin = garment.landmarks.get(f"{name}_{other}")
            if twin is not None:
                marks[f"{name}_{side}"] = np.array([2 * middle - twin.x, twin.y])
            else:
                at = np.array([0.5 + sign * sideways, down])
                marks[f"{name}_{side}"] = low + at * (high - low)
    for side, inward in (("left", -1.0), ("right", 1.0)):
        if f"cuff_outer_{side}" in marks:
            marks[f"armpit_{side}"] = _armpit(marks, side, inward)
    return marks


def _armpit(marks: Mapping[str, Coords], side: str, inward: float) -> Coords:
    """The armpit (2,), or a usual one where it lies outside of its own sleeve's upper edge."""
    shoulder, armpit = marks[f"shoulder_{side}"], marks[f"armpit_{side}"]
    reach = marks[f"cuff_outer_{side}"] - shoulder
    square = np.array([reach[1], -reach[0]])
    square = square * (1.0 if square[0] * inward > 0 else -1.0)
    width = float((armpit - shoulder) @ square) / max(float(reach @ reach), 1e-6)
    if width > _NARROWEST:
        return armpit
    along, aside = _USUAL_ARMPIT
    return np.asarray(shoulder + along * reach + aside * square)


def box(mask: Mask) -> tuple[Coords, Coords]:
    """Top-left and bottom-right corner (2,) of what ``mask`` covers; the picture if nothing."""
    columns, rows = np.nonzero((mask > 0.5).any(0))[0], np.nonzero((mask > 0.5).any(1))[0]
    if not len(columns):
        return np.zeros(2), np.array(mask.shape[::-1], np.float64)
    return (np.array([columns[0], rows[0]], np.float64),
            np.array([columns[-1] + 1, rows[-1] + 1], np.float64))  # fmt: skip


def inner_cuff(marks: Mapping[str, Coords], side: str) -> Coords:
    """The inner end of a cuff (2,), moved along the cuff to where it leaves the torso.

    A short or folded sleeve lies partly on the torso; only what lies beside it can be cut out.
    """
    inner, outer = marks[f"cuff_inner_{side}"], marks[f"cuff_outer_{side}"]
    armpit, below = marks[f"armpit_{side}"], marks[f"waist_{side}"]
    chest = distance(marks["armpit_left"], marks["armpit_right"])
    outward = 1.0 if side == "left" else -1.0
    for share in np.linspace(0.0, 0.9, 19):
        point = inner + share * (outer - inner)
        along = float(np.clip((point[1] - armpit[1]) / max(below[1] - armpit[1], 1.0), 0.0, 1.0))
        edge = armpit[0] + along * (below[0] - armpit[0])
        if (point[0] - edge) * outward > _CUFF_GAP * chest:
            break
    return np.asarray(point)


def has_sleeve(garment: GarmentView, side: str) -> bool:
    """Whether the sleeve of ``side`` can be drawn."""
    ends = (f"cuff_outer_{side}", f"cuff_inner_{side}")
    return garment.sleeve is not Length.NONE and all(e in garment.landmarks for e in ends)


def rail(points: list[Coords], counts: list[int]) -> Coords:
    """Coords along the line through ``points``: ``counts[i]`` cells on its i-th segment."""
    pieces = [
        np.linspace(a, b, n, endpoint=False)
        for a, b, n in zip(points[:-1], points[1:], counts, strict=True)
    ]
    return np.vstack([*pieces, points[-1][None]])


def snap(ladder: Ladder, mask: Mask, weight: Values) -> Ladder:
    """Move the rails to where the cut-out ends on each rung.

    Args:
        ladder: rails near the true edges.
        mask: (h, w), the cut-out.
        weight: (r,) in [0, 1], how far each rung may move.
    """
    middle, half = ladder.middle, (ladder.high - ladder.low) / 2
    low = 1 + weight * (_smoothed(_edge(mask, middle, -half)) - 1)
    high = 1 + weight * (_smoothed(_edge(mask, middle, half)) - 1)
    return Ladder.between(middle - half * low[:, None], middle + half * high[:, None])


def bulge(ladder: Ladder, mask: Mask) -> Values:
    """How many times as far as its high rail the cut-out reaches from the low one, (r,)."""
    return _smoothed(_edge(mask, ladder.low, ladder.high - ladder.low))


def _edge(mask: Mask, middle: Coords, half: Coords) -> Values:
    """How many times ``half`` the cut-out reaches from ``middle``, (r,); 1 where unsure."""
    steps = np.linspace(0.0, _PROBE_REACH, _PROBES)
    points = middle[:, None] + steps[:, None] * half[:, None]
    x, y = (np.ascontiguousarray(points[..., i], np.float32) for i in (0, 1))
    inside = cv2.remap(mask, x, y, cv2.INTER_LINEAR) > 0.5
    first = np.where(inside.all(1), _PROBES - 1, inside.argmin(1))
    reach = steps[first]
    return np.where((reach < 0.5) | (reach > 0.97 * _PROBE_REACH), 1.0, reach)


def _smoothed(values: Values) -> Values:
    padded = np.pad(values, 2, mode="edge")
    medians = np.median(np.lib.stride_tricks.sliding_window_view(padded, 5), axis=1)
    return np.convolve(np.pad(medians, 1, mode="edge"), np.full(3, 1 / 3), mode="valid")


def distance(a: Coords, b: Coords) -> float:
    """Pixels between two points (2,)."""
    return float(np.linalg.norm(np.asarray(a) - np.asarray(b)))
