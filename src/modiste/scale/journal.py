"""What is done already: a file that only grows, so that a job can go on where it was stopped."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from modiste.errors import BackendError, InputError, ModisteError, OperatorError, OutputError
from modiste.scale.pair import Row

try:
    import fcntl
except ImportError:  # pragma: no cover - there is none on Windows
    fcntl = None  # type: ignore[assignment]


def _names(kind: type[ModisteError]) -> set[str]:
    """Of an error and of all its kinds."""
    return {kind.name}.union(*(_names(child) for child in kind.__subclasses__()))


_RETRIED = {"InternalError", "WorkerDied"} | _names(BackendError) | _names(OperatorError)
"""Errors that another attempt may not meet; what is wrong with a photo stays wrong."""


class Journal:
    """One JSON row a line; the last row of a pair counts. Open it with ``with``."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self._path.open("a", encoding="utf-8")
            self._lock()
            self._cut_off_half_a_line()
        except OSError as error:
            raise OutputError(f"{self._path} cannot be written: {error.strerror}.") from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):
            self._stream.close()

    def add(self, row: Row) -> None:
        """Append one row; it is on the disk when this returns.

        Raises:
            OutputError: it cannot be; half a line is cut off when the job goes on.
        """
        try:
            self._stream.write(row.to_json() + "\n")
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError as error:
            raise OutputError(
                f"{self._path} cannot be written ({error.strerror}): make room there and call "
                "again; the job goes on where it was."
            ) from error

    def rows(self) -> Iterator[Row]:
        """Every row, in the order of their ends; a pair that was tried again comes again.

        Raises:
            InputError: a line is none of ours.
        """
        if not self._path.exists():
            return
        with self._path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    yield Row.from_json(line)
                except ValueError as error:
                    raise InputError(
                        f"{self._path}, line {number} is no row of modiste: name another --out."
                    ) from error

    def settled(self, retry: bool = False) -> dict[str, bool]:
        """The pairs that need no work, by id: whether there is a picture.

        Args:
            retry: failed ones are all tried again, also those that failed for their photo's sake.
        """
        last = {row.id: (row.status == "done", row.error) for row in self.rows()}
        return {
            name: done
            for name, (done, error) in last.items()
            if done or not (retry or error in _RETRIED)
        }

    def _lock(self) -> None:
        """Two jobs that write one journal would spoil it; the lock goes when the process goes."""
        if fcntl is None:
            return
        try:
            fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._stream.close()
            raise OutputError(
                f"{self._path} is in use by another job: wait for it, or name another --out or "
                "--state."
            ) from None

    def _cut_off_half_a_line(self) -> None:
        """What a crash left half written would be glued to the next row."""
        data = self._path.read_bytes() if self._path.exists() else b""
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            os.truncate(self._path, whole)
