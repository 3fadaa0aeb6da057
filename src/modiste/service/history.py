"""What a shop knows of its customers: orders, returns and reactions, brought in as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from modiste.errors import InputError
from modiste.events.event import Event, event_to_dict
from modiste.events.log import OLDEST_SECONDS, parse_line
from modiste.events.table import Cells, row_event, table_rows
from modiste.service.caller import Caller
from modiste.service.inputs import text_of
from modiste.service.problems import ForbiddenError, NotFoundError
from modiste.service.signing import Signer
from modiste.store.events import TASTE
from modiste.store.store import Store

MOST_ROWS = 50_000
_NEEDED = {"eventType": "event", "userId": "user", "itemId": "item"}
_MOST_GARMENTS = 10_000
_EVENT_ID = 128


@dataclass(frozen=True)
class Archive:
    """Where a shop's customers are known, under pseudonyms.

    Attributes:
        store: of the server.
        signer: makes the pseudonyms.
    """

    store: Store
    signer: Signer

    def customer(self, caller: Caller, name: str | None) -> Caller:
        """The caller in a customer's stead; the caller herself when none is named.

        Raises:
            ForbiddenError: the caller is no shop.
        """
        if name is None:
            return caller
        _need_key(caller)
        return replace(caller, owner=self.signer.customer(caller.shop, name))

    def bring_in(self, caller: Caller, data: bytes) -> dict[str, Any]:
        """Keep the events of a CSV, or of a JSON object a line; each counts once.

        Returns:
            ``added``, ``repeated`` (kept before), ``stale`` (older than two years; not kept),
            ``failed``, and ``rows`` with line and reason of each that failed.

        Raises:
            ForbiddenError: the caller is no shop.
            InputError: it is no such table, or has too many rows.
        """
        _need_key(caller)
        now, garments = self.store.room.now(), self._garments(caller)
        events: list[tuple[str, str, dict[str, Any]]] = []
        failed, stale = [], 0
        for line, found in _read(data, now):
            event = found if isinstance(found, InputError) else _placed(found, garments)
            if isinstance(event, InputError):
                failed.append({"row": line, "detail": str(event)})
            elif event.sent_at < now - OLDEST_SECONDS:
                stale += 1
            else:
                owner = self.signer.customer(caller.shop, event.user_id)
                kept = event_to_dict(replace(event, user_id=owner))
                events.append((owner, event.event_id, kept))
        added = self.store.events.add_all(caller.shop, TASTE, events)
        return {"added": added, "repeated": len(events) - added, "stale": stale,
                "failed": len(failed), "rows": failed}  # fmt: skip

    def told(self, caller: Caller, name: str) -> list[dict[str, Any]]:
        """The events that are kept of a customer, oldest first. Raises as :meth:`erase`."""
        owner = self.customer(caller, name).owner
        rows = self.store.events.of(owner)
        if not rows:
            raise NotFoundError("Nothing is kept of such a customer.")
        return [{**row.data, "userId": name} for row in rows]

    def erase(self, caller: Caller, name: str) -> str:
        """Erase what is kept of a customer; returns her pseudonym.

        Raises:
            ForbiddenError: the caller is no shop.
            NotFoundError: nothing is kept of her.
        """
        owner = self.customer(caller, name).owner
        if not self.store.events.forget(owner):
            raise NotFoundError("Nothing is kept of such a customer.")
        self.store.room.database.scrub()
        return owner

    def _garments(self, caller: Caller) -> dict[str, str]:
        """Ids of the shop's garments by id and by sku."""
        rows, _ = self.store.garments.page([f"shop:{caller.shop}"], _MOST_GARMENTS)
        return {name: row.id for row in rows for name in (row.sku, row.id)}


def _need_key(caller: Caller) -> None:
    if caller.key is None:
        raise ForbiddenError("Customers are a shop's: this needs an API key.")


def _placed(event: Event, garments: dict[str, str]) -> Event | InputError:
    """The event with the garment's id for its sku."""
    if event.item_id not in garments:
        return InputError(f"There is no garment {event.item_id[:80]!r} in the catalogue.")
    if len(event.event_id) > _EVENT_ID:
        return InputError(f"The event's id is longer than {_EVENT_ID} characters.")
    return replace(event, item_id=garments[event.item_id])


def _read(data: bytes, now: float) -> Iterator[tuple[int, Event | InputError]]:
    """Line and event of every row, or why it is none."""
    text = text_of(data, "history")
    if text.lstrip().startswith("{"):
        lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
        _check_count(len(lines))
        yield from (
            (number, _tried(partial(parse_line, line, f"Line {number}"))) for number, line in lines
        )
        return
    rows = table_rows(text, "The history", _NEEDED, "docs/api.md")
    _check_count(len(rows))
    yield from ((number, _tried(partial(_of_cells, cells, now))) for number, cells in rows)


def _of_cells(cells: Cells, now: float) -> Event:
    for column, word in _NEEDED.items():
        if column not in cells.named:
            raise InputError(f"The column {word!r} is empty.")
    return row_event(cells, now)


def _tried(parse: Callable[[], Event]) -> Event | InputError:
    """The event, or why it is none."""
    try:
        return parse()
    except InputError as error:
        return error


def _check_count(rows: int) -> None:
    if rows > MOST_ROWS:
        raise InputError(f"The history has more than {MOST_ROWS} rows; split it.")
