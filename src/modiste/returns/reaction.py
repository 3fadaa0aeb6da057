"""What an event says of fit."""

from __future__ import annotations

from modiste.events.event import Event, EventType, FitSignal, ReturnReason
from modiste.returns.ordinal import Outcome

Reaction = tuple[Outcome, float]
"""The outcome, and how much it counts in (0, 1]."""

_OF_SIGNAL: dict[FitSignal, Reaction] = {
    FitSignal.TOO_TIGHT: (Outcome.SMALL, 1.0),
    FitSignal.SNUG: (Outcome.SMALL, 0.5),
    FitSignal.RIGHT: (Outcome.FIT, 1.0),
    FitSignal.ROOMY: (Outcome.LARGE, 0.5),
    FitSignal.TOO_LOOSE: (Outcome.LARGE, 1.0),
}
_OF_REASON: dict[ReturnReason, Reaction] = {
    ReturnReason.SIZE_TOO_SMALL: (Outcome.SMALL, 1.0),
    ReturnReason.SIZE_TOO_LARGE: (Outcome.LARGE, 1.0),
}
_KEPT: Reaction = (Outcome.FIT, 0.5)


def reaction(event: Event) -> Reaction | None:
    """The event's reaction, or None when it says nothing of fit.

    The answer to the fit question goes before the reason of a return. Who kept a garment without a
    word may have kept one that is nearly right, which counts half. The weights are a convention.
    """
    if event.size is None:
        return None
    if event.fit is not None:
        return _OF_SIGNAL[event.fit]
    if event.event_type is EventType.RETURN and event.reason is not None:
        return _OF_REASON.get(event.reason)
    return _KEPT if event.event_type is EventType.KEEP else None
