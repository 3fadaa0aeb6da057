"""Messages to shops that are still to be delivered; a job's end puts them in."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from modiste.store.room import Repository
from modiste.store.tables import JobRow, WebhookRow

PENDING, GIVEN_UP = "pending", "given up"
BACKOFF = (5.0, 30.0, 120.0, 600.0, 3600.0)
"""Seconds to wait after the first failure, the second, and so on; then it is given up."""


@dataclass(frozen=True)
class Message:
    """A message that is due.

    Attributes:
        row: its place in the queue.
        url: where to.
        job: what it is about; None when that is gone.
    """

    row: WebhookRow
    url: str = field(repr=False)
    job: JobRow | None


class Hooks(Repository):
    """The outbox."""

    def take(self, hold: float) -> Message | None:
        """The next message that is due; nobody else gets it for ``hold`` seconds."""
        with self._room.database.write() as session:
            row = session.scalar(
                select(WebhookRow)
                .where(WebhookRow.status == PENDING, WebhookRow.due <= self._now)
                .order_by(WebhookRow.due)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if row is None:
                return None
            row.due = self._now + hold
            job = session.get(JobRow, row.job)
        return Message(row, self._room.cipher.unseal(row.sealed, row.id).decode(), job)

    def delivered(self, hook: str) -> None:
        """Remove a message that arrived."""
        with self._room.database.write() as session:
            row = session.get(WebhookRow, hook)
            if row is not None:
                self._note(session, row.owner, "webhook.sent", row.job)
                session.delete(row)

    def failed(self, hook: str) -> None:
        """Try a message again later, or give it up."""
        with self._room.database.write() as session:
            row = session.get(WebhookRow, hook)
            if row is None:
                return
            row.attempts += 1
            if row.attempts > len(BACKOFF):
                row.status = GIVEN_UP
                self._note(session, row.owner, "webhook.given-up", row.job)
            else:
                row.due = self._now + BACKOFF[row.attempts - 1]

    def all(self, owner: str) -> list[WebhookRow]:
        """Every message of an owner."""
        with self._room.database.read() as session:
            return list(session.scalars(select(WebhookRow).where(WebhookRow.owner == owner)))
