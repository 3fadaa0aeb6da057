from dataclasses import replace

import numpy as np
import pytest

from modiste.events.event import Event, EventType, FitSignal, ReturnReason
from modiste.events.log import Receipt
from modiste.returns.learner import FitLearner
from modiste.returns.ordinal import Outcome
from modiste.returns.reaction import reaction

NOW = 1_700_000_000.0
DAY = 86400.0


def said(key: str, fit: FitSignal, user: str = "", item: str = "i", at: float = NOW) -> Event:
    return Event(key, user or f"u{key}", EventType.FIT_FEEDBACK, item, at, size="M", fit=fit)


def told(learner: FitLearner, fits: list[FitSignal]) -> FitLearner:
    for number, fit in enumerate(fits):
        learner.observe(said(str(number), fit), NOW)
    return learner


def test_a_new_item_learns_from_its_first_reactions() -> None:
    learner = FitLearner()
    before = learner.risk("me", "i", "M", NOW)
    assert not before.flagged
    assert before.small == pytest.approx(before.large)
    told(learner, [FitSignal.TOO_TIGHT] * 3)
    after = learner.risk("me", "i", "M", NOW)
    assert after.flagged
    assert after.small > 2 * before.small
    assert learner.risk("me", "i", "L", NOW).small > before.small
    assert learner.risk("me", "other", "M", NOW).small == pytest.approx(before.small)


def test_the_flag_quotes_what_others_found() -> None:
    few = told(FitLearner(), [FitSignal.TOO_TIGHT] * 2)
    assert "too small for you" in few.risk("me", "i", "M", NOW).words()
    many = told(FitLearner(), [FitSignal.TOO_TIGHT] * 4 + [FitSignal.RIGHT] * 6)
    assert many.risk("me", "i", "M", NOW).words() == "4 in 10 found it small (10 reactions)."
    fine = told(FitLearner(), [FitSignal.RIGHT] * 9 + [FitSignal.ROOMY])
    assert fine.risk("me", "i", "M", NOW).words() == "Most found that it fits (10 reactions)."
    assert FitLearner().risk("me", "i", "M", NOW).words().startswith("Not enough reactions")


def test_replays_and_repeats_count_once() -> None:
    learner = told(FitLearner(), [FitSignal.TOO_TIGHT])
    once = learner.risk("me", "i", "M", NOW)
    assert learner.observe(said("0", FitSignal.TOO_LOOSE), NOW) is Receipt.REPLAYED
    learner.observe(said("again", FitSignal.TOO_TIGHT, user="u0"), NOW)
    assert learner.risk("me", "i", "M", NOW) == once


def test_the_last_word_counts_after_contradictions() -> None:
    learner, plain = FitLearner(), FitLearner()
    learner.observe(said("a", FitSignal.TOO_TIGHT, user="u"), NOW)
    learner.observe(said("b", FitSignal.RIGHT, user="u", at=NOW + 1), NOW + 1)
    plain.observe(said("b", FitSignal.RIGHT, user="u", at=NOW + 1), NOW + 1)
    assert learner.risk("me", "i", "M", NOW).tally == plain.risk("me", "i", "M", NOW).tally
    learner.refit()
    assert learner.risk("me", "i", "M", NOW) == plain.risk("me", "i", "M", NOW)


def test_refitting_undoes_the_order_of_arrival() -> None:
    events = [said(str(i), FitSignal(i % 5 - 2), at=NOW + i * DAY) for i in range(12)]
    ordered, shuffled = FitLearner(), FitLearner()
    for event in events:
        ordered.observe(event, NOW + 20 * DAY)
    for i in np.random.default_rng(0).permutation(12):
        shuffled.observe(events[i], NOW + 20 * DAY)
    shuffled.refit()
    assert shuffled.risk("me", "i", "M", NOW + 20 * DAY) == ordered.risk(
        "me", "i", "M", NOW + 20 * DAY
    )


def test_what_is_learnt_drifts_back() -> None:
    learner = FitLearner(drift=30 * DAY)
    told(learner, [FitSignal.TOO_TIGHT] * 5)
    now = learner.risk("me", "i", "M", NOW)
    later = learner.risk("me", "i", "M", NOW + 300 * DAY)
    cold = FitLearner().risk("me", "i", "M", NOW)
    assert cold.small < later.small < now.small
    assert later.small == pytest.approx(cold.small, abs=0.03)


def test_a_bigger_gap_is_larger() -> None:
    learner = FitLearner(lambda user, item, size: {"S": -1.0, "M": 0.0, "L": 1.0}[size])
    larges = [learner.risk("me", "i", size, NOW).large for size in "SML"]
    assert larges == sorted(larges)
    assert larges[2] > 2 * larges[0]


def test_forgetting_leaves_nothing_behind() -> None:
    learner = told(FitLearner(), [FitSignal.TOO_TIGHT])
    assert learner.forget("u0") == 1
    assert learner.risk("me", "i", "M", NOW) == FitLearner().risk("me", "i", "M", NOW)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"fit": FitSignal.SNUG}, (Outcome.SMALL, 0.5)),
        ({"event_type": EventType.KEEP}, (Outcome.FIT, 0.5)),
        ({"reason": ReturnReason.SIZE_TOO_LARGE}, (Outcome.LARGE, 1.0)),
        ({"reason": ReturnReason.COLOR}, None),
        ({"fit": FitSignal.TOO_LOOSE, "size": None}, None),
        ({"event_type": EventType.VIEW}, None),
        (
            {"fit": FitSignal.TOO_TIGHT, "reason": ReturnReason.SIZE_TOO_LARGE},
            (Outcome.SMALL, 1.0),
        ),
    ],
)
def test_what_events_say_of_fit(
    change: dict[str, object], expected: tuple[Outcome, float] | None
) -> None:
    event = Event("e", "u", EventType.RETURN, "i", NOW, size="M")
    assert reaction(replace(event, **change)) == expected
