"""Clouds as they come: floors, turntables, other people, wrong units, far too many points."""

from __future__ import annotations

import numpy as np
import pytest

from modiste.body.arrays import Floats
from modiste.body.poses import PoseName, turns_for
from modiste.body.scan import Cloud
from modiste.body.scan.cloud import MOST
from modiste.body.scan.prepare import SPACING, prepare
from modiste.body.scan.read import parse_scan
from modiste.body.template import Body, Shape
from modiste.errors import InputError
from modiste.evaluation.body.scan import _sampled


@pytest.fixture(scope="module")
def person(body: Body, woman: Shape) -> Floats:
    """Points of a woman of 168 cm on y = 0, metres, with 3 mm noise."""
    rng = np.random.default_rng(0)
    posed = body.grounded(body.pose(woman, turns_for(body, woman, PoseName.A_POSE)))
    points = _sampled(posed, body, rng)
    return points + rng.normal(0, 0.003, points.shape)


def _disk(radius: float, count: int) -> Floats:
    rng = np.random.default_rng(1)
    angle, far = rng.uniform(0, 2 * np.pi, count), radius * np.sqrt(rng.random(count))
    places = np.stack([far * np.cos(angle), np.zeros(count), far * np.sin(angle)], 1)
    return places + rng.normal(0, 0.003, places.shape)


@pytest.mark.parametrize(("radius", "count"), [(0.4, 12_000), (1.1, 60_000)])
def test_floor_and_turntable_go(person: Floats, radius: float, count: int) -> None:
    found = prepare(Cloud(np.concatenate([person, _disk(radius, count)])))
    assert any("floor or turntable" in note for note in found.notes)
    assert found.target.floor is not None
    assert abs(found.target.floor[1]) == pytest.approx(1, abs=0.01)
    left = found.target.points
    assert np.abs(left[:, [0, 2]]).max() < np.abs(person[:, [0, 2]]).max() + 0.03
    assert np.ptp(left[:, 1]) == pytest.approx(1.68, abs=0.05)


def test_lonely_points_go(person: Floats) -> None:
    rng = np.random.default_rng(2)
    wild = rng.uniform(person.min(0) - 0.5, person.max(0) + 0.5, (800, 3))
    found = prepare(Cloud(np.concatenate([person, wild, [[1e6, 0, 0], [np.nan] * 3]])))
    assert np.ptp(found.target.points[:, 1]) == pytest.approx(1.68, abs=0.05)


def test_two_people_are_refused(person: Floats) -> None:
    with pytest.raises(InputError, match=r"pair\.ply: two figures"):
        prepare(Cloud(np.concatenate([person, person + np.array([1.5, 0, 0.2])]), name="pair.ply"))


def test_a_chair_beside_is_left_out_and_told(person: Floats) -> None:
    rng = np.random.default_rng(3)
    seat = rng.uniform(-0.25, 0.25, (8000, 3)) * [1, 0.05, 1] + [1.4, 0.45, 0]
    found = prepare(Cloud(np.concatenate([person, seat])))
    assert "Something large beside the person was left out." in found.notes
    assert found.target.points[:, 0].max() < 1.0


@pytest.mark.parametrize(("unit", "size"), [("mm", 1000), ("in", 1 / 0.0254), ("ft", 1 / 0.3048)])
def test_units_are_told_by_the_size(person: Floats, unit: str, size: float) -> None:
    found = prepare(Cloud(person * size))
    assert found.unit == unit
    assert np.ptp(found.target.points[:, 1]) == pytest.approx(1.68, abs=0.05)


@pytest.mark.parametrize("size", [0.01, 0.3, 7.0])
def test_no_adult_in_any_unit_is_refused_with_the_option(person: Floats, size: float) -> None:
    with pytest.raises(InputError, match="--scan-unit"):
        prepare(Cloud(person * size))


def test_a_told_unit_is_believed(person: Floats) -> None:
    assert prepare(Cloud(person * 0.9 / 0.0254), "in").unit == "in"


def test_sparse_clouds_are_refused(person: Floats) -> None:
    with pytest.raises(InputError, match="more points"):
        prepare(Cloud(person[::60]))


def test_dense_clouds_are_evened(person: Floats) -> None:
    rng = np.random.default_rng(4)
    many = np.repeat(person, 5, axis=0) + rng.normal(0, 0.001, (5 * len(person), 3))
    points = prepare(Cloud(many)).target.points
    cells = np.floor(points / SPACING)
    assert len(points) < 40_000
    assert len(np.unique(cells, axis=0)) > 0.5 * len(points)


def test_a_million_points_are_enough() -> None:
    table = np.random.default_rng(5).random((MOST + 1000, 3)).astype("<f4")
    axes = "".join(f"property float {a}\n" for a in "xyz")
    head = f"ply\nformat binary_little_endian 1.0\nelement vertex {len(table)}\n{axes}end_header\n"
    cloud = parse_scan(head.encode() + table.tobytes(), "big.ply")
    assert len(cloud.points) == MOST
    assert any(str(MOST) in note for note in cloud.notes)


@pytest.mark.parametrize("name", ["none.ply", "none.obj", "none.stl", "none.glb", "none.xyz"])
def test_empty_files_are_refused(name: str) -> None:
    with pytest.raises(InputError, match=name):
        parse_scan(b"", name)
