"""Which size to advise when the odds of all sizes are known: the one of greatest expected use.

The kept size itself is worth 1 + ``near``, its neighbours on the item's ladder ``near``. Advice is
monotone in the body by construction, in two steps:

1. The girth, with the lengths' shares as they are without knowing how tall the body is. The odds of
   girths have a monotone likelihood ratio in the expected girth, and the difference of the uses of
   a larger and a smaller size changes its sign once, from - to +. So the best girth never falls
   when the expectation rises (Karlin & Rubin 1956; Athey 2002, Monotone comparative statics under
   uncertainty, theorem 2).
2. The length among those of that girth, with shares that know the height. Between neighbouring
   lengths the use differs by -1 + 2 L - (near - 1) P and 1 - 2 P + (near - 1) L, P and L being the
   shares of short and long: with ``near`` >= 1 neither falls as the taller get more L and less P.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from modiste.returns.ladder import Ladder

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def most_useful(
    girths: Floats, usual: Floats, known: Floats, sold: Bools, ladder: Ladder, near: float
) -> Ints:
    """The best size of each row.

    Args:
        girths: (n, g) odds of the distinct girths.
        usual: (n, s) shares of lengths within their girth, whatever the height.
        known: (n, s) likewise, knowing the height.
        sold: (n, s) whether the item is made in a size; one at least in each row.
        ladder: the s sizes.
        near: worth of a neighbouring size, at least 1; the size itself is worth one more.

    Returns:
        (n,) columns.

    Raises:
        ValueError: ``near`` is below 1, where step 2 would not be monotone.
    """
    if near < 1.0:
        raise ValueError("near must be at least 1")
    by_size = girths[:, ladder.group]
    first = _best(by_size * usual, sold, sold, near)
    same = ladder.group == ladder.group[first][:, None]
    odds = by_size * np.where(same, known, usual)
    return _best(odds, sold, sold & same, near)


def _best(odds: Floats, sold: Bools, among: Bools, near: float) -> Ints:
    """The column of greatest use among some; neighbours are the next sizes that are sold."""
    order = np.argsort(~sold, axis=1, kind="stable")
    ranked = np.take_along_axis(np.where(sold, odds, 0.0), order, axis=1)
    close = ranked.copy()
    close[:, 1:] += ranked[:, :-1]
    close[:, :-1] += ranked[:, 1:]
    use = np.where(np.take_along_axis(among, order, axis=1), ranked + near * close, -1.0)
    best: Ints = np.take_along_axis(order, use.argmax(axis=1)[:, None], axis=1)[:, 0]
    return best
