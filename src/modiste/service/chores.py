"""What runs beside requests and jobs: expiry, and drawing what the page will ask for."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from modiste.service import demo
from modiste.service.context import Context

_LOG = logging.getLogger("modiste.service.chores")


class Chores:
    """Threads that end with the app."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin."""
        if self._context.settings.demo:
            demo.fill(self._context.store)
            self._run("gallery", self._draw_gallery)
        self._run("expiry", self._expire)

    def stop(self) -> None:
        """Ask all to end; they are daemons, so that a long drawing holds nothing up."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=2.0)

    def _run(self, name: str, chore: Callable[[], None]) -> None:
        thread = threading.Thread(target=chore, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _expire(self) -> None:
        while not self._stop.wait(self._context.settings.housekeeping):
            try:
                self.sweep()
            except Exception:  # noqa: BLE001
                _LOG.exception("What has expired could not be removed; trying again.")

    def sweep(self) -> None:
        """Remove once what has had its time, on disk and in memory."""
        self._context.store.eraser.expired()
        self._context.people.sweep()

    def _draw_gallery(self) -> None:
        """Draw the models while nobody waits for them; a gentle pace leaves room for requests."""
        for name in self._context.gallery.names():
            if self._stop.wait(0.2):
                return
            if not self._context.gallery.is_drawn(name):
                self._context.gallery.thumbnail(name)
