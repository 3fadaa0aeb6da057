"""The routes: thin, they check, call and answer."""

from __future__ import annotations

from fastapi import APIRouter

from modiste.service.routes import (
    garments,
    health,
    jobs,
    models,
    persons,
    sessions,
)

ROUTERS: tuple[APIRouter, ...] = (
    sessions.router,
    models.router,
    persons.router,
    garments.router,
    jobs.router,
    health.router,
)
"""Every router, in the order of the documentation."""
