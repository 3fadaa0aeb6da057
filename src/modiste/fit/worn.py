"""What a person's events say of sizes: each garment's last word, and how much it counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from modiste.events.event import Event, EventType, FitSignal, ReturnReason

HALF_LIFE = 2 * 365.25 * 86400.0
"""Seconds after which a size counts half: bodies change."""
_UNTOLD = 0.5
"""What a garment that was kept without a word counts."""
_OF_SIGNAL = {
    FitSignal.TOO_TIGHT: 1.0, FitSignal.SNUG: 0.5, FitSignal.RIGHT: 0.0, FitSignal.ROOMY: -0.5,
    FitSignal.TOO_LOOSE: -1.0,
}  # fmt: skip
_OF_REASON = {ReturnReason.SIZE_TOO_SMALL: 1.0, ReturnReason.SIZE_TOO_LARGE: -1.0}
_Garment = tuple[str, str, str]


@dataclass(frozen=True)
class Worn:
    """One garment that was tried in one size.

    Attributes:
        size: its name.
        brand: whose; empty when it is not told.
        item: the garment's id.
        step: sizes by which a larger one would have suited.
        weight: how much it counts, in (0, 1].
    """

    size: str
    brand: str
    step: float
    weight: float
    item: str = ""


def worn_sizes(events: Iterable[Event], now: float, category: str | None = None) -> list[Worn]:
    """What events say of the sizes that would suit; those that say nothing of it are left out.

    Of several reactions to a garment in one size the last one with a word on its fit counts. The
    strengths are conventions.

    Args:
        events: of one person, in any order.
        now: seconds since 1970.
        category: garments that are told to be worn elsewhere are left out; None keeps all.
    """
    last: dict[_Garment, tuple[Event, float, float]] = {}
    for event in sorted(events, key=lambda e: (e.sent_at, e.event_id)):
        said = _said(event)
        if said is None or not event.size or _is_elsewhere(event, category):
            continue
        garment = event.item_id, event.brand or "", event.size
        if garment not in last or said[1] >= last[garment][2]:
            last[garment] = (event, *said)
    return [
        Worn(event.size or "", event.brand or "", step, trust * _faded(event, now), event.item_id)
        for event, step, trust in last.values()
    ]


def _said(event: Event) -> tuple[float, float] | None:
    """The step and what it counts; None when the event says nothing of the size."""
    if event.fit is not None:
        return _OF_SIGNAL[event.fit], 1.0
    if event.event_type is EventType.RETURN and event.reason in _OF_REASON:
        return _OF_REASON[event.reason], 1.0
    return (0.0, _UNTOLD) if event.event_type is EventType.KEEP else None


def _is_elsewhere(event: Event, category: str | None) -> bool:
    return None not in (event.category, category) and event.category != category


def _faded(event: Event, now: float) -> float:
    return float(0.5 ** (max(now - event.sent_at, 0.0) / HALF_LIFE))
