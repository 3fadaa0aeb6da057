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
_PRIOR_USERS = 10.0
_PRIOR_VARIANCE = 0.05


@dataclass(frozen=True)
class Ratings:
    """Rewards that users gave items.

    Attributes:
        user: (n,) rows of the users' table.
        item: (n,) rows of the catalogue.
        reward: (n,) any scale.
    """

    user: Ints
    item: Ints
    reward: Floats


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


def cold_population(features: Floats, *, taste: float = 0.3, noise: float = 0.5) -> Population:
    """A prior for a shop without history: nothing is popular, tastes differ in all features.

    Args:
        features: (items, d) of the catalogue.
        taste: variance of the reward between people, for an item of usual features.
        noise: variance of a reward around that.
    """
    items, dimensions = features.shape
    scale = taste / max(float((features**2).sum(axis=1).mean()), 1e-12)
    empty = np.zeros((0, dimensions))
    return Population(0.0, np.zeros(items), empty, scale * np.eye(dimensions), noise)


def fit_population(features: Floats, ratings: Ratings, users: Floats) -> Population:
    """Fit the prior.

    Args:
        features: (items, d) of the catalogue, an intercept among them.
        ratings: the rewards, n rows.
        users: (users, u) what is known of them; u may be 0.
    """
    mean = float(ratings.reward.mean())
    rest = ratings.reward - _shrunk(ratings.user, ratings.reward - mean, len(users), _USER_INERTIA)
    effects = _means(ratings.item, rest - mean, len(features), _ITEM_INERTIA)
    rest = ratings.reward - mean - effects[ratings.item]
    interaction = _interaction(users[ratings.user], features[ratings.item], rest)
    rest = rest - np.einsum("nu,ud,nd->n", users[ratings.user], interaction, features[ratings.item])
    rows = [np.flatnonzero(ratings.user == user) for user in np.unique(ratings.user)]
    covariance, noise = _tastes([(features[ratings.item[r]], rest[r]) for r in rows])
    return Population(mean, effects, interaction, covariance, noise)


def _means(group: Ints, value: Floats, groups: int, inertia: float) -> Floats:
    count = np.bincount(group, minlength=groups)
    shrunk: Floats = np.bincount(group, value, groups) / (count + inertia)
    return shrunk


def _shrunk(group: Ints, value: Floats, groups: int, inertia: float) -> Floats:
    return _means(group, value, groups, inertia)[group]


def _interaction(users: Floats, items: Floats, rest: Floats) -> Floats:
    wide = (users[:, :, None] * items[:, None, :]).reshape(len(rest), -1)
    gram = wide.T @ wide + _RIDGE * np.eye(wide.shape[1])
    found: Floats = np.linalg.solve(gram, wide.T @ rest).astype(float)
    return found.reshape(users.shape[1], items.shape[1])


def _tastes(data: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, float]:
    """Covariance of the users' coefficients, and the noise, by expectation maximisation."""
    dimensions = data[0][0].shape[1]
    covariance: Floats = 0.1 * np.eye(dimensions)
    noise = 1.0
    prior = _PRIOR_VARIANCE * _PRIOR_USERS * np.eye(dimensions)
    for _ in range(_ROUNDS):
        precision: Floats = np.linalg.inv(covariance).astype(float)
        moments, error, rows = prior.copy(), 0.0, 0
        for x, r in data:
            spread: Floats = np.linalg.inv(precision + x.T @ x / noise).astype(float)
            taste = spread @ (x.T @ r) / noise
            moments += spread + np.outer(taste, taste)
            error += float(((r - x @ taste) ** 2).sum() + np.einsum("nd,de,ne->", x, spread, x))
            rows += len(r)
        covariance, noise = moments / (len(data) + _PRIOR_USERS), error / rows
    return covariance, noise
