"""Suggestions: what suits and fits, from the shopper's own events in the database.

What was learnt of a shopper's own taste does not outlive a request: it is computed from her events
each time, so that what she does counts at once in every process, and what she erases is gone.
"""

from __future__ import annotations

import functools
import secrets
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modiste.body.posterior import Posterior, from_content
from modiste.chinese import risk_in_chinese
from modiste.events.event import Event
from modiste.fit.chart import SizeChart
from modiste.fit.worn import worn_sizes
from modiste.recommend.items import Item
from modiste.recommend.known import of_body
from modiste.recommend.outfit import complete_outfit, learn_compatibility
from modiste.recommend.recommender import Policy, Recommender, SizeChoice, Suggestion
from modiste.returns.offset import Offset
from modiste.returns.risk import Risk
from modiste.service.cache import Cache
from modiste.service.caller import Caller
from modiste.service.garments_view import told
from modiste.service.memory import Memory, event_of
from modiste.service.shelf import Shelf, Shelves
from modiste.service.signing import CUSTOMER
from modiste.service.sizes import Learnt
from modiste.service.tailor import Tailor
from modiste.store.events import TASTE
from modiste.store.store import Store
from modiste.types import Measure

Floats = NDArray[np.float64]
Known = tuple[str, Posterior]
"""Id and content of a body."""

_OUTFITS = 3
_SHOPS = 64
"""So many shops' memories are kept at hand."""


class Suggestions:
    """Suggests; prepared catalogues and advised sizes are remembered."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._shelves = Shelves(store)
        self._sizes: Cache[SizeChoice] = Cache(4096)
        self._shapes: Cache[Floats | None] = Cache(4096)
        self._memories: Cache[Memory] = Cache(_SHOPS)

    def __call__(
        self, caller: Caller, limit: int, body: Known | None = None, explore: float = 0.0
    ) -> dict[str, Any]:
        """What the shopper should see next, and outfits around the first ones.

        Args:
            caller: whose events count.
            limit: at most so many garments.
            body: to advise sizes for; None takes her newest one, if there is any.
            explore: share of places that are drawn at random, so that a log of what was shown
                with its propensity can be judged (``modiste.experiments``).
        """
        shelf = self._shelves(caller.shop)
        if shelf is None:
            return {"items": [], "outfits": []}
        memory = self._memory(caller.shop)
        memory.refresh()
        recommender = Recommender(shelf.items, memory.population(shelf, self._shape_of))
        body = body or self._body(caller.owner)
        if body is not None:
            recommender.know(caller.owner, shape(body[1]))
        events = self._events(caller)
        for event, at in events:
            recommender.observe(event, at)
        tailor = self._tailor(shelf, caller.owner, body, [event for event, _ in events])
        found = recommender.recommend(
            caller.owner, limit, size_for=None if body is None else tailor,
            policy=Policy(max_misfit=0.75, explore=explore), seed=secrets.randbits(32),
        )  # fmt: skip
        risks = self._risks(caller, tailor, found)
        items = [_told(shelf, one, risks.get(one.item.item_id)) for one in found]
        return {"items": items, "outfits": _outfits(shelf, found, tailor)}

    def _events(self, caller: Caller) -> list[tuple[Event, float]]:
        """What the caller did, and when it was received; nothing without her consent."""
        rows = self._store.events.of(caller.owner, TASTE) if caller.consent.history else []
        return [(event_of(row), row.at) for row in rows]

    def _risks(
        self, caller: Caller, tailor: Tailor, found: Sequence[Suggestion]
    ) -> dict[str, Risk]:
        """By garment, of those whose size is known."""
        sizes = [(one.item.item_id, one.size, tailor.gap(one.item.item_id, one.size))
                 for one in found if one.size is not None and tailor.body is not None]  # fmt: skip
        risks = self._memory(caller.shop).risks(caller.owner, sizes)
        return {item: risk for (item, _, _), risk in zip(sizes, risks, strict=True)}

    def learnt(self, caller: Caller, body: Known, chart: SizeChart, garment: str | None) -> Learnt:
        """What was learnt for a caller of the sizes of a chart, and of a garment with it.

        Args:
            caller: whose events count.
            body: hers.
            chart: that advice is asked on.
            garment: its id, if it is one of the shop's.
        """
        shelf = self._shelves(caller.shop)
        if shelf is None:
            return Learnt()
        memory = self._memory(caller.shop)
        memory.refresh()
        tailor = self._tailor(
            shelf, caller.owner, body, [event for event, _ in self._events(caller)]
        )
        kept = tuple(tailor.kept(chart).values())
        if garment not in shelf.rows or garment is None:
            return Learnt(kept)
        sizes = [(garment, size, tailor.gap(garment, size)) for size in chart.sizes.values()]
        risks = memory.risks(caller.owner, sizes)
        told = {size: _told_risk(risk) for (_, size, _), risk in zip(sizes, risks, strict=True)}
        return Learnt(kept, tailor.runs(garment), told)

    def _tailor(
        self, shelf: Shelf, owner: str, body: Known | None, events: Sequence[Event]
    ) -> Tailor:
        name, posterior = body if body is not None else ("", None)
        worn = worn_sizes(events, self._store.room.now())
        return Tailor(shelf, f"{owner}/{name}", posterior, worn,
                      self._memory(shelf.shop).offset, self._sizes.get)  # fmt: skip

    def _gap(self, shop: str, owner: str, item: str, size: str) -> float:
        """How much larger a size is than a garment's chart and its wearer's body ask for."""
        if owner.startswith(CUSTOMER):
            return 0.0
        body, shelf = self._body(owner), self._shelves(shop)
        if body is None or shelf is None:
            return 0.0
        return Tailor(shelf, f"{owner}/{body[0]}", body[1], (), _unmoved,
                      self._sizes.get).gap(item, size)  # fmt: skip

    def _body(self, owner: str) -> Known | None:
        """The newest body of the shopper."""
        rows = self._store.bodies.all(owner)
        content = self._store.bodies.get(owner, rows[0].id) if rows else None
        return None if content is None else (rows[0].id, from_content(content, "the body"))

    def forget(self, owner: str) -> None:
        """Drop from memory what was computed for an owner, or learnt with her help."""
        for cache in (self._sizes, self._shapes):
            cache.drop(lambda key: key.startswith(owner + "/"))
        for memory in self._memories.values():
            memory.forget(owner)

    def learn(self) -> None:
        """Fit the priors of tastes anew in shops where enough has happened."""
        for shop in self._store.events.shops(_SHOPS):
            self._memory(shop).catch_up()
            if self._memory(shop).due(self._shelves.version(shop)):
                shelf = self._shelves(shop)
                if shelf is not None:
                    self._memory(shop).fit(shelf, self._shape_of)

    def _shape_of(self, owner: str) -> Floats | None:
        """What is known of a shopper's newest body; None without one."""
        rows = self._store.bodies.all(owner)
        if not rows:
            return None
        return self._shapes.get(f"{owner}/{rows[0].id}", lambda: self._shape(owner))

    def _shape(self, owner: str) -> Floats | None:
        body = self._body(owner)
        return None if body is None else shape(body[1])

    def _memory(self, shop: str) -> Memory:
        gap = functools.partial(self._gap, shop)
        return self._memories.get(shop, lambda: Memory(self._store, shop, gap))


