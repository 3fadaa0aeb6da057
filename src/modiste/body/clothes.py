"""The virtual model's base clothes: a fitted tank top, shorts and slip-on shoes.

They are regions of the tights helper, a smooth second skin around the body; what is cloth and what
is open is told by the place on the base mesh. Distances are in metres, positive inside.
"""

from __future__ import annotations

import numpy as np

from modiste.body.arrays import Floats, vec
from modiste.body.noise import ramp, waves

HEM = 0.068
"""Height of the tank top's hem on the base mesh."""
SHORTS_LENGTH = 0.225
"""From the hip joint along the thigh, metres on the base mesh."""
HIP, THIGH = (0.11, 0.049), (0.114, -0.993)
"""Hip joint and direction of the thigh on the base mesh, |x| and y."""
SHOE_TOP = -0.742


def top(at: Floats) -> Floats:
    """Signed distance into the tank top, float32 (N,)."""
    x, y, z = np.abs(at[:, 0]), at[:, 1], at[:, 2]
    front = z > 0.015
    depth = np.where(front, 0.462, 0.53)
    neck = depth + (0.585 - depth) * np.clip(x / 0.085, 0, 1.3) ** 2.6 - y
    rows = vec([0.0, 0.35, 0.385, 0.41, 0.45, 0.50, 0.55, 0.60])
    edge = np.interp(y, rows, vec([0.40, 0.215, 0.178, 0.152, 0.134, 0.123, 0.117, 0.114]))
    inside: Floats = np.minimum(np.minimum(neck, edge - x), y - HEM)
    return inside


def bottom(at: Floats) -> Floats:
    """Signed distance into the shorts, float32 (N,)."""
    x, y = np.abs(at[:, 0]), at[:, 1]
    along = (x - HIP[0]) * THIGH[0] + (y - HIP[1]) * THIGH[1]
    inside: Floats = np.minimum(SHORTS_LENGTH - along, 0.13 - y)
    return inside


def shoes(at: Floats) -> Floats:
    """Signed distance into the shoes, float32 (N,): lower over the instep than at the heel."""
    rise = 0.008 * ramp(at[:, 2], 0.06, 0.0)
    return (SHOE_TOP - 0.018 + rise - at[:, 1]).astype(np.float32)


def jersey(at: Floats, color: tuple[float, float, float], edge: Floats, seed: int) -> Floats:
    """Albedo of heathered knit with a stitched hem, float32 (N, 3).

    Args:
        at: places on the base mesh, float32 (N, 3).
        color: linear RGB of the yarn.
        edge: distance to the nearest edge of the cloth, float32 (N,), metres.
        seed: of the heather.
    """
    yarn = np.random.default_rng(seed).normal(0, 1, len(at)).astype(np.float32)
    streak = waves(at * vec([1.0, 0.3, 1.0]), seed, 0.012)
    shade = 1 + 0.07 * yarn + 0.018 * streak
    hem = 1 - 0.10 * ramp(np.abs(edge - 0.012), 0.0016, 0.0004) - 0.04 * ramp(edge, 0.012, 0.011)
    albedo: Floats = vec(color) * (shade * hem)[:, None]
    return albedo


def leather(at: Floats, sole: Floats) -> Floats:
    """Albedo of white shoes, float32 (N, 3); ``sole`` (N,) is the height above the floor."""
    upper = vec([0.62, 0.61, 0.59]) * (1 + 0.02 * waves(at, 5, 0.03))[:, None]
    band = ramp(sole, 0.021, 0.018)[:, None]
    line = ramp(np.abs(sole - 0.0205), 0.002, 0.0005)[:, None]
    color = upper * (1 - band) + vec([0.70, 0.69, 0.67]) * band
    albedo: Floats = color * (1 - 0.35 * line)
    return albedo


def folds(at: Floats, seed: int) -> Floats:
    """Small bumps of the cloth in metres, float32 (N,): pulls at waist, bust and hips."""
    slanted = at * vec([0.8, 2.4, 0.6])
    waist = np.exp(-(((at[:, 1] - 0.20) / 0.07) ** 2))
    groin = np.exp(-(((at[:, 1] - 0.0) / 0.07) ** 2))
    pull = 0.12 + 0.9 * waist + 0.8 * groin
    soft = 0.0008 * waves(slanted, seed, 0.20, 5)
    crease = 0.0009 * np.exp(-((waves(slanted, seed + 1, 0.20, 5) / 0.55) ** 2))
    bumps: Floats = pull * (soft - crease)
    return bumps
