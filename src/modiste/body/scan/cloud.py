"""A scan as points in space."""

from __future__ import annotations

from dataclasses import dataclass

from modiste.body.arrays import Floats

MOST = 1_000_000
"""Points that are used at most; more are thinned by chance."""


@dataclass(frozen=True)
class Cloud:
    """Points of a scan, as the file has them.

    Attributes:
        points: float64 (N, 3), any unit, any orientation.
        normals: float64 (N, 3), unit, outward, or None when the file has no surface.
        name: of the file, for messages.
        unit: the unit, when the file tells it; None otherwise.
        notes: what was done while reading, as sentences.
    """

    points: Floats
    normals: Floats | None = None
    name: str = "scan"
    unit: str | None = None
    notes: tuple[str, ...] = ()
