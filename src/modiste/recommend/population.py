"""What people in general like: the prior from which every shopper's taste starts.

The reward of user u for item i with features x:

    r = mean + popularity(i) + z_u' W x + x' b_u + noise,   b_u ~ N(0, S)

with z_u what is known of the user (may be nothing). Popularity is a shrunk item effect, W a ridge
regression, and S and the noise come from expectation maximisation over users (a random-coefficient
model; Dempster, Laird & Rubin 1977; Laird & Ware 1982).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_USER_INERTIA = 5.0
_ITEM_INERTIA = 8.0
_RIDGE = 30.0
_ROUNDS = 25
_PRIOR_USERS, _PRIOR_RATINGS = 10.0, 20.0
"""So many users, and ratings, stand for a cold shop's tastes and noise."""
_CHUNK, _BLOCK = 4096, 64
"""Ratings that are regressed, and users whose tastes are estimated, at once."""


@dataclass(frozen=True)
class Ratings:
    """Rewards that users gave items.

    Attributes:
        user: (n,) rows of the users' table.
        item: (n,) rows of the catalogue.
        reward: (n,) any scale.
        weight: (n,) how much each counts, above 0; None counts all as 1.
    """

    user: Ints
    item: Ints
    reward: Floats
    weight: Floats | None = None

    @property
    def weights(self) -> Floats:
        """How much each counts, (n,)."""
        return np.ones(len(self.reward)) if self.weight is None else self.weight


@dataclass(frozen=True)
class Population:
    """The prior.

    Attributes:
        mean: of all rewards.
        popularity: (items,) effects.
        interaction: (user features, item features) W.
        covariance: (item features, item features) S of personal tastes.
        noise: variance of a reward around what taste explains.
    """

    mean: float
    popularity: Floats
    interaction: Floats
    covariance: Floats
    noise: float

    def base(self, features: Floats, user: Floats | None = None) -> Floats:
        """Expected rewards (items,) before anything personal is known.

        Args:
            features: (items, d) of the catalogue.
            user: (u,) what is known of the user, or None.
        """
        expected: Floats = self.mean + self.popularity
        return expected if user is None else expected + features @ (user @ self.interaction)


def cold_population(
    features: Floats, *, taste: float = 0.3, noise: float = 0.5, known: int = 0
) -> Population:
    """A prior for a shop without history: nothing is popular, tastes differ in all features.

    Args:
        features: (items, d) of the catalogue.
        taste: variance of the reward between people, for an item of usual features.
        noise: variance of a reward around that.
        known: so many numbers are known of a user; they tell nothing yet.
    """
    items, dimensions = features.shape
    scale = taste / max(float((features**2).sum(axis=1).mean()), 1e-12)
    nothing = np.zeros((known, dimensions))
    return Population(0.0, np.zeros(items), nothing, scale * np.eye(dimensions), noise)


def fit_population(
    features: Floats,
    ratings: Ratings,
    users: Floats,
    *,
    mean: float | None = None,
    tasters: int | None = None,
) -> Population:
    """Fit the prior; with few ratings it stays near :func:`cold_population`.

    Args:
        features: (items, d) of the catalogue, an intercept among them.
        ratings: the rewards, n rows.
        users: (users, u) what is known of them; u may be 0, and a row of zeros says nothing.
        mean: of all rewards, where it is a convention; None takes these ones'.
        tasters: how tastes differ is learnt from the first so many users; None takes all.
    """
    cold = cold_population(features, known=users.shape[1])
    if not len(ratings.reward):
        return cold
    weight = ratings.weights
    if mean is None:
        mean = float(np.average(ratings.reward, weights=weight))
    rest = ratings.reward - mean
    own = _means(ratings.user, rest, weight, len(users), _USER_INERTIA)
    effects = _means(ratings.item, rest - own[ratings.user], weight, len(features), _ITEM_INERTIA)
    rest = rest - effects[ratings.item]
    interaction = _interaction(users, features, ratings, rest)
    rest = rest - np.einsum("nd,nd->n", users[ratings.user] @ interaction, features[ratings.item])
    blocks, told = _by_user(features, ratings, rest, tasters)
    return Population(mean, effects, interaction, *_tastes(blocks, told, cold))


def _means(group: Ints, value: Floats, weight: Floats, groups: int, inertia: float) -> Floats:
    total = np.bincount(group, weight, groups)
    shrunk: Floats = np.bincount(group, weight * value, groups) / (total + inertia)
    return shrunk


def _interaction(users: Floats, features: Floats, ratings: Ratings, rest: Floats) -> Floats:
    """Ridge regression of the rest on all products of a user's and an item's features."""
    wide = users.shape[1] * features.shape[1]
    gram, pull = _RIDGE * np.eye(wide), np.zeros(wide)
    weights = ratings.weights
    for start in range(0, len(rest), _CHUNK):
        rows = slice(start, start + _CHUNK)
        user, item = users[ratings.user[rows]], features[ratings.item[rows]]
        products = (user[:, :, None] * item[:, None, :]).reshape(len(user), -1)
        weighted = products * weights[rows, None]
        gram += weighted.T @ products
        pull += weighted.T @ rest[rows]
    found: Floats = np.linalg.solve(gram, pull).astype(float)
    return found.reshape(users.shape[1], features.shape[1])


def _by_user(
    features: Floats, ratings: Ratings, rest: Floats, tasters: int | None
) -> tuple[list[tuple[Floats, Floats]], int]:
    """Blocks of users alike in how much they rated, and the number of these ratings.

    A block are features (b, m, d) and rests (b, m), scaled so that all have the same noise; rows of
    zeros fill up those who rated less.
    """
    order = np.argsort(ratings.user, kind="stable")
    _, starts = np.unique(ratings.user[order], return_index=True)
    groups = sorted(np.split(order, starts[1:])[:tasters], key=len)
    scale = np.sqrt(ratings.weights)
    blocks = []
    for start in range(0, len(groups), _BLOCK):
        block = groups[start : start + _BLOCK]
        x = np.zeros((len(block), len(block[-1]), features.shape[1]))
        r = np.zeros(x.shape[:2])
        for row, chosen in enumerate(block):
            x[row, : len(chosen)] = features[ratings.item[chosen]] * scale[chosen, None]
            r[row, : len(chosen)] = rest[chosen] * scale[chosen]
        blocks.append((x, r))
    return blocks, sum(map(len, groups))


def _tastes(
    blocks: Sequence[tuple[Floats, Floats]], ratings: int, cold: Population
) -> tuple[Floats, float]:
    """Covariance of the users' coefficients, and the noise, by expectation maximisation."""
    covariance, noise = cold.covariance, cold.noise
    users = sum(len(x) for x, _ in blocks)
    for _ in range(_ROUNDS):
        moments = _PRIOR_USERS * cold.covariance + users * covariance
        error = _PRIOR_RATINGS * cold.noise
        for x, r in blocks:
            reach = x @ covariance
            inner = reach @ x.transpose(0, 2, 1)
            gain = np.linalg.solve(inner + noise * np.eye(r.shape[1]), reach)
            taste = np.einsum("bmd,bm->bd", gain, r)
            moments += taste.T @ taste - np.tensordot(gain, reach, axes=((0, 1), (0, 1)))
            left = np.einsum("bmd,bmd->", x, reach - inner @ gain)
            error += float(((r - np.einsum("bmd,bd->bm", x, taste)) ** 2).sum() + left)
        covariance = moments / (users + _PRIOR_USERS)
        noise = error / (ratings + _PRIOR_RATINGS)
    return (covariance + covariance.T) / 2, noise
