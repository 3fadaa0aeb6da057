"""``/v1/me``: what is kept of the caller: to see, to take along, to withdraw, to erase."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse

from modiste.service import exporting
from modiste.service.auth import COOKIE, MeCaller
from modiste.service.caller import Caller
from modiste.service.context import Context, context_of
from modiste.service.inputs import body, described
from modiste.service.problems import ForbiddenError
from modiste.service.routes.common import router as make_router
from modiste.service.routes.sessions import checked, consent_of
from modiste.service.schemas import ConsentBody

router = make_router("me")


_EXPORT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The export.",
        "content": {kind: {} for kind in ("application/json", "application/zip")},
    }
}


@router.get("/me", response_model=None, responses=_EXPORT)
def export(
    request: Request, caller: MeCaller,
    format: Annotated[Literal["json", "zip"], Query()] = "json",
) -> Response:  # fmt: skip
    """Everything that is kept of the caller (GDPR 15 and 20); a ZIP has the pictures too."""
    store = context_of(request).store
    name = f"modiste-export.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"',
               "Cache-Control": "no-store"}  # fmt: skip
    if format == "zip":
        return Response(exporting.as_zip(store, caller.owner), media_type="application/zip",
                        headers=headers)  # fmt: skip
    return JSONResponse(exporting.as_dict(store, caller.owner), headers=headers)


@router.get("/me/stored")
def stored(request: Request, caller: MeCaller) -> dict[str, Any]:
    """What is kept, and until when."""
    return exporting.stored(context_of(request).store, caller.owner)


@router.put("/me/consent", openapi_extra=described(ConsentBody))
def consent(
    request: Request, caller: MeCaller, wanted: Annotated[ConsentBody, body(ConsentBody)]
) -> dict[str, Any]:
    """Give or withdraw consent; what a withdrawn consent allowed is erased at once."""
    if caller.session is None:
        raise ForbiddenError("A shop's key has no consent of its own.")
    context = context_of(request)
    new = checked(wanted)
    context.store.sessions.agree(caller.owner, new)
    if caller.consent.photos and not new.photos:
        context.store.eraser.photos(caller.owner)
    if caller.consent.history and not new.history:
        context.store.events.forget(caller.owner)
        context.store.room.database.scrub()
    forget(context, caller)
    return {"consent": consent_of(new)}


@router.delete("/me", status_code=204)
def erase(request: Request, response: Response, caller: MeCaller) -> None:
    """Erase all that is the caller's, the session too (GDPR 17)."""
    if caller.session is None:
        raise ForbiddenError("A shop's key erases with DELETE /v1/garments and its own objects.")
    context = context_of(request)
    context.store.eraser.everything(caller.owner)
    forget(context, caller)
    response.delete_cookie(COOKIE, path="/")


def forget(context: Context, caller: Caller) -> None:
    """Drop from memory what belongs to the caller."""
    context.people.forget(caller.owner)
    context.wardrobe.forget(caller.owner)
    context.suggestions.forget(caller.owner)
    context.figures.drop(lambda key: key.startswith(caller.owner + "/"))
