"""How far the torso's skin lies from the spine, by height: anatomy corrected by the silhouette.

The silhouette alone cannot tell: arms merge with the torso and a loose old garment widens it. So
it may only correct the expected width within bounds.
"""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Label, Mask, PersonView
from modiste.warp.arrays import Coords, Values
from modiste.warp.chain import Chain

_KNOTS = np.array([0.0, 0.2, 0.32, 0.62, 0.85, 1.02, 1.2])
_WIDTHS_CM = np.array([17.0, 16.8, 16.3, 14.2, 15.6, 17.2, 17.6])
"""Expected half widths at heights in torso lengths, for shoulder joints 35 cm apart."""

_LOWER, _UPPER = 0.88, 1.22
_LOOSE_UPPER = 1.08
_STEPS = 64
_WIDEST_BOTTOM = 1.3
"""A top hangs over trousers or a skirt up to this part of the expected width."""
_LEGS_APART = 1.3
"""Cloth below the hips is spread by the legs up to this part of the hips' width."""
_LIMB_REACH = 1.8
_LEAST_PROBES = 4
INNER_AT = np.linspace(0.1, 0.95, 18)
"""Fractions of the leg at which its inner edge is measured."""
_WIDEST_INNER = 1.8
_THICKNESS = (0.75, 1.12)
_REACH = 1.5
_DEPTH = 0.72
"""A torso's depth as a fraction of its width: what a turned body shows."""


def half_widths(
    person: PersonView,
    origins: Coords,
    heights: Values,
    across: Coords,
    unit: float,
    turn: float,
    arms: Mapping[str, Chain],
    legs: Mapping[str, Chain],
) -> dict[str, Values]:
    """Measure both half widths at every height.

    Args:
        person: matte and parse are read.
        origins: (n, 2), the spine's points.
        heights: (n,), in torso lengths below the shoulder joints.
        across: (2,), unit vector to the wearer's left.
        unit: pixels per cm.
        turn: see :class:`modiste.warp.body.Body`.
        arms: centrelines by side.
        legs: centrelines by side.

    Returns:
        By side, (n,) pixels.
    """
    expected = np.interp(heights, _KNOTS, _WIDTHS_CM) * unit * _turned(turn)
    on_torso = heights < 1.25
    found = {}
    mask, upper = _torso_mask(person), _upper(person)
    for side, sign in (("left", 1), ("right", -1)):
        seen = _seen(mask, origins, across * sign, expected, arms[side])
        width = np.where(on_torso, _bounded(seen, expected, upper), expected)
        width = _smoothed(width)
        below = _beside_legs(legs[side], origins, across * sign)
        below = np.minimum(below, _LEGS_APART * expected[-1])
        hidden = (heights >= 1.2) | ((heights > 1.08) & np.isnan(seen))
        found[side] = np.where(hidden, np.maximum(width * (heights < 1.2), below), width)
    return found


def bottom_widths(
    person: PersonView, origins: Coords, heights: Values, across: Coords, unit: float, turn: float
) -> dict[str, Values]:
    """How far the worn trousers or skirt reach to both sides at every height.

    Args:
        person: matte and parse are read.
        origins: (n, 2), the spine's points.
        heights: (n,), in torso lengths below the shoulder joints.
        across: (2,), unit vector to the wearer's left.
        unit: pixels per cm.
        turn: see :class:`modiste.warp.body.Body`.

    Returns:
        By side, (n,) pixels, 0 where there is none.
    """
    expected = np.interp(heights, _KNOTS, _WIDTHS_CM) * unit * _turned(turn)
    mask = np.where(person.parse == Label.BOTTOM, person.matte, 0).astype(np.float32)
    reach = expected[:, None] * np.linspace(0.3, _WIDEST_BOTTOM, _STEPS)
    found = {}
    for side, sign in (("left", 1), ("right", -1)):
        inside = _sample(mask, origins[:, None, :] + reach[..., None] * (across * sign)) > 0.5
        last = _STEPS - 1 - inside[:, ::-1].argmax(1)
        width = reach[np.arange(len(reach)), last] * inside.any(1)
        found[side] = np.maximum.reduce([width, np.roll(width, 1), np.roll(width, -1)])
    return found


def thickness(person: PersonView, limb: Chain) -> float:
    """How thick a limb is in relation to the expected, from where its outer side ends."""
    at = np.linspace(0.25, 0.9, 14)
    radius = limb.radius(at)
    reach = radius[:, None] * np.linspace(0.3, _LIMB_REACH, _STEPS)
    points = limb.at(at)[:, None] + limb.normal(at)[:, None] * reach[..., None]
    inside = _sample(person.matte, points) > 0.5
    clear = inside[:, 0] & ~inside.all(1)
    if clear.sum() < _LEAST_PROBES:
        return 1.0
    ends = reach[np.arange(len(at)), inside.argmin(1)] / radius
    return float(np.clip(np.median(ends[clear]), *_THICKNESS))


