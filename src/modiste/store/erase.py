"""How things go: by expiry, by withdrawal of a consent, or all at once because the owner asks."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from modiste.store.jobs import CANCELLED, OPEN
from modiste.store.room import HOUR, Repository
from modiste.store.sessions import owner_of
from modiste.store.tables import (
    AuditRow,
    BodyRow,
    ConsentRow,
    EventRow,
    FileRow,
    GarmentRow,
    JobRow,
    PersonRow,
    SessionRow,
    WebhookRow,
)

_OWNED = (PersonRow, BodyRow, JobRow, GarmentRow, EventRow, WebhookRow, ConsentRow, FileRow)
_EXPIRING = (PersonRow, BodyRow, JobRow, GarmentRow, FileRow)
_FROM_PHOTOS = (PersonRow, BodyRow, JobRow, WebhookRow, FileRow)


class Eraser(Repository):
    """Removes rows, their files, and what a disk would still show of them."""

    def everything(self, owner: str) -> dict[str, int]:
        """Erase all that belongs to an owner; returns how many rows of each table went.

        Jobs that are running lose their lease with their row, so their pictures are never kept.
        The audit log keeps that it was done, under the owner's random id.
        """
        gone = self._erased(owner)
        self._room.database.scrub()
        return gone

    def _erased(self, owner: str) -> dict[str, int]:
        with self._room.database.write() as session:
            gone = self._remove(session, owner, _OWNED)
            if owner.startswith("session:"):
                session.execute(delete(SessionRow).where(SessionRow.id == owner.partition(":")[2]))
            self._note(session, owner, "erase", "")
        return gone

    def photos(self, owner: str) -> dict[str, int]:
        """Erase photos and what came of them, results and bodies too: a withdrawn consent."""
        with self._room.database.write() as session:
            session.execute(
                update(JobRow)
                .where(JobRow.owner == owner, JobRow.status.in_(OPEN))
                .values(status=CANCELLED, lease=None)
            )
            gone = self._remove(session, owner, _FROM_PHOTOS)
            session.execute(delete(GarmentRow).where(GarmentRow.owner == owner))
            self._note(session, owner, "photos.delete", "")
        self._room.database.scrub()
        return gone

    def _remove(self, session: Session, owner: str, tables: tuple[type, ...]) -> dict[str, int]:
        names = session.scalars(select(FileRow.name).where(FileRow.owner == owner)).all()
        gone = {}
        for table in tables:
            found = session.execute(delete(table).where(table.owner == owner))  # type: ignore[attr-defined]
            gone[str(table.__tablename__)] = int(found.rowcount)  # type: ignore[attr-defined]
        for name in names:
            self._room.vault.delete(name)
        return gone

    def expired(self) -> int:
        """Remove what has had its time, sessions with all that is theirs; returns the rows."""
        now = self._now
        with self._room.database.read() as session:
            over = session.scalars(select(SessionRow).where(SessionRow.expires <= now)).all()
        for row in over:
            self._erased(owner_of(row))
        if over:
            self._room.database.scrub()
        return len(over) + self._expire_rows(now)

    def _expire_rows(self, now: float) -> int:
        with self._room.database.write() as session:
            names = session.scalars(select(FileRow.name).where(FileRow.expires <= now)).all()
            count = 0
            for table in _EXPIRING:
                found = session.execute(delete(table).where(table.expires <= now))
                count += int(found.rowcount)  # type: ignore[attr-defined]
            stale = now - self._room.retention.customers
            gone = session.execute(
                delete(EventRow).where(EventRow.owner.like("customer:%"), EventRow.at < stale)
            )
            count += int(gone.rowcount)  # type: ignore[attr-defined]
            old = now - self._room.retention.audit
            session.execute(delete(AuditRow).where(AuditRow.at < old))
        for name in names:
            self._room.vault.delete(name)
        return count

    def sweep_orphans(self) -> None:
        """Remove files of which no row tells, left by a process that died between the two."""
        for name in self._room.vault.older_than(HOUR):
            with self._room.database.read() as session:
                known = session.get(FileRow, name)
            if known is None:
                self._room.vault.sweep(name)

    def log(self, owner: str) -> list[AuditRow]:
        """The lines of the audit log about an owner, oldest first."""
        with self._room.database.read() as session:
            rows = select(AuditRow).where(AuditRow.owner == owner).order_by(AuditRow.id)
            return list(session.scalars(rows))
