"""What runs beside requests and jobs: expiry, and drawing what the page will ask for."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from modiste.errors import ModisteError
from modiste.service import demo
from modiste.service.context import Context
from modiste.service.deliver import Courier

_LOOK = 5.0
"""Seconds between two looks for garments that are new."""
_PAUSE = 0.1
_LEARN = 5.0
"""Seconds between two looks for reactions that are new."""
_OUTBOX = 1.0
"""Seconds between two looks into the outbox of webhooks."""
_BATCH = 50
_ORPHANS = 60
"""Rounds between two looks for files without a row."""
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
        self._run("prepare", self._prepare)
        self._run("learning", self._learn)
        self._run("expiry", self._expire)
        self._run("webhooks", self._deliver)

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
        rounds = 0
        while not self._stop.wait(self._context.settings.housekeeping):
            try:
                self.sweep()
                if rounds % _ORPHANS == 0:
                    self._context.store.eraser.sweep_orphans()
                rounds += 1
            except Exception:  # noqa: BLE001
                _LOG.exception("What has expired could not be removed; trying again.")

    def _learn(self) -> None:
        """Keep what shoppers taught together up to date, so that no request waits for it."""
        while not self._stop.wait(_LEARN):
            try:
                self._context.suggestions.learn()
            except Exception:  # noqa: BLE001
                _LOG.exception("What shoppers like cannot be learnt; trying again.")

    def _deliver(self) -> None:
        courier = Courier(self._context)
        while not self._stop.wait(_OUTBOX):
            try:
                while courier.step() and not self._stop.is_set():
                    pass
            except Exception:  # noqa: BLE001
                _LOG.exception("The outbox cannot be read; trying again.")
        courier.close()

    def sweep(self) -> None:
        """Remove once what has had its time, on disk and in memory."""
        self._context.store.eraser.expired()
        self._context.people.sweep()

    def _prepare(self) -> None:
        """Load the nets, read new garments, draw the gallery: while nobody waits for a try-on."""
        try:
            if self._context.settings.workers:
                with self._context.studios.lend():
                    pass
            for name in self._context.gallery.names() if self._context.settings.demo else ():
                self.read_garments()
                if not self._idle():
                    return
                self._context.gallery.ensure(name)
            while not self._stop.wait(_LOOK):
                self.read_garments()
        except Exception:  # noqa: BLE001
            _LOG.exception("The gallery or the catalogue cannot be prepared.")

    def read_garments(self) -> None:
        """Read the pictures of garments that are new, for suggestions."""
        for row in self._context.store.garments.unread(_BATCH):
            if not self._idle():
                return
            try:
                with self._context.studios.lend() as studio:
                    view = self._context.wardrobe.of_catalogue(studio, row)
                found = self._context.features(view)
            except ModisteError as error:
                _LOG.warning("Garment %s cannot be read: %s", row.id, error.name)
                found = {"error": error.name}
            self._context.store.garments.learn(row.id, found)

    def _idle(self) -> bool:
        """Wait until nobody waits for anything; False when the app ends."""
        while not self._context.activity.quiet() or self._context.store.jobs.waiting():
            if self._stop.wait(_PAUSE):
                return False
        return not self._stop.wait(_PAUSE)
