"""Where photos come from and pictures go: this machine, or any address that fsspec knows."""

from __future__ import annotations

import contextlib
import importlib
from pathlib import Path
from typing import Any

from modiste.errors import ImageLoadError, OperatorError, OutputError
from modiste.imaging import DEFAULT_LIMITS


def is_remote(place: str) -> bool:
    """Whether ``place`` is an address (``s3://…``, ``memory://…``) and not a path."""
    return "://" in place


def read_bytes(place: str) -> bytes:
    """All bytes at a path or an address.

    Raises:
        ImageLoadError: there is nothing, or it cannot be read.
    """
    try:
        if not is_remote(place):
            return Path(place).read_bytes()
        with _filesystem().open(place, "rb") as file:
            return bytes(file.read(DEFAULT_LIMITS.max_bytes + 1))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ImageLoadError(f"'{place}' cannot be read ({reason}); check the place.") from error


def write_bytes(place: str, data: bytes) -> None:
    """Put ``data`` at a path or an address, whole or not at all.

    Object stores show an object when it is complete; on disks the file is moved into place.

    Raises:
        OutputError: it cannot be written there.
    """
    try:
        if is_remote(place):
            _write_remote(place, data)
        else:
            write_local(Path(place), data)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OutputError(f"'{place}' cannot be written ({reason}); check the place.") from error


def write_local(path: Path, data: bytes) -> None:
    """Write a file whole: beside its place first, then moved there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def exists(place: str) -> bool:
    """Whether something is there."""
    if not is_remote(place):
        return Path(place).exists()
    filesystem, path = _filesystem().core.url_to_fs(place)
    return bool(filesystem.exists(path))


def joined(folder: str, name: str) -> str:
    """The place called ``name`` in a folder or under an address."""
    return f"{folder.rstrip('/')}/{name}" if is_remote(folder) else str(Path(folder) / name)


def _write_remote(place: str, data: bytes) -> None:
    filesystem, path = _filesystem().core.url_to_fs(place)
    with contextlib.suppress(NotImplementedError):
        filesystem.makedirs(filesystem._parent(path), exist_ok=True)
    filesystem.pipe_file(path, data)


def _filesystem() -> Any:
    try:
        return importlib.import_module("fsspec")
    except ImportError as error:
        raise OperatorError(
            "Addresses such as s3:// need fsspec: pip install 'modiste[ray]'."
        ) from error
