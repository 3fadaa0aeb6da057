import numpy as np
import pytest
from renters import CATEGORIES, ITEMS, SIZES, USERS, renters

from modiste.returns.design import Counts, Rows, predictors, standardise
from modiste.returns.kept import fit_kept
from modiste.returns.model import Group, fit_posterior, sums
from modiste.returns.online import OnlineFit, Term, Trial
from modiste.returns.ordinal import Outcome, odds
from modiste.returns.stream import beliefs, trials


def draw(eta: np.ndarray, log_tau: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    chances = odds(eta, log_tau).cumsum(axis=1)
    return (rng.random(len(eta))[:, None] > chances).sum(axis=1)


def test_the_fit_finds_locations_and_tolerances() -> None:
    rng = np.random.default_rng(0)
    item = rng.integers(0, 30, 6000)
    location, wide = rng.normal(size=30), 0.6 + 0.5 * rng.normal(size=30)
    x = rng.normal(size=6000)
    outcome = draw(location[item] + 0.8 * x, wide[item], rng)
    both = sums(x[:, None], [Group("item", item, 30, 1.0)], [Group("item", item, 30, 0.5)])
    found = fit_posterior(*both, outcome)
    intercept, slope, effect = both[0].split(found.location)
    assert slope[0] == pytest.approx(0.8, abs=0.08)
    assert np.corrcoef(effect, location)[0, 1] > 0.97
    assert np.corrcoef(both[1].split(found.log_tau)[2], wide)[0, 1] > 0.8
    off = np.abs(effect + intercept[0] - location)
    deviation = np.sqrt(both[0].split(found.location_var)[2])
    assert 0.8 < (off < 2.5 * deviation).mean()


def test_what_was_never_seen_adds_nothing_but_doubt() -> None:
    item = np.array([0] * 40 + [1])
    both = sums(np.zeros((41, 1)), [Group("item", item, 2, 1.0)], [])
    rows = np.arange(40)
    found = fit_posterior(both[0].take(rows), both[1].take(rows), np.zeros(40, np.int64))
    assert both[0].split(found.location)[2][1] == 0.0
    assert both[0].split(found.location_var)[2][1] == pytest.approx(1.0)
    odd = found.odds(*both)
    assert odd[0, 0] > odd[40, 0]


def test_weights_count_like_repeated_rows() -> None:
    item = np.array([0, 1, 0, 1])
    said = np.array([0, 2, 1, 1])
    both = sums(np.zeros((4, 1)), [Group("item", item, 2, 1.0)], [])
    weighted = fit_posterior(*both, said, weight=np.array([3.0, 1.0, 1.0, 1.0]))
    rows = np.array([0, 0, 0, 1, 2, 3])
    repeated = fit_posterior(both[0].take(rows), both[1].take(rows), said[rows])
    np.testing.assert_allclose(weighted.location, repeated.location, atol=1e-3)


def test_learning_one_by_one_comes_near_the_batch() -> None:
    rng = np.random.default_rng(1)
    item = rng.integers(0, 20, 3000)
    location = rng.normal(size=20)
    outcome = draw(location[item], np.full(3000, 0.6), rng)
    online = OnlineFit()
    for i, said in zip(item.tolist(), outcome.tolist(), strict=True):
        online.update(Trial(0.0, 0.6, [Term(("item", i), 1.0)], []), Outcome(said))
    means = [online.belief(Term(("item", i), 1.0)).mean for i in range(20)]
    assert np.corrcoef(means, location)[0, 1] > 0.97
    assert np.abs(np.array(means) - location).mean() < 0.3


def test_the_stream_starts_where_the_batch_ends() -> None:
    people = renters()
    kept = fit_kept(people.bought, USERS, ITEMS, CATEGORIES)
    rows = Rows(
        people.bought,
        kept.expect_without(people.bought),
        people.bought.body,
        people.bought.item * SIZES + people.size,
        people.size[:, None],
    )
    counts = Counts(USERS, ITEMS, CATEGORIES, ITEMS * SIZES, (SIZES,))
    location, log_tau = predictors(rows, standardise(rows), counts)
    posterior = fit_posterior(location, log_tau, people.outcome, steps=40)
    effect = location.split(posterior.location)[3]
    assert np.corrcoef(effect, people.runs_small)[0, 1] < -0.8
    few = np.arange(50)
    part = location.take(few), log_tau.take(few)
    online = OnlineFit(beliefs(*part, posterior))
    eta, tolerance = posterior.predict(*part)
    expected = odds(eta, tolerance)
    for row, trial in enumerate(trials(*part, posterior)):
        np.testing.assert_allclose(online.predict(trial), expected[row], atol=0.06)
        known = sum(t.times * online.belief(t).mean for t in trial.location)
        assert trial.eta + known == pytest.approx(eta[row])
