"""Encrypted files under random names; which is whose, and until when, stands in the database."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from modiste.errors import OutputError
from modiste.store.crypt import Cipher

_NAME = re.compile(r"[0-9a-f]{32}")
_PART = ".part"


class Vault:
    """A folder of sealed files.

    Args:
        folder: made when missing, for its owner's eyes alone.
        cipher: seals every file under its own name.
    """

    def __init__(self, folder: Path, cipher: Cipher) -> None:
        self._folder, self._cipher = folder, cipher
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def put(self, data: bytes) -> str:
        """Keep ``data``; returns the new file's name.

        Raises:
            OutputError: the disk is full or the folder is not writable.
        """
        name = secrets.token_hex(16)
        path = self._path(name)
        part = path.with_suffix(_PART)
        try:
            path.parent.mkdir(exist_ok=True, mode=0o700)
            with part.open("xb") as file:
                file.write(self._cipher.seal(data, name))
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink()
            raise OutputError(
                f"A file cannot be kept in {self._folder} ({error.strerror}); check the free "
                "space and the folder's permissions."
            ) from error
        return name

    def get(self, name: str) -> bytes | None:
        """What was kept under ``name``; None when it is gone or never was."""
        if not _NAME.fullmatch(name):
            return None
        try:
            sealed = self._path(name).read_bytes()
        except FileNotFoundError:
            return None
        return self._cipher.unseal(sealed, name)

    def delete(self, name: str) -> None:
        """Remove a file; one that is gone already is fine."""
        if _NAME.fullmatch(name):
            with contextlib.suppress(FileNotFoundError):
                self._path(name).unlink()

    def older_than(self, seconds: float) -> Iterator[str]:
        """Names of all files, half-written ones included, that were not touched of late."""
        limit = time.time() - seconds
        for path in self._folder.glob("??/*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < limit:
                    yield path.name

    def sweep(self, name: str) -> None:
        """Remove a file by the name that :meth:`older_than` told."""
        with contextlib.suppress(FileNotFoundError):
            (self._folder / name[:2] / name).unlink()

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name
