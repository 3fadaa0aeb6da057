"""The bulletin: whoever waits for a job hears at once that it changed in this process."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator

_Ear = tuple[asyncio.AbstractEventLoop, asyncio.Event]


class Bulletin:
    """Wakes coroutines from the threads that do jobs; what other processes do is not heard here."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ears: dict[str, list[_Ear]] = {}

    def tell(self, job: str) -> None:
        """Tell that a job changed; from any thread."""
        with self._lock:
            ears = tuple(self._ears.get(job, ()))
        for loop, event in ears:
            with contextlib.suppress(RuntimeError):
                # Of a loop that was closed meanwhile nobody listens any more.
                loop.call_soon_threadsafe(event.set)

    @contextlib.contextmanager
    def listen(self, job: str) -> Iterator[asyncio.Event]:
        """An event that is set at every change of a job, for the block; call it in a coroutine."""
        ear = (asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            self._ears.setdefault(job, []).append(ear)
        try:
            yield ear[1]
        finally:
            with self._lock:
                self._ears[job].remove(ear)
                if not self._ears[job]:
                    del self._ears[job]

    def __len__(self) -> int:
        return len(self._ears)
