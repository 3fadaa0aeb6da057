"""The routes: thin, they check, call and answer."""

from __future__ import annotations

from fastapi import APIRouter

from modiste.service.routes import (
    bodies,
    garments,
    health,
    history,
    jobs,
    me,
    mirror,
    models,
    persons,
    sessions,
    suggestions,
)

ROUTERS: tuple[APIRouter, ...] = (
    sessions.router,
    models.router,
    persons.router,
    garments.router,
    jobs.router,
    bodies.router,
    suggestions.router,
    history.router,
    me.router,
    mirror.router,
    health.router,
)
"""Every router, in the order of the documentation."""
