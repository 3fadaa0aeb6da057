"""``/v1/history``: what a shop knows of its customers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request

from modiste.service.auth import RecommendCaller
from modiste.service.context import context_of
from modiste.service.history import Archive
from modiste.service.inputs import file_of, payload
from modiste.service.routes.common import FILE
from modiste.service.routes.common import router as make_router
from modiste.service.schemas import Customer

router = make_router("history")


@router.post("/history", openapi_extra=FILE)
def bring_in(
    request: Request, caller: RecommendCaller, sent: Annotated[dict[str, Any], Depends(payload)]
) -> dict[str, Any]:
    """Bring in customers' orders, returns and reactions: a CSV, or a JSON object a line."""
    return _archive(request).bring_in(caller, file_of(sent, "CSV or JSON lines"))


@router.get("/history/{customer}")
def told(request: Request, caller: RecommendCaller, customer: Customer) -> dict[str, Any]:
    """What is kept of a customer (GDPR 15)."""
    return {"events": _archive(request).told(caller, customer)}


@router.delete("/history/{customer}", status_code=204)
def erase(request: Request, caller: RecommendCaller, customer: Customer) -> None:
    """Erase what is kept of a customer, and what was learnt with her help (GDPR 17)."""
    owner = _archive(request).erase(caller, customer)
    context_of(request).suggestions.forget(owner)


def _archive(request: Request) -> Archive:
    context = context_of(request)
    return Archive(context.store, context.signer)
