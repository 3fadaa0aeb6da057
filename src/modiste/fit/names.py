"""What the name of a size tells: ``XL``, ``38``, ``32/34``, ``W32 L34``, ``170/88A``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from modiste.fit.cells import CM_PER_INCH
from modiste.fit.zones import Zone
from modiste.types import Category

_LETTER = re.compile(r"(?:(\d+)\s*|(x*))(xs|s|m|l|xl)", re.IGNORECASE)
_GB = re.compile(r"(1[3-9]\d|2[0-2]\d)\s*/\s*(\d{2,3})\s*([yabc]?)", re.IGNORECASE)
_TWO = re.compile(r"w?\s*(\d{2})\s*(?:w\s*)?(?:[/x×\s-]\s*l?|l)\s*(\d{2})\s*l?", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORDS = {"small": "s", "medium": "m", "large": "l", "extra small": "xs", "extra large": "xl",
          "小": "s", "中": "m", "大": "l", "加小": "xs", "加大": "xl"}  # fmt: skip


@dataclass(frozen=True)
class SizeName:
    """A size's name, taken apart.

    Attributes:
        girth: what it is called along the scale of widths: all sizes that share it differ in
            length only.
        length: what it is called along the scale of lengths; empty for most.
        rank: where it stands among names of its system, or None.
        told: measures that the name itself gives, low and high in cm.
    """

    girth: str
    length: str = ""
    rank: float | None = None
    told: tuple[tuple[Zone, float, float], ...] = ()


def read_name(text: str, category: Category = Category.BOTTOM) -> SizeName:
    """Take a size's name apart.

    Args:
        text: any name.
        category: tells whether the second number of ``170/88A`` is a chest or a waist.
    """
    name = text.strip()
    if match := _GB.fullmatch(name):
        return _chinese(match, category)
    if match := _TWO.fullmatch(name):
        return _jeans(int(match[1]), int(match[2]))
    rank = letter_rank(name)
    if rank is None and _NUMBER.fullmatch(name):
        rank = float(name)
    return SizeName(name, "", rank)


def letter_rank(text: str) -> float | None:
    """Letters on a line: S -1, M 0, L 1, XL 2, 3XL 4; None when it is no letter."""
    match = _LETTER.fullmatch(_WORDS.get(text.strip().lower(), text.strip()))
    if match is None:
        return None
    count, core = int(match[1] or 0) or 1 + len(match[2] or ""), match[3].lower()
    if core in ("s", "m", "l"):
        steps = len(match[2] or "") + int(match[1] or 0)
        if core == "m":
            return 0.0 if steps == 0 else None
        return (1.0 + steps) * (-1 if core == "s" else 1)
    return (1.0 + count) * (-1 if core == "xs" else 1)


def _chinese(match: re.Match[str], category: Category) -> SizeName:
    height, girth, letter = int(match[1]), int(match[2]), match[3].upper()
    zone = Zone.WAIST if category is Category.BOTTOM else Zone.CHEST
    step = 1.0 if zone is Zone.WAIST else 2.0
    told = ((Zone.HEIGHT, height - 2.5, height + 2.5), (zone, girth - step, girth + step))
    return SizeName(f"{girth}{letter}", str(height), float(girth), told)


def _jeans(waist: int, inseam: int) -> SizeName:
    told = tuple((zone, n * CM_PER_INCH, n * CM_PER_INCH)
                 for zone, n in ((Zone.WAIST, waist), (Zone.INSEAM, inseam)))  # fmt: skip
    return SizeName(str(waist), str(inseam), float(waist), told)
