"""``/v1/garments``: catalogues."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Request, Response

from modiste.service.auth import AnyCaller
from modiste.service.context import context_of
from modiste.service.garments_view import told
from modiste.service.routes.common import picture
from modiste.service.routes.common import router as make_router

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
