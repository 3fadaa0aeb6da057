"""Where photos come from and pictures go: this machine, or any address that fsspec knows."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from modiste.errors import ImageLoadError, InputError, ModisteError, OperatorError, OutputError
from modiste.imaging import DEFAULT_LIMITS

_PROBE = ".modiste-write-test"
_OBJECT_STORES = {"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "oss", "r2"}
"""They have no folders; to ask for one could make a bucket of a name that was mistyped."""


def is_remote(place: str) -> bool:
    """Whether ``place`` is an address (``s3://…``, ``memory://…``) and not a path."""
    return "://" in place


def read_bytes(place: str) -> bytes:
    """All bytes at a path or an address; of what is larger than a photo may be, a little more.

    Raises:
        ImageLoadError: there is nothing, or the path or address cannot be.
        OperatorError: the store refuses or cannot be reached.
    """
    try:
        if not is_remote(place):
            return Path(place).read_bytes()
        with _filesystem().open(place, "rb") as file:
            return bytes(file.read(DEFAULT_LIMITS.max_bytes + 1))
    except (FileNotFoundError, IsADirectoryError, ValueError) as error:
        raise ImageLoadError(
            f"'{place}' cannot be read ({_reason(error)}); check the place."
        ) from error
    except Exception as error:
        raise _refused(place, "read", error) from error


@contextlib.contextmanager
def open_text(place: str) -> Iterator[TextIO]:
    """A text in UTF-8, of any length, line by line.

    Raises:
        InputError: there is nothing.
        OperatorError: the store refuses or cannot be reached.
    """
    try:
        if is_remote(place):
            stream: Any = _filesystem().open(place, "r", encoding="utf-8-sig", newline="")
            file = stream.open() if hasattr(stream, "open") else stream
        else:
            file = Path(place).open(encoding="utf-8-sig", newline="")
    except (FileNotFoundError, IsADirectoryError, ValueError) as error:
        raise InputError(
            f"'{place}' cannot be read ({_reason(error)}); check the place."
        ) from error
    except Exception as error:
        raise _refused(place, "read", error) from error
    with file:
        yield file


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
    except ModisteError:
        raise
    except Exception as error:
        raise OutputError(
            f"'{place}' cannot be written ({_reason(error)}); check the place."
        ) from error


def check_writable(folder: str) -> None:
    """Try whether something can be put into a folder or under an address.

    Raises:
        OutputError: it cannot; the sentence says why.
    """
    place = joined(folder, _PROBE)
    write_bytes(place, b"modiste")
    with contextlib.suppress(Exception):
        if is_remote(place):
            filesystem, path = _filesystem().core.url_to_fs(place)
            filesystem.rm_file(path)
        else:
            Path(place).unlink()


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


def _refused(place: str, what: str, error: Exception) -> ModisteError:
    """Stores raise what they like; what is ours already stays."""
    if isinstance(error, ModisteError):
        return error
    return OperatorError(
        f"'{place}' cannot be {what} ({_reason(error)}); check the place, the credentials and the "
        "network."
    )


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error) or type(error).__name__


def _write_remote(place: str, data: bytes) -> None:
    filesystem, path = _filesystem().core.url_to_fs(place)
    if place.partition("://")[0] not in _OBJECT_STORES:
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
