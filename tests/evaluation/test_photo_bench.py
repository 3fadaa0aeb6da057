from __future__ import annotations

import numpy as np
import pytest

from modiste.body.measure import Tape
from modiste.body.posterior import Prior
from modiste.body.silhouette import Clothes, View, read_figure
from modiste.body.template import Body
from modiste.evaluation.body.crowd import GIRTHS, Crowd, Someone
from modiste.evaluation.body.photo import bench_photo
from modiste.evaluation.body.shots import Outfit, shoot
from modiste.types import Measure, Sex


@pytest.fixture(scope="module")
def body() -> Body:
    return Body.open()


@pytest.fixture(scope="module")
def someone(body: Body) -> Someone:
    return Crowd(Tape(body), Prior.open()).draw(Sex.FEMALE, np.random.default_rng(4))


def test_a_person_has_the_girths_that_are_said_of_her(body: Body, someone: Someone) -> None:
    measured = Tape(body).of_rest(someone.rest)
    for girth in GIRTHS:
        assert someone.truth[girth] == pytest.approx(measured[girth])


def test_sections_differ_from_the_template_at_the_same_girth(body: Body) -> None:
    people = [Crowd(Tape(body), Prior.open()).draw(Sex.MALE, np.random.default_rng(s))
              for s in (1, 2)]  # fmt: skip
    spans = [np.ptp(p.rest.vertices, axis=0) / p.truth[Measure.CHEST] for p in people]
    assert not np.allclose(spans[0], spans[1], rtol=1e-3)


def test_loose_clothes_and_the_scale_show(body: Body, someone: Someone) -> None:
    def waist(outfit: Outfit) -> float:
        shot = shoot(body, someone.rest, View.SIDE, outfit, np.random.default_rng(3))
        figure = read_figure(shot.matte, shot.pose, View.SIDE, "side.png")
        return figure.readings["side_waist"].ratio * someone.truth[Measure.HEIGHT]

    bare, thick = Outfit(0, 0, 0, 0, 0), Outfit(0.03, 0.03, 0.0, 0, 0)
    assert waist(thick) - waist(bare) == pytest.approx(6.0, abs=1.5)


def test_the_class_of_clothes_bounds_their_ease() -> None:
    rng = np.random.default_rng(0)
    tight = [Outfit.drawn(Clothes.TIGHT, rng).top for _ in range(50)]
    loose = [Outfit.drawn(Clothes.LOOSE, rng).top for _ in range(50)]
    assert max(tight) < min(loose)


def test_the_benchmark_beats_the_height_alone_and_repeats() -> None:
    report = bench_photo(6, seed=5)
    assert report["n"] + report["refused"] == 6
    assert report["waist_mae_cm"] < report["height_only_waist_mae_cm"]
    assert 0 <= report["coverage80"] <= 1
    assert bench_photo(2, seed=5) == bench_photo(2, seed=5)
