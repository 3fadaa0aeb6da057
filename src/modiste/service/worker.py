"""The workers: threads that take jobs, renew their leases, and never lose one."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time

from modiste.errors import ModisteError
from modiste.service.context import Context
from modiste.service.problems import problem, problem_of
from modiste.service.render import make
from modiste.store.jobs import Claim
from modiste.store.tables import JobRow

_LOG = logging.getLogger("modiste.service.worker")
_IDLE = 0.25
"""Seconds between two looks at an empty queue; a job taken in here wakes a worker at once."""


class GoneError(Exception):
    """The job was cancelled, erased, or given to another."""


class Workers:
    """Threads that do jobs, and one that renews leases."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._wake, self._stop = threading.Event(), threading.Event()
        self._held: dict[str, Claim] = {}
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Take back what a dead process of this machine left, and begin."""
        self._context.store.jobs.recover(is_dead)
        loops = [self._loop] * self._context.settings.workers
        if loops:
            loops.append(self._renew)
        for number, loop in enumerate(loops):
            thread = threading.Thread(target=loop, name=f"worker-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def wake(self) -> None:
        """Tell an idle worker that there is a job."""
        self._wake.set()

    def stop(self, patience: float = 10.0) -> None:
        """Let the jobs that are being done come to their end, and stop."""
        self._stop.set()
        self._wake.set()
        end = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(end - time.monotonic(), 0.0))

    def _loop(self) -> None:
        while not self._stop.is_set():
            try:
                if not self.step():
                    self._wake.wait(_IDLE)
                    self._wake.clear()
            except Exception:  # noqa: BLE001
                _LOG.exception("The queue cannot be read; trying again.")
                self._stop.wait(1.0)

    def step(self) -> bool:
        """Do one job; False when there was none."""
        claim = self._context.store.jobs.claim(self._name, self._context.settings.lease)
        if claim is None:
            return False
        self._held[claim.lease] = claim
        self._context.bulletin.tell(claim.job.id)
        try:
            self._do(claim)
        finally:
            del self._held[claim.lease]
            self._context.bulletin.tell(claim.job.id)
        return True

    def _do(self, claim: Claim) -> None:
        started = time.perf_counter()
        jobs = self._context.store.jobs
        try:
            done = make(self._context, claim.job.owner, claim.request,
                        lambda stage, part: self._tell(claim, stage, part))  # fmt: skip
            row = jobs.finish(claim, done)
        except GoneError:
            row = None
        except ModisteError as error:
            row = jobs.fail(claim, problem_of(error))
        except Exception as error:  # noqa: BLE001
            _LOG.error("Job %s failed: %s", claim.job.id, type(error).__name__)
            row = jobs.fail(claim, problem("InternalError", 500, "The try-on failed."))
        self._count(row, time.perf_counter() - started)

    def _tell(self, claim: Claim, stage: str, fraction: float) -> None:
        lease = self._context.settings.lease
        if not self._context.store.jobs.progress(claim, stage, fraction, lease):
            raise GoneError
        self._context.bulletin.tell(claim.job.id)

    def _count(self, row: JobRow | None, seconds: float) -> None:
        self._context.metrics.jobs.labels("lost" if row is None else row.status).inc()
        self._context.metrics.job_seconds.observe(seconds)

    def _renew(self) -> None:
        lease = self._context.settings.lease
        while not self._stop.wait(lease / 4):
            for claim in list(self._held.values()):
                try:
                    self._context.store.jobs.renew(claim, lease)
                except Exception:  # noqa: BLE001
                    _LOG.exception("A lease cannot be renewed; trying again.")


def is_dead(worker: str) -> bool:
    """Whether a worker's process ran on this machine and is no more."""
    host, _, pid = worker.rpartition(":")
    if host != socket.gethostname() or not pid.isdigit() or int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
