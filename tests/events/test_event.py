import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.errors import InputError
from modiste.events.event import (
    Event,
    EventType,
    FitSignal,
    ReturnReason,
    event_to_dict,
    parse_event,
)

RAW = {
    "eventId": "e1",
    "userId": "u1",
    "eventType": "return",
    "itemId": "i1",
    "sentAt": "2026-03-01T12:00:00+08:00",
    "size": "M",
    "fit": -2,
    "reason": "SIZE_TOO_SMALL",
    "impression": ["i1", "i2"],
    "recommendationId": "r1",
    "propensity": 0.25,
    "modelVersion": "7",
}

events = st.builds(
    Event,
    event_id=st.text("abc019", min_size=1, max_size=8),
    user_id=st.just("u"),
    event_type=st.sampled_from([EventType.VIEW, EventType.KEEP, EventType.RETURN]),
    item_id=st.just("i"),
    sent_at=st.integers(0, 2_000_000_000).map(float),
    size=st.none() | st.just("38"),
    fit=st.none() | st.sampled_from(list(FitSignal)),
    reason=st.none() | st.sampled_from(list(ReturnReason)),
    impression=st.lists(st.text("ab", min_size=1), max_size=3).map(tuple),
    propensity=st.none() | st.floats(0.001, 1.0),
)


def test_every_field_is_read() -> None:
    event = parse_event(RAW)
    assert event.fit is FitSignal.TOO_TIGHT
    assert event.reason is ReturnReason.SIZE_TOO_SMALL
    assert event.sent_at == datetime(2026, 3, 1, 4, tzinfo=UTC).timestamp()
    assert event.impression == ("i1", "i2")
    assert event.propensity == 0.25


@given(events)
def test_an_event_survives_json(event: Event) -> None:
    assert parse_event(json.loads(json.dumps(event_to_dict(event)))) == event


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"eventId": ""}, "eventId"),
        ({"eventId": True}, "eventId"),
        ({"userId": None}, "userId"),
        ({"itemId": "x" * 300}, "itemId"),
        ({"eventType": "bought"}, "eventType"),
        ({"sentAt": "yesterday"}, "sentAt"),
        ({"sentAt": "2026-03-01T12:00:00"}, "time zone"),
        ({"sentAt": float("nan")}, "sentAt"),
        ({"fit": 3}, "fit"),
        ({"fit": "tight"}, "fit"),
        ({"reason": "MOOD"}, "reason"),
        ({"propensity": 0}, "propensity"),
        ({"propensity": 1.5}, "propensity"),
        ({"impression": "i1"}, "impression"),
        ({"eventType": "fit_feedback", "fit": None}, "fit_feedback"),
    ],
)
def test_what_cannot_be_is_named(change: dict[str, object], word: str) -> None:
    with pytest.raises(InputError, match=word):
        parse_event({**RAW, **change})
