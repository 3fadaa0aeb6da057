"""What the shoppers of a shop taught together: how sizes turn out, and what is liked."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from modiste.events.event import Event, parse_event
from modiste.recommend.crowd import Crowd, Known, crowd_population
from modiste.recommend.known import KNOWN
from modiste.recommend.population import Population, cold_population
from modiste.returns.learner import FitLearner, GapOf
from modiste.returns.offset import Offset
from modiste.returns.risk import Risk
from modiste.service.shelf import Shelf
from modiste.store.room import DAY
from modiste.store.store import Store
from modiste.store.tables import EventRow

_INLINE, _CHUNK = 500, 2000
"""Events that a request waits for, and that are learnt at once in the background."""
_GROWTH, _LEAST = 0.1, 3
"""The prior is fitted anew when opinions have grown by this part, and by so many at least."""

Sized = tuple[str, str, float]
"""A garment's id, a size, and the steps that it is larger than chart and body ask for."""


@dataclass(frozen=True)
class _Fitted:
    """A prior, and what it was fitted to."""

    version: str
    opinions: int
    time: float
    population: Population


class Memory:
    """Kept up to date with the database, begun anew when events were erased; safe for threads.

    A request calls :meth:`refresh`, which learns what few events are new. After a start, or an
    erasure, there may be many: then :meth:`catch_up` learns them in the background, and requests go
    by what is known so far. All else tells what was known at the last of these calls.

    Args:
        store: holds the events.
        shop: whose.
        gap: how much larger a size is than chart and body ask for.
    """

    def __init__(self, store: Store, shop: str, gap: GapOf) -> None:
        self._store, self._shop, self._gap = store, shop, gap
        self._lock = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        self._learner, self._crowd = FitLearner(self._gap), Crowd()
        self._last, self._count, self._is_whole = 0, 0, False
        self._fitted: _Fitted | None = None

    def risks(self, owner: str, sizes: Sequence[Sized]) -> list[Risk]:
        """How garments in these sizes may fit somebody."""
        now = self._store.room.now()
        with self._lock:
            return [self._learner.risk(owner, item, size, now, gap) for item, size, gap in sizes]

    def refresh(self) -> None:
        """Learn what few events are new."""
        with self._lock:
            self._learn(_INLINE)

    def offset(self, item: str) -> Offset:
        """How far a garment's sizes miss its chart."""
        with self._lock:
            return self._learner.offset(item, self._store.room.now())

    def population(self, shelf: Shelf, known: Known) -> Population:
        """The prior of tastes: fitted now for a catalogue that is new, else the last one."""
        with self._lock:
            fitted, is_whole = self._fitted, self._is_whole
        if fitted is not None and fitted.version == shelf.version:
            return fitted.population
        if not is_whole:
            return cold_population(shelf.items.features, known=KNOWN)
        return self.fit(shelf, known)

    def due(self, version: str) -> bool:
        """Whether the prior should be fitted anew for this version of the catalogue."""
        with self._lock:
            fitted, opinions = self._fitted, len(self._crowd)
        if fitted is None or fitted.version != version:
            return True
        grown = opinions - fitted.opinions
        old = self._store.room.now() - fitted.time > DAY
        return old or grown >= max(_LEAST, _GROWTH * fitted.opinions)

    def fit(self, shelf: Shelf, known: Known) -> Population:
        """Fit the prior, mostly without the lock; it is not kept if events were erased meanwhile.

        Args:
            shelf: the catalogue.
            known: tells of shoppers' bodies.
        """
        now = self._store.room.now()
        with self._lock:
            crowd, opinions = self._crowd, len(self._crowd)
            said = crowd.said(shelf.items, now)
        population = crowd_population(shelf.items, said, known)
        with self._lock:
            if self._crowd is crowd:
                self._fitted = _Fitted(shelf.version, opinions, now, population)
        return population

    def catch_up(self) -> None:
        """Learn all that is new, in pieces, so that requests come in between."""
        is_whole = False
        while not is_whole:
            with self._lock:
                self._learn(_CHUNK)
                is_whole = self._is_whole

    def forget(self, owner: str) -> None:
        """Begin anew, if anything was learnt of an owner."""
        with self._lock:
            if self._crowd.forget(owner):
                self._begin()

    def _learn(self, most: int) -> None:
        """Learn from what is new, anew when events were erased; ``most`` events at once."""
        if self._store.events.count(self._shop, self._last) != self._count:
            self._begin()
        fresh = self._store.events.of_shop(self._shop, self._last, most)
        for row in fresh:
            event = event_of(row)
            self._learner.observe(event, row.at)
            self._crowd.observe(event, row.at)
            self._last = row.seq
        self._count += len(fresh)
        self._is_whole = len(fresh) < most


def event_of(row: EventRow) -> Event:
    """An event of the database; ids are the clients', who may all begin with the same one."""
    event = parse_event(row.data)
    return replace(event, event_id=f"{row.owner}/{event.event_id}")
