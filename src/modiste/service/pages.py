"""The page, the widget and the demo shop: files of the package, nothing else."""

from __future__ import annotations

import hashlib
import html
import mimetypes
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request, Response

from modiste.service.problems import NotFoundError, meanings

router = APIRouter(include_in_schema=False)
_WEB = Path(__file__).with_name("web")
_MEDIA = {".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8",
          ".json": "application/json", ".svg": "image/svg+xml", ".css": "text/css; charset=utf-8",
          ".html": "text/html; charset=utf-8", ".webmanifest": "application/manifest+json",
          ".woff2": "font/woff2"}  # fmt: skip
_ERRORS = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>modiste: errors</title>
<meta name="viewport" content="width=device-width"></head>
<body><h1>Errors</h1>
<table><tr><th>name</th><th>status</th><th>meaning</th></tr>{rows}</table></body></html>
"""


@router.get("/")
def page(request: Request) -> Response:
    """The fitting room."""
    return _file(request, "index.html")


@router.get("/demo-shop")
def demo_shop(request: Request) -> Response:
    """A shop page with the widget on it."""
    return _file(request, "demo-shop.html")


@router.get("/widget.js")
def widget(request: Request) -> Response:
    """The script that puts the fitting room on a shop's page."""
    return _file(request, "widget.js")


@router.get("/docs/errors")
def errors() -> Response:
    """What every error means: where the ``type`` of a problem leads."""
    rows = "".join(
        f'<tr id="{name}"><td><code>{name}</code></td><td>{status}</td>'
        f"<td>{html.escape(text)}</td></tr>"
        for name, status, text in meanings()
    )
    return Response(_ERRORS.format(rows=rows), media_type=_MEDIA[".html"])


@router.get("/static/{path:path}")
def static(request: Request, path: str) -> Response:
    """A file of the page."""
    return _file(request, path)


@cache
def _files() -> dict[str, Path]:
    """Every file that may be served, by its address: whatever is not in here does not exist."""
    found = (path for path in _WEB.rglob("*") if path.is_file())
    named = {path.relative_to(_WEB).as_posix(): path for path in found}
    return {name: path for name, path in named.items()
            if not any(part.startswith((".", "_")) for part in name.split("/"))
            and not name.endswith((".py", ".pyc"))}  # fmt: skip


def _file(request: Request, name: str) -> Response:
    path = _files().get(name) or _late(name)
    if path is None:
        raise NotFoundError("There is no such page.")
    data = path.read_bytes()
    tag = f'"{hashlib.sha256(data).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    media = _MEDIA.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(data, media_type=media, headers=headers)


def _late(name: str) -> Path | None:
    """A file that was added since the start: while a page is being written."""
    _files.cache_clear()
    return _files().get(name)
