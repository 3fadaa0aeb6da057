"""Events of one person in a table: what was kept, what went back and why."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from modiste.errors import InputError
from modiste.events.event import Event, parse_event
from modiste.events.log import EventLog, Receipt, read_log

MOST_BYTES = 20_000_000
_HEADINGS = {
    "eventid": "eventId", "event_id": "eventId", "id": "eventId", "event": "eventType",
    "eventtype": "eventType", "event_type": "eventType", "what": "eventType", "item": "itemId",
    "itemid": "itemId", "item_id": "itemId", "size": "size", "brand": "brand", "reason": "reason",
    "fit": "fit", "date": "sentAt", "sentat": "sentAt", "sent_at": "sentAt", "time": "sentAt",
    "category": "category", "user": "userId", "userid": "userId", "user_id": "userId",
    "customer": "userId", "sku": "itemId", "尺码": "size", "品牌": "brand", "原因": "reason",
    "日期": "sentAt", "类别": "category", "动作": "eventType", "顾客": "userId", "货号": "itemId",
}  # fmt: skip
_TYPES = {
    "kept": "keep",
    "returned": "return",
    "bought": "purchase",
    "保留": "keep",
    "退货": "return",
}
_REASONS = {
    "too small": "SIZE_TOO_SMALL", "small": "SIZE_TOO_SMALL", "tight": "SIZE_TOO_SMALL",
    "too tight": "SIZE_TOO_SMALL", "偏小": "SIZE_TOO_SMALL", "太小": "SIZE_TOO_SMALL",
    "too large": "SIZE_TOO_LARGE", "too big": "SIZE_TOO_LARGE", "large": "SIZE_TOO_LARGE",
    "loose": "SIZE_TOO_LARGE", "too loose": "SIZE_TOO_LARGE", "偏大": "SIZE_TOO_LARGE",
    "太大": "SIZE_TOO_LARGE", "colour": "COLOR",
}  # fmt: skip
"""Words that shoppers write, as Shopify's ReturnReason calls them."""


def read_events(path: Path, now: float) -> tuple[EventLog, tuple[str, ...]]:
    """Read a history of events, CSV or a JSON object a line.

    A CSV has headings ``event``, ``size`` and, if they are known, ``brand``, ``category``,
    ``reason``, ``fit``, ``date``, ``eventId`` and ``itemId``. A row without an id is known by all
    that it says, so that the same row twice counts once.

    Args:
        path: ``.csv``, or ``.jsonl`` as :func:`modiste.events.log.write_log` writes it.
        now: seconds since 1970; what is dated later counts as of now, what is too old not at all.

    Returns:
        The log, and sentences about what was put right or left out.

    Raises:
        InputError: the file cannot be read or a row is no event; the sentence names the row.
    """
    events = _of_table(path, now) if path.suffix.lower() == ".csv" else read_log(path).replay()
    log, receipts, ahead = EventLog(), [], 0
    for event in events:
        receipt, counted = log.append(event, now)
        receipts.append(receipt)
        ahead += receipt is Receipt.NEW and counted.sent_at != event.sent_at
    told = {
        "sent again; counts once": receipts.count(Receipt.REPLAYED),
        "more than two years old; left out": receipts.count(Receipt.STALE),
        "dated in the future; counts as of now": ahead,
    }
    return log, tuple(f"{path.name}: events {what} ({n})." for what, n in told.items() if n)


def _of_table(path: Path, now: float) -> list[Event]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"{path} has more than 20 megabytes: give one person's events.")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The history {path} cannot be read as CSV in UTF-8 ({error}).") from error
    rows = table_rows(text, path.name, {"eventType": "event", "size": "size"}, "docs/size.md")
    events = []
    for line, cells in rows:
        try:
            events.append(row_event(cells, now))
        except InputError as error:
            raise InputError(f"{path.name}, line {line}: {error}") from None
    return events


@dataclass(frozen=True)
class Cells:
    """One row: its cells by the names of :func:`modiste.events.event.parse_event`."""

    named: Mapping[str, str]
    extra: bool = False


def table_rows(
    text: str, name: str, needed: Mapping[str, str], help_page: str
) -> list[tuple[int, Cells]]:
    """The rows of a CSV of events that are not empty, with the number of their line.

    Args:
        text: of the file.
        name: of the file, for errors.
        needed: columns that must be there once, and what to call them.
        help_page: that an error points to.

    Raises:
        InputError: it is no CSV, is empty, or a column is missing.
    """
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise InputError(f"{name} cannot be read as CSV ({error}).") from error
    if not lines:
        raise InputError(f"{name} is empty: its first line names the columns.")
    names = [_HEADINGS.get(cell.strip().lower(), "") for cell in lines[0]]
    for column, word in needed.items():
        if names.count(column) != 1:
            raise InputError(f"{name}: give one column {word!r}; see {help_page}.")
    rows = [(n, cells) for n, cells in enumerate(lines[1:], 2) if any(c.strip() for c in cells)]
    return [(n, _named(cells, names)) for n, cells in rows]


def _named(cells: list[str], names: list[str]) -> Cells:
    known = {n: c.strip() for n, c in zip(names, cells, strict=False) if n and c.strip()}
    return Cells(known, extra=len(cells) > len(names))


def row_event(cells: Cells, now: float) -> Event:
    """The event of a row; one without an id is known by all that it says.

    Args:
        cells: of :func:`table_rows`.
        now: when it happened, if it has no date; seconds since 1970.

    Raises:
        InputError: it is no event, or has more cells than there are headings.
    """
    if cells.extra:
        raise InputError("more cells than headings.")
    return parse_event(_raw(cells.named, now))


def _raw(row: Mapping[str, str], now: float) -> dict[str, Any]:
    kind, reason = row.get("eventType", "").lower(), row.get("reason", "")
    digest = hashlib.sha256(repr(sorted(row.items())).encode()).hexdigest()
    raw: dict[str, Any] = {"eventId": digest, "userId": "me", "itemId": _garment(row), **row}
    raw["eventType"] = _TYPES.get(kind, kind)
    raw["sentAt"] = _date(row["sentAt"]) if "sentAt" in row else now
    if reason:
        raw["reason"] = _REASONS.get(reason.lower(), reason.upper().replace(" ", "_"))
    return raw


def _garment(row: Mapping[str, str]) -> str:
    """What stands for a garment without an id: all that is told of it but the reaction."""
    told = ("brand", "category", "size", "sentAt")
    return " ".join(row[key] for key in told if key in row) or "?"


def _date(text: str) -> str:
    """A bare day or hour is taken as UTC; what is no date is left for the event to refuse."""
    try:
        stamp = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)).isoformat()
