"""``/v1/run`` and what follows: try-ons as jobs."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from modiste.service.auth import TryOnCaller
from modiste.service.caller import Caller
from modiste.service.context import Context, context_of
from modiste.service.inputs import FORM, JSON, body, described
from modiste.service.jobs_view import accepted, status_of
from modiste.service.problems import NotFoundError, RateLimitedError
from modiste.service.requests import new_job
from modiste.service.routes.common import picture
from modiste.service.routes.common import router as make_router
from modiste.service.schemas import RunBody
from modiste.store.jobs import OPEN, PROCESSING
from modiste.store.tables import JobRow

router = make_router("try-ons")
_RUN = described(RunBody, JSON, FORM)
_Wanted = Annotated[RunBody, body(RunBody, lists=("garments",))]
_Key = Annotated[str | None, Header(min_length=1, max_length=255)]
_POLL = 0.15
_QUEUED_POLL = 0.4
"""Seconds between two looks at a job: one that waits is looked at less often."""
_KEEP_ALIVE = 10.0
_LONGEST_STREAM = 600.0
_PATIENCE = 60.0
GONE = "There is no such try-on (any more)."


@router.post("/run", status_code=202, openapi_extra=_RUN)
def run(
    request: Request, caller: TryOnCaller, wanted: _Wanted, idempotency_key: _Key = None
) -> dict[str, Any]:
    """Accept a try-on; the same Idempotency-Key gives the same job."""
    return accepted(_submit(request, caller, wanted, idempotency_key))


def _submit(request: Request, caller: Caller, wanted: RunBody, key: str | None) -> JobRow:
    context = context_of(request)
    new = new_job(context, caller, wanted, key)
    row, _fresh = context.store.jobs.submit(caller.owner, new, context.settings.queue_limit)
    request.app.state.workers.wake()
    return row


@router.get("/status/{job}")
def status(request: Request, caller: TryOnCaller, job: str) -> dict[str, Any]:
    """How far a try-on is, and its pictures."""
    return status_of(_found(context_of(request), caller, job), context_of(request).signer)


@router.post("/cancel/{job}")
def cancel(request: Request, caller: TryOnCaller, job: str) -> dict[str, Any]:
    """Cancel a try-on; one that is finished stays."""
    context = context_of(request)
    row = context.store.jobs.cancel(caller.owner, job)
    if row is None:
        raise NotFoundError(GONE)
    return status_of(row, context.signer)


def _found(context: Context, caller: Caller, job: str) -> JobRow:
    row = context.store.jobs.get(caller.owner, job)
    if row is None:
        raise NotFoundError(GONE)
    return row


@router.post("/try-on", openapi_extra=_RUN)
def try_on(
    request: Request, caller: TryOnCaller, wanted: _Wanted, idempotency_key: _Key = None
) -> dict[str, Any]:
    """Do a try-on and answer when it is done; for small installations."""
    context = context_of(request)
    row = _submit(request, caller, wanted, idempotency_key)
    end = time.monotonic() + _PATIENCE
    while row.status in OPEN and time.monotonic() < end:
        time.sleep(0.02)
        row = _found(context, caller, row.id)
    if row.status in OPEN:
        context.store.jobs.cancel(caller.owner, row.id)
        raise RateLimitedError(_PATIENCE)
    return status_of(row, context.signer)


@router.get("/events/{job}", response_class=StreamingResponse)
async def events(request: Request, caller: TryOnCaller, job: str) -> StreamingResponse:
    """Server-sent events: ``progress`` while it changes, then ``done``."""
    context = context_of(request)
    await run_in_threadpool(_found, context, caller, job)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(context, caller, job), media_type="text/event-stream",
                             headers=headers)  # fmt: skip


async def _events(context: Context, caller: Caller, job: str) -> AsyncIterator[str]:
    said, spoke, end = "", time.monotonic(), time.monotonic() + _LONGEST_STREAM
    while time.monotonic() < end:
        row = await run_in_threadpool(context.store.jobs.get, caller.owner, job)
        if row is None:
            return
        text = json.dumps(status_of(row, context.signer))
        if row.status not in OPEN:
            yield f"event: done\ndata: {text}\n\n"
            return
        if text != said:
            yield f"event: progress\ndata: {text}\n\n"
            said, spoke = text, time.monotonic()
        elif time.monotonic() - spoke > _KEEP_ALIVE:
            yield ": waiting\n\n"
            spoke = time.monotonic()
        await asyncio.sleep(_POLL if row.status == PROCESSING else _QUEUED_POLL)


@router.get("/results/{name}", response_class=Response)
def result(
    request: Request, name: str, expires: Annotated[int, Query()],
    signature: Annotated[str, Query(max_length=200)],
) -> Response:  # fmt: skip
    """A result; the address itself is the right to see it, for a while."""
    context = context_of(request)
    context.signer.check(name, expires, signature)
    found = context.store.files.open(name)
    if found is None or found[0].kind not in ("result", "scene"):
        raise NotFoundError("This picture is gone.")
    row, data = found
    if row.media.startswith("image/"):
        return picture(data)
    return Response(data, media_type=row.media, headers={"Cache-Control": "private, no-store"})
