"""Named complexions, light to dark, each with hair and eyes that often go with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from modiste.body.skin import Complexion

FAIR = Complexion(
    (0.56, 0.37, 0.285), (0.43, 0.17, 0.145), (0.060, 0.030, 0.014), (0.07, 0.11, 0.13)
)
ROSY = Complexion((0.60, 0.41, 0.33), (0.46, 0.19, 0.16), (0.21, 0.115, 0.048), (0.08, 0.14, 0.19))
LIGHT = Complexion((0.50, 0.325, 0.235), (0.40, 0.155, 0.125), (0.016, 0.011, 0.008))
OLIVE = Complexion((0.40, 0.245, 0.165), (0.32, 0.125, 0.095), (0.013, 0.009, 0.007))
BROWN = Complexion((0.26, 0.14, 0.085), (0.22, 0.08, 0.065), (0.010, 0.007, 0.006))
DARK = Complexion((0.135, 0.068, 0.041), (0.135, 0.05, 0.045), (0.008, 0.006, 0.006))
DEEP = Complexion((0.085, 0.043, 0.028), (0.10, 0.038, 0.036), (0.007, 0.006, 0.006))
GREY = (0.30, 0.29, 0.28)
COPPER = (0.17, 0.052, 0.016)

COMPLEXIONS: Mapping[str, Complexion] = {
    "rosy": ROSY, "fair": FAIR, "light": LIGHT, "olive": OLIVE, "brown": BROWN, "dark": DARK,
    "deep": DEEP,
}  # fmt: skip


def shaven(looks: Complexion, shadow: float = 0.7) -> Complexion:
    """A man's face: the shadow of a shaven beard, lighter lashes."""
    return replace(looks, beard=shadow, lashes=0.3)
