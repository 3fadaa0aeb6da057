"""``modiste eval recommend``: how well cold users' coats are ranked after 0 and 20 events."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modiste.evaluation.ranking import ndcg
from modiste.evaluation.reco_data import Coat, read_coat
from modiste.recommend.population import Population, Ratings, fit_population
from modiste.recommend.taste import Prior, Taste

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FOLDS = 5
EVENTS = 20


@dataclass
class _Scores:
    """What one pass gathered: rankings before and after events, seconds of updates."""

    before: list[float]
    after: list[float]
    seconds: list[float]


def evaluate_recommend(folder: Path, seed: int = 1, repeats: int = 3) -> dict[str, float]:
    """Five-fold over the users of Coat; a user's 16 randomly drawn coats are ranked.

    Args:
        folder: holds ``coat``.
        seed: of folds and of the events' order.
        repeats: orders of events per user.
    """
    return recommend_figures(read_coat(folder), seed, repeats)


def recommend_figures(data: Coat, seed: int, repeats: int) -> dict[str, float]:
    """As :func:`evaluate_recommend`, of data that are read."""
    rng = np.random.default_rng(seed)
    centred = data.items - data.items.mean(axis=0)
    features = np.concatenate([np.ones((len(data.items), 1)), centred], axis=1)
    scores = _Scores([], [], [])
    for held in np.array_split(rng.permutation(len(data.users)), FOLDS):
        others = np.setdiff1d(np.arange(len(data.users)), held)
        population = _population(data, features, others)
        for user in held:
            _one_user(data, features, population, int(user), rng, repeats, scores)
    return {
        "ndcg5_0": float(np.mean(scores.before)),
        "ndcg5_20": float(np.mean(scores.after)),
        "update_us": float(np.median(scores.seconds)) * 1e6,
    }


def _population(data: Coat, features: Floats, users: Ints) -> Population:
    ratings = np.maximum(data.chosen, data.random)[users]
    user, item = np.nonzero(ratings)
    rows = Ratings(user.astype(np.int64), item.astype(np.int64), ratings[user, item])
    return fit_population(features, rows, data.users[users])


def _one_user(
    data: Coat,
    features: Floats,
    population: Population,
    user: int,
    rng: np.random.Generator,
    repeats: int,
    scores: _Scores,
) -> None:
    base = population.base(features, data.users[user])
    judged = np.flatnonzero(data.random[user])
    gains = data.random[user, judged]
    scores.before.append(ndcg(base[judged], gains))
    prior = Prior(np.linalg.inv(population.covariance).astype(float), population.noise)
    for _ in range(repeats):
        taste = Taste(prior)
        for item in rng.permutation(np.flatnonzero(data.chosen[user]))[:EVENTS]:
            start = time.perf_counter()
            taste.observe(features[item], data.chosen[user, item] - base[item], 1.0, 0.0)
            taste.posterior()
            scores.seconds.append(time.perf_counter() - start)
        scores.after.append(ndcg((base + taste.score(features))[judged], gains))
