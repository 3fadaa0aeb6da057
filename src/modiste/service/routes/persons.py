"""``/v1/persons``: who is to be dressed, looked at once."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Request, Response

from modiste.chinese import all_in_chinese
from modiste.errors import OptionError
from modiste.service.auth import TryOnCaller
from modiste.service.avatars import add_avatar
from modiste.service.caller import Caller
from modiste.service.context import Context, context_of
from modiste.service.inputs import FORM, JSON, body, described
from modiste.service.pictures import from_base64
from modiste.service.problems import NotFoundError
from modiste.service.routes.common import picture
from modiste.service.routes.common import router as make_router
from modiste.service.schemas import PersonBody
from modiste.store.tables import PersonRow

router = make_router("persons")


@router.post("/persons", status_code=201, openapi_extra=described(PersonBody, JSON, FORM))
def add(
    request: Request, caller: TryOnCaller, wanted: Annotated[PersonBody, body(PersonBody)]
) -> dict[str, Any]:
    """Add a person by a photo, by a model of the gallery, or by the body of ``/v1/measure``."""
    context = context_of(request)
    if sum(v is not None for v in (wanted.photo, wanted.model, wanted.body)) != 1:
        raise OptionError("Give one of photo, model and body.")
    if wanted.model is not None:
        return told(context.people.add_model(caller.owner, wanted.model))
    if wanted.body is not None:
        return told(add_avatar(context, caller.owner, wanted.body))
    return told(_photographed(context, caller, wanted))


def _photographed(context: Context, caller: Caller, wanted: PersonBody) -> PersonRow:
    caller.need_photos()
    photo = wanted.photo or ""
    data = from_base64(photo, "photo") if isinstance(photo, str) else photo
    png = context.people.cleaned(data, context.settings.photo_limits)
    with context.studios.lend() as studio:
        seen = context.people.look(studio, png, wanted.person)
    return context.people.add(caller.owner, png, seen)


def told(row: PersonRow) -> dict[str, Any]:
    """A person as JSON."""
    return {
        "id": row.id, "kind": row.kind, "width": row.width, "height": row.height,
        "picture_url": f"/v1/persons/{row.id}/picture", "expires_at": row.expires,
        "warnings": row.warnings, "warnings_zh": all_in_chinese(row.warnings),
    }  # fmt: skip


@router.get("/persons/{person}")
def show(request: Request, caller: TryOnCaller, person: str) -> dict[str, Any]:
    """A person."""
    return told(context_of(request).people.get(caller.owner, person))


@router.get("/persons/{person}/picture", response_class=Response)
def person_picture(request: Request, caller: TryOnCaller, person: str) -> Response:
    """A person's picture."""
    people = context_of(request).people
    return picture(people.picture(people.get(caller.owner, person)))


@router.delete("/persons/{person}", status_code=204)
def delete(request: Request, caller: TryOnCaller, person: str) -> None:
    """Remove a person, her photo and what was seen of it."""
    context = context_of(request)
    if not context.store.persons.delete(caller.owner, person):
        raise NotFoundError("There is no such person.")
    context.people.forget(caller.owner, person)
