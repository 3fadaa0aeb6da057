from dataclasses import replace

import numpy as np
import pytest
from renters import CATEGORIES, ITEMS, USERS, renters

from modiste.returns.curve import fit_curve
from modiste.returns.kept import Bought, fit_kept
from modiste.returns.shrink import group_means

PEOPLE = renters()
MODEL = fit_kept(PEOPLE.bought, USERS, ITEMS, CATEGORIES)


def test_offsets_are_found() -> None:
    expected = MODEL.expect(PEOPLE.bought)
    assert np.corrcoef(expected.item, PEOPLE.item[PEOPLE.bought.item])[0, 1] > 0.9
    truth = PEOPLE.user[PEOPLE.bought.user] + PEOPLE.item[PEOPLE.bought.item]
    error = np.abs(expected.total() - truth)
    assert np.median(error) < 1.2
    assert np.median(error) < 0.8 * np.median(np.abs(expected.body - truth))


def test_own_purchase_is_left_out() -> None:
    rows = np.array([5])
    one = PEOPLE.bought.take(rows)
    moved = Bought(one.user, one.item, one.category, one.position + 40, one.body, one.kept)
    rest = PEOPLE.bought.take(np.setdiff1d(np.arange(len(PEOPLE.size)), rows))
    without = fit_kept(rest, USERS, ITEMS, CATEGORIES).expect(moved)
    left_out = MODEL.expect_without(one)
    assert left_out.user[0] == pytest.approx(without.user[0], abs=0.2)
    assert left_out.history[0] == without.history[0]


def test_a_trait_that_shifts_the_size_is_learnt() -> None:
    figure = np.arange(len(PEOPLE.size)) % 3
    shifted = replace(
        PEOPLE.bought, position=PEOPLE.bought.position + 3.0 * (figure == 2), traits=(figure,)
    )
    model = fit_kept(shifted, USERS, ITEMS, CATEGORIES, traits=[3])
    one = shifted.take(np.array([5, 5]))
    both = model.expect(replace(one, traits=(np.array([0, 2]),)))
    assert both.body[1] - both.body[0] == pytest.approx(3.0, abs=0.4)
    left_out = model.expect_without(replace(one, traits=(np.array([0, 2]),)))
    assert np.diff(left_out.body) == pytest.approx(np.diff(both.body))
    with pytest.raises(ValueError, match="argument"):
        fit_kept(shifted, USERS, ITEMS, CATEGORIES)


def test_the_curve_follows_a_kinked_truth() -> None:
    rng = np.random.default_rng(1)
    body = rng.uniform(0, 10, (3000, 2))
    truth = np.maximum(body[:, 0] - 4, 0) * 2 + body[:, 1]
    curve = fit_curve(body, truth + rng.normal(0, 0.5, 3000))
    assert np.abs(curve(body) - truth).mean() < 0.3
    falling = fit_curve(body, -truth)
    assert np.ptp(falling(body)) == pytest.approx(0.0, abs=1e-6)


def test_the_curve_stands_what_is_never_known() -> None:
    curve = fit_curve(np.full((5, 1), np.nan), np.arange(5.0))
    assert np.isfinite(curve(np.array([[np.nan], [3.0]]))).all()


def test_shrinkage_follows_the_spread() -> None:
    rng = np.random.default_rng(2)
    group = np.repeat(np.arange(100), 5)
    for spread in (0.3, 1.0, 3.0):
        value = spread * rng.normal(size=100)[group] + rng.normal(size=500)
        means = group_means(group, value, 100)
        assert means.inertia == pytest.approx(1 / spread**2, rel=0.5)
    alone = means.mean_without(np.array([3]), value[15:16])
    rest = value[16:20].sum() / (4 + means.inertia)
    assert alone[0] == pytest.approx(rest)
