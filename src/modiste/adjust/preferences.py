"""What one shopper likes, learnt from her reactions, per kind of garment.

Each number of an adjustment is a random walk that reactions observe: "sleeves too long" at 0 says
that -0.1 is wanted, thumbs up at -0.1 says that -0.1 is wanted, and more surely. Normal prior,
normal noise, so the posterior is a weighted mean (Bishop 2006, section 2.3.6). What holds for one
kind is a weaker hint for the others: a level of its own, shared by all kinds, is the prior's mean.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from modiste.adjust.reactions import STEPS, Reaction, react
from modiste.adjust.sums import RANGES, bounded
from modiste.errors import InputError
from modiste.types import Adjustment

_PRIOR_WEIGHT = 0.5
"""Weight of "nothing is to be changed", in reactions: one reaction moves two thirds of its step."""
_SHARED_WEIGHT = 0.5
_FORGET = 0.9
"""Of earlier reactions' weight at each new one about the same number: tastes drift."""
_UP_WEIGHT = 1.0
_SMALLEST = 0.01
"""Below this an adjustment cannot be seen and is left out."""
_MOST_KINDS = 64
_FORMAT = 1


@dataclass
class _Level:
    """Weighted sum and weight of what was wanted, by name of the number."""

    total: dict[str, float] = field(default_factory=dict)
    weight: dict[str, float] = field(default_factory=dict)

    def see(self, name: str, wanted: float, weight: float) -> None:
        self.total[name] = self.total.get(name, 0.0) * _FORGET + wanted * weight
        self.weight[name] = self.weight.get(name, 0.0) * _FORGET + weight

    def mean(self, name: str, prior: float, prior_weight: float) -> float:
        total = self.total.get(name, 0.0) + prior * prior_weight
        return total / (self.weight.get(name, 0.0) + prior_weight)


class Preferences:
    """One shopper's preferences; start with an empty one."""

    def __init__(self) -> None:
        self._shared = _Level()
        self._kinds: dict[str, _Level] = {}

    def see(self, kind: str, shown: Adjustment, reaction: Reaction) -> None:
        """Learn from one reaction.

        Args:
            kind: of the garment, any word: ``top``, ``T-shirt``.
            shown: what the picture that was reacted to used.
            reaction: what was said of it.

        Raises:
            InputError: too many kinds.
        """
        for name, wanted, weight in _observations(shown, reaction):
            self._kind(kind).see(name, wanted, weight)
            self._shared.see(name, wanted, weight * _SHARED_WEIGHT)

    def suggested(self, kind: str) -> Adjustment:
        """Where the next try-on of a garment of this kind should begin."""
        own = self._kinds.get(kind, _Level())
        numbers: dict[str, Any] = {}
        for name in RANGES:
            shared = self._shared.mean(name, 0.0, 1.0)
            value = bounded(name, own.mean(name, shared, _PRIOR_WEIGHT))
            numbers[name] = value if abs(value) >= _SMALLEST else 0.0
        return Adjustment(**numbers)

    def to_json(self) -> str:
        """All that is known, as :meth:`from_json` reads it."""
        return json.dumps(
            {
                "format": _FORMAT,
                "shared": _level_to_dict(self._shared),
                "kinds": {kind: _level_to_dict(level) for kind, level in self._kinds.items()},
            },
            sort_keys=True,
        )

    @classmethod
    def from_json(cls, text: str) -> Preferences:
        """Read what :meth:`to_json` wrote.

        Raises:
            InputError: it is something else.
        """
        try:
            raw = json.loads(text)
            if raw["format"] != _FORMAT:
                raise InputError(f"Preferences of format {raw['format']!r}: this reads {_FORMAT}.")
            preferences = cls()
            preferences._shared = _level_from_dict(raw["shared"])
            for kind, level in raw["kinds"].items():
                preferences._kinds[str(kind)] = _level_from_dict(level)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise InputError("These are no preferences of modiste: start with new ones.") from error
        return preferences

    def _kind(self, kind: str) -> _Level:
        if kind not in self._kinds and len(self._kinds) >= _MOST_KINDS:
            raise InputError(f"Preferences hold {_MOST_KINDS} kinds of garment, not one more.")
        return self._kinds.setdefault(kind, _Level())


def _observations(shown: Adjustment, reaction: Reaction) -> list[tuple[str, float, float]]:
    """Name, wanted value and weight of every number that a reaction says something of."""
    if reaction is Reaction.THUMBS_UP:
        return [(name, getattr(shown, name), _UP_WEIGHT) for name in RANGES]
    step = STEPS[reaction]
    wanted = react(shown, reaction)
    return [(name, getattr(wanted, name), 1.0) for name in RANGES if getattr(step, name)]


def _level_to_dict(level: _Level) -> dict[str, list[float]]:
    return {name: [level.total[name], level.weight[name]] for name in sorted(level.total)}


def _level_from_dict(raw: Mapping[str, Any]) -> _Level:
    level = _Level()
    for name, (total, weight) in raw.items():
        low, high = RANGES[name]
        total, weight = float(total), float(weight)
        if not 0 < weight < 100 or not low <= total / weight <= high:
            raise ValueError(f"{name} is out of range")
        level.total[name], level.weight[name] = total, weight
    return level
