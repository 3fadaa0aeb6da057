"""``/v1/run`` and what follows: try-ons as jobs."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from typing import Annotated, Any

from fastapi import Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

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
from modiste.service.watching import last, watch
from modiste.store.jobs import OPEN
from modiste.store.tables import JobRow

router = make_router("try-ons")
_RUN = described(RunBody, JSON, FORM)
_Wanted = Annotated[RunBody, body(RunBody, lists=("garments",))]
_Key = Annotated[str | None, Header(min_length=1, max_length=255)]
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
    context.bulletin.tell(job)
    return status_of(row, context.signer)


def _found(context: Context, caller: Caller, job: str) -> JobRow:
    row = context.store.jobs.get(caller.owner, job)
    if row is None:
        raise NotFoundError(GONE)
    return row


@router.post("/try-on", openapi_extra=_RUN)
async def try_on(
    request: Request, caller: TryOnCaller, wanted: _Wanted, idempotency_key: _Key = None
) -> dict[str, Any]:
    """Do a try-on and answer when it is done; for small installations."""
    context = context_of(request)
    with _stream(context, caller):
        job = (await run_in_threadpool(_submit, request, caller, wanted, idempotency_key)).id
        row = await last(context, caller.owner, job, _PATIENCE)
    if row is None or row.status in OPEN:
        await run_in_threadpool(_given_up, context, caller, job)
        raise RateLimitedError(_PATIENCE)
    return status_of(row, context.signer)


def _given_up(context: Context, caller: Caller, job: str) -> None:
    """Cancel a job that nobody waits for any more. Raises NotFoundError: it was erased."""
    if context.store.jobs.cancel(caller.owner, job) is None:
        raise NotFoundError(GONE)


def _stream(context: Context, caller: Caller) -> AbstractContextManager[None]:
    """A place to wait in. Raises RateLimitedError for a caller who waits in too many."""
    settings = context.settings
    most = settings.queue_limit if caller.session is None else settings.streams
    return context.streams.hold(caller.owner, most)


class _Stream(StreamingResponse):
    """A stream that holds a place for as long as it is sent."""

    media_type = "text/event-stream"

    def __init__(self, context: Context, caller: Caller, job: str) -> None:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(_events(context, caller, job), headers=headers)
        self._place = _stream(context, caller)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._place:
            await super().__call__(scope, receive, send)


@router.get("/events/{job}", response_class=StreamingResponse)
async def events(request: Request, caller: TryOnCaller, job: str) -> StreamingResponse:
    """Server-sent events: ``progress`` while it changes, then ``done``."""
    context = context_of(request)
    await run_in_threadpool(_found, context, caller, job)
    return _Stream(context, caller, job)


async def _events(context: Context, caller: Caller, job: str) -> AsyncIterator[str]:
    said, spoke = "", time.monotonic()
    async for row in watch(context, caller.owner, job, _LONGEST_STREAM):
        text = json.dumps(status_of(row, context.signer))
        if row.status not in OPEN:
            yield f"event: done\ndata: {text}\n\n"
        elif text != said:
            yield f"event: progress\ndata: {text}\n\n"
            said, spoke = text, time.monotonic()
        elif time.monotonic() - spoke > _KEEP_ALIVE:
            yield ": waiting\n\n"
            spoke = time.monotonic()


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
