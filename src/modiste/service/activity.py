"""How busy the server is: what can wait, waits."""

from __future__ import annotations

import threading
import time

_QUIET = 3.0


class Activity:
    """Counts requests that are being answered."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running, self._last = 0, -_QUIET

    def begin(self) -> None:
        """A request came."""
        with self._lock:
            self._running += 1

    def end(self) -> None:
        """It was answered."""
        with self._lock:
            self._running -= 1
            self._last = time.monotonic()

    def quiet(self) -> bool:
        """Whether nobody asked for anything for a few seconds."""
        with self._lock:
            return self._running == 0 and time.monotonic() - self._last >= _QUIET
