"""How far a garment misses its chart, learnt from who wore which size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.returns.offset import PRIOR_SD, Offset, Offsets
from modiste.returns.ordinal import Outcome

SMALL, FIT, LARGE = Outcome.SMALL, Outcome.FIT, Outcome.LARGE
YEAR = 365.25 * 86400.0


def learnt(*said: tuple[float, Outcome], weight: float = 1.0) -> Offset:
    offsets = Offsets(2 * YEAR)
    for gap, outcome in said:
        offsets.learn("a", gap, outcome, weight, 0.0)
    return offsets.of("a", 0.0)


def test_nothing_is_known_of_a_garment_that_nobody_wore() -> None:
    assert Offsets(YEAR).of("a", 0.0) == Offset(0.0, PRIOR_SD, 0.0)


def test_too_small_for_all_moves_up_by_one_and_no_farther() -> None:
    found = learnt(*[(0.0, SMALL)] * 8)
    assert found.steps == 1.0
    assert found.is_enough
    assert learnt(*[(0.0, SMALL)] * 8, *[(1.0, SMALL)] * 8).steps > 1.3


def test_small_and_large_mirror_each_other() -> None:
    small = learnt(*[(0.0, SMALL)] * 3, *[(0.0, FIT)] * 5)
    large = learnt(*[(0.0, LARGE)] * 3, *[(0.0, FIT)] * 5)
    assert small.steps == pytest.approx(-large.steps)
    assert small.steps > 0.3


def test_who_kept_it_counts_too() -> None:
    complaints = [(0.0, SMALL)] * 3
    assert learnt(*complaints, *[(0.0, FIT)] * 40).steps < 0.3 < learnt(*complaints).steps


def test_a_larger_size_that_fits_tells_of_a_small_garment() -> None:
    assert learnt(*[(1.0, FIT)] * 8).steps > 0.4


def test_few_reactions_are_not_enough() -> None:
    assert not learnt(*[(0.0, SMALL)] * 4).is_enough


def test_what_was_taken_back_leaves_no_trace() -> None:
    offsets = Offsets(YEAR)
    offsets.learn("a", 0.0, SMALL, 1.0, 5.0)
    offsets.learn("a", 0.0, SMALL, -1.0, 5.0)
    found = offsets.of("a", 5.0)
    assert found.steps == pytest.approx(0.0)
    assert found.reactions == 0.0


def test_old_reactions_fade() -> None:
    offsets = Offsets(2 * YEAR)
    for _ in range(8):
        offsets.learn("a", 0.0, SMALL, 1.0, 0.0)
    soon, late = offsets.of("a", 0.0), offsets.of("a", 8 * YEAR)
    assert late.steps < soon.steps
    assert late.reactions == pytest.approx(0.5)


said = st.tuples(
    st.integers(-2, 2), st.sampled_from([SMALL, FIT, LARGE]), st.floats(0.1, 1), st.floats(0, 1e8)
)


@settings(max_examples=60, deadline=None)
@given(events=st.lists(said, min_size=1, max_size=12), seed=st.integers(0, 99))
def test_the_order_of_reactions_does_not_matter(
    events: list[tuple[int, Outcome, float, float]], seed: int
) -> None:
    ordered, shuffled = Offsets(YEAR), Offsets(YEAR)
    for event in events:
        ordered.learn("a", *event)
    for place in np.random.default_rng(seed).permutation(len(events)):
        shuffled.learn("a", *events[place])
    one, other = ordered.of("a", 1e8), shuffled.of("a", 1e8)
    assert (one.steps, one.sd, one.reactions) == pytest.approx(
        (other.steps, other.sd, other.reactions), abs=1e-9
    )


@pytest.mark.parametrize("true", [-1.0, -0.5, 0.0, 0.5, 1.0])
def test_it_finds_the_truth_among_people_who_differ(true: float) -> None:
    """120 people whose best size lies .6 steps about the advised one."""
    rng = np.random.default_rng(3)
    offsets = Offsets(YEAR)
    for _ in range(120):
        wants = true + 0.6 * rng.standard_normal()
        outcome = SMALL if wants > 1 else LARGE if wants < -1 else FIT
        offsets.learn("a", 0.0, outcome, 1.0, 0.0)
    found = offsets.of("a", 0.0)
    assert found.steps == pytest.approx(true, abs=0.25)
    assert found.sd < 0.2
