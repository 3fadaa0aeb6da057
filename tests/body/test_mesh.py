from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.body.mesh import vertex_normals, volume
from modiste.body.template import Body, Shape, rotation

CORNERS = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], np.float32)
CUBE = np.array([[0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1],
                 [2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3]])  # fmt: skip


@given(st.floats(0.2, 5), st.tuples(*[st.floats(-50, 50)] * 3), st.tuples(*[st.floats(-3, 3)] * 3))
def test_volume_scales_with_the_cube_and_ignores_where_the_mesh_is(
    size: float, turn: tuple[float, float, float], shift: tuple[float, float, float]
) -> None:
    moved = CORNERS * size @ rotation(turn).T + np.array(shift, np.float32)
    assert volume(moved.astype(np.float32), CUBE) == pytest.approx(size**3, rel=1e-3)


def test_turning_the_faces_around_negates_the_volume() -> None:
    assert volume(CORNERS, CUBE[:, ::-1]) == pytest.approx(-1)


def test_normals_of_a_cube_point_away_from_its_middle() -> None:
    normals = vertex_normals(CORNERS, CUBE)
    outward = (CORNERS - 0.5) / np.linalg.norm(CORNERS - 0.5, axis=1, keepdims=True)
    assert (np.einsum("ij,ij->i", normals, outward) > 0.8).all()
    assert np.allclose(np.linalg.norm(normals, axis=1), 1, atol=1e-5)


def test_a_vertex_without_a_face_has_no_normal() -> None:
    assert np.array_equal(vertex_normals(CORNERS, CUBE[:2])[7], [0, 0, 0])


def test_normals_of_the_face_look_forward(body: Body, woman: Shape) -> None:
    normals = vertex_normals(woman.vertices, body.solid)
    nose = (np.abs(body.template[:, 0]) < 0.01) & (body.template[:, 2] > 0.155)
    facing = normals[np.intersect1d(np.flatnonzero(nose), body.surface), 2]
    assert facing.mean() > 0.6
