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

_VERB = {
    EventType.VIEW: "looked at",
    EventType.TRY_ON: "tried on",
    EventType.LIKE: "liked",
    EventType.PURCHASE: "bought",
    EventType.KEEP: "kept",
}
_ENOUGH = 0.25
"""An event explains a score when it brought this share of the best event's reach or more."""
_POPULAR = 0.75
"""Quantile of popularity from which on a garment is called popular."""


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
    popularity: float,
    size: str | None,
) -> tuple[str, ...]:
    """Sentences, the strongest first.

    Args:
        item: what is suggested.
        features: (d,) of it.
        taste: the shopper's.
        past: what the shopper did, newest last.
        popularity: rank of the item's popularity in [0, 1].
        size: the shopper's size of it, which is in stock.
    """
    found = []
    best = _best_event(item, features, taste, past)
    if best is not None:
        found.append(f"Because you {_VERB[best.event_type]} {best.item.name()}.")
    elif popularity >= _POPULAR:
        found.append("Other shoppers like it.")
    if size is not None:
        found.append(f"Your size {size} is in stock.")
    return tuple(found or ["It widens the choice."])


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
