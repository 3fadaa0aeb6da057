from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.body.scan.read import MESHES, parse_mesh, read_scan
from modiste.body.scan.text import parse_table
from modiste.errors import InputError


def _ball() -> trimesh.Trimesh:
    return trimesh.creation.icosphere(subdivisions=3, radius=2.0)


@pytest.mark.parametrize("kind", MESHES)
def test_meshes_give_points_on_the_surface_with_outward_normals(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"ball.{kind}"
    _ball().export(file)
    cloud = read_scan(file)
    assert np.linalg.norm(cloud.points, axis=1) == pytest.approx(2.0, abs=0.03)
    assert cloud.normals is not None
    assert np.einsum("nx,nx->n", cloud.normals, cloud.points).min() > 1.9


@pytest.mark.parametrize("encoding", ["ascii", "binary"])
def test_bare_ply_clouds(tmp_path: Path, encoding: str) -> None:
    points = np.random.default_rng(0).normal(size=(700, 3))
    data = trimesh.PointCloud(points).export(file_type="ply", encoding=encoding)
    (tmp_path / "cloud.ply").write_bytes(data)
    cloud = read_scan(tmp_path / "cloud.ply")
    np.testing.assert_allclose(cloud.points, points, atol=1e-5)
    assert cloud.normals is None


def test_big_endian_ply() -> None:
    points = np.random.default_rng(0).normal(size=(600, 3)).astype(">f4")
    axes = "".join(f"property float {a}\n" for a in "xyz")
    head = f"ply\nformat binary_big_endian 1.0\nelement vertex 600\n{axes}end_header\n"
    found, _ = parse_mesh(head.encode() + points.tobytes(), "ply", "big.ply")
    np.testing.assert_allclose(found, points)


def test_ascii_stl() -> None:
    found, normals = parse_mesh(_ball().export(file_type="stl_ascii").encode(), "stl", "a.stl")
    assert np.linalg.norm(found, axis=1) == pytest.approx(2.0, abs=0.03)
    assert normals is not None


def test_nodes_of_a_glb_are_placed() -> None:
    scene = trimesh.Scene()
    move = trimesh.transformations.translation_matrix([10, 0, 0])
    scene.add_geometry(_ball(), transform=move)
    found, _ = parse_mesh(scene.export(file_type="glb"), "glb", "moved.glb")
    assert found.mean(0) == pytest.approx([10, 0, 0], abs=0.05)


def test_inside_out_meshes_are_turned() -> None:
    ball = _ball()
    ball.invert()
    points, normals = parse_mesh(ball.export(file_type="ply"), "ply", "in.ply")
    assert normals is not None
    assert (np.einsum("nx,nx->n", normals, points) > 0).all()


@pytest.mark.parametrize(
    "text",
    ["1 2 3\n4 5 6\n", "x,y,z\n1,2,3\n4,5,6\n", "# made by\n1\t2\t3 \n4 5 6", "1,0;2,0;3\n4;5;6",
     "r,z,y,x\n0,3,2,1\n0,6,5,4\n"],
)  # fmt: skip
def test_text_clouds(text: str) -> None:
    points, normals = parse_table(text.encode(), "cloud.txt")
    np.testing.assert_allclose(points, [[1, 2, 3], [4, 5, 6]])
    assert normals is None


def test_text_normals() -> None:
    _, normals = parse_table(b"1 2 3 0 0 1\n4 5 6 0 1 0\n", "cloud.xyz")
    np.testing.assert_allclose(normals, [[0, 0, 1], [0, 1, 0]])  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(MESHES), st.binary(max_size=300), st.floats(0, 1), st.integers(0, 255))
def test_damaged_meshes_are_told(kind: str, noise: bytes, where: float, byte: int) -> None:
    good = bytearray(
        trimesh.creation.box().export(file_type=kind)
        if kind != "obj"
        else trimesh.creation.box().export(file_type="obj").encode()
    )
    at = int(where * (len(good) - 1))
    good[at] = byte
    for data in (noise, bytes(good), bytes(good[:at])):
        with suppress(InputError):
            points, _ = parse_mesh(data, kind, "broken")
            assert points.ndim == 2
            assert points.shape[1] == 3


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text("0123456789.,; \n-ex", max_size=80)))
def test_damaged_tables_are_told(noise: bytes | str) -> None:
    data = noise if isinstance(noise, bytes) else noise.encode()
    with suppress(InputError):
        points, _ = parse_table(data, "broken.xyz")
        assert points.shape[1] == 3


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [("a.docx", b"", "export"), ("a.xyz", b"1 2 3", "only 1 points"), ("a.ply", b"", "again"),
     ("a.glb", b"glTF KHR_draco_mesh_compression", "uncompressed"), ("a.json", b"[1", "frames")],
)  # fmt: skip
def test_what_cannot_be_used_is_told(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=words):
        read_scan(tmp_path / name)


def test_missing_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_scan(tmp_path / "none.ply")


def _frame(name: str) -> dict[str, object]:
    turn = [[-1, 0, 0, 0], [0, 1, 0, 0], [0, 0, -1, 4], [0, 0, 0, 1]]
    pose = {"front.png": np.eye(4).tolist(), "back.png": turn}
    return {"depth": name, "fx": 100, "fy": 100, "cx": 50, "cy": 40, "depth_scale": 0.001,
            "pose": pose[name]}  # fmt: skip


def test_depth_frames_are_fused(tmp_path: Path) -> None:
    for name in ("front.png", "back.png"):
        depth = np.zeros((81, 101), np.uint16)
        depth[10:70, 20:80] = 1500
        cv2.imwrite(str(tmp_path / name), depth)
    frames = [_frame("front.png"), _frame("back.png")]
    (tmp_path / "scan.json").write_text(json.dumps({"frames": frames}))
    cloud = read_scan(tmp_path / "scan.json")
    assert cloud.unit == "m"
    assert set(np.round(cloud.points[:, 2], 6)) == {1.5, 2.5}
    assert cloud.points[:, 0].max() == pytest.approx(1.5 * 29 / 100, abs=0.02)


@pytest.mark.parametrize("depth", ["../secret.png", "none.png", "text.png"])
def test_depth_pictures_must_be_there_and_inside(tmp_path: Path, depth: str) -> None:
    (tmp_path / "text.png").write_text("no picture")
    frame = {**_frame("front.png"), "depth": depth}
    (tmp_path / "scan.json").write_text(json.dumps(frame))
    with pytest.raises(InputError, match=r"scan\.json"):
        read_scan(tmp_path / "scan.json")
