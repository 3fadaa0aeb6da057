"""Outfits: what goes with a garment, by kind, colour and style."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.recommend.colour import harmony
from modiste.recommend.items import Catalogue, Item
from modiste.types import Category

Floats = NDArray[np.float64]

_CLASHING = (
    ("formal", "sport"),
    ("formal", "beach"),
    ("winter", "summer"),
    ("winter", "beach"),
)
_BUSY = ("striped", "checked", "floral", "printed", "dotted")
_HARMONY, _STYLE, _TASTE = 0.45, 0.35, 0.2
_RIDGE = 10.0


def can_combine(one: Item, other: Item) -> bool:
    """Whether two garments can be worn together at all.

    A top and a bottom; an outer garment over anything that is not one; nothing else with a dress.
    Words that contradict (formal and sport, winter and beach) never combine.
    """
    for a, b in _CLASHING:
        if (a in one.attributes and b in other.attributes) or (
            b in one.attributes and a in other.attributes
        ):
            return False
    if one.outer or other.outer:
        return one.outer != other.outer
    return {one.category, other.category} == {Category.TOP, Category.BOTTOM}


@dataclass(frozen=True)
class Compatibility:
    """How well embeddings go together: a symmetric form learnt from pairs that were worn together.

    Attributes:
        form: (d, d) symmetric.
    """

    form: Floats

    def __call__(self, one: Floats, other: Floats) -> float:
        """Compatibility of two feature rows (d,), in (0, 1)."""
        return float(0.5 * (1.0 + np.tanh(one @ self.form @ other)))


def learn_compatibility(
    features: Floats, pairs: Iterable[tuple[int, int]], seed: int = 0
) -> Compatibility:
    """Learn from pairs of rows that were worn together, against as many random pairs.

    Ridge regression on the products of features; with no pairs at all likeness decides.

    Args:
        features: (items, d).
        pairs: rows of the two garments of each outfit.
        seed: of the random pairs.
    """
    known = np.array(list(pairs), np.int64).reshape(-1, 2)
    d = features.shape[1]
    if not len(known):
        return Compatibility(np.eye(d))
    others = np.random.default_rng(seed).permutation(known[:, 1])
    rows = np.concatenate([known, np.stack([known[:, 0], others], axis=1)])
    one, other = features[rows[:, 0]], features[rows[:, 1]]
    target = np.repeat([1.0, -1.0], len(known))
    # In the dual, products of all pairs of features need never be formed.
    gram = 0.5 * ((one @ one.T) * (other @ other.T) + (one @ other.T) * (other @ one.T))
    dual = np.linalg.solve(gram + _RIDGE * np.eye(len(rows)), target)
    half = (one * dual[:, None]).T @ other
    return Compatibility(0.5 * (half + half.T))


@dataclass(frozen=True)
class Match:
    """One garment that goes with another.

    Attributes:
        item: the garment.
        score: in [0, 1].
        colour: harmony of the palettes, in [0, 1].
        style: compatibility of the embeddings, in [0, 1].
    """

    item: Item
    score: float
    colour: float
    style: float


def complete_outfit(
    item: Item,
    catalogue: Catalogue,
    compatibility: Compatibility,
    *,
    wearable: Callable[[Item], bool],
    taste: Sequence[float] | Floats | None = None,
    count: int = 5,
) -> list[Match]:
    """What of the catalogue goes best with one of its garments, best first.

    Args:
        item: the garment to complete; must be in the catalogue.
        catalogue: candidates; pieces out of stock are left out.
        compatibility: of embeddings, over the catalogue's features.
        wearable: whether the shopper could wear an item: a size that fits is in stock.
        taste: (items,) the shopper's scores in [0, 1], or None.
        count: at most so many.
    """
    row = catalogue.row(item.item_id)
    found = []
    for at, other in enumerate(catalogue.items):
        if at == row or not can_combine(item, other):
            continue
        if not other.sizes_in_stock() or not wearable(other):
            continue
        match = _match(item, other, catalogue.features[row], catalogue.features[at], compatibility)
        liked = 0.5 if taste is None else float(taste[at])
        found.append(Match(other, match.score + _TASTE * liked, match.colour, match.style))
    return sorted(found, key=lambda m: (-m.score, m.item.item_id))[:count]


def _match(
    item: Item, other: Item, one: Floats, two: Floats, compatibility: Compatibility
) -> Match:
    colour = harmony(item.palette, other.palette)
    style = compatibility(one, two)
    busy = all(any(word in x.attributes for word in _BUSY) for x in (item, other))
    score = _HARMONY * colour * (0.6 if busy else 1.0) + _STYLE * style
    return Match(other, score, colour, style)
