"""A request for a try-on as it goes into the queue: ids and names of files, never pictures."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from modiste.adjust import parse_adjustment
from modiste.errors import OptionError
from modiste.service.bodies import body_of, chart_of
from modiste.service.caller import Caller
from modiste.service.context import Context
from modiste.service.pictures import from_base64
from modiste.service.problems import ForbiddenError
from modiste.service.schemas import RunBody
from modiste.service.ssrf import check_url
from modiste.service.wardrobe import category_of
from modiste.store.jobs import NewJob, QueueFullError

_ID = re.compile(r"(per|gar)_[0-9a-f]{32}")


def new_job(context: Context, caller: Caller, wanted: RunBody, key: str | None) -> NewJob:
    """Check a request as far as can be without nets, and keep its pictures.

    Raises:
        modiste.errors.InputError: a picture or an option cannot be used.
        modiste.service.problems.NotFoundError: a person, garment or body is not the caller's.
        modiste.service.problems.ConsentRequiredError: a photo without consent.
    """
    category_of(wanted.category)
    parse_adjustment(wanted.adjustments)
    hook = _webhook(context, caller, wanted)
    request: dict[str, Any] = {
        "catalogues": list(caller.catalogues), "category": wanted.category,
        "quality": wanted.quality, "seed": wanted.seed, "num_samples": wanted.num_samples,
        "adjustments": wanted.adjustments, "body": wanted.body, "size": wanted.size,
        "webhook": hook,
    }  # fmt: skip
    if wanted.body is not None:
        body_of(context.store, caller.owner, wanted.body)
    new = NewJob(request, fingerprint(wanted), key)
    if context.store.jobs.is_known(caller.owner, new):
        return new
    _check_room(context)
    request["garments"] = [_garment(context, caller, g, wanted) for g in wanted.garments]
    request["person"] = _person(context, caller, wanted.person)
    return new


def _check_room(context: Context) -> None:
    """Refuse before any picture is decoded; the queue itself counts again."""
    waiting = context.store.jobs.waiting()
    if waiting >= context.settings.queue_limit:
        raise QueueFullError(waiting)


def fingerprint(wanted: RunBody) -> str:
    """SHA-256 of a request, pictures and all."""
    text = json.dumps(wanted.model_dump(), sort_keys=True, default=_digest)
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(value: Any) -> str:
    return hashlib.sha256(value).hexdigest()


def _webhook(context: Context, caller: Caller, wanted: RunBody) -> dict[str, str] | None:
    if wanted.webhook_url is None:
        return None
    if caller.key is None:
        raise ForbiddenError("Webhooks are for shops: send the request with an API key.")
    check_url(wanted.webhook_url, context.settings.private_webhooks)
    return {"url": wanted.webhook_url, "key": caller.key}


def _person(context: Context, caller: Caller, person: str | bytes) -> Mapping[str, str]:
    if isinstance(person, str) and _ID.fullmatch(person):
        return {"id": context.people.get(caller.owner, person).id}
    caller.need_photos()
    data = from_base64(person, "person") if isinstance(person, str) else person
    png = context.people.cleaned(data, context.settings.photo_limits)
    return {"file": _kept(context, caller, "photo", png)}


def _garment(
    context: Context, caller: Caller, garment: str | bytes, wanted: RunBody
) -> Mapping[str, str]:  # fmt: skip
    if isinstance(garment, str) and _ID.fullmatch(garment):
        row = context.wardrobe.get(caller.catalogues, garment)
        if wanted.size is not None and row.chart is not None:
            _check_size(row.chart, wanted.size)
        return {"id": row.id}
    caller.need_photos()
    data = from_base64(garment, "garment") if isinstance(garment, str) else garment
    png = context.wardrobe.cleaned(data, context.settings.photo_limits)
    return {"file": _kept(context, caller, "garment", png)}


def _check_size(chart: Mapping[str, Any], size: str) -> None:
    if size not in chart_of(chart).sizes.values():
        raise OptionError(f"There is no size {size!r:.40} of this garment.")


def _kept(context: Context, caller: Caller, kind: str, png: bytes) -> str:
    store = context.store
    expires = store.room.now() + store.room.retention.photos
    return store.files.add(caller.owner, kind, png, "image/png", expires)
