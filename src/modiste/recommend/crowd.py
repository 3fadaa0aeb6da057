"""What all shoppers of a shop did: what the prior of every new taste is fitted to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.events.event import Event
from modiste.events.log import EventLog, Receipt
from modiste.recommend.items import Catalogue
from modiste.recommend.known import KNOWN
from modiste.recommend.population import Population, Ratings, fit_population
from modiste.recommend.reward import reward
from modiste.recommend.taste import HALF_LIFE_SECONDS

Floats = NDArray[np.float64]

Known = Callable[[str], Floats | None]
"""Gives what is known of a shopper's body, :func:`modiste.recommend.known.of_body`, or None."""

_HEAVIEST = 1.5
"""One shopper counts at most so much for one garment, whatever she does with it."""
_TASTERS = 400
"""How tastes differ, and with what bodies, is learnt from so many shoppers, the newest."""
_UNSEEN = 0.0
"""Reward of a garment that nobody reacted to: what is never tried on is no better than that."""


@dataclass
class _Opinion:
    """What one shopper's events say of one garment, in weights of the day the crowd began."""

    weight: float = 0.0
    pull: float = 0.0
    time: float = -np.inf


@dataclass(frozen=True)
class Said:
    """What shoppers said of a catalogue's garments.

    Attributes:
        users: who, those with the newest events first.
        ratings: rewards and weights; users are places in ``users``.
    """

    users: Sequence[str]
    ratings: Ratings


class Crowd:
    """Gathers the events of all shoppers, for :func:`crowd_population`.

    Args:
        half_life: seconds after which an event counts half.
    """

    def __init__(self, half_life: float = HALF_LIFE_SECONDS) -> None:
        self._half_life = half_life
        self._log = EventLog()
        self._opinions: dict[str, dict[str, _Opinion]] = {}
        self._start: float | None = None

    def observe(self, event: Event, now: float) -> Receipt:
        """Take one event in; a replayed or stale one changes nothing.

        Args:
            event: what happened.
            now: the time of receipt, seconds since 1970.
        """
        receipt, event = self._log.append(event, now)
        if receipt is Receipt.NEW:
            self._hear(event)
        return receipt

    def _hear(self, event: Event) -> None:
        value, weight = reward(event)
        if weight == 0.0:
            return
        self._start = event.sent_at if self._start is None else self._start
        weight *= 2.0 ** ((event.sent_at - self._start) / self._half_life)
        opinion = self._opinions.setdefault(event.user_id, {}).setdefault(event.item_id, _Opinion())
        opinion.weight += weight
        opinion.pull += weight * value
        opinion.time = max(opinion.time, event.sent_at)

    def forget(self, user_id: str) -> int:
        """Erase one shopper; returns how many events were known."""
        self._opinions.pop(user_id, None)
        return self._log.forget(user_id)

    def __len__(self) -> int:
        """How many opinions of garments are known."""
        return sum(map(len, self._opinions.values()))

    def said(self, catalogue: Catalogue, now: float) -> Said:
        """What is known of a catalogue's garments today; the older an event, the less it counts.

        Args:
            catalogue: what can be suggested.
            now: seconds since 1970.
        """
        users = self._newest_first()
        rows = [
            (user, catalogue.index[item], opinion)
            for user, name in enumerate(users)
            for item, opinion in self._opinions[name].items()
            if item in catalogue.index
        ]
        faded = 2.0 ** (((self._start or now) - now) / self._half_life)
        weight = np.array([opinion.weight for _, _, opinion in rows])
        pull = np.array([opinion.pull for _, _, opinion in rows])
        ratings = Ratings(
            np.array([user for user, _, _ in rows], np.int64),
            np.array([item for _, item, _ in rows], np.int64),
            pull / weight,
            np.minimum(weight * faded, _HEAVIEST),
        )
        return Said(users, ratings)

    def _newest_first(self) -> list[str]:
        """Shoppers by their last event."""
        last = {user: max(o.time for o in told.values()) for user, told in self._opinions.items()}
        return sorted(last, key=lambda user: (-last[user], user))


def crowd_population(catalogue: Catalogue, said: Said, known: Known | None = None) -> Population:
    """The prior for a catalogue; that of a cold shop when nobody reacted to any of it.

    Args:
        catalogue: what can be suggested.
        said: of :meth:`Crowd.said`, for the same catalogue.
        known: what is known of shoppers' bodies; asked for the newest ones alone.
    """
    bodies = _bodies(said.users, known)
    return fit_population(catalogue.features, said.ratings, bodies, mean=_UNSEEN, tasters=_TASTERS)


def _bodies(users: Sequence[str], known: Known | None) -> Floats:
    bodies = np.zeros((len(users), KNOWN))
    if known is None:
        return bodies
    for row, user in enumerate(users[:_TASTERS]):
        body = known(user)
        if body is not None:
            bodies[row] = body
    return bodies
