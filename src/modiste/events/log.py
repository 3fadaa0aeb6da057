"""An append-only log of events: each counts once, and clocks that are wrong do no harm."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from modiste.errors import InputError, OutputError
from modiste.events.event import Event, event_to_dict, parse_event

SKEW_SECONDS = 300.0
"""A client's clock may be so much ahead; later stamps become the time of receipt."""
OLDEST_SECONDS = 2 * 365.25 * 86400.0
"""Older events are refused: the client's clock is unset, or they tell nothing any more."""


class Receipt(Enum):
    """What became of an event."""

    NEW = "new"
    REPLAYED = "replayed"
    STALE = "stale"


@dataclass
class EventLog:
    """Events in the order of their time, idempotent by ``event_id``.

    The first event with an id stays; what is sent again under that id is a replay, also when its
    content differs. Events may come late: replaying is by ``sent_at``, then by id.
    """

    _events: dict[str, Event] = field(default_factory=dict)

    def append(self, event: Event, now: float) -> tuple[Receipt, Event]:
        """Take one event in.

        Args:
            event: the event, with the client's time.
            now: the time of receipt, seconds since 1970.

        Returns:
            What became of it, and the event as it counts (with a corrected time, or the first one
            under this id).
        """
        known = self._events.get(event.event_id)
        if known is not None:
            return Receipt.REPLAYED, known
        if event.sent_at < now - OLDEST_SECONDS:
            return Receipt.STALE, event
        if event.sent_at > now + SKEW_SECONDS:
            event = replace(event, sent_at=now)
        self._events[event.event_id] = event
        return Receipt.NEW, event

    def replay(self) -> Iterator[Event]:
        """All events, oldest first."""
        yield from sorted(self._events.values(), key=lambda event: (event.sent_at, event.event_id))

    def forget(self, user_id: str) -> int:
        """Erase one user's events; returns how many there were."""
        gone = [key for key, event in self._events.items() if event.user_id == user_id]
        for key in gone:
            del self._events[key]
        return len(gone)

    def __len__(self) -> int:
        return len(self._events)


def write_log(log: EventLog, path: Path) -> None:
    """Write one event a line as JSON, oldest first.

    Raises:
        OutputError: the file cannot be written.
    """
    lines = "".join(json.dumps(event_to_dict(event)) + "\n" for event in log.replay())
    try:
        path.write_text(lines, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"The event log {path} cannot be written: {error.strerror}.") from error


def read_log(path: Path) -> EventLog:
    """Read what :func:`write_log` wrote; repeated ids count once.

    Raises:
        InputError: the file is missing, or a line is no event; the sentence names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise InputError(
            f"The event log {path} cannot be read: give a file of JSON lines."
        ) from None
    log = EventLog()
    for number, line in enumerate(lines, start=1):
        if line.strip():
            event = parse_line(line, f"Line {number} of {path}")
            log.append(event, now=event.sent_at)
    return log


def parse_line(line: str, name: str) -> Event:
    """The event of one line of JSON.

    Args:
        line: a JSON object.
        name: of the line, for errors.

    Raises:
        InputError: it is no JSON object or no event; the sentence begins with the name.
    """
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError):
        raise InputError(f"{name} is no JSON: remove or mend it.") from None
    if not isinstance(raw, dict):
        raise InputError(f"{name} is no JSON object: remove or mend it.")
    try:
        return parse_event(raw)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None
