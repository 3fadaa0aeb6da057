"""The part a shop talks to: events in, risks out, with plain ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from modiste.events.event import Event
from modiste.events.log import EventLog, Receipt
from modiste.returns.design import Scales
from modiste.returns.offset import LOG_TAU, SLOPE, Offset, Offsets
from modiste.returns.online import DRIFT_SECONDS, OnlineFit, Term, Trial
from modiste.returns.ordinal import Outcome
from modiste.returns.reaction import Reaction, reaction
from modiste.returns.risk import Risk, Tally

GapOf = Callable[[str, str, str], float]
"""Steps that a size is larger than expected, by user, item and size; 0 when nothing is known."""

_Garment = tuple[str, str, str]


@dataclass(frozen=True)
class _Heard:
    """The last word of one person on one garment in one size."""

    outcome: Outcome
    gap: float
    weight: float
    time: float


class FitLearner:
    """Learns how sizes turn out, event by event, and foretells it.

    Args:
        gap: how much larger a size is than a person's expected one, in steps of the ladder; of the
            size advice, for instance. The effects learn what it gets wrong.
        scales: priors; ``user``, ``item``, ``item_size`` and the tolerances count.
        drift: half-life of what is learnt, in seconds.
    """

    def __init__(
        self,
        gap: GapOf | None = None,
        *,
        scales: Scales | None = None,
        drift: float = DRIFT_SECONDS,
    ) -> None:
        self._gap = gap or (lambda user, item, size: 0.0)
        self._scales = scales or Scales()
        self._drift = drift
        self._log = EventLog()
        self._clear()

    def _clear(self) -> None:
        self._online = OnlineFit(drift=self._drift)
        self._offsets = Offsets(self._drift)
        self._heard: dict[_Garment, _Heard] = {}
        self._tallies: dict[tuple[str, str], list[int]] = {}

    def observe(self, event: Event, now: float) -> Receipt:
        """Learn from one event; replays, stale events and what says nothing of fit change nothing.

        Who says the same again of a garment is not counted twice; who contradicts themselves
        counts half now, and at the next :meth:`refit` only with the last word.

        Args:
            event: what happened.
            now: the time of receipt, seconds since 1970.
        """
        receipt, event = self._log.append(event, now)
        if receipt is Receipt.NEW:
            self._learn(event, reaction(event))
        return receipt

    def refit(self) -> None:
        """Learn all anew from the log, oldest first, with everyone's last word on a garment."""
        last: dict[_Garment, str] = {}
        for event in self._log.replay():
            if reaction(event) is not None:
                last[_garment(event)] = event.event_id
        self._clear()
        for event in self._log.replay():
            if last.get(_garment(event)) == event.event_id:
                self._learn(event, reaction(event))

    def forget(self, user_id: str) -> int:
        """Erase one user's events and all that was learnt from them; returns their number."""
        count = self._log.forget(user_id)
        self.refit()
        return count

    def risk(
        self, user_id: str, item_id: str, size: str, now: float, gap: float | None = None
    ) -> Risk:
        """How a size may fit a person; unknown ids fall back to what is known of the others.

        Args:
            user_id: who.
            item_id: what.
            size: in which size.
            now: seconds since 1970.
            gap: steps that the size is larger than expected; None asks for it.
        """
        garment = user_id, item_id, size
        gap = self._gap(*garment) if gap is None else gap
        small, fit, large = self._online.predict(self._trial(*garment, gap), now)
        counts = self._tallies.get((item_id, size), [0, 0, 0])
        return Risk(small, fit, large, Tally(*counts))

    def offset(self, item_id: str, now: float) -> Offset:
        """How far a garment's sizes miss its chart, as far as reactions tell."""
        return self._offsets.of(item_id, now)

    def _learn(self, event: Event, said: Reaction | None) -> None:
        if said is None:
            return
        outcome, weight = said
        garment = _garment(event)
        before = self._heard.get(garment)
        if before is not None and before.outcome is outcome:
            return
        gap = self._gap(*garment)
        tally = self._tallies.setdefault(garment[1:], [0, 0, 0])
        if before is not None:
            weight *= 0.5
            tally[before.outcome] -= 1
            self._offsets.learn(
                event.item_id, before.gap, before.outcome, -before.weight, before.time
            )
        tally[outcome] += 1
        self._heard[garment] = _Heard(outcome, gap, weight, event.sent_at)
        self._offsets.learn(event.item_id, gap, outcome, weight, event.sent_at)
        self._online.update(self._trial(*garment, gap), outcome, event.sent_at, weight)

    def _trial(self, user: str, item: str, size: str, gap: float) -> Trial:
        scales = self._scales
        location = [
            Term(("user", user), scales.user**2),
            Term(("item", item), scales.item**2),
            Term(("item_size", (item, size)), scales.item_size**2),
            Term(("item_gap", item), scales.item_gap**2, gap),
        ]
        tolerance = [
            Term(("tolerance_user", user), scales.user_tolerance**2),
            Term(("tolerance_item", item), scales.item_tolerance**2),
        ]
        return Trial(SLOPE * gap, LOG_TAU, location, tolerance)


def _garment(event: Event) -> _Garment:
    return event.user_id, event.item_id, event.size or ""
