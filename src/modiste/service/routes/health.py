"""``/healthz`` and ``/metrics``."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.exc import SQLAlchemyError

from modiste import __version__
from modiste.service.context import context_of
from modiste.service.problems import answer, problem
from modiste.service.routes.common import problems

router = APIRouter(tags=["health"], responses=problems())


@router.get("/healthz", response_model=None)
def healthz(request: Request) -> dict[str, Any] | Response:
    """Whether the service can work: the database answers and the queue takes jobs."""
    context = context_of(request)
    try:
        waiting = context.store.jobs.waiting()
    except SQLAlchemyError:
        return answer(problem("DatabaseError", 503, "The database does not answer."))
    return {"status": "ok", "version": __version__, "queue": waiting,
            "queue_limit": context.settings.queue_limit}  # fmt: skip


@router.get("/metrics", response_class=Response)
def metrics(request: Request) -> Response:
    """Figures for Prometheus; numbers only, nothing of anybody."""
    context = context_of(request)
    context.metrics.queue.set(context.store.jobs.waiting())
    media = "text/plain; version=0.0.4; charset=utf-8"
    return Response(context.metrics.text(), media_type=media)
