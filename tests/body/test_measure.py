from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.body.measure import MEASURES, Tape
from modiste.body.people import Person, build
from modiste.body.poses import PoseName, posed
from modiste.body.sections import cut, edges_of
from modiste.body.template import Body, Shape
from modiste.types import Measure

POSE_TOLERANCE_CM = {Measure.SHOULDER: 3.0, Measure.CHEST: 2.3}
"""The shoulder girdle moves with the arms, and the chest with it."""


@pytest.fixture(scope="module")
def tape(body: Body) -> Tape:
    return Tape(body)


@pytest.fixture(scope="module")
def standing(tape: Tape, woman: Shape) -> Shape:
    return tape.stand(woman)


def _mirrored(body: Body, shape: Shape) -> Shape:
    flip = np.array([-1, 1, 1], np.float32)
    skin = body.template[body.surface]
    key = {tuple(np.rint(p * 1e4).astype(int)): i for p, i in zip(skin, body.surface, strict=True)}
    twin = np.arange(len(body.template))
    for point, i in zip(skin * flip, body.surface, strict=True):
        twin[i] = key.get(tuple(np.rint(point * 1e4).astype(int)), i)
    swap = [n[:-1] + {"L": "R", "R": "L"}[n[-1]] if n[-2:] in (".L", ".R") else n
            for n in body.bones]  # fmt: skip
    joints = shape.joints[[body.bone(n) for n in swap]] * flip
    return Shape(shape.vertices[twin] * flip, joints)


@settings(max_examples=8, deadline=None)
@given(st.floats(0.7, 1.3))
def test_lengths_scale_and_mass_scales_with_the_cube(
    tape: Tape, standing: Shape, factor: float
) -> None:
    before, after = tape(standing), tape(standing.scaled(factor))
    fixed = {
        Measure.CHEST,
        Measure.WAIST,
        Measure.INSEAM,
        Measure.HEIGHT,
        Measure.HIP,
        Measure.CALF,
        Measure.SHOULDER,
        Measure.UPPER_ARM,
    }
    for name in fixed:
        assert after[name] == pytest.approx(factor * before[name], rel=2e-3), name
    assert after[Measure.WEIGHT] == pytest.approx(factor**3 * before[Measure.WEIGHT], rel=1e-4)


def test_mirroring_changes_nothing(body: Body, tape: Tape, standing: Shape) -> None:
    lopsided = body.pose(standing, {"upperleg01.L": (0, 0, 4), "upperarm01.R": (0, 0, 12)})
    before = tape(body.grounded(lopsided))
    after = tape(_mirrored(body, body.grounded(lopsided)))
    for name in MEASURES:
        assert after[name] == pytest.approx(before[name], abs=0.35), name


@pytest.mark.parametrize("pose", [PoseName.A_POSE, PoseName.STANDING, PoseName.WALKING])
def test_pose_hardly_matters(
    body: Body, tape: Tape, woman: Shape, man: Shape, pose: PoseName
) -> None:
    for shape in (woman, man):
        usual, other = tape.of_rest(shape), tape(posed(body, shape, pose))
        for name in MEASURES:
            near = POSE_TOLERANCE_CM.get(name, 0.8)
            assert other[name] == pytest.approx(usual[name], abs=near), name


def test_levels_lie_in_the_order_of_the_body(tape: Tape, standing: Shape) -> None:
    at = tape.levels(standing)
    heights = [at.crotch, at.hip, at.high_hip, at.waist_natural, at.underbust, at.chest]
    assert heights == sorted(heights)
    assert at.hip < at.waist < at.underbust


def test_natural_waist_is_as_good_as_narrowest(tape: Tape, standing: Shape) -> None:
    levels = tape.levels(standing)
    here = tape.girth(standing, levels.waist_natural)
    heights = np.linspace(levels.hip, levels.underbust, 25)
    assert here < min(tape.girth(standing, height) for height in heights) + 0.005
    assert here < tape.girth(standing, levels.waist) - 0.02


def test_natural_waist_lies_above_the_navel_of_everybody(body: Body, tape: Tape) -> None:
    for female, bmi in ((True, 19), (True, 32), (False, 19), (False, 32)):
        shape = tape.stand(build(body, Person(female, 170, bmi * 1.7**2), rounds=5))
        levels = tape.levels(shape)
        assert 0.01 < levels.waist_natural - levels.waist < 0.07


def test_measures_of_a_usual_woman_and_man(tape: Tape, woman: Shape, man: Shape) -> None:
    hers, his = tape.of_rest(woman), tape.of_rest(man)
    assert hers[Measure.HEIGHT] == pytest.approx(168, abs=1)
    assert his[Measure.WEIGHT] == pytest.approx(78, abs=1)
    assert (
        hers[Measure.WAIST_NATURAL]
        < hers[Measure.WAIST]
        < hers[Measure.HIGH_HIP]
        < hers[Measure.HIP]
    )
    assert hers[Measure.UNDERBUST] < hers[Measure.CHEST] - 8
    assert his[Measure.CHEST] > his[Measure.HIP]
    assert his[Measure.SHOULDER] > hers[Measure.SHOULDER]
    assert hers[Measure.INSEAM] < hers[Measure.OUTSEAM] < hers[Measure.HEIGHT]
    assert 20 < hers[Measure.OUTSEAM] - hers[Measure.INSEAM] < 45


def test_weight_goes_into_every_girth(body: Body, tape: Tape, woman: Shape) -> None:
    slim, stout = tape.of_rest(woman), tape.of_rest(build(body, Person(True, 168, 85)))
    for name in (
        Measure.CHEST,
        Measure.UNDERBUST,
        Measure.WAIST,
        Measure.HIP,
        Measure.THIGH,
        Measure.UPPER_ARM,
        Measure.NECK,
    ):
        assert stout[name] > slim[name] + 0.5, name


def test_a_cut_of_a_prism_is_its_hull() -> None:
    notched = np.array([[0, 0], [2, 0], [2, 2], [1, 1], [0, 2]], float)
    low = np.column_stack([notched[:, 0], np.zeros(5), notched[:, 1]])
    vertices = np.concatenate([low, low + np.array([0, 1, 0])])
    sides = [[i, (i + 1) % 5, i + 5] for i in range(5)]
    sides += [[(i + 1) % 5, (i + 1) % 5 + 5, i + 5] for i in range(5)]
    section = cut(vertices, edges_of(np.array(sides)), np.array([0, 3.0, 0]), np.array([0, 0.4, 0]))
    assert section.tape == pytest.approx(8.0, rel=1e-6)
    assert section.near(np.array([0, 0.4, 0]), 0.1).tape == 0


def test_a_plane_beside_the_mesh_cuts_nothing(tape: Tape, standing: Shape) -> None:
    assert tape.girth(standing, 3.0) == 0


def test_every_measure_is_taken_and_named(tape: Tape, woman: Shape) -> None:
    assert set(tape.of_rest(woman)) == set(MEASURES) == set(Measure)


def test_tape_lines_have_the_girths_length(tape: Tape, standing: Shape) -> None:
    measures, lines = tape(standing), tape.lines(standing)
    assert set(lines) >= {Measure.NECK, Measure.CHEST, Measure.WAIST, Measure.HIP, Measure.THIGH}
    for measure, line in lines.items():
        ring = np.concatenate([line, line[:1]])
        length = 100 * np.linalg.norm(np.diff(ring, axis=0), axis=1).sum()
        assert length == pytest.approx(measures[measure], abs=0.5), measure