def _outfits(shelf: Shelf, found: Sequence[Suggestion], tailor: Tailor) -> list[dict[str, Any]]:
    form = learn_compatibility(shelf.items.features, ())
    wearable = tailor.wearable if tailor.body is not None else _anything
    outfits = []
    for one in found[:_OUTFITS]:
        matches = complete_outfit(one.item, shelf.items, form, wearable=wearable, count=1)
        outfits += [
            {"garments": [told(shelf.rows[i]) for i in (one.item.item_id, m.item.item_id)],
             "score": round(m.score, 4)}
            for m in matches
        ]  # fmt: skip
    return outfits


def _told(shelf: Shelf, one: Suggestion, risk: Risk | None) -> dict[str, Any]:
    return {
        "garment": told(shelf.rows[one.item.item_id]), "score": round(one.score, 4),
        "reasons": [{"code": reason.code, "en": reason.english(), "zh": reason.chinese()}
                    for reason in one.why],
        "size": one.size, "propensity": round(one.propensity, 4),
        "risk": None if risk is None else _told_risk(risk),
    }  # fmt: skip


def _told_risk(risk: Risk) -> dict[str, Any]:
    words = risk.words()
    return {
        "small": round(risk.small, 3), "fit": round(risk.fit, 3), "large": round(risk.large, 3),
        "flagged": risk.flagged, "reactions": risk.tally.total, "en": words,
        "zh": risk_in_chinese(words),
    }  # fmt: skip


def shape(body: Posterior) -> Floats:
    """A body as the prior of tastes takes it."""
    height, weight = (body.estimate(m).mean for m in (Measure.HEIGHT, Measure.WEIGHT))
    return of_body(body.sex, height, weight)


def _anything(_item: Item) -> bool:
    return True


def _unmoved(_item: str) -> Offset:
    return Offset()
