"""Suggestions: what suits and fits, from the shopper's own events in the database.

Nothing that was learnt of a shopper outlives a request: tastes are computed from her events each
time, so that what she does counts at once in every process, and what she erases is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from modiste.body.posterior import Posterior, from_content
from modiste.chinese import risk_in_chinese
from modiste.events.event import Event, parse_event
from modiste.fit.advise import Advisor
from modiste.fit.chart import SizeChart
from modiste.recommend.items import Catalogue, Item
from modiste.recommend.outfit import complete_outfit, learn_compatibility
from modiste.recommend.recommender import Policy, Recommender, SizeChoice, Suggestion
from modiste.returns.learner import FitLearner
from modiste.service.bodies import chart_of
from modiste.service.cache import Cache
from modiste.service.caller import Caller
from modiste.service.garments_view import told
from modiste.sizing import samples_for, unsure
from modiste.store.events import TASTE
from modiste.store.store import Store
from modiste.store.tables import EventRow, GarmentRow
from modiste.types import Category

EMBEDDING = 128
_MOST_ITEMS = 2000
_OUTFITS = 3
_OUTER = frozenset({"jacket", "coat", "cardigan", "blazer", "outwear", "outerwear"})


@dataclass(frozen=True)
class Shelf:
    """A catalogue, prepared."""

    rows: dict[str, GarmentRow]
    items: Catalogue
    charts: dict[str, SizeChart]


class Suggestions:
    """Suggests; prepared catalogues and advised sizes are remembered."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._shelves: Cache[Shelf | None] = Cache(8)
        self._sizes: Cache[SizeChoice | None] = Cache(4096)
        self._learners: Cache[_Learner] = Cache(8)

    def __call__(self, caller: Caller, limit: int) -> dict[str, Any]:
        """What the shopper should see next, and outfits around the first ones."""
        shelf = self._shelf(caller.shop)
        if shelf is None:
            return {"items": [], "outfits": []}
        recommender = Recommender(shelf.items)
        events = self._store.events.of(caller.owner, TASTE) if caller.consent.history else []
        for row in events:
            recommender.observe(_event(row), row.at)
        body = self._body(caller.owner)
        choose = self._chooser(caller, shelf, body)
        found = recommender.recommend(
            caller.owner, limit, size_for=None if body is None else choose,
            policy=Policy(max_misfit=0.75),
        )  # fmt: skip
        items = [self._told(caller, shelf, one, body) for one in found]
        return {"items": items, "outfits": self._outfits(shelf, found, choose, body is not None)}

    def _shelf(self, shop: str) -> Shelf | None:
        owners = [f"shop:{shop}"]
        version = self._store.garments.version(owners)
        return self._shelves.get(f"{shop}/{version}", lambda: self._prepared(owners))

    def _prepared(self, owners: Sequence[str]) -> Shelf | None:
        rows, _ = self._store.garments.page(owners, _MOST_ITEMS)
        if not rows:
            return None
        charts = {row.id: chart_of(row.chart) for row in rows if row.chart is not None}
        return Shelf({row.id: row for row in rows}, Catalogue([item_of(r) for r in rows]), charts)

    def _body(self, owner: str) -> tuple[str, Posterior] | None:
        """The newest body of the shopper."""
        rows = self._store.bodies.all(owner)
        content = self._store.bodies.get(owner, rows[0].id) if rows else None
        return None if content is None else (rows[0].id, from_content(content, "the body"))

    def _chooser(
        self, caller: Caller, shelf: Shelf, body: tuple[str, Posterior] | None
    ) -> _Chooser:  # fmt: skip
        return _Chooser(self, caller, shelf, body)

    def size(self, caller: Caller, chart: SizeChart, key: str, body: Posterior) -> SizeChoice:
        """The size of one garment for a body: remembered under ``key``."""
        found = self._sizes.get(f"{caller.owner}/{key}", lambda: _chosen(chart, body))
        assert found is not None  # noqa: S101
        return found

    def forget(self, owner: str) -> None:
        """Drop from memory what was computed for an owner."""
        self._sizes.drop(lambda key: key.startswith(owner + "/"))
        self._learners.drop(lambda key: True)

    def _told(
        self, caller: Caller, shelf: Shelf, one: Suggestion, body: object
    ) -> dict[str, Any]:  # fmt: skip
        return {
            "garment": told(shelf.rows[one.item.item_id]), "score": round(one.score, 4),
            "reasons": [{"code": reason.code, "en": reason.english(), "zh": reason.chinese()}
                        for reason in one.why],
            "size": one.size, "propensity": round(one.propensity, 4),
            "risk": None if one.size is None or body is None
            else self._risk(caller, one.item.item_id, one.size),
        }  # fmt: skip

    def _risk(self, caller: Caller, item: str, size: str) -> dict[str, Any]:
        now = self._store.room.now()
        risk = self._learner(caller.shop).risk(caller.owner, item, size, now)
        words = risk.words()
        return {
            "small": round(risk.small, 3), "fit": round(risk.fit, 3),
            "large": round(risk.large, 3), "flagged": risk.flagged,
            "reactions": risk.tally.total, "en": words, "zh": risk_in_chinese(words),
        }  # fmt: skip

    def _learner(self, shop: str) -> FitLearner:
        learner = self._learners.get(shop, _Learner)
        return learner.up_to_date(self._store, shop)

    def _outfits(
        self, shelf: Shelf, found: Sequence[Suggestion], choose: _Chooser, sized: bool
    ) -> list[dict[str, Any]]:
        form = learn_compatibility(shelf.items.features, ())
        outfits = []
        for one in found[:_OUTFITS]:
            wearable = choose.wearable if sized else _anything
            matches = complete_outfit(one.item, shelf.items, form, wearable=wearable, count=1)
            outfits += [
                {"garments": [told(shelf.rows[i]) for i in (one.item.item_id, m.item.item_id)],
                 "score": round(m.score, 4)}
                for m in matches
            ]  # fmt: skip
        return outfits


