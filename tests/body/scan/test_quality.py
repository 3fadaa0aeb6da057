"""How sure a scan's measures are, and when that is told."""

from __future__ import annotations

import numpy as np
import pytest

from modiste.body.measure import Tape
from modiste.body.scan.quality import (
    LEAST_SD,
    MOST_SD,
    NEEDS,
    SHARE,
    Region,
    RegionQuality,
    complaints,
    deviation,
)
from modiste.body.scan.space import ShapeSpace
from modiste.body.scan.spread import spread
from modiste.body.template import Body
from modiste.types import Measure, Sex

GOOD = {region: RegionQuality(0.9, 5.0, good=True) for region in Region}
NONE = dict.fromkeys(Measure, 0.0)


def _without(region: Region) -> dict[Region, RegionQuality]:
    return {**GOOD, region: RegionQuality(0.2, 14.0, good=False)}


@pytest.mark.parametrize("measure", list(Measure))
def test_nothing_is_surer_than_its_least(measure: Measure) -> None:
    assert deviation(measure, GOOD, NONE) == LEAST_SD[measure]
    wide = {measure: 10 * LEAST_SD[measure] / SHARE[measure]}
    assert deviation(measure, GOOD, wide) == pytest.approx(10 * LEAST_SD[measure])


@pytest.mark.parametrize("measure", list(NEEDS))
def test_a_missing_region_widens_and_is_told(measure: Measure) -> None:
    poor = _without(NEEDS[measure][-1])
    assert deviation(measure, poor, NONE) > 2 * deviation(measure, GOOD, NONE)
    said = complaints(poor, LEAST_SD)[measure]
    assert NEEDS[measure][-1] in said
    assert "20%" in said
    assert "14.0 mm" in said


def test_a_whole_scan_is_not_complained_of() -> None:
    assert complaints(GOOD, LEAST_SD) == {}


@pytest.mark.parametrize("measure", list(MOST_SD))
def test_what_the_scan_leaves_open_is_told(measure: Measure) -> None:
    said = complaints(GOOD, {**LEAST_SD, measure: MOST_SD[measure] + 0.1})
    assert set(said) == {measure}
    assert f"{MOST_SD[measure] + 0.1:.1f} cm" in said[measure]
    assert not complaints(GOOD, {**LEAST_SD, measure: MOST_SD[measure] - 0.1})


def test_spread_follows_what_is_open(body: Body) -> None:
    tape, space = Tape(body), ShapeSpace(body, Sex.FEMALE)
    shape = space.rest(space.mean)
    sure = np.diag((0.01 * space.sd) ** 2)
    narrow = spread(tape, space, shape, space.mean, sure)
    wide = spread(tape, space, shape, space.mean, 9 * sure)
    for measure in (Measure.CHEST, Measure.HIP, Measure.HEIGHT):
        assert wide[measure] == pytest.approx(3 * narrow[measure], rel=0.25)
        assert narrow[measure] > 0


def test_spread_of_a_single_trait_is_that_trait_s(body: Body) -> None:
    tape, space = Tape(body), ShapeSpace(body, Sex.MALE)
    only = np.full(len(space), 1e-12)
    only[4] = 0.02**2
    found = spread(tape, space, space.rest(space.mean), space.mean, np.diag(only))
    step = np.zeros(len(space))
    step[4] = 0.02
    taller, shorter = (tape.of_rest(space.rest(space.mean + k * step)) for k in (1, -1))
    half = (taller[Measure.HEIGHT] - shorter[Measure.HEIGHT]) / 2
    assert found[Measure.HEIGHT] == pytest.approx(half, rel=0.6)
    assert found[Measure.HEIGHT] > 5 * found[Measure.WRIST]


def test_a_short_neck_is_less_sure() -> None:
    spread = dict.fromkeys(Measure, 0.1)
    usual = deviation(Measure.NECK, GOOD, spread, neck_slope=1.0)
    short = deviation(Measure.NECK, GOOD, spread, neck_slope=6.0)
    assert usual < MOST_SD[Measure.NECK] < short
    assert deviation(Measure.WAIST, GOOD, spread, 6.0) == deviation(Measure.WAIST, GOOD, spread)
