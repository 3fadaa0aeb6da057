"""Suggestions: rank what fits and is in stock by taste, learn from every event at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.errors import OptionError
from modiste.events.event import Event, EventType
from modiste.events.log import EventLog, Receipt
from modiste.recommend.explain import Learnt, Reason, reasons
from modiste.recommend.items import Catalogue, Item
from modiste.recommend.population import Population, cold_population
from modiste.recommend.reward import reward
from modiste.recommend.taste import HALF_LIFE_SECONDS, Prior, Taste

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SETTLED = {EventType.DISLIKE, EventType.PURCHASE, EventType.KEEP, EventType.RETURN}
"""What was disliked, bought or sent back is not suggested again."""
_POPULAR, _LIKED = 0.75, 0.3
"""Quantile, and least effect in rewards, of a popularity that is worth a word: three likes or more
of shoppers who do not like everything."""
_LEAST_SPREAD = 0.1
"""Of scores, in rewards, that diversity is priced by: before the first reaction all are alike."""


@dataclass(frozen=True)
class SizeChoice:
    """The size of one item for one shopper.

    Attributes:
        size: its name.
        misfit: probability in [0, 1] that it is too small or too large.
        known: whether a chart and the shopper's body told it; else it is any size in stock.
    """

    size: str
    misfit: float
    known: bool = True


SizeFor = Callable[[Item], SizeChoice | None]
"""Gives the shopper's size of an item, or None when no size can fit."""


@dataclass(frozen=True)
class Policy:
    """How suggestions are picked.

    Attributes:
        alpha: optimism of LinUCB in standard deviations; small, for users are few.
        diversity: how much likeness to what is already picked costs, in standard deviations of
            the scores, or of a tenth of a reward where nothing tells them apart; 0 picks by score
            alone.
        max_misfit: riskier items are not suggested.
        explore: probability in [0, 1) of a slot to be drawn at random; makes the log judgeable.
    """

    alpha: float = 0.2
    diversity: float = 0.3
    max_misfit: float = 0.5
    explore: float = 0.0

    def __post_init__(self) -> None:
        if self.alpha < 0 or self.diversity < 0:
            raise OptionError("alpha and diversity must be 0 or more.")
        if not 0.0 <= self.max_misfit <= 1.0 or not 0.0 <= self.explore < 1.0:
            raise OptionError("max_misfit must lie in [0, 1] and explore in [0, 1).")


@dataclass(frozen=True)
class Suggestion:
    """One suggested garment.

    Attributes:
        item: the garment.
        score: expected reward, optimism included.
        size: the shopper's size, in stock; None when it is not known.
        why: the reasons, the strongest first.
        propensity: probability of this item in this slot, given the slots before.
    """

    item: Item
    score: float
    size: str | None
    why: tuple[Reason, ...]
    propensity: float

    @property
    def reasons(self) -> tuple[str, ...]:
        """Sentences for the shopper."""
        return tuple(reason.english() for reason in self.why)


