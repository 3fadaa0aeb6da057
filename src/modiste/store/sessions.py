"""Shoppers' sessions and what they agreed to."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from modiste.store.room import Repository, new_id
from modiste.store.tables import ConsentRow, SessionRow


@dataclass(frozen=True)
class Consent:
    """What an owner agreed to.

    Attributes:
        version: of the text that was shown.
        photos: photos may be processed and kept until they expire.
        history: reactions may be kept to suggest better.
        training: photos may be used to train; never implied by the others.
    """

    version: str
    photos: bool = False
    history: bool = False
    training: bool = False


@dataclass(frozen=True)
class NewSession:
    """A session that was opened; the token is told once and kept as a hash only."""

    row: SessionRow
    token: str


class Sessions(Repository):
    """Anonymous shoppers."""

    def open(self, shop: str, consent: Consent) -> NewSession:
        """Open a session with a consent."""
        token, now = secrets.token_urlsafe(32), self._now
        row = SessionRow(id=new_id("ses"), token_hash=digest(token), shop=shop, created=now,
                         expires=now + self._room.retention.sessions)  # fmt: skip
        with self._room.database.write() as session:
            session.add(row)
            self._consented(session, owner_of(row), consent)
        return NewSession(row, token)

    def find(self, token: str) -> SessionRow | None:
        """The session of a token that has not expired."""
        with self._room.database.read() as session:
            row = session.scalar(select(SessionRow).where(SessionRow.token_hash == digest(token)))
        return row if row is not None and row.expires > self._now else None

    def consent(self, owner: str) -> Consent | None:
        """The newest consent of an owner."""
        with self._room.database.read() as session:
            row = session.scalar(
                select(ConsentRow).where(ConsentRow.owner == owner).order_by(ConsentRow.id.desc())
            )
        return None if row is None else Consent(row.version, row.photos, row.history, row.training)

    def agree(self, owner: str, consent: Consent) -> None:
        """Record a new consent; what it withdraws is erased by the caller."""
        with self._room.database.write() as session:
            self._consented(session, owner, consent)

    def _consented(self, session: Session, owner: str, consent: Consent) -> None:
        session.add(ConsentRow(owner=owner, version=consent.version, photos=consent.photos,
                               history=consent.history, training=consent.training,
                               at=self._now))  # fmt: skip
        self._note(session, owner, "consent", consent.version)


def digest(secret: str) -> str:
    """SHA-256 of a random secret, in hex; such secrets need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def owner_of(row: SessionRow) -> str:
    """The owner that a session's objects carry."""
    return f"session:{row.id}"
