"""The queue of try-ons: durable, bounded, and each job done once to the user's eyes.

A worker takes a job by writing a lease into its row. Whoever finishes must still hold that lease,
so a job that was given to another meanwhile is finished by one of the two only. A worker that dies
lets its leases run out, or a new process on the same machine sees that it is dead at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from modiste.errors import ModisteError
from modiste.store.hooks import PENDING
from modiste.store.room import Repository, new_id
from modiste.store.tables import JobRow, WebhookRow

QUEUED, PROCESSING, COMPLETED = "queued", "processing", "completed"
FAILED, CANCELLED = "failed", "cancelled"
OPEN = (QUEUED, PROCESSING)
MOST_ATTEMPTS = 3
"""A job that took its worker down so often is given up."""


class QueueFullError(ModisteError):
    """The queue is full: the caller should come back later."""

    name: ClassVar[str] = "QueueFull"
    http_status: ClassVar[int] = 429

    def __init__(self, waiting: int) -> None:
        super().__init__(f"{waiting} try-ons are waiting already; try again in a few seconds.")
        self.waiting = waiting


class IdempotencyError(ModisteError):
    """An idempotency key came again with another request."""

    name: ClassVar[str] = "IdempotencyConflict"
    http_status: ClassVar[int] = 409


@dataclass(frozen=True)
class NewJob:
    """A request for a try-on.

    Attributes:
        request: what the worker needs; sealed before it is kept.
        fingerprint: SHA-256 of what the caller sent, to tell a repetition from a new request.
        idempotency_key: the caller's; the same one gives the same job.
    """

    request: Mapping[str, Any]
    fingerprint: str
    idempotency_key: str | None = None


@dataclass(frozen=True)
class Claim:
    """A job that a worker holds."""

    job: JobRow
    lease: str
    request: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Done:
    """How a job ended well.

    Attributes:
        pictures: PNG files.
        warnings: sentences for the user.
        seconds: wall time per stage.
        garments: what was seen of each, as ``GarmentView.report`` tells it.
    """

    pictures: Sequence[bytes]
    warnings: Sequence[str]
    seconds: Mapping[str, float]
    garments: Sequence[Mapping[str, Any]] = ()


class Jobs(Repository):
    """Jobs, by owner and as a queue."""

    def submit(self, owner: str, new: NewJob, limit: int) -> tuple[JobRow, bool]:
        """Accept a job.

        Returns:
            The job, and whether it is new; a repeated idempotency key gives the first one.

        Raises:
            QueueFullError: ``limit`` jobs wait already.
            IdempotencyError: the key was used for another request.
        """
        try:
            with self._room.database.write() as session:
                return self._submit(session, owner, new, limit)
        except IntegrityError:
            # Two requests with one key at the same time: the other one was first.
            with self._room.database.read() as session:
                known = self._repeated(session, owner, new)
            if known is None:
                raise
            return known, False

    def _submit(
        self, session: Session, owner: str, new: NewJob, limit: int
    ) -> tuple[JobRow, bool]:  # fmt: skip
        known = self._repeated(session, owner, new)
        if known is not None:
            return known, False
        waiting = _count_open(session)
        if waiting >= limit:
            raise QueueFullError(waiting)
        job, now = new_id("job"), self._now
        row = JobRow(
            id=job, owner=owner, idempotency_key=new.idempotency_key, fingerprint=new.fingerprint,
            sealed_request=self._room.cipher.seal_json(dict(new.request), job), status=QUEUED,
            stage="queued", fraction=0.0, output=[], warnings=[], seconds={}, garments=[],
            error=None,
            created=now, finished=None, expires=now + self._room.retention.results, attempts=0,
            lease=None, worker=None, leased_until=None,
        )  # fmt: skip
        session.add(row)
        self._note(session, owner, "job.add", job)
        return row, True

    def _repeated(self, session: Session, owner: str, new: NewJob) -> JobRow | None:
        if new.idempotency_key is None:
            return None
        row = session.scalar(
            select(JobRow).where(
                JobRow.owner == owner, JobRow.idempotency_key == new.idempotency_key
            )
        )
        if row is not None and row.fingerprint != new.fingerprint:
            raise IdempotencyError(
                "This Idempotency-Key was used for another request; send a new key."
            )
        return row

    def is_known(self, owner: str, new: NewJob) -> bool:
        """Whether a job with this idempotency key is there. Raises like :meth:`submit`."""
        with self._room.database.read() as session:
            return self._repeated(session, owner, new) is not None

    def get(self, owner: str, job: str) -> JobRow | None:
        """A job of this owner that has not expired."""
        with self._room.database.read() as session:
            row = session.scalar(select(JobRow).where(JobRow.id == job, JobRow.owner == owner))
        return row if row is not None and row.expires > self._now else None

    def all(self, owner: str) -> list[JobRow]:
        """Every job of an owner, newest first."""
        with self._room.database.read() as session:
            rows = select(JobRow).where(JobRow.owner == owner).order_by(JobRow.created.desc())
            return list(session.scalars(rows))

    def waiting(self) -> int:
        """How many jobs are queued or being done."""
        with self._room.database.read() as session:
            return _count_open(session)

    def claim(self, worker: str, lease_seconds: float) -> Claim | None:
        """Take the oldest job that waits or whose lease ran out; None when there is none."""
        with self._room.database.hasty() as session:
            while (row := session.scalar(_next(self._now))) is not None:
                if row.attempts < MOST_ATTEMPTS:
                    return self._claimed(row, worker, lease_seconds)
                _end(row, FAILED, self._now)
                row.error = _GIVEN_UP
                session.flush()
        return None

    def _claimed(self, row: JobRow, worker: str, lease_seconds: float) -> Claim:
        lease = new_id("lease")
        row.status, row.stage, row.fraction = PROCESSING, "start", 0.0
        row.lease, row.worker = lease, worker
        row.leased_until = self._now + lease_seconds
        row.attempts += 1
        return Claim(row, lease, self._room.cipher.unseal_json(row.sealed_request, row.id))

    def progress(self, claim: Claim, stage: str, fraction: float, lease_seconds: float) -> bool:
        """Tell how far a job is and renew its lease; False when the job is not ours any more."""
        return self._update(claim, stage=stage, fraction=fraction,
                            leased_until=self._now + lease_seconds)  # fmt: skip

    def renew(self, claim: Claim, lease_seconds: float) -> bool:
        """Renew a lease; False when the job was cancelled, erased or given to another."""
        return self._update(claim, leased_until=self._now + lease_seconds)

    def _update(self, claim: Claim, **values: Any) -> bool:
        with self._room.database.hasty() as session:
            done = session.execute(
                update(JobRow)
                .where(JobRow.id == claim.job.id, JobRow.lease == claim.lease,
                       JobRow.status == PROCESSING)
                .values(**values)
            )  # fmt: skip
            return bool(done.rowcount)  # type: ignore[attr-defined]

    def finish(self, claim: Claim, done: Done) -> JobRow | None:
        """Keep the pictures of a finished job; None, and nothing kept, when it is not ours."""
        with self._room.database.write() as session:
            row = _held(session, claim)
            if row is None:
                return None
            row.expires = self._now + self._room.retention.results
            row.output = [
                self._keep(session, row.owner, "result", data, "image/png", row.expires)
                for data in done.pictures
            ]
            row.warnings, row.seconds = list(done.warnings), dict(done.seconds)
            row.garments = [dict(garment) for garment in done.garments]
            row.stage, row.fraction = "done", 1.0
            _end(row, COMPLETED, self._now)
            self._announce(session, row, claim)
            self._note(session, row.owner, "job.done", row.id)
            return row

    def fail(self, claim: Claim, problem: Mapping[str, Any]) -> JobRow | None:
        """End a job with a problem; None when it is not ours any more."""
        with self._room.database.write() as session:
            row = _held(session, claim)
            if row is None:
                return None
            row.error = dict(problem)
            _end(row, FAILED, self._now)
            self._announce(session, row, claim)
            self._note(session, row.owner, "job.fail", row.id)
            return row

    def _announce(self, session: Session, row: JobRow, claim: Claim) -> None:
        """Put the message of a job's end into the outbox, in the transaction that ends it."""
        wanted = claim.request.get("webhook")
        if wanted is not None:
            hook, now = new_id("hook"), self._now
            session.add(WebhookRow(
                id=hook, owner=row.owner, job=row.id, key=wanted["key"], status=PENDING,
                sealed=self._room.cipher.seal(str(wanted["url"]).encode(), hook),
                attempts=0, due=now, created=now,
            ))  # fmt: skip

    def cancel(self, owner: str, job: str) -> JobRow | None:
        """Cancel a job that is not finished; a finished one stays. None when there is none."""
        with self._room.database.write() as session:
            row = session.scalar(
                select(JobRow).where(JobRow.id == job, JobRow.owner == owner).with_for_update()
            )
            if row is not None and row.status in OPEN:
                _end(row, CANCELLED, self._now)
                self._note(session, owner, "job.cancel", job)
            return row

    def recover(self, is_dead: Callable[[str], bool]) -> int:
        """Put the jobs of workers that are known to be dead back into the queue."""
        with self._room.database.write() as session:
            held = session.scalars(select(JobRow).where(JobRow.status == PROCESSING)).all()
            lost = [row for row in held if row.worker is not None and is_dead(row.worker)]
            for row in lost:
                row.status, row.stage = QUEUED, "queued"
                row.lease = row.worker = row.leased_until = None
        return len(lost)


_GIVEN_UP = {
    "type": "about:blank", "title": "The try-on could not be made.", "status": 500,
    "detail": "The job was begun several times and never came to an end.", "name": "JobError",
}  # fmt: skip


def _next(now: float) -> Any:
    lost = (JobRow.status == PROCESSING) & (JobRow.leased_until < now)
    return (
        select(JobRow)
        .where(or_(JobRow.status == QUEUED, lost))
        .order_by(JobRow.created, JobRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _held(session: Session, claim: Claim) -> JobRow | None:
    return session.scalar(
        select(JobRow)
        .where(JobRow.id == claim.job.id, JobRow.lease == claim.lease,
               JobRow.status == PROCESSING)
        .with_for_update()
    )  # fmt: skip


def _end(row: JobRow, status: str, now: float) -> None:
    row.status, row.finished = status, now
    row.lease = row.worker = row.leased_until = None


def _count_open(session: Session) -> int:
    return int(session.scalar(select(func.count()).where(JobRow.status.in_(OPEN))) or 0)
