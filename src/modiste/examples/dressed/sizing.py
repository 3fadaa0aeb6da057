"""Which size of a garment somebody would buy."""

from __future__ import annotations

import numpy as np

from modiste.examples.dressed.figure import Figure

EASE = {
    "t-shirt": (1.02, 1.22), "long-sleeve": (1.02, 1.22), "shirt": (1.08, 1.25),
    "hoodie": (1.15, 1.35), "tank-top": (1.0, 1.15), "dress": (1.01, 1.14),
    "trousers": (0.98, 1.06), "shorts": (0.98, 1.06), "skirt": (0.98, 1.05),
}  # fmt: skip
"""Girth of garment over girth of body, by kind: at the chest for tops, at the waist for bottoms."""


LENGTH = {"dress": (0.52, 0.72), "shirt": (0.40, 0.46)}
"""Length of dresses and shirts over stature; other tops have 0.36 to 0.43."""


def girth(figure: Figure, height: float) -> float:
    """Girth of the trunk in cm at a height in metres."""
    found = figure.ring(height)
    return 100 * found[1] if found else 0.0


def chest_girth(figure: Figure) -> float:
    """The largest girth between armpits and natural waist, cm."""
    top, low = figure.joint("upperarm01.L")[1], figure.joint("spine03")[1]
    return max(girth(figure, float(h)) for h in np.linspace(low + 0.05, top - 0.10, 8))


def waist_girth(figure: Figure) -> float:
    """The smallest girth near the natural waist, cm."""
    middle = figure.joint("spine03")[1]
    return min(girth(figure, float(h)) for h in np.linspace(middle - 0.06, middle + 0.06, 7))


def hip_girth(figure: Figure) -> float:
    """The largest girth above the crotch, cm."""
    low = figure.crotch
    return max(girth(figure, float(h)) for h in np.linspace(low + 0.02, low + 0.16, 8))


def bought(figure: Figure, kind: str, rng: np.random.Generator) -> dict[str, float]:
    """Flat measures in cm that somebody of this figure would choose for a kind of garment.

    What is not named is free; see :func:`modiste.examples.flats.flat`.
    """
    ease = float(rng.uniform(*EASE[kind]))
    if kind not in ("trousers", "shorts", "skirt"):
        chest = chest_girth(figure) / 2 * ease
        stature = figure.body.stature(figure.shape) * 100
        length = stature * float(rng.uniform(*LENGTH.get(kind, (0.36, 0.43))))
        breadth = 2 * (abs(figure.joint("upperarm01.L")[0]) * 100 + 1.6)
        if kind == "tank-top":
            return {"chest": chest, "length": length}
        return {
            "chest": chest,
            "length": length,
            "shoulder": breadth * float(rng.uniform(0.98, 1.14)),
        }
    rise = 100 * (figure.joint("spine03")[1] - figure.crotch) + float(rng.uniform(-6, 0))
    hip = hip_girth(figure) / 2 * float(rng.uniform(1.02, 1.12))
    if kind == "skirt":
        return {"waist": waist_girth(figure) / 2 * ease, "hip": hip}
    rise = float(np.clip(rise, 21, 34))
    waist = girth(figure, figure.crotch + rise / 100 - 0.02) / 2 * ease
    inner = {"waist": min(waist, hip * 0.99), "hip": hip, "rise": rise}
    if kind == "trousers":
        inner["inseam"] = 100 * figure.crotch - float(rng.uniform(4, 12))
    return inner
