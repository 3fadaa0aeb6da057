"""What a history of events says of sizes: none, one, many; replayed, contradictory, ill-dated."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.errors import InputError
from modiste.events.event import Event, EventType, FitSignal, ReturnReason
from modiste.events.log import EventLog, write_log
from modiste.events.table import read_events
from modiste.fit.advise import Advisor
from modiste.fit.chart import SizeChart
from modiste.fit.history import OTHER, Kept, Usual, usual_size
from modiste.fit.standards import standard_chart
from modiste.fit.worn import HALF_LIFE, Worn, worn_sizes
from modiste.sizing import kept_sizes
from modiste.types import Category, Measure, Sex

NOW = 1_790_000_000.0
DAY = 86400.0
KEPT = Event("e1", "me", EventType.KEEP, "tee", NOW - DAY, size="M", brand="ACME")


def back(reason: ReturnReason | None, **changed: object) -> Event:
    return replace(KEPT, event_type=EventType.RETURN, reason=reason, **changed)  # type: ignore[arg-type]


def usual(events: list[Event], chart: SizeChart) -> Usual | None:
    return usual_size(chart, kept_sizes(worn_sizes(events, NOW, "top"), chart, Sex.FEMALE)[0])


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("event", "step"),
    [
        (KEPT, 0.0),
        (back(ReturnReason.SIZE_TOO_SMALL), 1.0),
        (back(ReturnReason.SIZE_TOO_LARGE), -1.0),
        (replace(KEPT, event_type=EventType.FIT_FEEDBACK, fit=FitSignal.SNUG), 0.5),
        (replace(KEPT, fit=FitSignal.TOO_LOOSE), -1.0),
    ],
)
def test_reactions_say_which_size_would_suit(event: Event, step: float) -> None:
    (worn,) = worn_sizes([event], NOW)
    assert (worn.size, worn.brand, worn.step) == ("M", "ACME", step)
    assert 0 < worn.weight <= 1


@pytest.mark.parametrize(
    "event",
    [
        back(ReturnReason.STYLE), back(None), replace(KEPT, size=None),
        replace(KEPT, event_type=EventType.VIEW), replace(KEPT, event_type=EventType.PURCHASE),
        replace(KEPT, category="bottom"),
    ],
)  # fmt: skip
def test_what_says_nothing_of_this_size_is_left_out(event: Event) -> None:
    assert worn_sizes([event], NOW, "top") == []


def test_an_answer_counts_more_than_silence_and_the_new_more_than_the_old() -> None:
    (silent,) = worn_sizes([KEPT], NOW)
    (told,) = worn_sizes([replace(KEPT, fit=FitSignal.RIGHT)], NOW)
    (old,) = worn_sizes([replace(KEPT, sent_at=NOW - HALF_LIFE)], NOW)
    assert told.weight == pytest.approx(2 * silent.weight)
    assert old.weight == pytest.approx(silent.weight / 2, rel=0.01)


def test_the_last_word_on_a_garment_counts_in_any_order() -> None:
    first = replace(KEPT, fit=FitSignal.RIGHT, sent_at=NOW - 3 * DAY)
    second = back(ReturnReason.SIZE_TOO_SMALL, event_id="e2", sent_at=NOW - 2 * DAY)
    third = replace(KEPT, event_id="e3", sent_at=NOW - DAY)
    for order in permutations((first, second, third)):
        (worn,) = worn_sizes(order, NOW)
        assert worn.step == 1.0, "a silent keep does not undo what was said"
    assert len(worn_sizes([first, replace(second, item_id="other")], NOW)) == 2


def test_none_one_and_many_events(tee: SizeChart) -> None:
    assert usual([], tee) is None
    one = usual([KEPT], tee)
    many = usual([replace(KEPT, event_id=f"e{i}", item_id=f"i{i}") for i in range(300)], tee)
    assert one is not None
    assert many is not None
    assert one.at == many.at == 2.0
    assert many.sd < one.sd
    assert many.sd >= 0.35


def test_contradictory_feedback_is_told_and_counts_little(tee: SizeChart) -> None:
    events = [
        back(ReturnReason.SIZE_TOO_SMALL, event_id="a", size="XL", item_id="a"),
        back(ReturnReason.SIZE_TOO_LARGE, event_id="b", size="XS", item_id="b"),
    ]
    found, calm = usual(events, tee), usual([KEPT], tee)
    assert found is not None
    assert calm is not None
    assert "contradict" in found.warnings[0]
    assert found.sd > 2 * calm.sd


def test_sizes_that_nobody_knows_are_told(tee: SizeChart) -> None:
    worn = [Worn("M", "ACME", 0, 1), Worn("99", "ZZ", 0, 1), Worn("M", "Elsewhere", 1, 1)]
    kept, notes = kept_sizes(worn, tee, Sex.FEMALE)
    assert [(k.size, k.known, k.step) for k in kept] == [("M", True, 0), ("M", False, 1)]
    assert notes == ("No chart here has the sizes 99@ZZ: they were left out.",)


EVENTS = st.lists(
    st.builds(
        lambda i, size, kind, days, brand: replace(
            KEPT, event_id=f"e{i}", item_id=f"i{i % 7}", size=size, brand=brand,
            sent_at=NOW - days * DAY, event_type=kind[0], reason=kind[1],
        ),
        st.integers(0, 40), st.sampled_from(["XS", "S", "M", "L", "XL"]),
        st.sampled_from([(EventType.KEEP, None),
                         (EventType.RETURN, ReturnReason.SIZE_TOO_SMALL),
                         (EventType.RETURN, ReturnReason.SIZE_TOO_LARGE)]),
        st.floats(0, 700), st.sampled_from(["ACME", "", "Other"]),
    ),
    max_size=25,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(EVENTS, st.floats(70, 120), st.floats(0, 20), st.randoms(use_true_random=False))
def test_advice_is_monotone_and_idempotent_whatever_happened(
    tee: SizeChart, events: list[Event], chest: float, more: float, random: object
) -> None:
    log, again = EventLog(), EventLog()
    for event in events:
        log.append(event, NOW)
    shuffled = [*log.replay(), *log.replay()]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for event in shuffled:
        again.append(event, NOW)
    one, two = usual(list(log.replay()), tee), usual(list(again.replay()), tee)
    assert one == two
    means = {Measure.CHEST: chest, Measure.WAIST_NATURAL: chest - 16, Measure.HIP: chest + 6}
    noise = np.random.default_rng(1).normal(0, 2, 200)
    advisor = Advisor(tee, usual=one)
    sizes = [tee.find(advisor.advise({m: v + plus + noise for m, v in means.items()}).size)[0]
             for plus in (0.0, more)]  # fmt: skip
    assert sizes[1] >= sizes[0]


TABLE = """event,size,brand,reason,date,eventId
kept,M,ACME,,2026-09-01,a
returned,S,ACME,too small,2026-08-01T10:00:00+02:00,b
退货,XL,ACME,偏大,2026-08-02,c
"""


def test_a_table_of_events(tmp_path: Path) -> None:
    log, notes = read_events(write(tmp_path / "h.csv", TABLE), NOW)
    kinds = [(e.event_id, e.event_type, e.reason) for e in log.replay()]
    assert kinds == [
        ("b", EventType.RETURN, ReturnReason.SIZE_TOO_SMALL),
        ("c", EventType.RETURN, ReturnReason.SIZE_TOO_LARGE), ("a", EventType.KEEP, None),
    ]  # fmt: skip
    assert notes == ()


def test_the_same_row_twice_counts_once_with_and_without_ids(tmp_path: Path) -> None:
    with_ids = TABLE + TABLE.split("\n", 1)[1]
    without = "event,size,date\nkept,M,2026-09-01\nkept,M,2026-09-01\nkept,M,2026-09-02\n"
    for text, events in ((with_ids, 3), (without, 2)):
        log, notes = read_events(write(tmp_path / "h.csv", text), NOW)
        assert len(log) == events
        assert any("sent again" in note for note in notes)


def test_clocks_that_are_wrong_are_told(tmp_path: Path) -> None:
    text = "event,size,date\nkept,M,2050-01-01\nkept,S,2001-01-01\nkept,L,\n"
    log, notes = read_events(write(tmp_path / "h.csv", text), NOW)
    assert {(e.size, e.sent_at) for e in log.replay()} == {("L", NOW), ("M", NOW)}
    assert [n.split(": ")[1] for n in notes] == [
        "events more than two years old; left out (1).",
        "events dated in the future; counts as of now (1).",
    ]


def test_lines_of_json_are_read_too(tmp_path: Path) -> None:
    log = EventLog()
    log.append(KEPT, NOW)
    write_log(log, tmp_path / "h.jsonl")
    again, _ = read_events(tmp_path / "h.jsonl", NOW)
    assert list(again.replay()) == [KEPT]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("event,colour\nkept,red", "one column 'size'"),
        ("size,brand\nM,x", "one column 'event'"),
        ("event,event,size\nkept,kept,M", "one column 'event'"),
        ("event,size\nkept,M\nlost,M", "line 3: 'eventType' of the event is 'lost'"),
        ("event,size,reason\nreturned,M,ugly", "line 2: 'reason' of the event is 'UGLY'"),
        ("event,size,date\nkept,M,yesterday", "line 2: 'sentAt'"),
        ("event,size\nkept,M,x", "line 2: more cells"),
        ("event,size\nkept,\"M", "cannot be read"),
    ],
)  # fmt: skip
def test_bad_tables_name_the_row(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError, match=r"h\.csv") as raised:
        read_events(write(tmp_path / "h.csv", text), NOW)
    assert told in str(raised.value)


def test_missing_and_binary_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_events(tmp_path / "none.csv", NOW)
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe\x00size")
    with pytest.raises(InputError, match="cannot be read"):
        read_events(tmp_path / "b.csv", NOW)


def test_a_letter_says_less_of_numbers_than_a_number_of_letters() -> None:
    letters, numbers = (standard_chart(s, Sex.FEMALE, Category.DRESS) for s in ("EN", "DE"))
    coarse = usual_size(numbers, [Kept("M", letters)])
    fine = usual_size(letters, [Kept("38", numbers)])
    assert coarse is not None
    assert fine is not None
    assert fine.sd == pytest.approx(OTHER)
    assert OTHER + 0.05 < coarse.sd < OTHER + 0.6