def inner_edge(person: PersonView, limb: Chain) -> Values:
    """How far a bare leg reaches inwards from its centreline, in its radius, at :data:`INNER_AT`.

    The radius is judged by the outer side; what a thigh has more on its inner one would show beside
    the trousers. Where the leg is not bare its nearest bare part tells; 1 when none is.
    """
    radius = limb.radius(INNER_AT)
    reach = radius[:, None] * np.linspace(0.0, _WIDEST_INNER, _STEPS)
    points = limb.at(INNER_AT)[:, None] - limb.normal(INNER_AT)[:, None] * reach[..., None]
    skin = np.where(person.parse == Label.LEGS, person.matte, 0).astype(np.float32)
    inside = _sample(skin, points) > 0.5
    bare = inside[:, 0] & ~inside.all(1)
    if bare.sum() < _LEAST_PROBES:
        return np.ones(len(INNER_AT))
    edge = inside.argmin(1) * _WIDEST_INNER / (_STEPS - 1)
    whole = np.interp(INNER_AT, INNER_AT[bare], edge[bare])
    padded = np.pad(whole, 1, mode="edge")
    widest = np.maximum.reduce([padded[:-2], whole, padded[2:], np.ones(len(whole))])
    return np.asarray(widest, np.float64)


def _turned(turn: float) -> float:
    """How wide an elliptic torso looks when its shoulders look ``turn`` times as wide."""
    return float(np.sqrt(turn**2 + (1 - turn**2) * _DEPTH**2))


def _upper(person: PersonView) -> float:
    """A coat is no evidence of a wide body."""
    counts = np.bincount(person.parse.ravel(), minlength=256)
    torso = sum(int(counts[label]) for label in (Label.TOP, Label.OUTER, Label.DRESS))
    return _LOOSE_UPPER if counts[Label.OUTER] > 0.4 * max(torso, 1) else _UPPER


def _seen(
    mask: Mask,
    origins: Coords,
    outward: Coords,
    expected: Values,
    arm: Chain,
) -> Values:
    """Where the rays from the spine leave the torso, pixels; NaN where nothing is to be seen."""
    reach = expected[:, None] * np.linspace(0.3, _REACH, _STEPS)
    points = origins[:, None, :] + reach[..., None] * outward
    inside = _sample(mask, points) > 0.5
    on_arm = _near(arm, points) & (reach > 0.8 * expected[:, None])
    free = inside & ~on_arm
    last = np.where(free.all(1), _STEPS, free.argmin(1))
    seen = reach[np.arange(len(reach)), np.clip(last, 0, _STEPS - 1)]
    seen = np.where(last == 0, np.nan, seen - (reach[:, 1] - reach[:, 0]) / 2)
    return np.where(_outside(points[:, 0], mask.shape), np.nan, seen)


def _torso_mask(person: PersonView) -> Mask:
    torso = np.ones(256, np.float32)
    torso[[Label.ARM_LEFT, Label.ARM_RIGHT, Label.HAND, Label.BAG]] = 0.0
    return np.asarray(person.matte * torso[person.parse], np.float32)


def _sample(mask: NDArray[np.float32], points: Coords) -> NDArray[np.float32]:
    x, y = (np.ascontiguousarray(points[..., i], np.float32) for i in (0, 1))
    return np.asarray(cv2.remap(mask, x, y, cv2.INTER_LINEAR), np.float32)


def _outside(points: Coords, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    x, y = points[:, 0], points[:, 1]
    return np.asarray((x < 0) | (y < 0) | (x >= shape[1]) | (y >= shape[0]))


def _near(arm: Chain, points: Coords) -> NDArray[np.bool_]:
    """Which of ``points`` (n, m, 2) lie on the arm, a little narrowed."""
    line = arm.points[::4]
    gaps = np.linalg.norm(points[:, :, None, :] - line, axis=-1) - 0.85 * arm.radius(
        arm.fractions[::4]
    )
    return np.asarray(gaps.min(-1) < 0)


def _bounded(seen: Values, expected: Values, upper: float) -> Values:
    return np.where(np.isnan(seen), expected, np.clip(seen, _LOWER * expected, upper * expected))


def _smoothed(width: Values) -> Values:
    """A median against a stray hand, then a mean against steps."""
    padded = np.pad(width, 2, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 5)
    medians = np.pad(np.median(windows, axis=1), 1, mode="edge")
    return np.convolve(medians, np.full(3, 1 / 3), mode="valid")


def _beside_legs(leg: Chain, origins: Coords, outward: Coords) -> Values:
    """Where the outer side of the leg lies at the origins' heights, from the spine, pixels."""
    outer = leg.points + leg.normals * leg.radius(leg.fractions)[:, None]
    order = np.argsort(outer[:, 1])
    x = np.interp(origins[:, 1], outer[order, 1], outer[order, 0])
    return np.asarray(np.maximum((x - origins[:, 0]) * np.sign(outward[0]), 0.0))
