from __future__ import annotations

import numpy as np
import pytest

from modiste.body.light import KEY, Lights, irradiance, visibility

LIGHTS = Lights.studio()
UP = np.array([[0, 1, 0]], np.float32)


def plate(height: float, half: float) -> np.ndarray:
    """A dense horizontal plate of points."""
    line = np.arange(-half, half, 0.006, dtype=np.float32)
    x, z = np.meshgrid(line, line)
    return np.stack([x.ravel(), np.full(x.size, height, np.float32), z.ravel()], 1)


def test_directions_are_unit_and_cover_the_sphere() -> None:
    assert np.allclose(np.linalg.norm(LIGHTS.directions, axis=1), 1, atol=1e-5)
    assert np.abs(LIGHTS.directions.mean(0)).max() < 0.02
    assert LIGHTS.key.sum() == pytest.approx(1)


def test_nothing_in_the_way_means_full_light() -> None:
    far = plate(-1.0, 0.2)
    seen = visibility(np.array([[0, 0.5, 0]], np.float32), far, LIGHTS)
    assert seen.min() == 1


def test_a_roof_takes_the_light_from_above_only() -> None:
    seen = visibility(np.array([[0, 0, 0]], np.float32), plate(0.3, 0.3), LIGHTS)[0]
    steep = LIGHTS.directions[:, 1] > 0.8
    level = np.abs(LIGHTS.directions[:, 1]) < 0.2
    assert seen[steep].max() == 0
    assert seen[level].min() == 1


def test_a_larger_roof_shades_more() -> None:
    floor = np.array([[0, 0, 0]], np.float32)
    open_sky = [visibility(floor, plate(0.3, half), LIGHTS).mean() for half in (0.1, 0.3, 0.8)]
    assert open_sky == sorted(open_sky, reverse=True)


def test_a_surface_that_looks_at_the_key_light_is_brightest() -> None:
    towards = np.array(KEY.towards) / np.linalg.norm(KEY.towards)
    normals = np.array([towards, -towards, [0, 1, 0], [0, -1, 0]], np.float32)
    seen = np.ones((4, len(LIGHTS.directions)), np.float32)
    light = irradiance(normals, seen, LIGHTS, (0, 0, 0)).mean(1)
    assert light.argmax() == 0
    assert light.min() > 0


def test_wrapping_carries_red_around_the_terminator() -> None:
    away = -np.array([KEY.towards], np.float32) / np.linalg.norm(KEY.towards)
    seen = np.ones((1, len(LIGHTS.directions)), np.float32)
    hard, soft = (irradiance(away, seen, LIGHTS, w)[0] for w in ((0, 0, 0), (0.4, 0, 0)))
    assert soft[0] > hard[0]
    assert np.allclose(soft[1:], hard[1:])


def test_darkness_gives_no_light() -> None:
    seen = np.zeros((1, len(LIGHTS.directions)), np.float32)
    assert irradiance(UP, seen, LIGHTS, (0.1, 0.1, 0.1)).max() == 0