class Recommender:
    """Learns tastes from events and suggests items.

    Args:
        catalogue: what can be suggested.
        population: the prior fitted to history; None for a shop without any.
        half_life: seconds after which an event counts half.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        population: Population | None = None,
        *,
        half_life: float = HALF_LIFE_SECONDS,
    ) -> None:
        self.catalogue = catalogue
        self.population = population or cold_population(catalogue.features)
        precision: Floats = np.linalg.inv(self.population.covariance).astype(float)
        self._prior = Prior(precision, self.population.noise, half_life)
        self._base = self.population.base(catalogue.features)
        self._bases: dict[str, Floats] = {}
        self._log = EventLog()
        self._tastes: dict[str, Taste] = {}
        self._past: dict[str, list[Learnt]] = {}
        self._settled: dict[str, set[str]] = {}

    def know(self, user_id: str, user: Floats) -> None:
        """Take note of what is known of a shopper; call it before her events are observed.

        Args:
            user_id: who.
            user: (u,) such numbers as the population was fitted with.
        """
        self._bases[user_id] = self.population.base(self.catalogue.features, user)

    def observe(self, event: Event, now: float) -> Receipt:
        """Learn from one event; a replayed or stale one changes nothing.

        Args:
            event: what happened; items that the catalogue lacks are logged and teach nothing.
            now: the time of receipt, seconds since 1970.
        """
        receipt, event = self._log.append(event, now)
        row = self.catalogue.index.get(event.item_id)
        if receipt is Receipt.NEW and row is not None:
            self._learn(event, row)
        return receipt

    def _learn(self, event: Event, row: int) -> None:
        if event.event_type in _SETTLED:
            self._settled.setdefault(event.user_id, set()).add(event.item_id)
        value, weight = reward(event)
        if weight == 0.0:
            return
        features = self.catalogue.features[row]
        surplus = value - float(self._bases.get(event.user_id, self._base)[row])
        taste = self._tastes.setdefault(event.user_id, Taste(self._prior))
        taste.observe(features, surplus, weight, event.sent_at)
        item = self.catalogue.items[row]
        learnt = Learnt(item, event.event_type, features, surplus, weight, event.sent_at)
        self._past.setdefault(event.user_id, []).append(learnt)

    def forget(self, user_id: str) -> int:
        """Erase one user; returns how many events were known."""
        for kept in (self._tastes, self._past, self._settled, self._bases):
            kept.pop(user_id, None)
        return self._log.forget(user_id)

    def recommend(
        self,
        user_id: str,
        count: int = 10,
        *,
        size_for: SizeFor | None = None,
        policy: Policy | None = None,
        seed: int = 0,
    ) -> list[Suggestion]:
        """The best garments for one shopper, best first.

        Args:
            user_id: whose taste; one who is not known gets the population's.
            count: at most so many.
            size_for: the shopper's size of an item; without it any size in stock will do.
            policy: how to pick.
            seed: of the exploring slots.
        """
        policy = policy or Policy()
        rows, sizes = self._wearable(user_id, size_for, policy.max_misfit)
        taste = self._tastes.get(user_id, Taste(self._prior))
        features = self.catalogue.features
        base = self._bases.get(user_id, self._base)
        scores = base[rows]
        scores = scores + taste.score(features[rows], policy.alpha)
        picks = _pick(self.catalogue.directions[rows], scores, count, policy, seed)
        liked = _liked(self.population.popularity)
        past = self._past.get(user_id, [])
        return [
            Suggestion(
                item := self.catalogue.items[rows[at]],
                float(scores[at]),
                sizes[at],
                reasons(item, features[rows[at]], taste, past, bool(liked[rows[at]]), sizes[at]),
                propensity,
            )
            for at, propensity in picks
        ]

    def _wearable(
        self, user_id: str, size_for: SizeFor | None, max_misfit: float
    ) -> tuple[Ints, list[str | None]]:
        """Rows of what is in stock in a size that fits and was not settled, and those sizes."""
        settled = self._settled.get(user_id, set())
        rows: list[int] = []
        sizes: list[str | None] = []
        for row, item in enumerate(self.catalogue.items):
            stocked = item.sizes_in_stock()
            if item.item_id in settled or not stocked:
                continue
            choice = size_for(item) if size_for is not None else None
            if size_for is None:
                rows.append(row)
                sizes.append(None)
            elif choice is not None and choice.size in stocked and choice.misfit <= max_misfit:
                rows.append(row)
                sizes.append(choice.size if choice.known else None)
        return np.array(rows, np.int64), sizes


def _liked(popularity: Floats) -> NDArray[np.bool_]:
    """Which items are more popular than most and than a few reactions can make them, (n,)."""
    ranks = np.searchsorted(np.sort(popularity), popularity) / len(popularity)
    liked: NDArray[np.bool_] = (ranks >= _POPULAR) & (popularity >= _LIKED)
    return liked


def _pick(
    directions: Floats, scores: Floats, count: int, policy: Policy, seed: int
) -> list[tuple[int, float]]:
    """Positions and propensities, by maximal marginal relevance (Carbonell & Goldstein 1998)."""
    rng = np.random.default_rng(seed)
    price = policy.diversity * max(float(scores.std()) if len(scores) else 0.0, _LEAST_SPREAD)
    likeness = np.zeros(len(scores))
    left = np.ones(len(scores), bool)
    picks: list[tuple[int, float]] = []
    for _ in range(min(count, len(scores))):
        best = int(np.argmax(np.where(left, scores - price * likeness, -np.inf)))
        chance = policy.explore / int(left.sum())
        at = best
        if rng.random() < policy.explore:
            at = int(rng.choice(np.flatnonzero(left)))
        picks.append((at, chance + (1.0 - policy.explore) * (at == best)))
        left[at] = False
        likeness = np.maximum(likeness, directions @ directions[at])
    return picks
