"""``/v1/measure``, ``/v1/avatar``, ``/v1/size`` and ``/v1/guidance``: what is known of a body."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Request, Response

from modiste.body.posterior import refined, to_content
from modiste.errors import OptionError
from modiste.guidance import Activity, Goal, Language, Profile, guide
from modiste.guidance.gate import refuse_person
from modiste.service.auth import BodyCaller
from modiste.service.avatars import drawn, fit_picture, looks_of
from modiste.service.bodies import body_of, chart_of
from modiste.service.caller import Caller
from modiste.service.context import Context, context_of
from modiste.service.inputs import FORM, JSON, body, described
from modiste.service.measuring import likely_shape, told_of
from modiste.service.problems import NotFoundError
from modiste.service.routes.common import picture
from modiste.service.routes.common import router as make_router
from modiste.service.schemas import AvatarBody, GuidanceBody, MeasureBody, SizeBody
from modiste.service.sizes import advise
from modiste.types import Category

router = make_router("bodies")


@router.post("/measure", status_code=201, openapi_extra=described(MeasureBody, JSON, FORM))
def measure(
    request: Request, caller: BodyCaller, wanted: Annotated[MeasureBody, body(MeasureBody)]
) -> dict[str, Any]:
    """Measure a body by numbers, photos or a scan; photos and scans are not kept."""
    if wanted.photo is not None or wanted.side is not None or wanted.scan is not None:
        caller.need_photos()
    context = context_of(request)
    found, warnings = context.measuring.body(wanted)
    row = context.store.bodies.add(caller.owner, to_content(found))
    return {"body_id": row.id, "expires_at": row.expires, **told_of(found, warnings)}


@router.post("/avatar", status_code=201, openapi_extra=described(AvatarBody))
def avatar(
    request: Request, caller: BodyCaller, wanted: Annotated[AvatarBody, body(AvatarBody)]
) -> dict[str, Any]:
    """Draw the virtual model that has a body's measures, as a picture and in 3D."""
    from modiste.body.glb import to_glb

    context = context_of(request)
    looks = looks_of(wanted.skin, wanted.hair, wanted.pose)
    made = drawn(context, caller.owner, wanted.body_id, looks)
    person = context.people.add_avatar(caller.owner, made.model.view)
    store = context.store
    expires = store.room.now() + store.room.retention.bodies
    name = store.files.add(caller.owner, "scene", to_glb(made.model), "model/gltf-binary", expires)
    return {"person_id": person.id, "picture_url": f"/v1/persons/{person.id}/picture",
            "glb_url": context.signer.link(name),
            "measures": {str(m): round(v, 1) for m, v in made.fit.measures.items()}}  # fmt: skip


@router.post("/size", openapi_extra=described(SizeBody))
def size(
    request: Request, caller: BodyCaller, wanted: Annotated[SizeBody, body(SizeBody)]
) -> dict[str, Any]:
    """Tell which size to take, how sure that is, and how every size would sit."""
    context = context_of(request)
    known = body_of(context.store, caller.owner, wanted.body_id)
    chart = _chart(context, caller, wanted)
    usual = [wanted.usual] if isinstance(wanted.usual, str) else wanted.usual or []
    sizes, asked = chart_of(chart), (wanted.body_id, known)
    learnt = context.suggestions.learnt(caller, asked, sizes, wanted.garment_id)
    found = advise(known, sizes, usual, wanted.intention, learnt)
    where = None
    if wanted.garment_id is not None:
        where = (f"/v1/size/picture?body_id={wanted.body_id}&garment_id={wanted.garment_id}"
                 f"&size={found['size']}")  # fmt: skip
    return found | {"picture_url": where}


def _chart(context: Context, caller: Caller, wanted: SizeBody) -> dict[str, Any]:
    if (wanted.garment_id is None) == (wanted.chart is None):
        raise OptionError("Give one of garment_id and chart.")
    if wanted.chart is not None:
        return wanted.chart
    return _garments_chart(context, caller, wanted.garment_id or "")


def _garments_chart(context: Context, caller: Caller, garment: str) -> dict[str, Any]:
    row = context.wardrobe.get(caller.catalogues, garment)
    if row.chart is None:
        raise NotFoundError("This garment has no size chart.")
    return {"category": row.category} | row.chart


_Name = Annotated[str, Query(max_length=64)]


@router.get("/size/picture", response_class=Response)
def size_picture(
    request: Request, caller: BodyCaller, body_id: _Name, garment_id: _Name, size: _Name
) -> Response:
    """The body with the zones of one size on it in the colours of their verdicts."""
    context = context_of(request)
    known = body_of(context.store, caller.owner, body_id)
    row = context.wardrobe.get(caller.catalogues, garment_id)
    chart = chart_of(_garments_chart(context, caller, garment_id), Category(row.category))
    return picture(fit_picture(context, caller.owner, body_id, known, chart, size))


@router.post("/guidance", openapi_extra=described(GuidanceBody))
def guidance(
    request: Request, caller: BodyCaller, wanted: Annotated[GuidanceBody, body(GuidanceBody)]
) -> dict[str, Any]:
    """A week of exercise in English and Chinese; no medical advice."""
    known = body_of(context_of(request).store, caller.owner, wanted.body_id)
    refuse_person(wanted.age or known.age, wanted.pregnant, Language.ENGLISH)
    if wanted.age is not None:
        known = refined(known, (), wanted.age)
    profile = Profile(known.measurements(), Goal(wanted.goal), Activity(wanted.activity),
                      wanted.pregnant, likely_shape(known))  # fmt: skip
    said = {str(language): guide(profile, language).report() for language in Language}
    for plan in said.values():
        plan["plan"] = plan["plan"][: wanted.days]
    return said
