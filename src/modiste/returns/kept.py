"""Which girth people of a body keep: learnt from purchases, monotone by construction.

A size that is kept lies, on a common scale, on a monotone curve of the body plus shrunk offsets of
category, traits (such as the age and the type of figure), item and user. What that makes of one
item's sizes is told by :mod:`modiste.returns.rule`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.returns.curve import SizeCurve, fit_curve
from modiste.returns.shrink import GroupMeans, group_means

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SWEEPS = 3
_CURVE_ROWS = 40_000


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
        traits: codes (n,) each of what else shifts the size and has no order: the age, the figure.
    """

    user: Ints
    item: Ints
    category: Ints
    position: Floats
    body: Floats
    kept: NDArray[np.bool_]
    traits: tuple[Ints, ...] = ()

    def take(self, rows: Ints) -> Bought:
        """Some of the rows."""
        return Bought(
            self.user[rows], self.item[rows], self.category[rows], self.position[rows],
            self.body[rows], self.kept[rows], tuple(trait[rows] for trait in self.traits),
        )  # fmt: skip


@dataclass(frozen=True)
class Expectation:
    """Where on the scale a row's size is expected, part by part; each (n,).

    Attributes:
        body: by the body, the category and the traits.
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
    traits: tuple[GroupMeans, ...] = ()

    def expect(self, rows: Bought) -> Expectation:
        """Expectations of rows that the model was not fitted to."""
        body = self._by_body(rows)
        item, user = self.item.mean(rows.item), self.user.mean(rows.user)
        return Expectation(body, item, user, self.user.count[rows.user])

    def expect_without(self, rows: Bought) -> Expectation:
        """Expectations of rows that the model was fitted to, each without its own purchase."""
        body = self._by_body(rows)
        rest = rows.position - body
        item = self.item.mean_without(rows.item, rest - self.user.mean(rows.user))
        user = self.user.mean_without(rows.user, rest - self.item.mean(rows.item))
        return Expectation(body, item, user, self.user.count[rows.user] - 1.0)

    def _by_body(self, rows: Bought) -> Floats:
        body = self.curve(rows.body) + self.category.mean(rows.category)
        for means, trait in zip(self.traits, rows.traits, strict=True):
            body += means.mean(trait)
        return body


def fit_kept(
    rows: Bought, users: int, items: int, categories: int, seed: int = 0, traits: Sequence[int] = ()
) -> KeptSizes:
    """Fit curve and offsets.

    All purchases count for the offsets, whether they fitted or not: the size that was bought says
    more of what one wears than the reaction does, and offsets that know no reaction may be used
    to predict one. The curve learns from what was kept.

    Args:
        rows: purchases.
        users: how many there are.
        items: likewise.
        categories: likewise.
        seed: of the rows that the curve learns from, when there are many.
        traits: how many members each trait has.
    """
    chosen = np.flatnonzero(rows.kept)
    if len(chosen) > _CURVE_ROWS:
        chosen = np.random.default_rng(seed).choice(chosen, _CURVE_ROWS, replace=False)
    curve = fit_curve(rows.body[chosen], rows.position[chosen])
    rest = rows.position - curve(rows.body)
    category = group_means(rows.category, rest, categories)
    rest = rest - category.mean(rows.category)
    means: list[GroupMeans] = []
    for trait, size in zip(rows.traits, traits, strict=True):
        means.append(group_means(trait, rest, size))
        rest = rest - means[-1].mean(trait)
    user = GroupMeans(np.zeros(users), np.zeros(users), 1.0)
    for _ in range(_SWEEPS):
        item = group_means(rows.item, rest - user.mean(rows.user), items)
        user = group_means(rows.user, rest - item.mean(rows.item), users)
    return KeptSizes(curve, category, item, user, tuple(means))
