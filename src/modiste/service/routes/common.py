"""What routes share."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from modiste.service.inputs import FORM
from modiste.service.problems import MEDIA

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "name"],
    "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
        "detail": {"type": "string"},
        "name": {"type": "string", "description": "Stable name of the error; docs/api.md."},
    },
}  # fmt: skip

FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object", "required": ["file"], "additionalProperties": False,
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}  # fmt: skip
"""A form with one part, ``file``, for the OpenAPI."""


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors of a route for OpenAPI; those that every route can give are always in."""
    every = {401, 403, 413, 415, 422, 429, 500, 503, *statuses}
    content = {MEDIA: {"schema": _PROBLEM}}
    return {status: {"description": "A problem.", "content": content} for status in sorted(every)}


def router(tag: str, *statuses: int) -> APIRouter:
    """A router under ``/v1``."""
    return APIRouter(prefix="/v1", tags=[tag], responses=problems(400, 404, 409, *statuses))


def picture(data: bytes, private: bool = True) -> Response:
    """A picture, with the media type that its first bytes tell."""
    media = "image/jpeg" if data[:2] == b"\xff\xd8" else "image/png"
    keep = "private, no-store" if private else "public, max-age=3600"
    return Response(data, media_type=media, headers={"Cache-Control": keep})
