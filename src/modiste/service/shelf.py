"""A shop's catalogue, as suggestions see it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from modiste.fit.chart import SizeChart
from modiste.recommend.items import Catalogue, Item
from modiste.service.bodies import chart_of
from modiste.service.cache import Cache
from modiste.store.store import Store
from modiste.store.tables import GarmentRow
from modiste.types import Category

EMBEDDING = 128
_MOST_ITEMS = 2000
_OUTER = frozenset({"jacket", "coat", "cardigan", "blazer", "outwear", "outerwear"})


@dataclass(frozen=True)
class Chart:
    """A size chart, and what all garments with the same one have in common."""

    key: str
    sizes: SizeChart


@dataclass(frozen=True)
class Shelf:
    """A catalogue, prepared.

    Attributes:
        shop: whose.
        version: changes when the catalogue does.
        rows: garments by id.
        items: the same, with features.
        charts: by id, of those garments that have one.
    """

    shop: str
    version: str
    rows: dict[str, GarmentRow]
    items: Catalogue
    charts: dict[str, Chart]


class Shelves:
    """Prepares catalogues and remembers them until they change."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._shelves: Cache[Shelf | None] = Cache(8)

    def __call__(self, shop: str) -> Shelf | None:
        """A shop's catalogue as it is now; None when it has none."""
        version = self.version(shop)
        return self._shelves.get(version, lambda: self._prepared(shop, version))

    def version(self, shop: str) -> str:
        """What tells a shop's catalogue from every other and from what it was before."""
        return f"{shop}/{self._store.garments.version([f'shop:{shop}'])}"

    def _prepared(self, shop: str, version: str) -> Shelf | None:
        rows, _ = self._store.garments.page([f"shop:{shop}"], _MOST_ITEMS)
        if not rows:
            return None
        items = Catalogue([item_of(row) for row in rows])
        return Shelf(shop, version, {row.id: row for row in rows}, items, _charts(rows))


def _charts(rows: Sequence[GarmentRow]) -> dict[str, Chart]:
    """Charts by garment; a shop's many garments share a few, each read once."""
    known: dict[str, Chart] = {}
    charts = {}
    for row in rows:
        if row.chart is not None:
            chart = {"category": row.category} | row.chart
            key = hashlib.sha256(json.dumps(chart, sort_keys=True).encode()).hexdigest()
            if key not in known:
                known[key] = Chart(key, chart_of(chart))
            charts[row.id] = known[key]
    return charts


def item_of(row: GarmentRow) -> Item:
    """A garment as the recommender sees it; without features all are alike."""
    features = row.features or {}
    embedding = np.array(features.get("embedding") or np.zeros(EMBEDDING), np.float64)
    palette = np.array(features.get("palette") or np.zeros((0, 4)), np.float64).reshape(-1, 4)
    stock = row.stock or {"one size": 1}
    return Item(row.id, Category(row.category), embedding, stock, frozenset(row.attributes),
                palette, row.title, row.kind.casefold() in _OUTER, row.title_zh or "")  # fmt: skip
