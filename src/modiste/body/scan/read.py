"""Scans from files: meshes and clouds by trimesh, text clouds and depth frames by our readers."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from modiste.body.arrays import Floats
from modiste.body.scan.cloud import MOST, Cloud
from modiste.body.scan.depth import read_frames
from modiste.body.scan.text import parse_table
from modiste.errors import InputError

MESHES = ("ply", "obj", "stl", "glb")
TEXTS = ("xyz", "csv", "txt", "asc", "pts")
FRAMES = ("json",)
MOST_BYTES = 512 * 1024**2
LEAST = 500
SAMPLES = 120_000
"""Points spread over a mesh, whatever its vertices."""
_PACKED = (b"KHR_draco_mesh_compression", b"EXT_meshopt_compression")


def read_scan(path: Path | str) -> Cloud:
    """Read a scan.

    Args:
        path: PLY, OBJ, STL or GLB; a text cloud (``.xyz .csv .txt .asc .pts``); or the JSON of
            depth frames, see :mod:`modiste.body.scan.depth`.

    Raises:
        InputError: when the file is missing, too large, of another kind, or damaged.
    """
    path = Path(path)
    kind = path.suffix.lower().lstrip(".")
    if kind not in (*MESHES, *TEXTS, *FRAMES):
        known = ", ".join((*MESHES, *TEXTS, *FRAMES))
        raise InputError(f"{path.name}: no scan format; export it as one of {known}.")
    data = _bytes(path)
    if kind in FRAMES:
        return _usable(read_frames(path, data))
    return parse_scan(data, path.name)


def parse_scan(data: bytes, name: str) -> Cloud:
    """Read a mesh or a text cloud that is in memory; no other file is ever looked at.

    Args:
        data: of the file.
        name: of the file; its ending tells the format.

    Raises:
        InputError: the format is another, or the data is damaged.
    """
    kind = Path(name).suffix.lower().lstrip(".")
    if kind in TEXTS:
        points, normals = parse_table(data, name)
    elif kind in MESHES:
        points, normals = parse_mesh(data, kind, name)
    else:
        known = ", ".join((*MESHES, *TEXTS))
        raise InputError(f"{name}: no scan format that can be sent; it is one of {known}.")
    return _usable(Cloud(points, normals, name))


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise InputError(
                f"{path.name} has {size >> 20} MB; export the scan with fewer points "
                f"(at most {MOST_BYTES >> 20} MB)."
            )
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{path} cannot be read ({reason}): give a scan file.") from error


def parse_mesh(data: bytes, kind: str, name: str) -> tuple[Floats, Floats | None]:
    """Points of a mesh or cloud, and normals when it has faces.

    Args:
        data: the file.
        kind: one of :data:`MESHES`.
        name: of the file, for messages.

    Raises:
        InputError: when it is damaged or empty.
    """
    if kind == "glb" and any(word in data[: 1 << 20] for word in _PACKED):
        raise InputError(f"{name} is compressed (Draco or meshopt); export it uncompressed.")
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            found = [_sampled(*part) for part in _parts(data, kind)]
    except Exception as error:
        raise InputError(
            f"{name} is no readable {kind.upper()} file ({error}); export the scan again."
        ) from error
    found = [part for part in found if len(part[0])]
    if not found:
        raise InputError(f"{name} has no points; export the scan again.")
    points = np.concatenate([part[0] for part in found])
    normals = [part[1] for part in found if part[1] is not None]
    whole = len(normals) == len(found)
    return points, np.concatenate(normals) if whole else None


def _parts(data: bytes, kind: str) -> Iterator[tuple[Floats, Any]]:
    """Vertices (V, 3) in the scene, and faces or None, of each geometry."""
    import trimesh

    scene = trimesh.load_scene(io.BytesIO(data), file_type=kind, process=False)
    for node in scene.graph.nodes_geometry:
        transform, name = scene.graph[node]
        geometry = scene.geometry[name]
        vertices = np.asarray(geometry.vertices, np.float64)
        faces = getattr(geometry, "faces", None)
        placed = vertices @ transform[:3, :3].T + transform[:3, 3]
        yield placed, faces if faces is not None and len(faces) else None


def _sampled(vertices: Floats, faces: Any) -> tuple[Floats, Floats | None]:
    """Points spread by area over the faces, with normals; the vertices of a bare cloud."""
    if faces is None:
        return vertices.reshape(-1, 3), None
    corners = np.asarray(faces, np.intp)
    if corners.min() < 0 or corners.max() >= len(vertices):
        raise ValueError("a face has a corner that does not exist")
    triangles = vertices[corners]
    triangles = triangles[np.isfinite(triangles).all((1, 2))]
    across = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    area = np.linalg.norm(across, axis=1)
    if not 0 < area.sum() < np.inf:
        raise ValueError("the faces have no area")
    rng = np.random.default_rng(0)
    face = rng.choice(len(area), SAMPLES, p=area / area.sum())
    points = np.einsum("nk,nkx->nx", rng.dirichlet(np.ones(3), SAMPLES), triangles[face])
    normals = across[face] / area[face, None]
    return points, normals * _outward(triangles, across)


def _outward(triangles: Floats, across: Floats) -> float:
    """-1 when the faces are wound the wrong way round, as the signed volume tells."""
    centred = triangles.mean(1) - triangles.mean((0, 1))
    return float(np.sign(np.einsum("nx,nx->", centred, across)) or 1.0)


def _usable(cloud: Cloud) -> Cloud:
    """The cloud without what is not finite, and thinned to :data:`MOST` points."""
    keep = np.flatnonzero(np.isfinite(cloud.points).all(1) & (np.abs(cloud.points) < 1e9).all(1))
    if len(keep) < LEAST:
        raise InputError(
            f"{cloud.name} has only {len(keep)} points; a body needs thousands. Export them all."
        )
    notes = list(cloud.notes)
    if len(keep) > MOST:
        notes.append(f"{len(keep)} points are more than needed; {MOST} were used.")
        keep = np.sort(np.random.default_rng(0).choice(keep, MOST, replace=False))
    normals = None if cloud.normals is None else cloud.normals[keep]
    return Cloud(cloud.points[keep], normals, cloud.name, cloud.unit, tuple(notes))
