"""Fetching one large file from the hub, so that what has come once need not come again.

The hub's own client begins anew when its process has ended. Here what came stays in a ``.part``
file, and the next call asks for the rest (RFC 9110, section 14: Range and If-Range).
"""

from __future__ import annotations

import contextlib
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote

from modiste.errors import EngineUnavailableError
from modiste.photoreal.published import PublishedFile

HUB = "https://huggingface.co"
_CHUNK = 1 << 20
_PATIENCE = 60.0
"""Seconds without a byte after which a connection is given up."""
_NOTHING_LEFT = 416

Progress = Callable[[str, int, int], None]
"""Is told the file's name, its bytes that are here, and all its bytes."""


def download(
    file: PublishedFile,
    target: Path,
    hub: str = HUB,
    progress: Progress = lambda *_: None,
) -> Path:
    """Bring a file to ``target``; what an earlier call has brought is kept.

    A connection that breaks is taken up again as long as each attempt brings something.

    Raises:
        EngineUnavailableError: it cannot be had, or there is no room for it.
    """
    if target.is_file():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    address = f"{hub.rstrip('/')}/{file.repository}/resolve/{file.revision}/{quote(file.path)}"
    while True:
        before = _size(part)
        try:
            _go_on(address, part, lambda done, every: progress(file.name, done, every))
            break
        except (OSError, HTTPException, ValueError) as error:
            if _size(part) <= before:
                raise _given_up(file, error) from error
    part.replace(target)
    _tag_of(part).unlink(missing_ok=True)
    return target


def _go_on(address: str, part: Path, progress: Callable[[int, int], None]) -> None:
    """Ask for what is missing and append it.

    Raises:
        OSError: the connection broke, or the server refuses.
    """
    start = _size(part)
    try:
        answer = _asked(address, part, start)
    except urllib.error.HTTPError as error:
        if error.code == _NOTHING_LEFT and _whole(error.headers) == start:
            return
        if error.code == _NOTHING_LEFT:
            part.unlink(missing_ok=True)
        raise
    with answer:
        if answer.status != 206:
            start = 0
        every = start + int(answer.headers.get("Content-Length") or 0)
        _make_sure_of_room(part, every - start)
        _tag_of(part).write_text(answer.headers.get("ETag") or "", "utf-8")
        with part.open("ab" if start else "wb") as file:
            while chunk := answer.read(_CHUNK):
                file.write(chunk)
                start += len(chunk)
                progress(start, every)
    if start < every:
        raise ConnectionError(f"the connection ended after {start} of {every} bytes")


def _asked(address: str, part: Path, start: int) -> Any:
    if not address.startswith(("https://", "http://")):
        raise ValueError(f"{address} is no web address")
    headers = {"User-Agent": "modiste"}
    if start:
        headers["Range"] = f"bytes={start}-"
        with contextlib.suppress(OSError):
            if tag := _tag_of(part).read_text("utf-8"):
                headers["If-Range"] = tag
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - checked above
    return urllib.request.urlopen(request, timeout=_PATIENCE)  # noqa: S310 - likewise


def _make_sure_of_room(part: Path, needed: int) -> None:
    free = shutil.disk_usage(part.parent).free
    if needed > free:
        raise EngineUnavailableError(
            f"{part.parent} has room for {free / 1e9:.1f} GB and {needed / 1e9:.1f} GB are to come:"
            " make room or name another folder with --to."
        )


def _whole(headers: Message) -> int | None:
    """Bytes of the whole file as ``Content-Range: bytes */N`` tells them."""
    size = (headers.get("Content-Range") or "").rpartition("/")[2]
    return int(size) if size.isdigit() else None


def _given_up(file: PublishedFile, error: Exception) -> EngineUnavailableError:
    return EngineUnavailableError(
        f"{file.path} of {file.repository} cannot be fetched ({type(error).__name__}: {error}). "
        "What has come so far is kept; call again to go on, or bring the files by hand and name "
        "their folder with --from."
    )


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _tag_of(part: Path) -> Path:
    """Where the name of the version that a part is of is kept."""
    return part.with_name(f"{part.name}.etag")
