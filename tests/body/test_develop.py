from __future__ import annotations

import numpy as np

from modiste.body.backdrop import backdrop
from modiste.body.camera import Camera
from modiste.body.develop import SUPERSAMPLING, Canvas, develop
from modiste.body.light import Lights
from modiste.body.noise import ramp, waves
from modiste.body.raster import Fragments

CAMERA = Camera.portrait(1.9, -0.1, size=(30, 40))


def square(canvas: Canvas, low: int, high: int, distance: float) -> Fragments:
    rows, columns = np.mgrid[low:high, low:high]
    pixel = (rows * canvas.size[1] + columns).ravel()
    count = len(pixel)
    return Fragments(pixel, np.zeros(count, np.intp), np.full((count, 3), 1 / 3, np.float32),
                     np.full(count, distance, np.float32))  # fmt: skip


def grey(level: float) -> np.ndarray:
    return np.full((40, 30, 3), level, np.float32)


def test_coverage_labels_and_depth_tell_the_same_story() -> None:
    canvas = Canvas(CAMERA.scaled(SUPERSAMPLING))
    part = square(canvas, 11, 30, 2.5)
    canvas.put(part, np.full((len(part.pixel), 3), 0.1, np.float32), 7)
    photo = develop(canvas, CAMERA, grey(0.5), 0)
    assert np.array_equal(photo.labels > 0, photo.alpha >= 0.5)
    assert photo.alpha[5, 10] == 0.5
    assert photo.depth[10, 10] == 2.5
    assert np.isinf(photo.depth[0, 0])
    assert set(np.unique(photo.labels)) == {0, 7}


def test_the_person_is_darker_than_the_backdrop_where_she_is() -> None:
    canvas = Canvas(CAMERA.scaled(SUPERSAMPLING))
    part = square(canvas, 10, 30, 2.5)
    canvas.put(part, np.full((len(part.pixel), 3), 0.05, np.float32), 7)
    photo = develop(canvas, CAMERA, grey(0.5), 0)
    assert photo.image[10, 10].mean() < photo.image[30, 20].mean() - 60


def test_what_is_behind_is_not_nearer() -> None:
    canvas = Canvas(CAMERA)
    front = square(canvas, 5, 15, 2.0)
    canvas.put(front, np.zeros((len(front.pixel), 3), np.float32), 1)
    assert not canvas.nearer(square(canvas, 5, 15, 2.5), 0.01).any()
    assert canvas.nearer(square(canvas, 5, 15, 1.5), 0.01).all()
    assert canvas.nearer(square(canvas, 16, 20, 9.0), 0.01).all()


def test_a_person_throws_a_shadow_on_the_floor_only() -> None:
    lights = Lights.studio(60)
    pillar = np.random.default_rng(0).uniform([-0.2, 0, -0.2], [0.2, 1.7, 0.2], (8000, 3))
    empty = np.array([[0.0, -5.0, 0.0]], np.float32)
    dark, bright = (backdrop(CAMERA, c.astype(np.float32), lights) for c in (pillar, empty))
    assert (dark[-4:] <= bright[-4:] + 1e-6).all()
    assert dark[-5:, 10:20].min() < 0.9 * bright[-5:, 10:20].min()
    assert np.allclose(dark[:15], bright[:15])


def test_waves_are_centred_repeatable_and_smooth() -> None:
    points = np.random.default_rng(0).uniform(-1, 1, (5000, 3)).astype(np.float32)
    field = waves(points, 1, 0.1)
    assert abs(field.mean()) < 0.1
    assert 0.8 < field.std() < 1.2
    assert np.array_equal(field, waves(points, 1, 0.1))
    assert np.abs(waves(points + np.float32(1e-4), 1, 0.1) - field).max() < 0.15


def test_a_ramp_rises_or_falls_between_its_ends() -> None:
    values = np.array([0.0, 1.0, 1.5, 2.0, 3.0], np.float32)
    assert ramp(values, 1, 2).tolist() == [0, 0, 0.5, 1, 1]
    assert ramp(values, 2, 1).tolist() == [1, 1, 0.5, 0, 0]
