"""``/v1/models``: the gallery."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from modiste.service.context import context_of
from modiste.service.problems import NotFoundError
from modiste.service.routes.common import picture
from modiste.service.routes.common import router as make_router

router = make_router("models")


@router.get("/models")
def gallery(request: Request) -> list[dict[str, Any]]:
    """The virtual models; they need no photo and no consent."""
    models = context_of(request).gallery
    return [
        {"name": name, "picture_url": f"/v1/models/{name}/picture", "label": models.label(name)}
        for name in models.names()
    ]


@router.get("/models/{name}/picture", response_class=Response)
def model_picture(request: Request, name: str) -> Response:
    """A model's picture."""
    models = context_of(request).gallery
    if name not in models.names():
        raise NotFoundError("There is no such model.")
    return picture(models.thumbnail(name), private=False)
