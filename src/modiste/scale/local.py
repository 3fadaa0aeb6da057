"""The runner without a cluster: processes of this machine."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from modiste.errors import ModisteError
from modiste.scale.dresser import Dresser, Job
from modiste.scale.pair import Pair, Row, failed

Work = Callable[[Pair], Row]
_AHEAD = 2
"""Pairs per worker that wait in its queue: enough to keep it busy, few enough to stay flat."""
_MOST_DEATHS = 3

_WORK: list[Work] = []
"""The one worker of a worker process, made when the process starts."""
_ORPHAN = 3
"""Exit code of a worker whose driver is gone."""


class LocalRunner:
    """Spreads pairs over processes; a worker that dies costs an attempt and not the job."""

    def __init__(self, workers: int, make: Callable[[Job], Work] = Dresser) -> None:
        """Prepare; nothing is started.

        Args:
            workers: processes, at least 1.
            make: makes the worker in its process; it must be importable there.
        """
        self._workers, self._make = max(1, workers), make

    def run(self, pairs: Iterable[Pair], job: Job) -> Iterator[Row]:
        """One row per pair, in the order of their ends.

        A pair during which a worker died is tried again alone, so that it takes nobody with it;
        after three deaths it fails as ``WorkerDied``.

        Raises:
            ModisteError: a worker cannot start, for want of weights, say; so the job cannot.
        """
        suspects: list[Pair] = []
        rest = iter(pairs)
        while (first := next(rest, None)) is not None:
            yield from self._until_death(_chained(first, rest), job, suspects)
        for pair in suspects:
            yield self._alone(pair, job)

    def _until_death(self, pairs: Iterator[Pair], job: Job, suspects: list[Pair]) -> Iterator[Row]:
        flying: dict[Future[Row], Pair] = {}
        with self._pool(self._workers, job) as pool:
            try:
                for pair in pairs:
                    try:
                        flying[_submitted(pool, pair)] = pair
                        while len(flying) >= self._workers * _AHEAD:
                            yield _landed(flying)
                    except BrokenProcessPool:
                        break
                try:
                    while flying:
                        yield _landed(flying)
                except BrokenProcessPool:
                    suspects.extend(flying.values())
            finally:
                pool.shutdown(wait=False, cancel_futures=True)

    def _alone(self, pair: Pair, job: Job) -> Row:
        for _ in range(_MOST_DEATHS - 1):
            with self._pool(1, job) as pool:
                try:
                    return pool.submit(_dress, pair).result()
                except BrokenProcessPool:
                    continue
        return failed(
            pair, "WorkerDied", f"The worker died {_MOST_DEATHS} times on this pair; look at its "
            "photos and at the machine's memory.",
        )  # fmt: skip

    def _pool(self, workers: int, job: Job) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(self._make, job),
        )


def _chained(first: Pair, rest: Iterator[Pair]) -> Iterator[Pair]:
    yield first
    yield from rest


def _submitted(pool: ProcessPoolExecutor, pair: Pair) -> Future[Row]:
    """A pool that is broken already takes the pair like one that breaks during it."""
    try:
        return pool.submit(_dress, pair)
    except BrokenProcessPool as error:
        future: Future[Row] = Future()
        future.set_exception(error)
        return future


def _landed(flying: dict[Future[Row], Pair]) -> Row:
    """Take one that has ended out of the air; one that died stays in it."""
    future = next(iter(wait(flying, return_when=FIRST_COMPLETED).done))
    row = future.result()
    del flying[future]
    return row


def _begin(make: Callable[[Job], Work], job: Job) -> None:
    """Make the worker of this process. Ctrl-C is the driver's; it lets workers end their pair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_driver, daemon=True).start()
    try:
        _WORK.append(make(job))
    except ModisteError as error:
        _WORK.append(_Broken(error))


def _end_with_the_driver() -> None:
    """A driver that is killed cannot tell its workers; they would wait for ever."""
    driver = multiprocessing.parent_process()
    if driver is not None:
        driver.join()
        os._exit(_ORPHAN)


class _Broken:
    """Stands for a worker that could not start, and says why to whoever gives it work."""

    def __init__(self, error: ModisteError) -> None:
        self._error = error

    def __call__(self, pair: Pair) -> Row:
        raise self._error


def _dress(pair: Pair) -> Row:
    return _WORK[0](pair)
