"""The demo catalogue: drawn garments with charts, so that the page works at once, offline."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from modiste.service.settings import DEMO_SHOP
from modiste.store.garments import NewGarment
from modiste.store.store import Store

OWNER = f"shop:{DEMO_SHOP}"
_TABLE = Path(__file__).with_name("demo.json")
_LETTERS = ("XS", "S", "M", "L", "XL", "XXL")
_STEPS = (-2, -1, 0, 1, 2, 3)
_GRADES: Mapping[str, float] = {"chest": 5, "waist": 5, "hip": 5, "thigh": 2.5, "shoulder": 1.2,
                                "length": 1.5, "sleeve": 0.8, "inseam": 0.6}  # fmt: skip
"""Centimetres from one size to the next."""


def fill(store: Store) -> int:
    """Put the demo garments into the demo shop unless it has some; returns how many were put."""
    if store.garments.version([OWNER])[0]:
        return 0
    garments = [garment_of(entry) for entry in json.loads(_TABLE.read_text("utf-8"))]
    for garment in garments:
        store.garments.put(OWNER, garment)
    return len(garments)


def garment_of(entry: Mapping[str, Any]) -> NewGarment:
    """A row of the table as a garment; its size M is the one that is drawn."""
    chart = {"name": entry["title"], "of": "garment", "unit": "cm", "brand": entry["brand"],
             "category": entry["category"], "stretch": entry.get("stretch", 0),
             "sizes": graded(entry["medium"])}  # fmt: skip
    return NewGarment(
        sku=entry["sku"], title=entry["title"], title_zh=entry["title_zh"],
        category=entry["category"], brand=entry["brand"], kind=entry["recipe"]["kind"],
        colour=entry["colour"], price=entry["price"], currency="EUR", chart=chart,
        stock=dict.fromkeys(_LETTERS, 5) | entry.get("stock", {}),
        attributes=entry.get("attributes", ()), recipe=entry["recipe"],
    )  # fmt: skip


def graded(medium: Mapping[str, float]) -> list[dict[str, Any]]:
    """All sizes of a garment from its size M."""
    return [
        {"size": letter, **{zone: round(cm + step * _GRADES[zone], 1)
                            for zone, cm in medium.items()}}
        for letter, step in zip(_LETTERS, _STEPS, strict=True)
    ]  # fmt: skip
