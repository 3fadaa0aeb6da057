"""What shoppers did: events count once, and are the owner's to take along or erase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select

from modiste.store.room import Repository
from modiste.store.tables import EventRow

TASTE, PICTURE = "taste", "picture"
"""What an event is about: garments and how they fit, or how a picture came out."""

_CHUNK = 500
"""Events that are looked up at once."""


class Events(Repository):
    """Events, by owner and by shop."""

    def add(
        self, owner: str, shop: str, event_id: str, about: str, data: Mapping[str, Any]
    ) -> bool:
        """Keep an event; False when one with this id was there: a replay changes nothing."""
        return self.add_all(shop, about, [(owner, event_id, data)]) == 1

    def add_all(
        self, shop: str, about: str, events: Sequence[tuple[str, str, Mapping[str, Any]]]
    ) -> int:
        """Keep many events at once; returns how many were new.

        Args:
            shop: that they happened in.
            about: :data:`TASTE` or :data:`PICTURE`.
            events: owner, event id and content of each.
        """
        added = 0
        with self._room.database.write() as session:
            for start in range(0, len(events), _CHUNK):
                chunk = {(owner, key): data for owner, key, data in events[start : start + _CHUNK]}
                owners, keys = {owner for owner, _ in chunk}, {key for _, key in chunk}
                known = session.execute(
                    select(EventRow.owner, EventRow.event_id).where(
                        EventRow.owner.in_(owners), EventRow.event_id.in_(keys)
                    )
                )
                for taken in known:
                    chunk.pop((taken[0], taken[1]), None)
                session.add_all(
                    EventRow(owner=owner, shop=shop, event_id=key, about=about, data=dict(data),
                             at=self._now)
                    for (owner, key), data in chunk.items()
                )  # fmt: skip
                session.flush()
                added += len(chunk)
        return added

    def of(self, owner: str, about: str | None = None) -> list[EventRow]:
        """Every event of an owner, oldest first."""
        query = select(EventRow).where(EventRow.owner == owner)
        if about is not None:
            query = query.where(EventRow.about == about)
        with self._room.database.read() as session:
            return list(session.scalars(query.order_by(EventRow.seq)))

    def of_shop(self, shop: str, after: int = 0, limit: int | None = None) -> list[EventRow]:
        """The first ``limit`` events about taste in a shop with a number above ``after``."""
        query = select(EventRow).where(
            EventRow.shop == shop, EventRow.about == TASTE, EventRow.seq > after
        )
        with self._room.database.read() as session:
            return list(session.scalars(query.order_by(EventRow.seq).limit(limit)))

    def shops(self, limit: int) -> list[str]:
        """Shops with events about taste, those with the newest first."""
        newest = func.max(EventRow.seq).desc()
        query = select(EventRow.shop).where(EventRow.about == TASTE).group_by(EventRow.shop)
        with self._room.database.read() as session:
            return list(session.scalars(query.order_by(newest).limit(limit)))

    def count(self, shop: str, until: int) -> int:
        """How many events about taste a shop has with a number of at most ``until``."""
        query = select(func.count(EventRow.seq)).where(
            EventRow.shop == shop, EventRow.about == TASTE, EventRow.seq <= until
        )
        with self._room.database.read() as session:
            return int(session.scalar(query) or 0)

    def forget(self, owner: str) -> int:
        """Remove all events of an owner; returns how many there were."""
        with self._room.database.write() as session:
            gone = session.execute(delete(EventRow).where(EventRow.owner == owner))
            self._note(session, owner, "history.delete", "")
            return int(gone.rowcount)  # type: ignore[attr-defined]
