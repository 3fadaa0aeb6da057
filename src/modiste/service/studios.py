"""A pool of studios: the nets, each used by one thread at a time."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from modiste.service.problems import RateLimitedError
from modiste.studio import Studio

_PATIENCE = 30.0
"""Seconds to wait for a free studio."""


class Studios:
    """Lends studios; each is opened when it is first needed.

    Args:
        count: how many may work at the same time.
        build: opens one; None takes the default engine, with fewer threads when there are several.
    """

    def __init__(self, count: int, build: Callable[[], Studio] | None = None) -> None:
        threads = 2 if count == 1 else 1
        self._build = build or (lambda: Studio.open(threads=threads))
        self._idle: queue.LifoQueue[Studio | None] = queue.LifoQueue()
        for _ in range(count):
            self._idle.put(None)
        self._building = threading.Lock()

    @contextmanager
    def lend(self, patience: float = _PATIENCE) -> Iterator[Studio]:
        """A studio for the block alone.

        Raises:
            RateLimitedError: none became free in time.
        """
        try:
            studio = self._idle.get(timeout=patience)
        except queue.Empty:
            raise RateLimitedError(patience) from None
        try:
            if studio is None:
                with self._building:
                    studio = self._build()
            yield studio
        finally:
            self._idle.put(studio)
