from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from modiste.body.measure import Tape
from modiste.body.posterior import Prior
from modiste.body.silhouette import Clothes, View, read_figure
from modiste.body.template import Body
from modiste.errors import PoseError
from modiste.evaluation.body import photo_nets
from modiste.evaluation.body.crowd import GIRTHS, Crowd, Someone
from modiste.evaluation.body.photo import Case, Judge, bench_photo, photographed
from modiste.evaluation.body.photo_nets import bench_nets, picture
from modiste.evaluation.body.shots import Outfit, shoot
from modiste.measuring import Measurer
from modiste.types import Measure, Sex


@pytest.fixture(scope="module")
def body() -> Body:
    return Body.open()


@pytest.fixture(scope="module")
def someone(body: Body) -> Someone:
    return Crowd(Tape(body), Prior.open()).draw(Sex.FEMALE, np.random.default_rng(4))


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return photographed(2, np.random.default_rng(6), Prior.open())


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
    report = bench_photo(2, seed=5)
    assert report["all_n"] + report["refused"] == 2 * len(Clothes)
    assert report["n"] <= 2
    assert report["waist_mae_cm"] < report["no_photo_waist_mae_cm"]
    assert 0 <= report["coverage80"] <= 1
    assert bench_photo(1, seed=5) == bench_photo(1, seed=5)


def test_a_weight_that_is_told_is_used(cases: list[Case]) -> None:
    judge = Judge.open()
    without, with_it = (judge.scores(cases, (), weight=weight) for weight in (False, True))
    assert with_it["hip_mae_cm"] < without["hip_mae_cm"]


def test_loose_clothes_taken_for_tight_ones_widen_the_body(cases: list[Case]) -> None:
    loose = [case for case in cases if case.clothes is Clothes.LOOSE]
    wrong = [replace(case, clothes=Clothes.TIGHT) for case in loose]
    judge = Judge.open()
    assert judge.scores(wrong)["waist_mae_cm"] > judge.scores(loose)["waist_mae_cm"]


def test_photos_read_by_the_networks_give_the_girths() -> None:
    report = bench_nets(1, seed=2)
    assert (report["n"], report["refused"]) == (1, 0)
    for girth in GIRTHS:
        assert abs(report[f"{girth}_bias_cm"]) == report[f"{girth}_mae_cm"] < 12
        assert report[f"weight_told_{girth}_mae_cm"] < 9
    assert 0 <= report["coverage80"] <= 1


def test_without_anybody_measured_there_are_no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PoseError("front: a knee is bent.")

    monkeypatch.setattr(photo_nets, "picture", lambda *_: np.zeros((64, 48, 3), np.uint8))
    monkeypatch.setattr(Measurer, "body", refuse)
    assert bench_nets(1, seed=0) == {"n": 0, "refused": 1}


@pytest.mark.parametrize("view", list(View))
def test_photos_show_the_whole_person_before_a_wall(
    body: Body, someone: Someone, view: View
) -> None:
    photo = picture(body, someone, view, np.random.default_rng(1))
    assert photo.dtype == np.uint8
    assert photo.ndim == 3
    edges = np.concatenate([photo[0], photo[-1], photo[:, 0], photo[:, -1]]).astype(int)
    assert np.ptp(edges.mean(1)) < 90
    assert photo.std() > 15
