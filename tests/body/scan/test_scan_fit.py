from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.body.measure import Tape
from modiste.body.scan import Cloud, Region, ScanFit, fit_scan
from modiste.body.scan.figure import spun, unspun
from modiste.body.scan.neighbours import Tree
from modiste.body.scan.planes import find_floor
from modiste.body.scan.prepare import UNITS, guess_unit, prepare
from modiste.body.scan.quality import NEEDS, regions_of
from modiste.body.scan.space import ShapeSpace
from modiste.body.scan.voxels import Voxels
from modiste.body.template import Body
from modiste.errors import InputError, OptionError
from modiste.evaluation.body.scan import random_body, scanned, standing
from modiste.types import Measure, Sex


@pytest.fixture(scope="module")
def known(body: Body) -> tuple[dict[Measure, float], ScanFit]:
    rng = np.random.default_rng(11)
    sex, shape = random_body(body, rng)
    cloud = scanned(body, standing(body, shape, rng), rng)
    return Tape(body).of_rest(shape), fit_scan(cloud, sex, body=body)


def test_a_bad_scan_gives_the_girths(known: tuple[dict[Measure, float], ScanFit]) -> None:
    truth, fit = known
    for name in (Measure.CHEST, Measure.WAIST, Measure.HIP, Measure.INSEAM, Measure.HEIGHT):
        assert fit.measures[name].value == pytest.approx(truth[name], abs=1.8), name


def test_readings_become_observations(known: tuple[dict[Measure, float], ScanFit]) -> None:
    _, fit = known
    told = {o.name for o in fit.observations()}
    assert told == {m for m, r in fit.measures.items() if not r.doubtful}
    assert all(o.source == "scan" and o.noise > 0 for o in fit.observations())


def test_every_region_is_somewhere_and_needed(body: Body) -> None:
    regions = regions_of(body)
    assert set(regions) == set(Region)
    assert all(members.sum() > 30 for members in regions.values())
    assert {r for needs in NEEDS.values() for r in needs} == set(Region)


def test_sex_is_asked_for() -> None:
    with pytest.raises(InputError, match="--sex"):
        fit_scan(Cloud(np.zeros((9, 3)), name="me.ply"), None)


def test_what_is_no_person_is_refused() -> None:
    ball = np.random.default_rng(0).normal(size=(9000, 3))
    ball /= np.linalg.norm(ball, axis=1, keepdims=True)
    with pytest.raises(InputError, match="adult"):
        prepare(Cloud(ball * 5, name="ball.ply"))
    with pytest.raises(OptionError, match="unit"):
        prepare(Cloud(ball), "yard")


def test_a_box_of_points_as_tall_as_a_person_is_refused(body: Body) -> None:
    box = np.random.default_rng(0).uniform(0, 1, (20_000, 3)) * [0.5, 1.7, 0.3]
    with pytest.raises(InputError, match=r"box\.csv: no part of the scan fits a person"):
        fit_scan(Cloud(box, None, "box.csv", "m"), Sex.FEMALE, body=body)


@given(st.sampled_from(sorted(UNITS)), st.floats(1.3, 2.2), st.integers(0, 99))
def test_units_are_told_apart(unit: str, tall: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    box = rng.uniform(-0.5, 0.5, (4000, 3)) * [0.4, tall, 0.25] / UNITS[unit]
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    assert guess_unit(box @ turn, "box") == unit


def test_a_floor_is_found_and_a_trunk_has_none() -> None:
    rng = np.random.default_rng(0)
    angle = rng.uniform(0, 2 * np.pi, 9000)
    trunk = np.stack([0.2 * np.cos(angle), rng.uniform(-0.83, 0.85, 9000),
                      0.12 * np.sin(angle)], 1)  # fmt: skip
    ground = np.stack([rng.uniform(-0.6, 0.6, 4000), np.full(4000, -0.85),
                       rng.uniform(-0.6, 0.6, 4000)], 1)  # fmt: skip
    ground[:, 1] += rng.normal(0, 0.003, 4000)
    floor = find_floor(np.concatenate([trunk, ground]), rng)
    assert floor is not None
    assert floor.normal == pytest.approx([0, 1, 0], abs=0.01)
    assert floor.offset == pytest.approx(0.85, abs=0.005)
    assert find_floor(trunk, rng) is None


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 300), st.integers(0, 1000))
def test_neighbours_are_exact(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    points, asked = rng.normal(size=(count, 3)), rng.normal(size=(20, 3))
    far, which = Tree(points).nearest(asked)
    true = np.linalg.norm(asked[:, None] - points, axis=2)
    assert far == pytest.approx(true.min(1), abs=1e-4)
    assert true[np.arange(20), which] == pytest.approx(true.min(1), abs=1e-4)


def test_pieces_are_what_touches() -> None:
    line = np.stack([np.arange(40) * 0.9, np.zeros(40), np.zeros(40)], 1)
    voxels = Voxels.of(np.concatenate([line, line + np.array([0, 5, 0])]), 1.0)
    pieces = voxels.pieces()[voxels.owner]
    assert len(set(pieces[:40])) == len(set(pieces[40:])) == 1
    assert pieces[0] != pieces[-1]
    assert voxels.crowd().min() >= 2


@given(st.lists(st.floats(-1.5, 1.5), min_size=3, max_size=3))
def test_turns_go_there_and_back(vector: list[float]) -> None:
    given_ = np.array([vector])
    assert unspun(spun(given_)) == pytest.approx(given_, abs=1e-5)


def test_derivatives_are_slopes(body: Body) -> None:
    space = ShapeSpace(body, Sex.FEMALE)
    at = space.mean + 0.1
    slope = space.derivative(at)
    for k in (3, 10, 20, len(space) - 1):
        more, less = at.copy(), at.copy()
        more[k] += 0.01
        less[k] -= 0.01
        change = (space.rest(more).vertices - space.rest(less).vertices) / 0.02
        assert slope[k, : len(body.skin)] == pytest.approx(change, abs=2e-3)


def test_stature_is_met(body: Body) -> None:
    space = ShapeSpace(body, Sex.MALE)
    assert body.stature(space.rest(space.of_stature(1.8))) == pytest.approx(1.8, abs=0.003)
