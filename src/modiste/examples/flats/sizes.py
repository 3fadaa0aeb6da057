"""Flat measures of garments in cm: ranges of real ones, and a random draw from them.

Widths are of the garment lying flat, so half of its girth. The ranges follow the size tables that
shops print for adult clothes, XS to 3XL.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from modiste.errors import OptionError

Measures = dict[str, float]
Range = tuple[float, float]

TOP: Mapping[str, Range] = {
    "chest": (43, 60), "shoulder": (0.78, 0.97), "length": (54, 77), "armhole": (0.40, 0.48),
    "neck_width": (15.5, 20), "neck_depth": (6.5, 11), "drop": (2.5, 5.5), "back": (-0.5, 2.2),
    "waist": (0.90, 1.02), "hem": (0.93, 1.06), "hem_curve": (-0.5, 2.5),
    "sleeve": (16, 25), "cuff": (0.8, 0.96), "angle": (22, 64), "bend": (-0.1, 0.3),
}  # fmt: skip
"""shoulder, armhole, waist and hem are ratios to chest; cuff is one to the upper sleeve;
angle is in degrees below the horizontal, bend in degrees per cm."""

LONG_SLEEVE: Mapping[str, Range] = {
    "sleeve": (56, 65), "cuff": (0.46, 0.62), "angle": (30, 64), "bend": (0.0, 0.45),
}  # fmt: skip

TANK: Mapping[str, Range] = {
    "strap": (2.5, 8), "neck_width": (17, 23), "neck_depth": (9, 18), "back": (2, 9),
    "drop": (0.5, 2), "armhole": (0.44, 0.54),
}  # fmt: skip

DRESS: Mapping[str, Range] = {
    "chest": (40, 54), "waist": (0.74, 0.92), "hip": (1.02, 1.2), "length": (82, 128),
    "flare": (1.0, 1.9), "hem_curve": (0.5, 4), "shoulder": (0.78, 0.9),
}  # fmt: skip

BOTTOM: Mapping[str, Range] = {
    "waist": (34, 50), "hip": (1.16, 1.34), "rise": (23, 31), "inseam": (68, 82),
    "knee": (0.62, 0.86), "hem": (0.48, 0.85), "spread": (1, 9), "dip": (0.3, 2.5),
    "side": (0.0, 1.5),
}  # fmt: skip
"""hip is a ratio to the waist, knee and hem to the thigh, spread in degrees per leg."""

SHORTS: Mapping[str, Range] = {
    "inseam": (8, 26), "hem": (0.92, 1.1), "knee": (0.97, 1.06), "spread": (2, 12),
}  # fmt: skip

SKIRT: Mapping[str, Range] = {
    "waist": (32, 44), "hip": (1.22, 1.5), "length": (36, 88), "flare": (0.92, 1.9),
    "hem_curve": (0, 4), "dip": (0.2, 1.5),
}  # fmt: skip

RANGES: Mapping[str, Mapping[str, Range]] = {
    "t-shirt": TOP,
    "long-sleeve": {**TOP, **LONG_SLEEVE},
    "shirt": {**TOP, **LONG_SLEEVE, "neck_width": (14.5, 17), "neck_depth": (6, 10),
              "length": (66, 82), "hem_curve": (1, 6)},
    "hoodie": {**TOP, **LONG_SLEEVE, "chest": (50, 64), "cuff": (0.5, 0.62),
               "neck_width": (17, 21), "neck_depth": (7, 10),
               "length": (60, 76)},
    "tank-top": {**TOP, **TANK},
    "dress": {**TOP, **DRESS},
    "trousers": BOTTOM,
    "shorts": {**BOTTOM, **SHORTS},
    "skirt": SKIRT,
}  # fmt: skip
"""Ranges by kind of garment."""


def draw_measures(
    kind: str, rng: np.random.Generator, fixed: Mapping[str, float] | None = None
) -> Measures:
    """Draw the measures of one garment; those in ``fixed`` stand.

    Raises:
        OptionError: when ``kind`` or a name in ``fixed`` is unknown.
    """
    if kind not in RANGES:
        raise OptionError(f"There is no flat garment of kind {kind!r}; choose {', '.join(RANGES)}.")
    ranges = RANGES[kind]
    grade = rng.uniform()
    drawn = {
        name: _draw(name, low, high, grade, rng) for name, (low, high) in sorted(ranges.items())
    }
    unknown = set(fixed or ()) - set(drawn) - {"strap"}
    if unknown:
        raise OptionError(
            f"A {kind} has no measure {', '.join(sorted(unknown))}; it has {', '.join(drawn)}."
        )
    return drawn | dict(fixed or {})


def _draw(name: str, low: float, high: float, grade: float, rng: np.random.Generator) -> float:
    """One measure; girths go with the size, everything else is free."""
    sized = name in ("chest", "waist") and low > 10
    share = np.clip(grade + rng.normal(0, 0.1), 0, 1) if sized else rng.uniform()
    return float(low + (high - low) * share)
