"""Waiting for a job: told by this process at once, and looked for now and then for other ones."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool

from modiste.service.context import Context
from modiste.store.jobs import OPEN
from modiste.store.tables import JobRow

_ALONE, _SHARED = 2.0, 0.3
"""Seconds between two looks at a job that nobody tells of: in an installation of one process, and
where another one may do the job."""


async def watch(context: Context, owner: str, job: str, seconds: float) -> AsyncIterator[JobRow]:
    """Yield a job now, whenever it may have changed, and when it has ended.

    Args:
        context: of the server.
        owner: whose job it is.
        job: its id.
        seconds: after which this ends in any case.

    Yields:
        The job's row; the last one has ended unless the time was over or the job is gone.
    """
    shared = context.settings.database_url is not None or context.settings.workers == 0
    pause, end = _SHARED if shared else _ALONE, time.monotonic() + seconds
    with context.bulletin.listen(job) as changed:
        while (left := end - time.monotonic()) > 0:
            changed.clear()
            row = await run_in_threadpool(context.store.jobs.get, owner, job)
            if row is None:
                return
            yield row
            if row.status not in OPEN:
                return
            try:
                await asyncio.wait_for(changed.wait(), min(pause, left))
            except TimeoutError:
                continue


async def last(context: Context, owner: str, job: str, seconds: float) -> JobRow | None:
    """The job when it has ended, or as it is when the time is over; None when it is gone."""
    row = None
    async for seen in watch(context, owner, job, seconds):
        row = seen
    return row
