"""From purchases to the two predictors of fit: which columns and which effects there are.

The main column is the gap: how far the size is from what this person is expected to wear of this
item, in steps of the ladder. It comes in three depths: by the body alone, with the item's offset,
and with the user's too. Slopes by item let a garment run small for the tall, large for the heavy.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from modiste.returns.kept import Bought, Expectation
from modiste.returns.model import Group, Sum, sums

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEP = 4.0
"""So many units of the scale count as one step of a size."""


@dataclass(frozen=True)
class Scales:
    """Standard deviations of the priors, in logits; tolerance ones are of its logarithm."""

    column: float = 0.3
    user: float = 0.78
    item: float = 1.6
    item_size: float = 0.31
    user_category: float = 0.3
    item_gap: float = 0.12
    item_body: float = 0.15
    context: float = 0.4
    context_gap: float = 0.3
    user_tolerance: float = 0.15
    item_tolerance: float = 0.16
    context_tolerance: float = 0.15


@dataclass(frozen=True)
class Standard:
    """Means and deviations that standardise, from training rows.

    Attributes:
        body: (p, 2) mean and deviation of each measure.
        column: (c,) scale of each column.
    """

    body: Floats
    column: Floats


@dataclass(frozen=True)
class Rows:
    """Purchases as the fit model sees them.

    Attributes:
        bought: the purchases.
        expected: where their sizes were expected.
        measures: (n, q) measures of the body, NaN where unknown; may hold more than
            ``bought.body``, such as the age.
        item_size: (n,) codes of item and size.
        contexts: (n, g) codes of further groups: the size, the occasion, the type of body.
        more: (n, m) further columns, such as how a long size goes with the height; None is none.
    """

    bought: Bought
    expected: Expectation
    measures: Floats
    item_size: Ints
    contexts: Ints
    more: Floats | None = None


@dataclass(frozen=True)
class Counts:
    """How many members every group has."""

    users: int
    items: int
    categories: int
    item_sizes: int
    contexts: tuple[int, ...] = field(default=())


def standardise(rows: Rows) -> Standard:
    """Scales by training rows."""
    known = ~np.isnan(rows.measures)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, rows.measures, 0.0).sum(axis=0) / count
    spread = (np.where(known, rows.measures - mean, 0.0) ** 2).sum(axis=0) / count
    body = np.stack([mean, np.maximum(np.sqrt(spread), 1e-9)], axis=1)
    raw = _columns(rows, _scores(rows.measures, body))
    return Standard(body, np.maximum(raw.std(axis=0) + np.abs(raw.mean(axis=0)), 1e-6))


def predictors(
    rows: Rows, standard: Standard, counts: Counts, scales: Scales | None = None
) -> tuple[Sum, Sum]:
    """The predictors of location and log-tolerance of some rows."""
    scales = scales or Scales()
    scores = _scores(rows.measures, standard.body)
    columns = _columns(rows, scores) / standard.column
    return sums(
        columns, _location(rows, scores, counts, scales), _tolerance(rows, counts, scales),
        scales.column,
    )  # fmt: skip


def _scores(measures: Floats, body: Floats) -> Floats:
    """Standard scores within 4; 0 where unknown."""
    scores: Floats = np.clip(np.nan_to_num((measures - body[:, 0]) / body[:, 1]), -4.0, 4.0)
    return scores


def _gaps(rows: Rows) -> tuple[Floats, Floats, Floats]:
    """The three gaps (n,) in steps; above 0 the size is larger than expected."""
    by_body = (rows.bought.position - rows.expected.body) / STEP
    by_item = by_body - rows.expected.item / STEP
    return by_body, by_item, by_item - rows.expected.user / STEP


def _bends(gap: Floats) -> list[Floats]:
    """A gap and its bends at -1, 0 and 1 step."""
    return [gap, np.clip(gap, 0, None), np.clip(gap - 1, 0, None), np.clip(gap + 1, None, 0),
            np.tanh(gap)]  # fmt: skip


def _columns(rows: Rows, scores: Floats) -> Floats:
    by_body, by_item, by_user = _gaps(rows)
    item, user = rows.expected.item / STEP, rows.expected.user / STEP
    history = np.log1p(rows.expected.history)
    parts = _bends(by_body) + _bends(by_item) + _bends(by_user)
    parts += [item, user, np.abs(user), item * user, history, by_user * history, np.abs(by_user)]
    for j, score in enumerate(scores.T):
        missing = np.isnan(rows.measures[:, j]).astype(np.float64)
        parts += [score, score**2, missing, score * by_body, score * by_user]
    columns = np.stack(parts, axis=1)
    return columns if rows.more is None else np.concatenate([columns, rows.more], axis=1)


def _location(rows: Rows, scores: Floats, counts: Counts, scales: Scales) -> list[Group]:
    bought, (by_body, _, by_user) = rows.bought, _gaps(rows)
    pair, pairs = _pairs(bought.user, bought.category, counts.users)
    groups = [
        Group("user", bought.user, counts.users, scales.user),
        Group("item", bought.item, counts.items, scales.item),
        Group("item_size", rows.item_size, counts.item_sizes, scales.item_size),
        Group("user_category", pair % pairs, pairs, scales.user_category),
        Group("item_gap", bought.item, counts.items, scales.item_gap, by_user),
    ]
    for j, score in enumerate(scores.T):
        groups.append(Group(f"item_body_{j}", bought.item, counts.items, scales.item_body, score))
    return groups + _contexts(rows, counts, scales.context, scales.context_gap, by_body, by_user)


def _tolerance(rows: Rows, counts: Counts, scales: Scales) -> list[Group]:
    bought, (by_body, _, by_user) = rows.bought, _gaps(rows)
    tight = scales.context_tolerance
    groups = [
        Group("user", bought.user, counts.users, scales.user_tolerance),
        Group("item", bought.item, counts.items, scales.item_tolerance),
    ]
    return groups + _contexts(rows, counts, tight, tight, by_body, by_user)


def _contexts(
    rows: Rows, counts: Counts, sd: float, gap_sd: float, by_body: Floats, by_user: Floats
) -> list[Group]:
    category, many = rows.bought.category, counts.categories
    groups = [
        Group("category", category, many, sd),
        Group("category_gap", category, many, gap_sd, by_body),
        Group("category_own_gap", category, many, gap_sd, by_user),
    ]
    for j, size in enumerate(counts.contexts):
        groups.append(Group(f"context_{j}", rows.contexts[:, j], size, sd))
    return groups


def _pairs(user: Ints, category: Ints, users: int) -> tuple[Ints, int]:
    """Codes of user and category hashed into a table, and the table's size."""
    mixed = (user * np.int64(0x9E3779B1) + category * np.int64(0x85EBCA77)) & np.int64(0x7FFFFFFF)
    return mixed, 1 << min(19, (4 * users).bit_length())
