from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from modiste.body.camera import Camera
from modiste.body.raster import rasterize

CAMERA = Camera(40, 30, 60.0, (0.0, 0.0, 3.0))
COORDINATE = st.floats(-0.9, 0.9)
POINT = st.tuples(COORDINATE, COORDINATE, st.floats(-0.8, 0.8))
FACE = np.array([[0, 1, 2]])


def ray_hits(triangle: np.ndarray, camera: Camera) -> np.ndarray:
    """Which pixel centres' rays meet a triangle, by Moeller and Trumbore, bool (H, W)."""
    y, x = np.mgrid[0 : camera.height, 0 : camera.width] + 0.5
    ray = np.stack([(x - camera.width / 2) / camera.focal, (camera.height / 2 - y) / camera.focal,
                    -np.ones_like(x)], -1)  # fmt: skip
    edge1, edge2 = triangle[1] - triangle[0], triangle[2] - triangle[0]
    normal = np.cross(ray, edge2)
    det = normal @ edge1
    start = np.array(camera.eye) - triangle[0]
    det = np.where(np.abs(det) < 1e-9, 1e-9, det)
    u = normal @ start / det
    v = ray @ np.cross(start, edge1) / det
    return (u > 1e-3) & (v > 1e-3) & (u + v < 1 - 1e-3)


@given(POINT, POINT, POINT)
def test_a_triangle_covers_the_pixels_whose_rays_meet_it(
    a: tuple[float, ...], b: tuple[float, ...], c: tuple[float, ...]
) -> None:
    triangle = np.array([a, b, c], np.float32)
    found = rasterize(triangle, FACE, CAMERA, cull=False)
    covered = np.zeros((30, 40), bool)
    covered.ravel()[found.pixel] = True
    hits = ray_hits(triangle.astype(np.float64), CAMERA)
    area = np.linalg.norm(np.cross(triangle[1] - triangle[0], triangle[2] - triangle[0]))
    if area > 1e-3:
        assert (hits & ~covered).sum() <= 0.02 * hits.sum() + 1
    assert np.allclose(found.weights.sum(1), 1, atol=1e-3)


@given(POINT, POINT, POINT)
def test_sampling_positions_lands_on_the_pixel(
    a: tuple[float, ...], b: tuple[float, ...], c: tuple[float, ...]
) -> None:
    triangle = np.array([a, b, c], np.float32)
    found = rasterize(triangle, FACE, CAMERA, cull=False)
    back, depth = CAMERA.project(found.sample(triangle, FACE))
    want = np.stack([found.pixel % 40 + 0.5, found.pixel // 40 + 0.5], 1)
    assert np.median(np.abs(back - want)) < 0.05 if len(found.pixel) else len(back) == 0
    assert np.allclose(depth, found.depth, rtol=1e-2)


def test_the_nearer_triangle_wins() -> None:
    near = np.array([[-1, -1, 0.5], [1, -1, 0.5], [0, 1, 0.5]], np.float32)
    both = np.concatenate([near - [0, 0, 1], near]).astype(np.float32)
    found = rasterize(both, np.array([[0, 1, 2], [3, 4, 5]]), CAMERA)
    middle = found.face[found.pixel == 15 * 40 + 20]
    assert middle.tolist() == [1]
    assert len(np.unique(found.pixel)) == len(found.pixel)


def test_faces_that_look_away_are_left_out() -> None:
    away = np.array([[-1, -1, 0], [0, 1, 0], [1, -1, 0]], np.float32)
    assert len(rasterize(away, FACE, CAMERA).pixel) == 0
    assert len(rasterize(away, FACE, CAMERA, cull=False).pixel) > 100


def test_what_lies_outside_the_picture_is_not_drawn() -> None:
    aside = np.array([[5, -1, 0], [7, -1, 0], [6, 1, 0]], np.float32)
    assert len(rasterize(aside, FACE, CAMERA).pixel) == 0


def test_more_pixels_show_the_same_scene() -> None:
    triangle = np.array([[-0.5, -0.5, 0], [0.5, -0.5, 0], [0, 0.5, 0]], np.float32)
    small, large = rasterize(triangle, FACE, CAMERA), rasterize(triangle, FACE, CAMERA.scaled(4))
    assert abs(len(large.pixel) / len(small.pixel) / 16 - 1) < 0.2


def test_a_portrait_frames_the_given_heights() -> None:
    camera = Camera.portrait(1.8, -0.1, size=(300, 400))
    pixels, _ = camera.project(np.array([[0, 1.8, 0], [0, -0.1, 0]], np.float32))
    assert np.allclose(pixels, [[150, 0], [150, 400]], atol=1e-3)
