"""Garments as a recommender sees them, and their features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from modiste.errors import InputError
from modiste.types import Category

Floats = NDArray[np.float64]

EMBEDDING_DIMENSIONS = 64


@dataclass(frozen=True)
class Item:
    """One garment of a catalogue.

    Attributes:
        item_id: unique in the catalogue.
        category: where it is worn.
        embedding: (e,) of its picture, any length that is the same for all; zeros when unknown.
        stock: pieces by size; what is missing is not sold in that size.
        attributes: free words such as ``formal`` or ``striped``.
        palette: (k, 4) CIELAB colours (L in [0, 100], a, b) and their shares of the garment.
        title: what explanations call it.
        outer: worn over others: a coat, a jacket, a cardigan.
        title_zh: what explanations in Chinese call it; empty takes ``title``.
    """

    item_id: str
    category: Category
    embedding: Floats = field(compare=False)
    stock: Mapping[str, int]
    attributes: frozenset[str] = frozenset()
    palette: Floats = field(default_factory=lambda: np.zeros((0, 4)), compare=False)
    title: str = ""
    outer: bool = False
    title_zh: str = ""

    def name(self) -> str:
        """The title, or the id when it has none."""
        return self.title or self.item_id

    def name_zh(self) -> str:
        """The Chinese title, or :meth:`name` when it has none."""
        return self.title_zh or self.name()

    def sizes_in_stock(self) -> list[str]:
        """Sizes of which a piece is left."""
        return [size for size, pieces in self.stock.items() if pieces > 0]


class Catalogue:
    """Items and their features: an intercept, reduced embeddings, attributes and categories.

    Embeddings are scaled to length 1, centred and turned to their principal axes; attributes are
    centred indicator columns.

    Args:
        items: at least one; ids unique, embeddings of one length.

    Raises:
        InputError: an id is double, or embeddings differ in length or hold what is no number.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = tuple(items)
        self.index = {item.item_id: row for row, item in enumerate(self.items)}
        _check(self.items, self.index)
        self.directions: Floats = _unit(np.stack([item.embedding for item in self.items]))
        self.features: Floats = np.concatenate(
            [np.ones((len(items), 1)), _reduced(self.directions), _indicators(self.items)], axis=1
        )

    def row(self, item_id: str) -> int:
        """Row of an item. Raises InputError when the catalogue has no such item."""
        if item_id not in self.index:
            raise InputError(f"The catalogue has no item {item_id!r}.")
        return self.index[item_id]

    def __len__(self) -> int:
        return len(self.items)


def _check(items: tuple[Item, ...], index: Mapping[str, int]) -> None:
    if not items:
        raise InputError("The catalogue is empty: give one item or more.")
    if len(index) < len(items):
        raise InputError("The catalogue has an item id twice: ids must be unique.")
    for item in items:
        if item.embedding.shape != items[0].embedding.shape:
            raise InputError(f"Item {item.item_id}: its embedding has another length than others.")
        if not np.isfinite(item.embedding).all():
            raise InputError(f"Item {item.item_id}: its embedding holds what is no number.")


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Floats = vectors / np.maximum(lengths, 1e-12)
    return unit


def _reduced(directions: Floats) -> Floats:
    """Coordinates along the first principal axes, scaled so that a row's mean length is 1."""
    centred = directions - directions.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    reduced = centred @ axes[: min(EMBEDDING_DIMENSIONS, len(directions) - 1)].T
    length = float(np.sqrt((reduced**2).sum(axis=1).mean())) if reduced.size else 0.0
    scaled: Floats = reduced / max(length, 1e-12)
    return scaled


def _indicators(items: tuple[Item, ...]) -> Floats:
    words = sorted({word for item in items for word in _words(item)})
    table = np.array([[word in _words(item) for word in words] for item in items], np.float64)
    centred: Floats = table - table.mean(axis=0)
    return centred


def _words(item: Item) -> frozenset[str]:
    return item.attributes | {f"category:{item.category}"}
