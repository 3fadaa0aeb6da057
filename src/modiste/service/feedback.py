"""Reactions: what they teach of taste and fit, and what they change in the next picture."""

from __future__ import annotations

from typing import Any

from modiste.adjust import Preferences, Reaction, parse_adjustment, react
from modiste.adjust.parse import adjustment_to_dict
from modiste.events.event import EventType, FitSignal, ReturnReason
from modiste.service.caller import Caller
from modiste.service.context import Context
from modiste.service.problems import NotFoundError
from modiste.service.schemas import FeedbackBody
from modiste.store.events import PICTURE, TASTE
from modiste.store.tables import GarmentRow
from modiste.types import Adjustment

_TYPES = {"like": EventType.LIKE, "dislike": EventType.DISLIKE, "try_on": EventType.TRY_ON,
          "purchase": EventType.PURCHASE, "keep": EventType.KEEP,
          "return": EventType.RETURN, "thumbs_up": EventType.LIKE}  # fmt: skip
_FIT = {"too_small": FitSignal.TOO_TIGHT, "too_tight": FitSignal.TOO_TIGHT,
        "too_large": FitSignal.TOO_LOOSE, "too_loose": FitSignal.TOO_LOOSE}  # fmt: skip
_PICTURE = {"too_small": "too_tight", "too_large": "too_loose"}
"""What the shopper says of fit also drives the picture."""


def take(context: Context, caller: Caller, said: FeedbackBody) -> dict[str, Any]:
    """Learn from one reaction; one that was heard before changes nothing.

    Returns:
        ``stored``, ``replayed`` and ``adjustments`` for the next picture.

    Raises:
        NotFoundError: the garment or the try-on is not the caller's.
    """
    garment = _garment(context, caller, said)
    shown = parse_adjustment(said.shown)
    fresh = True
    if caller.consent.history:
        fresh = _keep(context, caller, said, garment)
    wish = _PICTURE.get(said.reaction, said.reaction)
    known = wish in list(Reaction)
    following = react(shown, Reaction(wish)) if fresh and known else shown
    return {
        "stored": caller.consent.history and fresh, "replayed": not fresh,
        "adjustments": adjustment_to_dict(following),
        "preferences": learned(context, caller),
    }  # fmt: skip


def _garment(context: Context, caller: Caller, said: FeedbackBody) -> GarmentRow | None:
    if said.try_on_id is not None:
        if context.store.jobs.get(caller.owner, said.try_on_id) is None:
            raise NotFoundError("There is no such try-on (any more).")
    if said.garment_id is None:
        return None
    return context.wardrobe.get(caller.catalogues, said.garment_id)


def _keep(
    context: Context, caller: Caller, said: FeedbackBody, garment: GarmentRow | None
) -> bool:  # fmt: skip
    """Keep the event; False when it was there."""
    store, now = context.store, context.store.room.now()
    taste = _taste(said, caller, garment, now)
    if taste is not None:
        return store.events.add(caller.owner, caller.shop, said.event_id, TASTE, taste)
    kind = garment.category if garment is not None else "top"
    data = {"reaction": said.reaction, "shown": said.shown, "kind": kind,
            "garment_id": said.garment_id}  # fmt: skip
    return store.events.add(caller.owner, caller.shop, said.event_id, PICTURE, data)


def _taste(
    said: FeedbackBody, caller: Caller, garment: GarmentRow | None, now: float
) -> dict[str, Any] | None:
    """The event for suggestions; None for what is only about the picture."""
    kind = _TYPES.get(said.reaction)
    fit = _FIT.get(said.reaction)
    if garment is None or (kind is None and fit is None):
        return None
    event: dict[str, Any] = {
        "eventId": said.event_id, "userId": caller.owner, "itemId": garment.id, "sentAt": now,
        "eventType": str(kind or EventType.FIT_FEEDBACK), "reaction": said.reaction,
        "shown": said.shown, "kind": garment.category,
    }  # fmt: skip
    if said.size is not None:
        event["size"] = said.size
    answer = fit if said.fit is None else FitSignal(said.fit)
    if answer is not None:
        event["fit"] = int(answer)
    if kind is EventType.RETURN:
        event["reason"] = said.reason or str(ReturnReason.UNKNOWN)
    return event


def learned(context: Context, caller: Caller) -> dict[str, Any]:
    """Where the next try-on of each category should begin, from all reactions that are kept."""
    preferences = Preferences()
    kinds: dict[str, None] = {}
    for row in context.store.events.of(caller.owner) if caller.consent.history else ():
        wish = _PICTURE.get(row.data.get("reaction", ""), row.data.get("reaction", ""))
        if wish in list(Reaction):
            kind = str(row.data.get("kind", "top"))
            preferences.see(kind, _shown(row.data.get("shown", {})), Reaction(wish))
            kinds[kind] = None
    return {kind: adjustment_to_dict(preferences.suggested(kind)) for kind in kinds}


def _shown(values: dict[str, Any]) -> Adjustment:
    return parse_adjustment(values)
