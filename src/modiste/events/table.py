"""Events of one person in a table: what was kept, what went back and why."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
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
    "尺码": "size", "品牌": "brand", "原因": "reason", "日期": "sentAt", "类别": "category",
    "动作": "eventType",
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
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"The history {path} cannot be read as CSV in UTF-8 ({error}).") from error
    if not lines:
        raise InputError(f"{path.name} is empty: its first line names the columns.")
    names = [_HEADINGS.get(cell.strip().lower(), "") for cell in lines[0]]
    for needed in ("eventType", "size"):
        if names.count(needed) != 1:
            word = "event" if needed == "eventType" else needed
            raise InputError(f"{path.name}: give one column {word!r}; see docs/size.md.")
    rows = [(n, cells) for n, cells in enumerate(lines[1:], 2) if any(c.strip() for c in cells)]
    return [_event(cells, names, f"{path.name}, line {n}", now) for n, cells in rows]


def _event(cells: list[str], names: list[str], where: str, now: float) -> Event:
    if len(cells) > len(names):
        raise InputError(f"{where}: more cells than headings.")
    row = {n: c.strip() for n, c in zip(names, cells, strict=False) if n and c.strip()}
    try:
        return parse_event(_raw(row, now))
    except InputError as error:
        raise InputError(f"{where}: {error}") from None


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
