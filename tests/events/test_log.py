from dataclasses import replace
from pathlib import Path

import pytest

from modiste.errors import InputError, OutputError
from modiste.events.event import Event, EventType
from modiste.events.log import (
    OLDEST_SECONDS,
    SKEW_SECONDS,
    EventLog,
    Receipt,
    read_log,
    write_log,
)

NOW = 1_700_000_000.0
EVENT = Event("e1", "u1", EventType.LIKE, "i1", NOW)


def test_a_replayed_event_counts_once_and_the_first_stays() -> None:
    log = EventLog()
    assert log.append(EVENT, NOW) == (Receipt.NEW, EVENT)
    changed = replace(EVENT, event_type=EventType.DISLIKE)
    assert log.append(changed, NOW + 5) == (Receipt.REPLAYED, EVENT)
    assert list(log.replay()) == [EVENT]


def test_a_clock_that_is_ahead_is_set_to_the_receipt() -> None:
    log = EventLog()
    log.append(replace(EVENT, sent_at=NOW + 10 * SKEW_SECONDS), NOW)
    log.append(replace(EVENT, event_id="e2", sent_at=NOW + SKEW_SECONDS / 2), NOW)
    assert [event.sent_at for event in log.replay()] == [NOW, NOW + SKEW_SECONDS / 2]


def test_an_unset_clock_is_refused() -> None:
    log = EventLog()
    receipt, _ = log.append(replace(EVENT, sent_at=NOW - OLDEST_SECONDS - 1), NOW)
    assert receipt is Receipt.STALE
    assert len(log) == 0


def test_late_events_are_replayed_in_their_order() -> None:
    log = EventLog()
    for key, when in (("b", 30.0), ("a", 10.0), ("c", 20.0)):
        log.append(replace(EVENT, event_id=key, sent_at=NOW + when), NOW + 60)
    assert [event.event_id for event in log.replay()] == ["a", "c", "b"]


def test_forgetting_erases_one_user_only() -> None:
    log = EventLog()
    log.append(EVENT, NOW)
    log.append(replace(EVENT, event_id="e2", user_id="u2"), NOW)
    assert log.forget("u1") == 1
    assert [event.user_id for event in log.replay()] == ["u2"]


def test_a_log_survives_its_file(tmp_path: Path) -> None:
    log = EventLog()
    log.append(EVENT, NOW)
    log.append(replace(EVENT, event_id="e0", sent_at=NOW - 7.25), NOW)
    write_log(log, tmp_path / "log.jsonl")
    assert list(read_log(tmp_path / "log.jsonl").replay()) == list(log.replay())


@pytest.mark.parametrize("line", ["{", "[]", '{"eventId": "e"}'])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "log.jsonl"
    write_log(EventLog({"e1": EVENT}), path)
    path.write_text(path.read_text() + "\n" + line)
    with pytest.raises(InputError, match="Line 3 of"):
        read_log(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.jsonl"):
        read_log(tmp_path / "none.jsonl")
    with pytest.raises(OutputError, match="cannot be written"):
        write_log(EventLog(), tmp_path / "no" / "log.jsonl")
