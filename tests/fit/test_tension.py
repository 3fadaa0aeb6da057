"""How hard a size is drawn over a body."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.errors import OptionError
from modiste.fit.chart import SizeChart
from modiste.fit.plain import parse_csv
from modiste.fit.true_size import fit_of_size, tensions
from modiste.types import Category, Measure

CHART = "size,chest,waist,hip\nS,88,72,94\nM,94,78,100\nL,100,84,106\n"
BODY = {
    Measure.CHEST: 94.0, Measure.WAIST_NATURAL: 78.0, Measure.WAIST: 82.0, Measure.HIP: 100.0,
    Measure.ARM_LENGTH: 54.0, Measure.INSEAM: 78.0, Measure.OUTSEAM: 107.0,
}  # fmt: skip


@pytest.fixture
def tee() -> SizeChart:
    return parse_csv(CHART, "tee.csv", Category.TOP)


def test_the_own_size_is_neither_tight_nor_loose(tee: SizeChart) -> None:
    assert all(abs(value) < 0.5 for _, value in tensions(tee, "M", BODY))


def test_a_smaller_size_is_tighter_everywhere(tee: SizeChart) -> None:
    small, own, large = (dict(tensions(tee, s, BODY)) for s in ("S", "M", "L"))
    assert set(small) == set(own) == set(large) >= {"chest", "hip"}
    for zone in own:
        assert small[zone] > own[zone] > large[zone]


@given(st.floats(70, 130), st.floats(0, 30))
def test_a_bigger_body_never_makes_it_looser(chest: float, more: float) -> None:
    tee = parse_csv(CHART, "tee.csv", Category.TOP)
    one, other = (
        dict(tensions(tee, "M", BODY | {Measure.CHEST: girth}))["chest"]
        for girth in (chest, chest + more)
    )
    assert -2 <= one <= other <= 2


def test_the_picture_of_a_size_knows_its_tension(tee: SizeChart) -> None:
    assert fit_of_size(tee, "S", BODY).tension == tensions(tee, "S", BODY)


def test_a_size_that_is_not_made(tee: SizeChart) -> None:
    with pytest.raises(OptionError, match="XXL"):
        tensions(tee, "XXL", BODY)
