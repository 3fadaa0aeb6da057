"""The odds of every size of an item to be the one a person keeps.

Girth: a conditional logit (McFadden 1974) whose body-dependent part is a concave function of the
distance from the expected girth, so that the odds have a monotone likelihood ratio in it:

    log odds(g) = -a (g - m)^2 / 2 - b |g - m| + c log(share of g in what others kept of the item)
                  + d log(1 + how often the user kept g),     a, b, c, d >= 0 by length of history

Length, among those of one girth: likewise a logit, on the height (the taller never less likely take
the longer), on what others kept, and on the lengths that the user kept. Its weights and those of
the girth are learnt from purchases, each judged without itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.returns.choice import most_useful
from modiste.returns.kept import Bought, Expectation
from modiste.returns.ladder import Ladder
from modiste.returns.minimise import minimise

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NEAR = 3.0
"""Worth of a size next to the kept one; the kept one is worth 1 more."""
_LADDER_INERTIA = 3.0
_HISTORY = (0.5, 1.5, 4.5)
"""Numbers of other purchases that part no, one, some and many."""
_ROWS = 50_000
_STEPS = 60
_PRIOR = 1e-3
"""Precision of the square roots of the weights."""


@dataclass(frozen=True)
class Asked:
    """Rows to choose a size for.

    Attributes:
        expected: (n,) girth on the ladder's scale.
        history: (n,) number of the user's other purchases.
        tall: (n,) standard scores of the height; 0 where it is not known.
        of_item: (n, s) how often others kept each size of the item.
        own: (n, s) how often the user kept each size.
        sold: (n, s) whether the item is made in a size; one at least in each row.
    """

    expected: Floats
    history: Floats
    tall: Floats
    of_item: Floats
    own: Floats
    sold: Bools


@dataclass(frozen=True)
class SizeRule:
    """Picks one of an item's sizes.

    Attributes:
        ladder: the s sizes.
        overall: (s,) shares of what was kept.
        girth: weights of the girth's logit.
        length: weights of the length's.
        near: see :func:`modiste.returns.choice.most_useful`.
    """

    ladder: Ladder
    overall: Floats
    girth: Floats
    length: Floats
    near: float = NEAR

    def choose(self, asked: Asked) -> Ints:
        """The best column (n,) of each row; never falls as ``expected`` or ``tall`` rise."""
        shares = _shares(asked, self.overall)
        girths = _softmax(_logits(_girth_terms(asked, shares, self.ladder), self.girth),
                          self.ladder.by_girth(asked.sold.astype(np.float64)) > 0)  # fmt: skip
        usual, known = (self._lengths(asked, shares, knows) for knows in (False, True))
        return most_useful(girths, usual, known, asked.sold, self.ladder, self.near)

    def _lengths(self, asked: Asked, shares: Floats, knows: bool) -> Floats:
        terms = _length_terms(asked, shares, self.ladder, knows)
        return self.ladder.within(_logits(terms, self.length), asked.sold)


def fit_rule(
    rows: Bought, size: Ints, expected: Expectation, tall: Floats, ladder: Ladder, sold: Bools,
    users: int, seed: int = 0,
) -> SizeRule:  # fmt: skip
    """Learn the weights.

    Args:
        rows: purchases.
        size: (n,) columns of the sizes bought.
        expected: of each row without its own purchase.
        tall: (n,) standard scores of the height; 0 where it is not known.
        ladder: the s sizes.
        sold: (items, s) whether an item is made in a size.
        users: number of users.
        seed: of the rows that are looked at, when there are many.
    """
    kept = np.flatnonzero(rows.kept)
    table, own = kept_tables(rows, size, sold.shape, users)
    overall = table.sum(axis=0) / max(len(kept), 1)
    if len(kept) > _ROWS:
        kept = np.random.default_rng(seed).choice(kept, _ROWS, replace=False)
    mine = np.eye(len(ladder.girth))[size[kept]]
    asked = Asked(
        expected.total()[kept], expected.history[kept], tall[kept], table[rows.item[kept]] - mine,
        own[rows.user[kept]] - mine, sold[rows.item[kept]],
    )  # fmt: skip
    shares = _shares(asked, overall)
    offered = ladder.by_girth(asked.sold.astype(np.float64)) > 0
    girth = _learn(_girth_terms(asked, shares, ladder), offered, ladder.group[size[kept]])
    same = asked.sold & (ladder.group == ladder.group[size[kept]][:, None])
    length = _learn(_length_terms(asked, shares, ladder, True), same, size[kept])
    return SizeRule(ladder, overall, girth, length)


def kept_tables(
    rows: Bought, size: Ints, shape: tuple[int, ...], users: int
) -> tuple[Floats, Floats]:
    """How often each size was kept: of every item (items, s) and by every user (users, s)."""
    kept = np.flatnonzero(rows.kept)
    of_item, own = np.zeros(shape), np.zeros((users, shape[1]))
    np.add.at(of_item, (rows.item[kept], size[kept]), 1.0)
    np.add.at(own, (rows.user[kept], size[kept]), 1.0)
    return of_item, own


def _shares(asked: Asked, overall: Floats) -> Floats:
    """Shares (n, s) of the sizes in what others kept of the item, shrunk to those of all items."""
    prior = overall * asked.sold
    prior = prior / np.maximum(prior.sum(axis=1, keepdims=True), 1e-12)
    counts = asked.of_item + _LADDER_INERTIA * prior
    shares: Floats = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1e-12)
    return shares


def _girth_terms(asked: Asked, shares: Floats, ladder: Ladder) -> list[Floats]:
    """Terms (n, g), all of which count with a weight of at least 0."""
    off = ladder.girths - asked.expected[:, None]
    share = np.log(ladder.by_girth(shares) + 1e-4)
    terms = [np.log1p(ladder.by_girth(asked.own))]
    for some in _by_history(asked.history):
        terms += [-0.5 * off**2 * some, -np.abs(off) * some, share * some]
    return terms


def _by_history(history: Floats) -> list[Floats]:
    """Indicators (n, 1) of no, one, some and many other purchases."""
    at = np.searchsorted(_HISTORY, history)
    return [(at == i)[:, None].astype(np.float64) for i in range(len(_HISTORY) + 1)]


def _length_terms(asked: Asked, shares: Floats, ladder: Ladder, knows: bool) -> list[Floats]:
    """Terms (n, s), all of which count with a weight of at least 0."""
    tall, flat = asked.tall[:, None] * knows, np.ones((len(asked.tall), 1))
    terms: list[Floats] = [np.log(shares + 1e-4)]
    for sign in (-1, 1):
        here = (ladder.length == sign).astype(np.float64)
        told = np.log1p((asked.own * here).sum(axis=1))[:, None]
        regular = np.log1p((asked.own * (ladder.length == 0)).sum(axis=1))[:, None]
        terms += [here * sign * tall, here * np.maximum(sign * tall - 1.0, 0.0), here * told,
                  -here * regular, -here * flat]  # fmt: skip
    return terms


def _logits(terms: Sequence[Floats], weights: Floats) -> Floats:
    total: Floats = np.sum([w * term for w, term in zip(weights, terms, strict=True)], axis=0)
    return total


def _softmax(logits: Floats, offered: Bools) -> Floats:
    top = np.where(offered, logits, -np.inf).max(axis=1, keepdims=True)
    raised = np.where(offered, np.exp(np.minimum(logits - top, 0.0)), 0.0)
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _learn(terms: Sequence[Floats], offered: Bools, taken: Ints) -> Floats:
    """Weights >= 0 of the greatest likelihood; the search is over their square roots."""
    stack = np.stack(terms).astype(np.float32)
    scale = np.array([float(np.sqrt((t[offered] ** 2).mean())) + 1e-6 for t in terms])
    rows = np.arange(len(taken))

    def loss(root: Floats) -> tuple[float, Floats]:
        weights = (root**2 / scale).astype(np.float32)
        odds = _softmax(np.tensordot(weights, stack, 1).astype(np.float64), offered)
        value = -float(np.log(np.maximum(odds[rows, taken], 1e-12)).sum())
        odds[rows, taken] -= 1.0
        slope = np.tensordot(stack, odds.astype(np.float32), 2).astype(np.float64) / scale
        return value + 0.5 * _PRIOR * float(root @ root), 2.0 * root * slope + _PRIOR * root

    root = minimise(loss, np.full(len(terms), 0.3), steps=_STEPS)
    weights: Floats = root**2 / scale
    return weights
