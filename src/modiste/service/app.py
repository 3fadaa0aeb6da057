"""The app: routes, middleware, and what runs beside them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.cors import CORSMiddleware

from modiste import __version__
from modiste.service import pages, problems
from modiste.service.chores import Chores
from modiste.service.context import Context
from modiste.service.middleware import Limits, Measured, SecurityHeaders
from modiste.service.mirrors import MirrorRoom
from modiste.service.routes import ROUTERS
from modiste.service.worker import Workers

_MIRRORS = 3
"""Fewest places before the live mirror."""


def create_app(context: Context) -> FastAPI:
    """Build the app of one server; workers and chores run while it does.

    Args:
        context: opened for this app; it is closed with it.
    """
    app = FastAPI(
        title="modiste", version=__version__, lifespan=_lifespan, docs_url=None, redoc_url=None,
        openapi_url="/v1/openapi.json", separate_input_output_schemas=False,
        summary="A virtual fitting room: two photos in, a dressed person out.",
    )  # fmt: skip
    app.state.context = context
    app.state.workers = Workers(context)
    app.state.mirrors = MirrorRoom(max(_MIRRORS, context.settings.workers))
    for router in (*ROUTERS, pages.router):
        app.include_router(router)
    problems.install(app)
    settings = context.settings
    app.add_middleware(Limits, most=settings.max_body, seconds=settings.body_seconds)
    if settings.origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=list(settings.origins), allow_credentials=True,
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "X-CSRF-Token", "Idempotency-Key"],
        )  # fmt: skip
    app.add_middleware(SecurityHeaders, origins=settings.origins)
    app.add_middleware(Measured, metrics=context.metrics, activity=context.activity)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    context: Context = app.state.context
    chores = Chores(context)
    await run_in_threadpool(app.state.workers.start)
    chores.start()
    try:
        yield
    finally:
        chores.stop()
        await run_in_threadpool(app.state.workers.stop)
        context.store.close()
