"""Garments to be put on: of the catalogue or brought along, examined once where that may be."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from modiste.errors import InputError
from modiste.examples.flats import flat
from modiste.imaging import Limits
from modiste.photos import Garment
from modiste.service.cache import Cache
from modiste.service.pictures import clean, from_png, to_png
from modiste.service.problems import NotFoundError
from modiste.store.store import Store
from modiste.store.tables import GarmentRow
from modiste.studio import Studio
from modiste.types import Category, GarmentView, Length

SIDE = 1024
_KEPT = 48
GONE = "There is no such garment in this catalogue."


class Wardrobe:
    """Pictures of garments and what was seen of them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._views: Cache[GarmentView] = Cache(_KEPT)

    def cleaned(self, data: bytes, limits: Limits) -> bytes:
        """A garment's photo as clean PNG; raises ImageLoadError or ImageSizeError."""
        return to_png(*clean(data, limits, SIDE, "the garment's photo"))

    def get(self, owners: Sequence[str], garment: str) -> GarmentRow:
        """A garment of one of these owners. Raises NotFoundError when there is none such."""
        row = self._store.garments.get(owners, garment)
        if row is None:
            raise NotFoundError(GONE)
        return row

    def picture(self, row: GarmentRow) -> bytes:
        """The garment's picture as PNG. Raises NotFoundError when it has none."""
        if row.recipe is not None:
            return drawn(frozen(row.recipe))
        data = self._store.files.read(row.picture or "")
        if data is None:
            raise NotFoundError("This garment has no picture.")
        return data

    def of_catalogue(self, studio: Studio, row: GarmentRow) -> GarmentView:
        """What is seen of a catalogue's garment; remembered until it changes."""
        key = f"{row.owner}/{row.id}/{row.updated}"
        return self._views.get(key, lambda: self._examine(studio, row))

    def _examine(self, studio: Studio, row: GarmentRow) -> GarmentView:
        name = row.title[:60] or "the garment's photo"
        return examine(studio, self.picture(row), Category(row.category), name)

    def forget(self, owner: str) -> None:
        """Drop from memory what belongs to an owner."""
        self._views.drop(lambda key: key.startswith(owner + "/"))


def examine(
    studio: Studio, png: bytes, category: Category | None, name: str = "the garment's photo"
) -> GarmentView:
    """What is seen of a garment on a cleaned photo. Raises GarmentError when there is none."""
    image, alpha = from_png(png)
    return studio.examine(Garment.from_array(image, alpha, name), category)


def frozen(recipe: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """A recipe as :func:`drawn` takes it, to be remembered by."""
    return tuple((name, _hashable(value)) for name, value in sorted(recipe.items()))


def _hashable(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple(sorted(value.items()))
    return tuple(value) if isinstance(value, list) else value


@functools.lru_cache(maxsize=64)
def drawn(recipe: tuple[tuple[str, Any], ...]) -> bytes:
    """A drawn garment as PNG; its transparent ground would be a photo's, so it has none."""
    words = dict(recipe)
    kind, measures = words.pop("kind"), words.pop("measures", None)
    if "sleeve" in words:
        words["sleeve"] = Length(words["sleeve"])
    if measures is not None:
        words["measures"] = dict(measures)
    picture = flat(kind, **words)
    return to_png(np.ascontiguousarray(picture.image))


def category_of(word: str | None) -> Category | None:
    """A category by the names of this API and of others; None for ``auto``.

    Raises:
        modiste.errors.InputError: there is no such category.
    """
    known = {"auto": None, "tops": Category.TOP, "bottoms": Category.BOTTOM,
             "one-pieces": Category.DRESS, **{c.value: c for c in Category}}  # fmt: skip
    if word is None:
        return None
    if word not in known:
        raise InputError(f"There is no category {word!r:.40}; choose {', '.join(known)}.")
    return known[word]
