"""The rendered film, and the benchmark that plays it."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from modiste.evaluation.live import play
from modiste.evaluation.walk import SIZE, Film, draw_walk, size_row
from modiste.examples.flats import flat
from modiste.fit.plain import parse_json
from modiste.fit.true_size import fit_of_size
from modiste.live.jpeg import decoded, encoded
from modiste.live.nets import open_nets
from modiste.studio import Studio
from modiste.types import Category, Measure


@pytest.fixture(scope="module")
def film() -> Film:
    return draw_walk(0, count=8, kind="t-shirt")


def test_frames_and_truth_belong_together(film: Film) -> None:
    assert film.category is Category.TOP
    assert len(film.frames) == len(film.cloth) == len(film.poses) == 8
    for frame, cloth, pose in zip(film.frames, film.cloth, film.poses, strict=True):
        assert frame.shape == (SIZE[1], SIZE[0], 3)
        assert 0.02 < cloth.mean() < 0.4
        middle = (pose["left_shoulder"] + pose["right_hip"]) / 2
        assert cloth[round(float(middle[1])), round(float(middle[0]))]
        assert not cloth[round(float(pose["nose"][1])), round(float(pose["nose"][0]))]


def test_she_moves(film: Film) -> None:
    ankles = np.stack([pose["left_ankle"] for pose in film.poses])
    assert np.ptp(ankles, axis=0).max() > 3
    assert (film.cloth[0] != film.cloth[-1]).any()


def test_the_mirror_follows_the_film(film: Film, studio: Studio) -> None:
    run = play(film, open_nets(1), studio)
    assert len(run.overlaps) == len(run.seconds) == 3
    assert min(run.overlaps) > 0.7
    assert run.first > 0.7
    assert max(run.shakes) < 6


def test_frames_travel_as_jpeg() -> None:
    frame = np.full((48, 64, 3), (200, 90, 30), np.uint8)
    assert np.abs(decoded(encoded(frame)).astype(int) - frame).max() < 8


def test_the_garment_s_measures_are_told_as_a_shop_tells_them() -> None:
    """The length in the chart is the cloth's own, from the collar to the hem."""
    drawn = flat("dress", seed=5, shape=(64, 48))
    chart = parse_json(json.dumps(size_row(drawn)), "chart")
    body = dict.fromkeys(Measure, 90.0) | {Measure.HEIGHT: 160.0}
    told = fit_of_size(chart, "M", body).drop
    assert told == pytest.approx(drawn.pattern.measures["length"] / 160, abs=1e-3)


def test_the_film_tells_how_long_the_garment_is_on_its_wearer(film: Film) -> None:
    assert film.fit.drop is not None
    assert 0.33 < film.fit.drop < 0.46


def test_measures_change_what_is_drawn(film: Film, studio: Studio) -> None:
    assert film.fit.drop is not None
    short = replace(film.fit, drop=0.6 * film.fit.drop)
    nets = open_nets(1)
    sized, cropped = (play(film, nets, studio, fit) for fit in (film.fit, short))
    assert sized.first > 0.7
    assert cropped.first < sized.first - 0.1
