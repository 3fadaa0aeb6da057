"""The virtual model as GLB, read back by the library that others would use."""

from __future__ import annotations

import io

import numpy as np
import pytest
import trimesh
from hypothesis import given
from hypothesis import strategies as st

from modiste.body.glb import clipped, to_glb
from modiste.body.model import Model
from modiste.types import Label


@pytest.fixture(scope="module")
def scene(model: Model) -> trimesh.Scene:
    return trimesh.load(io.BytesIO(to_glb(model)), file_type="glb")


def test_the_file_has_body_hair_and_clothes(scene: trimesh.Scene) -> None:
    assert set(scene.geometry) == {"body", "hair", "top", "bottom", "shoes"}


def test_it_is_in_metres_and_stands_on_the_ground(scene: trimesh.Scene, model: Model) -> None:
    low, high = scene.geometry["shoes"].bounds[0], scene.geometry["body"].bounds[1]
    stature = model.sitter.body.stature(model.sitter.posed)
    assert high[1] == pytest.approx(stature, abs=0.02)
    assert abs(low[1]) < 0.01
    skin = scene.geometry["body"].vertices
    gaps = np.linalg.norm(skin[:20, None] - model.sitter.posed.vertices[None], axis=2)
    assert gaps.min(axis=1).max() < 1e-5


def test_colours_are_the_model_s(scene: trimesh.Scene) -> None:
    rgba = scene.geometry["body"].visual.vertex_colors
    assert rgba.shape[1] == 4
    assert np.median(rgba[:, 0]) > np.median(rgba[:, 2])
    cloth = scene.geometry["top"].visual.vertex_colors[:, :3]
    assert np.ptp(cloth.astype(int), axis=0).max() == 0


def test_clothes_lie_outside_the_body(scene: trimesh.Scene) -> None:
    top, body = scene.geometry["top"], scene.geometry["body"]
    assert top.vertices[:, 2].max() > body.vertices[:, 2].max() - 0.2
    assert np.ptp(top.vertices[:, 1]) < np.ptp(body.vertices[:, 1])


def test_hair_grows_on_the_head(scene: trimesh.Scene) -> None:
    low, high = scene.geometry["hair"].bounds
    assert high[1] > scene.geometry["body"].bounds[1][1] - 0.02
    assert low[1] > 0.8 * high[1]


def test_hems_lie_where_the_cloth_ends(model: Model) -> None:
    at = model.sitter.body.template
    layer = next(la for la in model.sitter.layers if la.label == Label.TOP)
    points, faces = clipped(at, layer.shell.faces, layer.inside(at))
    added = points[len(at) :]
    assert len(added) > 100
    assert np.quantile(np.abs(layer.inside(added)), 0.9) < 0.004
    assert layer.inside(points[np.unique(faces)]).min() > -0.02


@given(st.lists(st.floats(-1, 1).filter(lambda v: abs(v) > 1e-3), min_size=3, max_size=3))
def test_a_triangle_and_its_rest_have_the_whole_area(depth: list[float]) -> None:
    corners = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], np.float32)
    one = np.array([[0, 1, 2]])
    area = 0.0
    for sign in (1, -1):
        points, faces = clipped(corners, one, sign * np.array(depth, np.float32))
        sides = points[faces[:, 1:]] - points[faces[:, :1]]
        cross = np.cross(sides[:, 0], sides[:, 1])
        assert (cross[:, 2] >= -1e-6).all()
        area += cross[:, 2].sum() / 2
    assert area == pytest.approx(0.5, abs=1e-4)
