"""Which of an item's sizes is advised: useful, and never smaller for the bigger."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from renters import CATEGORIES, ITEMS, SIZES, USERS, renters

from modiste.returns.choice import most_useful
from modiste.returns.kept import Bought, fit_kept
from modiste.returns.ladder import Ladder, regular_ladder
from modiste.returns.rule import Asked, SizeRule, fit_rule, kept_tables

PEOPLE = renters()
MODEL = fit_kept(PEOPLE.bought, USERS, ITEMS, CATEGORIES)
SHAPE = (ITEMS, SIZES)
FLAT = regular_ladder(4.0 * np.arange(SIZES))
RULE = fit_rule(
    PEOPLE.bought, PEOPLE.size, MODEL.expect_without(PEOPLE.bought), np.zeros(len(PEOPLE.size)),
    FLAT, np.ones(SHAPE, bool), USERS,
)  # fmt: skip
OF_ITEM, OWN = kept_tables(PEOPLE.bought, PEOPLE.size, SHAPE, USERS)

THREE = Ladder(np.repeat(4.0 * np.arange(SIZES), 3), np.tile([-1, 0, 1], SIZES))


def long_or_short(rows: int, seed: int) -> tuple[Bought, np.ndarray, np.ndarray]:
    """Purchases of whom everyone keeps the right girth, and the length that the height asks for."""
    rng = np.random.default_rng(seed)
    people = renters(rows, seed)
    tall = rng.standard_normal(rows)
    wants = np.digitize(tall + 0.3 * rng.standard_normal(rows), [-1.2, 1.2])
    return people.bought, 3 * people.size + wants, tall


BOUGHT, SIZE, TALL = long_or_short(4000, 0)
LONG_RULE = fit_rule(
    BOUGHT, SIZE, MODEL.expect_without(BOUGHT), TALL, THREE, np.ones((ITEMS, 3 * SIZES), bool),
    USERS,
)  # fmt: skip


def one(expected: float, tall: float, sold: np.ndarray, own: np.ndarray, item: np.ndarray,
        history: float = 1.0) -> Asked:  # fmt: skip
    return Asked(np.array([expected]), np.array([history]), np.array([tall]), item[None],
                 own[None], sold[None])  # fmt: skip


def advise(rule: SizeRule, *args: object) -> int:
    return int(rule.choose(one(*args))[0])  # type: ignore[arg-type]


def offered(bits: int, sizes: int) -> np.ndarray:
    return np.array([bool(bits >> s & 1) for s in range(sizes)])


@settings(max_examples=200, deadline=None)
@given(
    st.floats(-20, 70), st.floats(-4, 4), st.floats(0, 40), st.floats(0, 4),
    st.integers(1, 2 ** (3 * SIZES) - 1), st.integers(0, 3 * SIZES - 1), st.integers(0, 20),
    st.sampled_from([0.0, 1.0, 3.0, 9.0]), st.floats(1.0, 6.0),
)  # fmt: skip
def test_bigger_and_taller_never_get_a_smaller_size(
    expected: float, tall: float, more: float, taller: float, bits: int, kept: int, often: int,
    history: float, near: float,
) -> None:  # fmt: skip
    sold, own = offered(bits, 3 * SIZES), often * (np.arange(3 * SIZES) == kept)
    others = np.random.default_rng(bits % 1000).integers(0, 9, 3 * SIZES) * sold
    rule = replace(LONG_RULE, near=near)
    small = advise(rule, expected, tall, sold, own, others, history)
    big = advise(rule, expected + more, tall + taller, sold, own, others, history)
    assert sold[small]
    assert sold[big]
    assert big >= small


@settings(max_examples=100, deadline=None)
@given(
    st.floats(40, 110), st.floats(145, 195), st.floats(0, 40), st.floats(0, 30),
    st.integers(0, ITEMS - 1), st.integers(0, USERS - 1), st.integers(1, 2**SIZES - 1),
)  # fmt: skip
def test_so_the_whole_model_is_monotone_in_the_body(
    weight: float, height: float, more: float, taller: float, item: int, user: int, bits: int
) -> None:
    sold, person = offered(bits, SIZES), (np.array([user]), np.array([item]))
    sizes = []
    for body in ((weight, height), (weight + more, height + taller)):
        row = Bought(
            *person, person[1] % CATEGORIES, np.zeros(1), np.array([body]), np.ones(1, bool)
        )
        expected = MODEL.expect(row)
        sizes.append(advise(RULE, expected.total()[0], 0.0, sold, OWN[user], OF_ITEM[item],
                            expected.history[0]))  # fmt: skip
    assert sizes[1] >= sizes[0]


def test_weights_are_never_below_zero_where_that_keeps_advice_monotone() -> None:
    for rule in (RULE, LONG_RULE):
        assert (rule.girth >= 0).all()
        assert (rule.length >= 0).all()


def test_the_size_that_was_kept_is_often_advised() -> None:
    fresh = renters(2000, seed=0)
    rows, kept = fresh.bought, fresh.bought.kept
    expected = MODEL.expect(rows)
    best = RULE.choose(Asked(
        expected.total(), expected.history, np.zeros(len(kept)), OF_ITEM[rows.item],
        np.zeros((len(kept), SIZES)), np.ones((len(kept), SIZES), bool),
    ))  # fmt: skip
    assert (np.abs(best - fresh.size)[kept] <= 1).mean() > 0.95
    assert (best == fresh.size)[kept].mean() > 0.5


def test_the_tall_get_the_long_ones() -> None:
    sold, none = np.ones(3 * SIZES, bool), np.zeros(3 * SIZES)
    lengths = [THREE.length[advise(LONG_RULE, 24.0, tall, sold, none, none)] for tall in (-3, 0, 3)]
    assert lengths == [-1, 0, 1]
    girths = {THREE.girth[advise(LONG_RULE, 24.0, tall, sold, none, none)] for tall in (-3, 0, 3)}
    assert len(girths) == 1


def test_a_person_who_keeps_long_ones_is_given_them() -> None:
    """In a population where the height tells nothing and the person everything."""
    rng = np.random.default_rng(4)
    likes = rng.integers(0, 3, USERS)
    people = renters(4000, 4)
    size = 3 * people.size + likes[people.bought.user]
    rule = fit_rule(
        people.bought, size, MODEL.expect_without(people.bought), np.zeros(len(size)), THREE,
        np.ones((ITEMS, 3 * SIZES), bool), USERS,
    )  # fmt: skip
    sold, none = np.ones(3 * SIZES, bool), np.zeros(3 * SIZES)
    for sign in (-1, 1):
        history = np.where((THREE.length == sign) & (THREE.girth == 24.0), 6.0, 0.0)
        assert THREE.length[advise(rule, 24.0, 0.0, sold, history, none)] == sign


def test_what_one_kept_before_counts() -> None:
    sold, none = np.ones(SIZES, bool), np.zeros(SIZES)
    without = advise(RULE, 26.0, 0.0, sold, none, none)
    often = 8.0 * (np.arange(SIZES) == without + 1)
    assert advise(RULE, 26.0, 0.0, sold, often, none) >= without
    odds = [RULE.girth[0] * np.log1p(n) for n in (0, 8)]
    assert odds[1] > odds[0]


def test_the_middle_is_advised_where_a_near_miss_is_worth_much() -> None:
    ladder = regular_ladder(np.arange(4.0))
    odds, flat, sold = np.array([[0.4, 0.05, 0.3, 0.25]]), np.ones((1, 4)), np.ones((1, 4), bool)
    assert most_useful(odds, flat, flat, sold, ladder, 1.0)[0] == 2
    assert most_useful(odds, flat, flat, sold, ladder, 9.0)[0] == 1
    only = np.array([[True, False, False, True]])
    assert most_useful(odds, flat, flat, only, ladder, 1.0)[0] == 0


def test_a_near_miss_may_not_count_less_than_makes_it_monotone() -> None:
    flat = np.ones((1, 1))
    with pytest.raises(ValueError, match="at least 1"):
        most_useful(flat, flat, flat, flat > 0, regular_ladder(np.zeros(1)), 0.5)


def test_a_ladder_must_rise() -> None:
    with pytest.raises(ValueError, match="rise"):
        regular_ladder(np.array([1.0, 0.0]))
    with pytest.raises(ValueError, match="rise"):
        Ladder(np.array([1.0, 1.0]), np.array([1, 0]))
    assert THREE.by_girth(np.ones((2, 3 * SIZES))).tolist() == [[3.0] * SIZES] * 2


def test_shares_of_lengths_add_up_to_one_where_anything_is_sold() -> None:
    rng = np.random.default_rng(3)
    sold = rng.random((50, 3 * SIZES)) < 0.4
    shares = THREE.within(rng.normal(0, 300, sold.shape), sold)
    assert (shares[~sold] == 0).all()
    total, there = THREE.by_girth(shares), THREE.by_girth(sold.astype(float)) > 0
    assert total[there] == pytest.approx(1.0)
