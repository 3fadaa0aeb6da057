"""What skin and face look like: colour and gloss per point of the base mesh.

Places are named by their coordinates on the base mesh (:attr:`Body.template`), so the same rules
suit every person. Colours are linear RGB.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from modiste.body.arrays import Color, Floats, vec
from modiste.body.noise import ramp, waves

EYE = (0.0308, 0.7284)
"""Middle of an eyeball on the base mesh, |x| and y."""


@dataclass(frozen=True)
class Complexion:
    """Colours of one person, linear RGB.

    Attributes:
        skin: albedo of the skin.
        lips: albedo of the lips.
        hair: albedo of hair and brows.
        iris: albedo of the iris.
        beard: how strong the shadow of a shaven beard is, in [0, 1].
        lashes: how dark the lashes are, in [0, 1].
    """

    skin: Color
    lips: Color
    hair: Color
    iris: Color = (0.10, 0.055, 0.03)
    beard: float = 0.0
    lashes: float = 0.75


def paint_skin(at: Floats, masks: Mapping[str, Floats], looks: Complexion, seed: int) -> Floats:
    """Albedo of the skin, float32 (N, 3).

    Args:
        at: places on the base mesh, float32 (N, 3).
        masks: painted regions there, float32 (N,) each, in [0, 1].
        looks: the person's colours.
        seed: of blotches and freckles.
    """
    tone = vec(looks.skin)
    color = np.broadcast_to(tone, at.shape) * (1 + 0.022 * waves(at, seed, 0.05))[:, None]
    color = color * (1 + 0.02 * waves(at, seed + 1, 0.012))[:, None]
    blush = _blush(at, masks) + 0.03 * waves(at, seed + 2, 0.09)
    color = color * (1 + blush[:, None] * vec([0.05, -0.16, -0.14]))
    color = _mix(color, vec(looks.lips), ramp(masks["lips"], 0.25, 0.85) * 0.9)
    color = _mix(color, tone * vec([0.72, 0.62, 0.60]), ramp(masks["eyelids"], 0.2, 0.9) * 0.6)
    nails = np.maximum(masks["fingernails"], masks["toenails"])
    color = _mix(color, tone * vec([1.05, 0.92, 0.9]) + np.float32(0.03), nails * 0.8)
    if looks.beard:
        dark = tone * vec([0.55, 0.58, 0.66])
        color = _mix(color, dark, _beard(at) * looks.beard * 0.5)
    color = _mix(color, vec(looks.hair) * 0.8 + tone * 0.04, brow(at, seed) * 0.88)
    return np.clip(color, 0.005, 0.95).astype(np.float32)


def paint_eye(at: Floats, center: Floats, looks: Complexion) -> Floats:
    """Albedo of an eyeball, float32 (N, 3): white, iris with a dark ring, pupil.

    Args:
        at: places on the base mesh, float32 (N, 3).
        center: middle of that eyeball, (3,).
        looks: the person's colours.
    """
    ray = at - center
    off_axis = np.hypot(ray[:, 0], ray[:, 1]) / np.maximum(np.linalg.norm(ray, axis=1), 1e-6)
    color = np.broadcast_to(vec([0.62, 0.58, 0.55]), at.shape)
    iris = vec(looks.iris) * (0.6 + 0.9 * ramp(off_axis, 0.15, 0.38))[:, None]
    color = _mix(color, iris, ramp(off_axis, 0.47, 0.43))
    color = _mix(color, vec([0.02, 0.015, 0.012]), ramp(np.abs(off_axis - 0.44), 0.05, 0.0) * 0.7)
    return _mix(color, vec([0.008, 0.008, 0.008]), ramp(off_axis, 0.20, 0.16))


def gloss(at: Floats, masks: Mapping[str, Floats], seed: int) -> Floats:
    """How much the skin shines, float32 (N,): more on lips, nose and forehead, not on the brows."""
    nose = np.exp(-(at[:, 0] ** 2 + (at[:, 1] - 0.70) ** 2) / 0.018**2) * (at[:, 2] > 0.14)
    forehead = np.exp(-(at[:, 0] ** 2 + (at[:, 1] - 0.785) ** 2) / 0.035**2) * (at[:, 2] > 0.12)
    shine = 0.6 + 0.5 * nose + 0.25 * forehead + 0.9 * masks["lips"]
    dull: Floats = shine * (1 - 0.8 * brow(at, seed))
    return dull


def brow(at: Floats, seed: int) -> Floats:
    """Coverage of the eyebrows, float32 (N,) in [0, 1]."""
    x, y = np.abs(at[:, 0]), at[:, 1]
    along = (x - 0.012) / 0.042
    middle = 0.7518 + 0.0028 * np.sin(np.clip(along, 0, 1.2) * 2.3)
    half = 0.0034 * np.clip(1.25 - along, 0.25, 1) * ramp(along, -0.08, 0.12)
    ragged = half * (1 + 0.14 * waves(at, seed + 3, 0.004))
    cover = ramp(np.abs(y - middle) / np.maximum(ragged, 1e-5), 1.35, 0.55)
    front: Floats = cover * ramp(along, -0.06, 0.06) * ramp(along, 1.12, 0.92) * (at[:, 2] > 0.09)
    return front


def scalp(at: Floats) -> Floats:
    """Signed distance above the hairline in metres, float32 (N,): hair grows where positive."""
    depth = vec([-0.12, -0.03, 0.02, 0.042, 0.060, 0.074, 0.084, 0.105, 0.125, 0.15])
    line = vec([0.640, 0.660, 0.705, 0.738, 0.738, 0.716, 0.762, 0.787, 0.800, 0.806])
    return (at[:, 1] - np.interp(at[:, 2], depth, line)).astype(np.float32)


def _blush(at: Floats, masks: Mapping[str, Floats]) -> Floats:
    """Where blood shows: cheeks, nose, ears, knees, elbows, knuckles, toes."""
    x, y, z = np.abs(at[:, 0]), at[:, 1], at[:, 2]
    cheek = np.exp(-(((x - 0.040) / 0.020) ** 2 + ((y - 0.688) / 0.018) ** 2)) * (z > 0.09)
    nose = np.exp(-((x / 0.016) ** 2 + ((y - 0.692) / 0.014) ** 2)) * (z > 0.14)
    knee = np.exp(-(((y + 0.37) / 0.05) ** 2)) * (z > 0.04)
    hand = ramp(x, 0.42, 0.50)
    toes = ramp(y, -0.76, -0.80) * ramp(z, 0.08, 0.16)
    chest = np.exp(-((x / 0.10) ** 2 + ((y - 0.50) / 0.06) ** 2)) * (z > 0.02)
    total: Floats = (0.9 * cheek + 0.8 * nose + 0.5 * masks["ears"] + 0.5 * knee + 0.5 * hand
                     + 0.5 * toes + 0.25 * chest)  # fmt: skip
    return total


def _beard(at: Floats) -> Floats:
    x, y, z = np.abs(at[:, 0]), at[:, 1], at[:, 2]
    below = ramp(y, 0.690, 0.672) * ramp(y, 0.585, 0.612) * ramp(z, 0.045, 0.065)
    cheek: Floats = below * ramp(y - 0.9 * x, 0.668, 0.640)
    return cheek


def _mix(base: Floats, other: Floats, share: Floats) -> Floats:
    mixed: Floats = base + (other - base) * share[:, None]
    return mixed
