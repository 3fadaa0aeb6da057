"""Lengths and masses as people write them: ``165``, ``1.65m``, ``5ft5in``, ``5'5"``, ``9st4lb``."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from enum import StrEnum

from modiste.body.posterior.survey import CM_PER_INCH, KG_PER_POUND
from modiste.errors import OptionError


class Unit(StrEnum):
    """What bare numbers mean, and what people are told in."""

    CM = "cm"
    """Centimetres and kilograms."""
    INCH = "inch"
    """Inches and pounds."""


_LENGTHS: Mapping[str, float] = {
    "cm": 1.0, "mm": 0.1, "m": 100.0, "in": CM_PER_INCH, "inch": CM_PER_INCH,
    "inches": CM_PER_INCH, '"': CM_PER_INCH, "''": CM_PER_INCH, "ft": 12 * CM_PER_INCH,
    "foot": 12 * CM_PER_INCH, "feet": 12 * CM_PER_INCH, "'": 12 * CM_PER_INCH,
}  # fmt: skip
_MASSES: Mapping[str, float] = {
    "kg": 1.0, "g": 0.001, "lb": KG_PER_POUND, "lbs": KG_PER_POUND, "st": 14 * KG_PER_POUND,
    "stone": 14 * KG_PER_POUND, "斤": 0.5, "jin": 0.5, "公斤": 1.0,
}  # fmt: skip
_TWO_PARTS = {
    "ft": "in",
    "foot": "in",
    "feet": "in",
    "'": '"',
    "st": "lb",
    "stone": "lb",
    "m": "cm",
}
"""What the second, bare number of ``5ft5`` or ``9st4`` counts."""
_PART = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*([^\d\s.,+-]*)")
_SAME = str.maketrans({"’": "'", "′": "'", "”": '"', "″": '"', "＂": '"'})


def parse_length(text: str, unit: Unit = Unit.CM) -> float:
    """A length in cm.

    Args:
        text: one or two numbers with units; a bare number is in ``unit``.
        unit: of bare numbers.

    Raises:
        OptionError: when it is no length.
    """
    examples = "165, 165cm, 1.65m, 65in or 5ft5in"
    return _parsed(text, _LENGTHS, "cm" if unit is Unit.CM else "in", "length", examples)


def parse_mass(text: str, unit: Unit = Unit.CM) -> float:
    """A mass in kg; the arguments and errors of :func:`parse_length`."""
    examples = "60, 60kg, 132lb or 9st4lb"
    return _parsed(text, _MASSES, "kg" if unit is Unit.CM else "lb", "mass", examples)


def _parsed(text: str, units: Mapping[str, float], bare: str, kind: str, examples: str) -> float:
    total, rest, last = 0.0, text.strip().lower().translate(_SAME), ""
    parts = 0
    while rest and parts < 2:
        match = _PART.match(rest)
        if match is None:
            break
        last = match[2] or (_TWO_PARTS.get(last, "?") if parts else bare)
        factor = units.get(last)
        if factor is None or (parts and factor >= total):
            break
        total += float(match[1].replace(",", ".")) * factor
        rest, parts = rest[match.end() :].strip(), parts + 1
    if rest or not parts or not 0 < total < math.inf:
        raise OptionError(f"{text!r} is no {kind}; write it like {examples}.")
    return total


def format_length(cm: float, unit: Unit) -> str:
    """A length with its unit, to a tenth."""
    return f"{cm:.1f} cm" if unit is Unit.CM else f"{cm / CM_PER_INCH:.1f} in"


def format_mass(kg: float, unit: Unit) -> str:
    """A mass with its unit, to a tenth."""
    return f"{kg:.1f} kg" if unit is Unit.CM else f"{kg / KG_PER_POUND:.1f} lb"
