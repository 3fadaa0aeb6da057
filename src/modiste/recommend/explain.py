"""Why a garment is suggested, in words that are true of the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.events.event import EventType
from modiste.recommend.items import Item
from modiste.recommend.taste import Taste

Floats = NDArray[np.float64]

_VERB_ZH = {
    EventType.VIEW: "看过",
    EventType.TRY_ON: "试穿过",
    EventType.LIKE: "喜欢",
    EventType.PURCHASE: "买过",
    EventType.KEEP: "留下了",
}
_VERB = {
    EventType.VIEW: "looked at",
    EventType.TRY_ON: "tried on",
    EventType.LIKE: "liked",
    EventType.PURCHASE: "bought",
    EventType.KEEP: "kept",
}
_ENOUGH = 0.25
"""An event explains a score when it brought this share of the best event's reach or more."""


@dataclass(frozen=True)
class Reason:
    """Why a garment is suggested.

    Attributes:
        code: ``because``, ``popular``, ``in-stock`` or ``widens``.
        event_type: of what the shopper did, for ``because``.
        other: the garment it was done with.
        size: that is in stock.
    """

    code: str
    event_type: EventType | None = None
    other: Item | None = None
    size: str | None = None

    def english(self) -> str:
        """A sentence."""
        if self.event_type is not None and self.other is not None:
            return f"Because you {_VERB[self.event_type]} {self.other.name()}."
        return {
            "popular": "Other shoppers like it.",
            "in-stock": f"Your size {self.size} is in stock.",
        }.get(self.code, "It widens the choice.")

    def chinese(self) -> str:
        """A sentence in simplified Chinese."""
        if self.event_type is not None and self.other is not None:
            return f"因为您{_VERB_ZH[self.event_type]}{self.other.name_zh()}。"
        return {"popular": "其他顾客喜欢它。", "in-stock": f"您的尺码 {self.size} 有货。"}.get(
            self.code, "它让选择更丰富。"
        )


@dataclass(frozen=True)
class Learnt:
    """One event as taste learnt it: item, kind, features, surplus, weight and time."""

    item: Item
    event_type: EventType
    features: Floats
    surplus: float
    weight: float
    time: float


def reasons(
    item: Item,
    features: Floats,
    taste: Taste,
    past: Sequence[Learnt],
    popular: bool,
    size: str | None,
) -> tuple[Reason, ...]:
    """Reasons, the strongest first.

    Args:
        item: what is suggested.
        features: (d,) of it.
        taste: the shopper's.
        past: what the shopper did, newest last.
        popular: whether others like it.
        size: the shopper's size of it, which is in stock.
    """
    found: list[Reason] = []
    best = _best_event(item, features, taste, past)
    if best is not None:
        found.append(Reason("because", best.event_type, best.item))
    elif popular:
        found.append(Reason("popular"))
    if size is not None:
        found.append(Reason("in-stock", size=size))
    return tuple(found or [Reason("widens")])


def _best_event(
    item: Item, features: Floats, taste: Taste, past: Sequence[Learnt]
) -> Learnt | None:
    """The positive event that lifted the item's score most, if it lifted it noticeably."""
    happy = [e for e in past if e.event_type in _VERB and e.surplus > 0 and e.item is not item]
    if not happy:
        return None
    lifts = [taste.share(features, e.features, e.surplus, e.weight) for e in happy]
    reach = max(taste.share(e.features, e.features, e.surplus, e.weight) for e in happy)
    top = int(np.argmax(lifts))
    return happy[top] if lifts[top] >= _ENOUGH * reach > 0 else None
