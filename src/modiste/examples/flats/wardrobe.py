"""The garments of the built-in example: fixed recipes in a size that suits the model "mara"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modiste.errors import OptionError
from modiste.examples.flats import Flat, flat
from modiste.types import Length

RECIPES: Mapping[str, Mapping[str, Any]] = {
    "t-shirt": {
        "kind": "t-shirt", "seed": 11, "print_text": "MODISTE", "motif": "stripes",
        "color": (236, 232, 222), "second": (38, 62, 110), "background": "carpet", "neck": "crew",
        "measures": {"chest": 48, "length": 66, "shoulder": 43, "sleeve": 20, "angle": 48},
        "tidy": 0.5,
    },
    "sweater": {
        "kind": "long-sleeve", "seed": 5, "print_text": "", "motif": "plain",
        "color": (126, 36, 52), "background": "boards", "neck": "crew",
        "measures": {"chest": 49, "length": 65, "shoulder": 43, "sleeve": 60, "angle": 56},
        "tidy": 0.4,
    },
    "trousers": {
        "kind": "trousers", "seed": 8, "color": (52, 74, 110), "background": "white",
        "measures": {"waist": 37, "hip": 49, "inseam": 78, "knee": 0.72, "hem": 0.62},
        "tidy": 0.5,
    },
    "dress": {
        "kind": "dress", "seed": 2, "sleeve": Length.SHORT, "print_text": "", "motif": "plain",
        "color": (24, 96, 92), "background": "sheet", "neck": "crew",
        "measures": {"chest": 45, "length": 104, "flare": 1.35, "neck_width": 18, "neck_depth": 9},
        "tidy": 0.4,
    },
}  # fmt: skip
"""Arguments of :func:`modiste.examples.flats.flat`, by name."""


def example_flat(name: str) -> Flat:
    """Draw a garment of the built-in example.

    Raises:
        OptionError: when ``name`` is none of :data:`RECIPES`.
    """
    if name not in RECIPES:
        raise OptionError(f"There is no example garment {name!r}; choose {', '.join(RECIPES)}.")
    recipe = dict(RECIPES[name])
    return flat(recipe.pop("kind"), **recipe)
