"""What an event says of taste: a reward, and how much it counts."""

from __future__ import annotations

from modiste.events.event import Event, EventType, ReturnReason

_OF_TYPE: dict[EventType, tuple[float, float]] = {
    EventType.VIEW: (0.2, 0.05),
    EventType.TRY_ON: (0.6, 0.3),
    EventType.LIKE: (1.0, 1.0),
    EventType.DISLIKE: (-1.0, 1.0),
    EventType.PURCHASE: (1.0, 1.0),
    EventType.KEEP: (1.0, 1.5),
}
_MATTERS_OF_TASTE = {
    ReturnReason.STYLE: 1.0,
    ReturnReason.COLOR: 1.0,
    ReturnReason.UNWANTED: 0.5,
    ReturnReason.NOT_AS_DESCRIBED: 0.3,
}


def reward(event: Event) -> tuple[float, float]:
    """Reward in [-1, 1] and weight of an event; weight 0 says nothing of taste.

    A garment that came back because of its size, a defect or a mix-up was not disliked. The
    numbers are a convention, not fitted.
    """
    if event.event_type is EventType.RETURN:
        return -1.0, _MATTERS_OF_TASTE.get(event.reason or ReturnReason.UNKNOWN, 0.0)
    return _OF_TYPE.get(event.event_type, (0.0, 0.0))
