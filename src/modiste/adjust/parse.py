"""Adjustments as people and programs write them: ``sleeve_length=-0.1``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from modiste.adjust.sums import RANGES
from modiste.errors import OptionError
from modiste.types import Adjustment, Tuck

_NAMES = (*RANGES, "seed", "tuck", "engine")


def parse_adjustment(wishes: Mapping[str, Any]) -> Adjustment:
    """Read an adjustment from names and values.

    Args:
        wishes: values by name; numbers may be text.

    Raises:
        OptionError: an unknown name, no number, or a value out of range; the sentence says what
            can be given.
    """
    values: dict[str, Any] = {}
    for name, value in wishes.items():
        if name in RANGES:
            values[name] = _number(name, value)
        elif name == "seed":
            values[name] = _seed(value)
        elif name == "tuck":
            values[name] = _tuck(value)
        elif name == "engine" and isinstance(value, str) and value:
            values[name] = value
        else:
            raise OptionError(f"Nothing called {name!r} can be adjusted: use {', '.join(_NAMES)}.")
    return Adjustment(**values)


def adjustment_to_dict(adjustment: Adjustment) -> dict[str, Any]:
    """What differs from no adjustment, as :func:`parse_adjustment` reads it."""
    plain = Adjustment()
    changed = {name: getattr(adjustment, name) for name in _NAMES}
    return {
        name: str(value) if isinstance(value, Tuck) else value
        for name, value in changed.items()
        if value != getattr(plain, name)
    }


def _number(name: str, value: Any) -> float:
    low, high = RANGES[name]
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not low <= number <= high:
        raise OptionError(f"{name}={value!r} cannot be: give a number from {low:g} to {high:g}.")
    return number


def _seed(value: Any) -> int:
    try:
        seed = None if isinstance(value, bool | float) else int(value)
    except (TypeError, ValueError):
        seed = None
    if seed is None or not 0 <= seed < 2**31:
        raise OptionError(f"seed={value!r} cannot be: give a whole number from 0 to 2147483647.")
    return seed


def _tuck(value: Any) -> Tuck:
    try:
        return Tuck(str(value))
    except ValueError:
        raise OptionError(f"tuck={value!r} cannot be: use {', '.join(Tuck)}.") from None
