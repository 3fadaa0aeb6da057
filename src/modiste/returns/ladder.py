"""The sizes there are, in order: by girth, and within a girth by length (4 petite, 4, 4 long)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Ladder:
    """All sizes of a shop.

    Attributes:
        girth: (s,) on a scale of even steps; never falls.
        length: (s,) -1 short, 0 regular, 1 long; rises among sizes of one girth.
    """

    girth: Floats
    length: Ints

    def __post_init__(self) -> None:
        step, rise = np.diff(self.girth), np.diff(self.length)
        if (step < 0).any() or (rise[step == 0] <= 0).any():
            raise ValueError("sizes must rise in girth, and within a girth in length")

    @cached_property
    def group(self) -> Ints:
        """(s,) which of the distinct girths each size has."""
        return np.unique(self.girth, return_inverse=True)[1].astype(np.int64)

    @cached_property
    def girths(self) -> Floats:
        """(g,) distinct girths, rising."""
        return np.unique(self.girth)

    def by_girth(self, values: Floats) -> Floats:
        """Sums (n, g) over the lengths of every girth of values (n, s)."""
        return np.add.reduceat(values, np.unique(self.group, return_index=True)[1], axis=1)

    def within(self, logits: Floats, sold: NDArray[np.bool_]) -> Floats:
        """Shares (n, s) of the lengths among those of their girth that are sold; 0 elsewhere."""
        top = np.where(sold, logits, -np.inf).max(axis=1, keepdims=True)
        raised = np.where(sold, np.exp(np.minimum(logits - top, 0.0)), 0.0) + 1e-300 * sold
        shares: Floats = raised / np.maximum(self.by_girth(raised)[:, self.group], 1e-300)
        return shares


def regular_ladder(girth: Floats) -> Ladder:
    """A ladder without lengths."""
    return Ladder(girth, np.zeros(len(girth), np.int64))
