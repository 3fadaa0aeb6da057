"""Which size people of a body keep: learnt from purchases, monotone by construction.

A size that is kept lies, on a common scale, on a monotone curve of the body plus shrunk offsets of
category, item and user. The advised size maximises

    score(s) = favour(s) - (s - expected)^2 / (2 width^2)

over the sizes that the item has, where ``favour`` (what others and the user kept of late) does not
depend on the body. The square makes the score's differences between sizes rise with ``expected``,
so by Topkis' theorem (1978) the best size never falls when the body grows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.returns.curve import SizeCurve, fit_curve
from modiste.returns.shrink import GroupMeans, group_means

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SWEEPS = 3
_CURVE_ROWS = 40_000
_ITEM_FAVOUR, _OWN_FAVOUR = 0.2, 1.2
_LADDER_INERTIA = 3.0


@dataclass(frozen=True)
class Bought:
    """Purchases, n rows.

    Attributes:
        user: (n,) codes.
        item: (n,) codes.
        category: (n,) codes.
        position: (n,) the size on a common scale.
        body: (n, p) measures of which bigger bodies have more; NaN where one is not known.
        kept: (n,) whether it fitted.
    """

    user: Ints
    item: Ints
    category: Ints
    position: Floats
    body: Floats
    kept: NDArray[np.bool_]

    def take(self, rows: Ints) -> Bought:
        """Some of the rows."""
        return Bought(
            self.user[rows], self.item[rows], self.category[rows], self.position[rows],
            self.body[rows], self.kept[rows],
        )  # fmt: skip


@dataclass(frozen=True)
class Expectation:
    """Where on the scale a row's size is expected, part by part; each (n,).

    Attributes:
        body: by the body and the category.
        item: offset of the item.
        user: offset of the user.
        history: number of the user's other purchases.
    """

    body: Floats
    item: Floats
    user: Floats
    history: Floats

    def total(self) -> Floats:
        """The sum."""
        return self.body + self.item + self.user


@dataclass(frozen=True)
class KeptSizes:
    """The fitted model of positions."""

    curve: SizeCurve
    category: GroupMeans
    item: GroupMeans
    user: GroupMeans

    def expect(self, rows: Bought) -> Expectation:
        """Expectations of rows that the model was not fitted to."""
        body = self.curve(rows.body) + self.category.mean(rows.category)
        item, user = self.item.mean(rows.item), self.user.mean(rows.user)
        return Expectation(body, item, user, self.user.count[rows.user])

    def expect_without(self, rows: Bought) -> Expectation:
        """Expectations of rows that the model was fitted to, each without its own purchase."""
        body = self.curve(rows.body) + self.category.mean(rows.category)
        rest = rows.position - body
        item = self.item.mean_without(rows.item, rest - self.user.mean(rows.user))
        user = self.user.mean_without(rows.user, rest - self.item.mean(rows.item))
        return Expectation(body, item, user, self.user.count[rows.user] - 1.0)


def fit_kept(rows: Bought, users: int, items: int, categories: int, seed: int = 0) -> KeptSizes:
    """Fit curve and offsets.

    All purchases count for the offsets, whether they fitted or not: the size that was bought says
    more of what one wears than the reaction does, and offsets that know no reaction may be used
    to predict one. The curve learns from what was kept.
    """
    chosen = np.flatnonzero(rows.kept)
    if len(chosen) > _CURVE_ROWS:
        chosen = np.random.default_rng(seed).choice(chosen, _CURVE_ROWS, replace=False)
    curve = fit_curve(rows.body[chosen], rows.position[chosen])
    rest = rows.position - curve(rows.body)
    category = group_means(rows.category, rest, categories)
    rest = rest - category.mean(rows.category)
    user = GroupMeans(np.zeros(users), np.zeros(users), 1.0)
    for _ in range(_SWEEPS):
        item = group_means(rows.item, rest - user.mean(rows.user), items)
        user = group_means(rows.user, rest - item.mean(rows.item), users)
    return KeptSizes(curve, category, item, user)


@dataclass(frozen=True)
class SizeRule:
    """Picks one of an item's sizes.

    Attributes:
        positions: (s,) of all sizes there are, rising.
        width: how far a size may be from the expectation, on the scale.
        kept_of_item: (items, s) counts of what was kept.
        kept_overall: (s,) shares of what was kept.
    """

    positions: Floats
    width: float
    kept_of_item: Floats
    kept_overall: Floats

    def choose(
        self, expected: Floats, item: Ints, sold: NDArray[np.bool_], own: Floats | None = None
    ) -> Ints:
        """The best size of each row.

        Args:
            expected: (n,) on the scale.
            item: (n,) codes.
            sold: (n, s) whether the item is sold in a size; one at least in each row.
            own: (n, s) how often the user kept a size, or None.

        Returns:
            (n,) columns.
        """
        prior = self.kept_overall * sold
        prior = prior / np.maximum(prior.sum(axis=1, keepdims=True), 1e-12)
        counts = self.kept_of_item[item] + _LADDER_INERTIA * prior
        share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1e-12)
        favour = _ITEM_FAVOUR * np.log(share + 1e-4)
        if own is not None:
            favour = favour + _OWN_FAVOUR * np.log1p(own)
        off = (self.positions - expected[:, None]) / self.width
        best: Ints = np.where(sold, favour - 0.5 * off**2, -np.inf).argmax(axis=1)
        return best


def fit_rule(rows: Bought, size: Ints, positions: Floats, items: int, width: float) -> SizeRule:
    """Count what was kept.

    Args:
        rows: purchases.
        size: (n,) columns of the sizes bought.
        positions: (s,) of all sizes, rising.
        items: number of items.
        width: see :class:`SizeRule`.
    """
    kept = np.flatnonzero(rows.kept)
    counts = np.zeros((items, len(positions)))
    np.add.at(counts, (rows.item[kept], size[kept]), 1.0)
    return SizeRule(positions, width, counts, counts.sum(axis=0) / max(len(kept), 1))
