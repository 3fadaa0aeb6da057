"""A size chart as the advice uses it: ascending, complete, in cm, and honest about its origin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from modiste.errors import OptionError
from modiste.fit.names import read_name
from modiste.fit.zones import Kind, Zone
from modiste.types import Category

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Scale:
    """Sizes in ascending order and what each measures.

    Attributes:
        names: k names.
        low: by zone, float64 (k,), cm; never falls.
        high: likewise; equals ``low`` where the chart gives one number.
        filled: cells that the chart left open and that were interpolated.
    """

    names: tuple[str, ...]
    low: Mapping[Zone, Array]
    high: Mapping[Zone, Array]
    filled: frozenset[tuple[str, Zone]] = frozenset()

    def middle(self, zone: Zone) -> Array:
        """The (k,) middles of the ranges."""
        middle: Array = (self.low[zone] + self.high[zone]) / 2
        return middle


@dataclass(frozen=True)
class SizeChart:
    """The sizes of one garment or brand.

    Attributes:
        name: for messages.
        kind: whether the numbers are of bodies or of the garment itself.
        category: where the garment is worn.
        girths: the sizes; when sizes have two parts, such as 32/34, their first part.
        lengths: the second part of two-part sizes; None otherwise.
        sizes: name in the shop by (girth, length); one-part sizes have the length ``""``.
        brand: whose it is, empty when unknown.
        stretch: of the fabric, 0.2 meaning that it can be drawn out by 20 %.
        source: standard or file.
        warnings: what was guessed, filled in or left out, as sentences.
    """

    name: str
    kind: Kind
    category: Category
    girths: Scale
    lengths: Scale | None
    sizes: Mapping[tuple[str, str], str]
    brand: str = ""
    stretch: float = 0.0
    source: str = ""
    warnings: tuple[str, ...] = field(default=())

    def find(self, size: str) -> tuple[int, int]:
        """Where a size stands: its index in ``girths`` and in ``lengths`` (0 when there is none).

        Raises:
            OptionError: when the chart has no such size.
        """
        wanted = size.strip().casefold()
        for (girth, length), name in self.sizes.items():
            if wanted == name.casefold():
                return self._at(girth, length)
        part = read_name(size, self.category)
        if (part.girth, part.length) in self.sizes:
            return self._at(part.girth, part.length)
        raise OptionError(
            f"{self.name} has no size {size!r}; it has {', '.join(self.sizes.values())}."
        )

    def _at(self, girth: str, length: str) -> tuple[int, int]:
        column = 0 if self.lengths is None else self.lengths.names.index(length)
        return self.girths.names.index(girth), column

    def named(self, girth: int, length: int = 0) -> str:
        """The shop's name of the size that is made nearest to the two indices."""
        name = self.girths.names[girth]
        if self.lengths is None:
            return self.sizes[name, ""]
        order = sorted(range(len(self.lengths.names)), key=lambda i: (abs(i - length), i))
        keys = ((name, self.lengths.names[i]) for i in order)
        return next(self.sizes[key] for key in keys if key in self.sizes)

    def scale_of(self, zone: Zone) -> Scale | None:
        """The scale that holds a zone; None when the chart does not tell it."""
        return next((s for s in (self.girths, self.lengths) if s and zone in s.low), None)
