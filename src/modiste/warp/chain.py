"""A limb as a smooth centreline: what sleeves and trouser legs are hung on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modiste.warp.arrays import Coords, Values

_SAMPLES = 61
_OVERSHOOT = 0.25
"""The chain goes on this far past its last joint, as a fraction of its length."""


@dataclass(frozen=True)
class Chain:
    """The centreline of an arm or a leg.

    Positions are fractions of the limb's true length, 0 at the first joint and 1 at the last, so a
    limb that points at the camera is short in the picture and still has all its fractions.

    Attributes:
        points: (n, 2), pixels.
        normals: (n, 2), unit vectors to the limb's outer side (away from the body when it hangs).
        fractions: (n,), ascending, from 0 to a little past 1.
        knots: (k,) fractions of ``radii``.
        radii: (k,), pixels: half the limb's width at ``knots``.
    """

    points: Coords
    normals: Coords
    fractions: Values
    knots: Values
    radii: Values

    def at(self, fraction: Values) -> Coords:
        """The (n, 2) points at ``fraction`` (n,)."""
        return _interpolate(fraction, self.fractions, self.points)

    def normal(self, fraction: Values) -> Coords:
        """The (n, 2) outer unit normals at ``fraction`` (n,)."""
        return _unit(_interpolate(fraction, self.fractions, self.normals))

    def radius(self, fraction: Values) -> Values:
        """Half the limb's width at ``fraction`` (n,), pixels."""
        return np.interp(fraction, self.knots, self.radii)

    def fraction_of(self, point: Coords) -> float:
        """The fraction whose centreline point is nearest to ``point`` (2,)."""
        gaps = np.linalg.norm(self.points - point, axis=1)
        return float(self.fractions[int(gaps.argmin())])


def make_chain(
    joints: Coords,
    at: tuple[float, ...],
    side: int,
    radii: tuple[tuple[float, ...], tuple[float, ...]],
    bend: float,
) -> Chain:
    """Join ``joints`` by a centreline that is rounded where it bends.

    Args:
        joints: (k, 2), first to last, pixels.
        at: fractions of the joints.
        side: +1 for the limb at the right of the picture, -1 for the one at the left.
        radii: fractions and half widths in pixels.
        bend: how far the rounding reaches, as a fraction of the limb.
    """
    fractions = np.linspace(0.0, 1.0 + _OVERSHOOT, _SAMPLES)
    knots = np.array([*at, 1.0 + _OVERSHOOT])
    tail = joints[-1] + (joints[-1] - joints[-2]) * (_OVERSHOOT / (at[-1] - at[-2]))
    points = _interpolate(fractions, knots, np.vstack([joints, tail]))
    points = _smooth(points, bend / (fractions[1] - fractions[0]))
    tangents = _unit(np.gradient(points, axis=0))
    normals = np.stack([tangents[:, 1], -tangents[:, 0]], axis=1) * side
    return Chain(
        points.astype(np.float32),
        normals.astype(np.float32),
        fractions,
        np.array(radii[0]),
        np.array(radii[1]),
    )


def _smooth(points: Coords, sigma: float) -> Coords:
    """A Gaussian along the line that leaves its two ends where they are."""
    reach = max(1, int(3 * sigma))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / max(sigma, 1e-3)) ** 2)
    padded = np.pad(points, ((reach, reach), (0, 0)), mode="reflect", reflect_type="odd")
    weights /= weights.sum()
    return np.stack([np.convolve(padded[:, i], weights, mode="valid") for i in (0, 1)], axis=1)


def _interpolate(x: Values, knots: Values, points: Coords) -> Coords:
    return np.stack([np.interp(x, knots, points[:, i]) for i in (0, 1)], axis=1)


def _unit(vectors: Coords) -> Coords:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-6))
