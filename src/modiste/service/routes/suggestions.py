"""``/v1/recommendations`` and ``/v1/feedback``: one request cycle from a reaction to what suits."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Request

from modiste.service import feedback as reactions
from modiste.service.auth import RecommendCaller
from modiste.service.bodies import body_of
from modiste.service.context import context_of
from modiste.service.history import Archive
from modiste.service.inputs import body, described
from modiste.service.routes.common import router as make_router
from modiste.service.schemas import Customer, FeedbackBody, Ident

router = make_router("suggestions")
_DEFAULT = 12


@router.get("/recommendations")
def recommendations(
    request: Request, caller: RecommendCaller,
    limit: Annotated[int, Query(ge=1, le=100)] = _DEFAULT,
    customer: Customer | None = None, body_id: Ident | None = None,
    explore: Annotated[float, Query(ge=0, le=0.5)] = 0.0,
) -> dict[str, Any]:  # fmt: skip
    """What suits, fits and is in stock, best first; outfits around it.

    A shop may ask for one of its customers, and with which of its bodies. With ``explore`` some
    places are drawn at random, and each garment's ``propensity`` says how likely it was shown.
    """
    context = context_of(request)
    who = Archive(context.store, context.signer).customer(caller, customer)
    asked = (
        (body_id, body_of(context.store, caller.owner, body_id)) if body_id is not None else None
    )
    found = context.suggestions(who, limit, asked, explore)
    return found | {"preferences": reactions.learned(context, who)}


@router.post("/feedback", openapi_extra=described(FeedbackBody))
def feedback(
    request: Request, caller: RecommendCaller,
    said: Annotated[FeedbackBody, body(FeedbackBody)],
) -> dict[str, Any]:  # fmt: skip
    """Say what one thinks of a garment or a picture; a replayed ``event_id`` changes nothing.

    Without the consent to history nothing is kept, and only the adjustments follow from it.
    """
    context = context_of(request)
    who = Archive(context.store, context.signer).customer(caller, said.customer)
    taken = reactions.take(context, who, said)
    return {"recommendations": context.suggestions(who, _DEFAULT), **taken}