class _Chooser:
    """Chooses a shopper's size of an item."""

    def __init__(
        self, suggestions: Suggestions, caller: Caller, shelf: Shelf,
        body: tuple[str, Posterior] | None,
    ) -> None:  # fmt: skip
        self._suggestions, self._caller, self._shelf = suggestions, caller, shelf
        self._body = body

    def __call__(self, item: Item) -> SizeChoice | None:
        chart = self._shelf.charts.get(item.item_id)
        if self._body is None or chart is None:
            sizes = item.sizes_in_stock()
            return SizeChoice(sizes[0], 0.5, known=False) if sizes else None
        key = f"{self._body[0]}/{item.item_id}/{self._shelf.rows[item.item_id].updated}"
        return self._suggestions.size(self._caller, chart, key, self._body[1])

    def wearable(self, item: Item) -> bool:
        """Whether a size that fits is in stock."""
        choice = self(item)
        return choice is not None and choice.size in item.sizes_in_stock()


class _Learner:
    """What all shoppers' events teach of sizes, kept up to date with the database."""

    def __init__(self) -> None:
        self._learner, self._last, self._count = FitLearner(), 0, 0

    def up_to_date(self, store: Store, shop: str) -> FitLearner:
        """Learn from what is new; begin anew when events were erased."""
        fresh = store.events.of_shop(shop, self._last)
        if store.events.count(shop) != self._count + len(fresh):
            self.__init__()  # type: ignore[misc]
            fresh = store.events.of_shop(shop)
        for row in fresh:
            self._learner.observe(_event(row), row.at)
            self._last = row.seq
        self._count += len(fresh)
        return self._learner


def item_of(row: GarmentRow) -> Item:
    """A garment as the recommender sees it; without features all are alike."""
    features = row.features or {}
    embedding = np.array(features.get("embedding") or np.zeros(EMBEDDING), np.float64)
    palette = np.array(features.get("palette") or np.zeros((0, 4)), np.float64).reshape(-1, 4)
    stock = row.stock or {"one size": 1}
    return Item(row.id, Category(row.category), embedding, stock, frozenset(row.attributes),
                palette, row.title, row.kind.casefold() in _OUTER)  # fmt: skip


def _chosen(chart: SizeChart, body: Posterior) -> SizeChoice:
    advisor = Advisor(chart, unsure=unsure(body))
    advice = advisor.advise(samples_for(body, advisor))
    return SizeChoice(advice.size, 1.0 - advice.confidence - advice.alternative_share)


def _anything(_item: Item) -> bool:
    return True


def _event(row: EventRow) -> Event:
    return parse_event(row.data)
