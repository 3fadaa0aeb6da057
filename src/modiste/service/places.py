"""How many streams and sockets one caller may hold open at a time."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from modiste.service.problems import RateLimitedError

_SOON = 1.0


class Places:
    """Counts what callers hold; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: Counter[str] = Counter()

    @contextmanager
    def hold(self, who: str, most: int) -> Iterator[None]:
        """Hold a place for the block.

        Args:
            who: the caller.
            most: places that this caller may hold.

        Raises:
            RateLimitedError: this caller holds all that one may.
        """
        with self._lock:
            full = self._held[who] >= most
            self._held[who] += not full
        if full:
            raise RateLimitedError(_SOON)
        try:
            yield
        finally:
            with self._lock:
                self._held[who] -= 1
                if not self._held[who]:
                    del self._held[who]

    def __len__(self) -> int:
        return len(self._held)
