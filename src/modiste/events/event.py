"""One event: what a shopper did with a garment.

The shape is that of Amazon Personalize's PutEvents (eventId, eventType, itemId, sentAt, impression,
recommendationId), with the size, the fit reaction, the reason of a return and, for honest
measurement, the propensity and the model's version.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Any, TypeVar

from modiste.errors import InputError


class EventType(StrEnum):
    """What happened."""

    VIEW = "view"
    TRY_ON = "tryon"
    LIKE = "like"
    DISLIKE = "dislike"
    PURCHASE = "purchase"
    KEEP = "keep"
    RETURN = "return"
    FIT_FEEDBACK = "fit_feedback"


class FitSignal(IntEnum):
    """The five buttons of a fit question; signed, so that no stars stand for sizes."""

    TOO_TIGHT = -2
    SNUG = -1
    RIGHT = 0
    ROOMY = 1
    TOO_LOOSE = 2


class ReturnReason(StrEnum):
    """Why a garment came back: the values of Shopify's ReturnReason."""

    SIZE_TOO_SMALL = "SIZE_TOO_SMALL"
    SIZE_TOO_LARGE = "SIZE_TOO_LARGE"
    STYLE = "STYLE"
    COLOR = "COLOR"
    DEFECTIVE = "DEFECTIVE"
    NOT_AS_DESCRIBED = "NOT_AS_DESCRIBED"
    WRONG_ITEM = "WRONG_ITEM"
    UNWANTED = "UNWANTED"
    OTHER = "OTHER"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Event:
    """One event.

    Attributes:
        event_id: the client's; a second event with the same one is a replay and counts once.
        user_id: a pseudonym.
        event_type: what happened.
        item_id: the garment.
        sent_at: when it happened, seconds since 1970 UTC, by the client's clock.
        size: the size's name, when one was chosen.
        fit: the answer to the fit question.
        reason: why the garment came back.
        impression: ids of the garments that were shown together, in order.
        recommendation_id: the request that showed it.
        propensity: how probable the logging policy made showing it, in (0, 1].
        model_version: of the model that showed it.
        brand: whose size it is; None when the shop has one scale of sizes.
        category: where the garment is worn: top, bottom or dress.
    """

    event_id: str
    user_id: str
    event_type: EventType
    item_id: str
    sent_at: float
    size: str | None = None
    fit: FitSignal | None = None
    reason: ReturnReason | None = None
    impression: tuple[str, ...] = field(default=())
    recommendation_id: str | None = None
    propensity: float | None = None
    model_version: str | None = None
    brand: str | None = None
    category: str | None = None


_Choice = TypeVar("_Choice", EventType, ReturnReason)


def parse_event(raw: Mapping[str, Any]) -> Event:
    """Read one event from decoded JSON.

    Raises:
        InputError: a field is missing or cannot be what it is; the sentence names it.
    """
    event = Event(
        event_id=_text(raw, "eventId"),
        user_id=_text(raw, "userId"),
        event_type=_choice(EventType, raw, "eventType"),
        item_id=_text(raw, "itemId"),
        sent_at=_time(raw.get("sentAt")),
        size=_text(raw, "size") if raw.get("size") is not None else None,
        fit=_signal(raw.get("fit")),
        reason=_choice(ReturnReason, raw, "reason") if raw.get("reason") is not None else None,
        impression=_names(raw.get("impression")),
        recommendation_id=_optional(raw, "recommendationId"),
        propensity=_propensity(raw.get("propensity")),
        model_version=_optional(raw, "modelVersion"),
        brand=_optional(raw, "brand"),
        category=_optional(raw, "category"),
    )
    if event.event_type is EventType.FIT_FEEDBACK and event.fit is None:
        raise InputError(f"Event {event.event_id}: fit_feedback needs 'fit' from -2 to 2.")
    return event


def event_to_dict(event: Event) -> dict[str, Any]:
    """The event as :func:`parse_event` reads it; fields that are not known are left out."""
    stamp = datetime.fromtimestamp(event.sent_at, UTC).isoformat()
    fields = {
        "eventId": event.event_id,
        "userId": event.user_id,
        "eventType": str(event.event_type),
        "itemId": event.item_id,
        "sentAt": stamp,
        "size": event.size,
        "fit": None if event.fit is None else int(event.fit),
        "reason": None if event.reason is None else str(event.reason),
        "impression": list(event.impression) or None,
        "recommendationId": event.recommendation_id,
        "propensity": event.propensity,
        "modelVersion": event.model_version,
        "brand": event.brand,
        "category": event.category,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise InputError(f"The event has no '{name}': give a text that is not empty.")
    text = str(value).strip()
    if len(text) > 256:
        raise InputError(f"The event's '{name}' is longer than 256 characters: shorten it.")
    return text


def _optional(raw: Mapping[str, Any], name: str) -> str | None:
    return None if raw.get(name) is None else _text(raw, name)


def _choice(kind: type[_Choice], raw: Mapping[str, Any], name: str) -> _Choice:
    value = raw.get(name)
    try:
        return kind(str(value))
    except ValueError:
        known = ", ".join(kind)
        raise InputError(
            f"'{name}' of the event is {value!r}: it must be one of {known}."
        ) from None


def _time(value: object) -> float:
    """Seconds since 1970, from such a number or from ISO 8601 with a zone."""
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    try:
        stamp = datetime.fromisoformat(str(value))
    except ValueError:
        raise InputError(
            f"'sentAt' of the event is {value!r}: give seconds since 1970 or ISO 8601."
        ) from None
    if stamp.tzinfo is None:
        raise InputError(f"'sentAt' {value!r} has no time zone: end it with Z or an offset.")
    return stamp.timestamp()


def _signal(value: object) -> FitSignal | None:
    if value is None:
        return None
    try:
        return FitSignal(int(str(value)))
    except ValueError:
        raise InputError(f"'fit' is {value!r}: it must be a whole number from -2 to 2.") from None


def _propensity(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and 0.0 < value <= 1.0:
        return float(value)
    raise InputError(f"'propensity' is {value!r}: it must lie in (0, 1].")


def _names(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise InputError("'impression' must be a list of item ids.")
    return tuple(str(item) for item in value)
