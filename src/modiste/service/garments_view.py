"""A garment as callers see it."""

from __future__ import annotations

from typing import Any

from modiste.store.tables import GarmentRow


def told(row: GarmentRow) -> dict[str, Any]:
    """A garment as JSON."""
    return {
        "id": row.id, "sku": row.sku, "title": row.title, "title_zh": row.title_zh,
        "label": {"en": row.title, "zh": row.title_zh or row.title},
        "brand": row.brand, "category": row.category, "kind": row.kind, "colour": row.colour,
        "price": row.price, "currency": row.currency, "product_url": row.product_url,
        "sizes": sizes_of(row), "stock": row.stock, "attributes": row.attributes,
        "picture_url": f"/v1/garments/{row.id}/picture", "expires_at": row.expires,
    }  # fmt: skip


def sizes_of(row: GarmentRow) -> list[str]:
    """The names of a garment's sizes, in the chart's order."""
    sizes = (row.chart or {}).get("sizes")
    if isinstance(sizes, dict):
        return [str(name) for name in sizes]
    if isinstance(sizes, list):
        found = [next((s[k] for k in s if k.lower() in ("size", "name")), None) for s in sizes
                 if isinstance(s, dict)]  # fmt: skip
        return [str(name) for name in found if name is not None]
    return list(row.stock)
