"""What every repository of the store is made of."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from modiste.store.crypt import Cipher
from modiste.store.database import Database
from modiste.store.tables import AuditRow, FileRow
from modiste.store.vault import Vault

HOUR, DAY = 3600.0, 86400.0


@dataclass(frozen=True)
class Retention:
    """How long things are kept, in seconds.

    Attributes:
        photos: photos of people, what was seen of them, and garments that shoppers bring.
        results: finished pictures, and the jobs that made them.
        bodies: measures, and avatars.
        sessions: a shopper's session, and with it the history.
        customers: events that a shop brought in of its customers.
        audit: lines of the audit log.
    """

    photos: float = HOUR
    results: float = DAY
    bodies: float = 30 * DAY
    sessions: float = 30 * DAY
    customers: float = 730 * DAY
    audit: float = 365 * DAY


@dataclass(frozen=True)
class Room:
    """Database, files, encryption, clock and retention, shared by all repositories."""

    database: Database
    vault: Vault
    cipher: Cipher
    now: Callable[[], float]
    retention: Retention


def new_id(prefix: str) -> str:
    """A random id of 128 bits, such as ``job_…``."""
    return f"{prefix}_{secrets.token_hex(16)}"


class Repository:
    """Base of the repositories."""

    def __init__(self, room: Room) -> None:
        self._room = room

    @property
    def _now(self) -> float:
        return self._room.now()

    def _keep(
        self, session: Session, owner: str, kind: str, data: bytes, media: str,
        expires: float | None,
    ) -> str:  # fmt: skip
        """Write an encrypted file and its row; the row is undone with the transaction."""
        name = self._room.vault.put(data)
        session.add(FileRow(name=name, owner=owner, kind=kind, media=media, size=len(data),
                            created=self._now, expires=expires))  # fmt: skip
        return name

    def _drop(self, session: Session, names: Sequence[str | None]) -> None:
        """Remove files and their rows."""
        wanted = [name for name in names if name is not None]
        session.execute(delete(FileRow).where(FileRow.name.in_(wanted)))
        for name in wanted:
            self._room.vault.delete(name)

    def _note(self, session: Session, owner: str, action: str, about: str) -> None:
        session.add(AuditRow(at=self._now, owner=owner, action=action, about=about))


class Files(Repository):
    """Files by name."""

    def add(self, owner: str, kind: str, data: bytes, media: str, expires: float | None) -> str:
        """Keep a file that belongs to no other row; returns its name."""
        with self._room.database.write() as session:
            return self._keep(session, owner, kind, data, media, expires)

    def open(self, name: str) -> tuple[FileRow, bytes] | None:
        """A file and its bytes; None when it is unknown, expired or erased."""
        with self._room.database.read() as session:
            row = session.scalar(select(FileRow).where(FileRow.name == name))
        if row is None or (row.expires is not None and row.expires <= self._now):
            return None
        data = self._room.vault.get(name)
        return None if data is None else (row, data)

    def read(self, name: str) -> bytes | None:
        """The bytes of a file that another row names."""
        found = self.open(name)
        return None if found is None else found[1]
