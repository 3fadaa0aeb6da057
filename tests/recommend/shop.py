"""A small generated shop with known tastes."""

import numpy as np

from modiste.events.event import Event, EventType
from modiste.recommend.items import Catalogue, Item
from modiste.types import Category

NOW = 1_700_000_000.0
RED = np.array([[50.0, 60.0, 35.0, 1.0]])
GREEN = np.array([[50.0, -50.0, 45.0, 1.0]])
GREY = np.array([[70.0, 0.0, 1.0, 1.0]])


def catalogue(count: int = 60, seed: int = 0) -> Catalogue:
    """Two styles: even items point along the first axis, odd ones along the second."""
    rng = np.random.default_rng(seed)
    items = []
    for i in range(count):
        embedding = 0.2 * rng.normal(size=8)
        embedding[i % 2] += 1.0
        items.append(
            Item(
                f"i{i}",
                Category.TOP if i % 3 else Category.BOTTOM,
                embedding,
                {"S": 2, "M": i % 5},
                palette=(RED, GREEN, GREY)[i % 3],
                title=f"garment {i}",
            )
        )
    return Catalogue(items)


def event(key: str, item: str, kind: EventType = EventType.LIKE, at: float = NOW) -> Event:
    """An event of user ``u``."""
    return Event(key, "u", kind, item, at)
