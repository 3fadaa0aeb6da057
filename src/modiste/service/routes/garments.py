"""``/v1/garments``: catalogues."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from modiste.service.auth import AnyCaller
from modiste.service.caller import Caller
from modiste.service.catalogue import Desk
from modiste.service.context import Context, context_of
from modiste.service.garments_view import told
from modiste.service.inputs import FORM, JSON, body, described, file_of, payload
from modiste.service.problems import ForbiddenError, NotFoundError
from modiste.service.routes.common import FILE, picture
from modiste.service.routes.common import router as make_router
from modiste.service.schemas import GarmentBody

router = make_router("garments")
_Limit = Annotated[int, Query(ge=1, le=200)]
_Offset = Annotated[int, Query(ge=0, le=1_000_000)]


@router.get("/garments")
def listed(
    request: Request, caller: AnyCaller, limit: _Limit = 100, offset: _Offset = 0,
    category: Annotated[str | None, Query(pattern="^(top|bottom|dress)$")] = None,
) -> dict[str, Any]:  # fmt: skip
    """The garments that the caller may put on."""
    rows, total = context_of(request).store.garments.page(
        caller.catalogues, limit, offset, category
    )
    return {"items": [told(row) for row in rows], "total": total}


@router.get("/garments/{garment}")
def show(request: Request, caller: AnyCaller, garment: str) -> dict[str, Any]:
    """A garment."""
    return told(context_of(request).wardrobe.get(caller.catalogues, garment))


@router.get("/garments/{garment}/picture", response_class=Response)
def garment_picture(request: Request, caller: AnyCaller, garment: str) -> Response:
    """A garment's picture."""
    wardrobe = context_of(request).wardrobe
    row = wardrobe.get(caller.catalogues, garment)
    return picture(wardrobe.picture(row), private=row.owner == caller.owner)


_Wanted = Annotated[GarmentBody, body(GarmentBody, lists=("attributes",))]
_GARMENT = described(GarmentBody, JSON, FORM)


@router.post("/garments", status_code=201, openapi_extra=_GARMENT)
def add(request: Request, caller: AnyCaller, wanted: _Wanted) -> dict[str, Any]:
    """Add a garment: to the shop's catalogue or, by a shopper, for an hour to her own."""
    context = context_of(request)
    lifetime = _lifetime(context, caller)
    return told(_desk(context).add(caller.owner, wanted, lifetime)[0])


@router.put("/garments/{garment}", openapi_extra=_GARMENT)
def replace(request: Request, caller: AnyCaller, garment: str, wanted: _Wanted) -> dict[str, Any]:
    """Overwrite a garment; without a picture the old one stays."""
    context = context_of(request)
    _lifetime(context, caller)
    row = _desk(context).replace(caller.owner, garment, wanted)
    if row is None:
        raise NotFoundError("There is no such garment in your catalogue.")
    return told(row)


@router.delete("/garments/{garment}", status_code=204)
def delete(request: Request, caller: AnyCaller, garment: str) -> None:
    """Remove a garment and its picture."""
    context = context_of(request)
    _lifetime(context, caller)
    if not context.store.garments.delete(caller.owner, garment):
        raise NotFoundError("There is no such garment in your catalogue.")


@router.post("/garments/import", openapi_extra=FILE)
def bring_in(
    request: Request, caller: AnyCaller, sent: Annotated[dict[str, Any], Depends(payload)]
) -> dict[str, Any]:
    """Import a CSV, or a ZIP of a CSV and pictures; the report has a line per row."""
    if "catalogue" not in caller.scopes:
        raise ForbiddenError("This needs a key with the scope 'catalogue'.")
    return _desk(context_of(request)).bring_in(caller.owner, file_of(sent, "CSV or ZIP"))


def _desk(context: Context) -> Desk:
    return Desk(context.store, context.wardrobe, context.settings.photo_limits)


def _lifetime(context: Context, caller: Caller) -> float | None:
    """How long what the caller adds is kept; raises for who may add nothing."""
    if "catalogue" in caller.scopes:
        return None
    if "own-garments" not in caller.scopes:
        raise ForbiddenError("This needs a key with the scope 'catalogue'.")
    caller.need_photos()
    return context.settings.retention.photos
