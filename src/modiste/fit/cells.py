"""What stands in one cell or heading of a size chart: ``86-90``, ``34 in``, ``胸围(cm)``."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from modiste.errors import InputError
from modiste.fit.zones import ALIASES, Zone

CM_PER_INCH = 2.54
UNITS = {
    "cm": 1.0, "cms": 1.0, "centimetre": 1.0, "centimetres": 1.0, "厘米": 1.0, "cmt": 1.0,
    "mm": 0.1, "mmt": 0.1, "m": 100.0, "mtr": 100.0, "in": CM_PER_INCH, "inch": CM_PER_INCH,
    "inches": CM_PER_INCH, "inh": CM_PER_INCH, '"': CM_PER_INCH, "英寸": CM_PER_INCH,
}  # fmt: skip
"""Centimetres per unit; ``cmt``, ``mmt``, ``mtr`` and ``inh`` are UN/CEFACT codes."""

HOLES = {"", "-", "--", "—", "–", "/", "n/a", "na", "none", "null", "?", "x"}
_NUMBER = r"(\d+(?:[.,]\d+)?|\d+\s+\d/\d|\d+\s*[½¼¾])"
_UNIT = r"\s*([^\d\s.,\-–—~～½¼¾]*)\s*"
_CELL = re.compile(rf"{_NUMBER}{_UNIT}(?:(?:-|–|—|~|～|\bto\b)\s*{_NUMBER}{_UNIT})?")
_PARTS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_FLAT = ("_flat", "_half", "_width_flat", "_1_2")
_FLAT_NAMES = {"pit_to_pit": Zone.CHEST, "half_chest": Zone.CHEST, "chest_width": Zone.CHEST,
               "half_waist": Zone.WAIST, "waist_width": Zone.WAIST, "half_hip": Zone.HIP,
               "hip_width": Zone.HIP, "胸宽": Zone.CHEST}  # fmt: skip


@dataclass(frozen=True)
class Heading:
    """A heading that was understood.

    Attributes:
        zone: of the column.
        unit: cm per unit, None when the heading does not say.
        factor: 2 for widths of a garment laid flat, else 1.
    """

    zone: Zone
    unit: float | None
    factor: float = 1.0


def read_heading(text: str) -> Heading | None:
    """The zone that a heading names, or None when it is not known.

    Args:
        text: such as ``Bust (in)``, ``waist_cm``, ``胸围`` or ``chest_flat``.
    """
    words = re.findall(r"[^\W_]+|\"", text.strip().lower().replace("½", "half"))
    unit = UNITS.get(words[-1]) if len(words) > 1 else None
    name = "_".join(words if unit is None else words[:-1])
    if name in _FLAT_NAMES:
        return Heading(_FLAT_NAMES[name], unit, 2.0)
    for ending in _FLAT:
        if name.endswith(ending) and name.removesuffix(ending) in ALIASES:
            return Heading(ALIASES[name.removesuffix(ending)], unit, 2.0)
    name = name.removesuffix("_girth").removesuffix("_circumference")
    return Heading(ALIASES[name], unit) if name in ALIASES else None


def read_cell(text: str, unit: float | None, where: str) -> tuple[float, float, bool] | None:
    """The low and the high end in cm or bare, and whether the cell named its own unit.

    Args:
        text: a number or a range, with or without a unit.
        unit: cm per unit of bare numbers; None leaves them as they are.
        where: how a message calls the cell.

    Returns:
        None for a hole.

    Raises:
        InputError: when it is no number or range.
    """
    plain = text.strip().lower()
    if plain in HOLES:
        return None
    match = _CELL.fullmatch(plain)
    units = [u for u in (match[2], match[4]) if u] if match else []
    if match is None or any(u not in UNITS for u in units):
        raise InputError(f"{where}: {text.strip()!r} is no number or range; write 88 or 86-90.")
    factor = UNITS[units[-1]] if units else (1.0 if unit is None else unit)
    low = _value(match[1])
    high = _value(match[3]) if match[3] else low
    if low > high or not 0 < low or not math.isfinite(high):
        raise InputError(f"{where}: the range {text.strip()!r} runs backwards or holds a zero.")
    return low * factor, high * factor, bool(units)


def _value(text: str) -> float:
    for sign, part in _PARTS.items():
        if text.endswith(sign):
            return float(text[:-1]) + part
    if "/" in text:
        whole, _, fraction = text.partition(" ")
        above, below = (int(n) for n in fraction.split("/"))
        return float(whole) + (above / below if below else math.inf)
    return float(text.replace(",", "."))
