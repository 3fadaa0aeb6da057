import numpy as np
import pytest

from modiste.recommend.population import Ratings, cold_population, fit_population
from modiste.recommend.taste import Prior, Taste


def people(seed: int = 0) -> tuple[np.ndarray, Ratings, np.ndarray, np.ndarray]:
    """Rewards of 150 users, whose coefficients have standard deviations 1, .5 and 0."""
    rng = np.random.default_rng(seed)
    features = np.column_stack([np.ones(40), rng.normal(size=(40, 2))])
    tastes = rng.normal(size=(150, 3)) * [1.0, 0.5, 0.0]
    popularity = rng.normal(size=40)
    user, item = np.repeat(np.arange(150), 20), rng.integers(0, 40, 3000)
    reward = 3.0 + popularity[item] + (tastes[user] * features[item]).sum(1)
    reward += 0.3 * rng.normal(size=3000)
    return features, Ratings(user, item, reward), tastes, popularity


def test_the_fit_finds_the_truth() -> None:
    features, ratings, _, popularity = people()
    found = fit_population(features, ratings, np.zeros((150, 0)))
    assert np.corrcoef(found.popularity, popularity)[0, 1] > 0.95
    assert np.sqrt(np.diag(found.covariance))[:2] == pytest.approx([1.0, 0.5], rel=0.25)
    assert found.covariance[2, 2] < 0.1
    assert found.noise == pytest.approx(0.09, rel=0.5)


def test_what_is_known_of_users_counts() -> None:
    features, ratings, tastes, _ = people()
    found = fit_population(features, ratings, tastes[:, 1:2])
    base = found.base(features, np.array([2.0])) - found.base(features)
    assert np.corrcoef(base, features[:, 1])[0, 1] > 0.95


def test_tastes_approach_the_truth_event_by_event() -> None:
    features, ratings, tastes, _ = people()
    found = fit_population(features, ratings, np.zeros((150, 0)))
    prior = Prior(np.linalg.inv(found.covariance), found.noise)
    taste, errors = Taste(prior), []
    for step in range(12):
        errors.append(float(np.linalg.norm(taste.posterior()[0] - tastes[7])))
        taste.observe(features[step], float(features[step] @ tastes[7]), 1.0, float(step))
    assert errors[4] < errors[0]
    assert errors[-1] < 0.4


def test_late_and_early_events_give_one_posterior() -> None:
    prior = Prior(np.eye(2), 0.5, half_life=100.0)
    events = [(np.array([1.0, 0.2]), 1.0, 0.0), (np.array([0.1, 1.0]), -1.0, 80.0)]
    ordered, late = Taste(prior), Taste(prior)
    for features, surplus, time in events:
        ordered.observe(features, surplus, 1.0, time)
    for features, surplus, time in reversed(events):
        late.observe(features, surplus, 1.0, time)
    np.testing.assert_allclose(ordered.posterior()[0], late.posterior()[0])


def test_optimism_rewards_what_is_unknown() -> None:
    taste = Taste(Prior(np.eye(2), 0.5))
    for step in range(5):
        taste.observe(np.array([1.0, 0.0]), 0.1, 1.0, float(step))
    plain = taste.score(np.eye(2))
    hopeful = taste.score(np.eye(2), alpha=1.0)
    assert hopeful[1] - plain[1] > 2 * (hopeful[0] - plain[0]) > 0


def test_shares_of_events_add_up_to_the_score() -> None:
    taste, rng = Taste(Prior(np.eye(3), 0.5, half_life=np.inf)), np.random.default_rng(3)
    events = [(rng.normal(size=3), rng.normal()) for _ in range(6)]
    for features, surplus in events:
        taste.observe(features, surplus, 0.7, 0.0)
    item = rng.normal(size=3)
    total = sum(taste.share(item, features, surplus, 0.7) for features, surplus in events)
    assert total == pytest.approx(float(taste.score(item[None])[0]))


def test_a_cold_shop_gives_every_item_the_same_expectation() -> None:
    features = np.random.default_rng(0).normal(size=(5, 3))
    prior = cold_population(features)
    assert not prior.base(features).any()
    spread = np.einsum("nd,de,ne->n", features, prior.covariance, features)
    assert spread.mean() == pytest.approx(0.3)
