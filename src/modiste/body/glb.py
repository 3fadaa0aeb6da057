"""A virtual model as a file for 3D viewers: GLB (glTF 2.0), metres, y up, facing +z."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import trimesh

from modiste.body import hair, skin
from modiste.body.arrays import Color, Floats, Ints, vec
from modiste.body.model import CLOTH, Model
from modiste.body.scene import Sitter
from modiste.types import Label

CLOTHES: Mapping[Label, tuple[float, float, float]] = {
    Label.TOP: CLOTH,
    Label.BOTTOM: (0.55 * CLOTH[0], 0.55 * CLOTH[1], 0.55 * CLOTH[2]),
    Label.SHOES: (0.62, 0.61, 0.59),
}
"""Linear RGB of the base clothes."""
HIDDEN = 0.012
"""Skin further than this from the clothes' edges, in metres, is left out: nobody sees it."""
STRANDS, POINTS, RIBBON = 1500, 8, 0.007
"""Ribbons of hair, points along each, and their width in metres."""


def to_glb(model: Model) -> bytes:
    """The posed body, its hair and its base clothes, with colours per vertex.

    Returns:
        The file's bytes; a mesh each for body, hair and every layer of clothes.
    """
    sitter = model.sitter
    scene = trimesh.Scene()
    for name, mesh in _meshes(sitter).items():
        scene.add_geometry(mesh, geom_name=name, node_name=name)
    return bytes(scene.export(file_type="glb"))  # type: ignore[no-untyped-call]


def _meshes(sitter: Sitter) -> dict[str, trimesh.Trimesh]:
    body, vertices = sitter.body, sitter.posed.vertices
    bareness = np.full(len(body.template), -np.inf, np.float32)
    worn = np.max([bareness, *(layer.inside(body.template) for layer in sitter.layers)], axis=0)
    bare = body.faces[body.parts <= body.part_names.index("eye_right")]
    bare = bare[worn[bare].min(axis=1) < HIDDEN]
    found = {"body": _mesh(vertices, bare, _bare_color(sitter)), "hair": _hair(sitter)}
    covered = bareness
    for layer in reversed(sitter.layers):
        depth = layer.inside(body.template)
        points, faces = clipped(layer.shell.vertices, layer.shell.faces,
                                np.minimum(depth, -covered))  # fmt: skip
        color = _flat(CLOTHES.get(layer.label, CLOTH), points)
        found[layer.label.name.lower()] = _mesh(points, faces, color)
        covered = np.maximum(covered, depth)
    return found


def clipped(vertices: Floats, faces: Ints, depth: Floats) -> tuple[Floats, Ints]:
    """The part of a mesh where a value given at its vertices is positive, with straight edges.

    Args:
        vertices: (V, 3).
        faces: (F, 3).
        depth: (V,), interpolated along the edges.

    Returns:
        Vertices, the given ones first, and faces.
    """
    inside = depth[faces] > 0
    count = inside.sum(axis=1)
    parts, points = [faces[count == 3]], [vertices]
    total = len(vertices)
    for number in (1, 2):
        mixed = np.flatnonzero(count == number)
        lone = inside[mixed] if number == 1 else ~inside[mixed]
        corners = _from(faces[mixed], lone.argmax(axis=1))
        first, second = (_crossing(vertices, depth, corners[:, 0], corners[:, i]) for i in (1, 2))
        one, two = total + np.arange(len(mixed)), total + len(mixed) + np.arange(len(mixed))
        total += 2 * len(mixed)
        points += [first, second]
        if number == 1:
            parts.append(np.stack([corners[:, 0], one, two], axis=1))
        else:
            parts.append(np.stack([one, corners[:, 1], corners[:, 2]], axis=1))
            parts.append(np.stack([one, corners[:, 2], two], axis=1))
    return np.concatenate(points).astype(np.float32), np.concatenate(parts)


def _from(faces: Ints, start: Ints) -> Ints:
    """The faces' corners in the same sense, beginning with the one numbered ``start``."""
    turned: Ints = faces[np.arange(len(faces))[:, None], (start[:, None] + np.arange(3)) % 3]
    return turned


def _crossing(vertices: Floats, depth: Floats, a: Ints, b: Ints) -> Floats:
    """Where ``depth`` is zero between two vertices."""
    low, high = (np.clip(depth[i], -1e3, 1e3) for i in (a, b))
    share = (low / (low - high))[:, None]
    point: Floats = vertices[a] * (1 - share) + vertices[b] * share
    return point


def _hair(sitter: Sitter) -> trimesh.Trimesh:
    """Some of the strands as ribbons that face outwards."""
    strands = hair.grow(sitter.body, sitter.rest, sitter.posed, sitter.style, sitter.seed)
    steps = strands.points.shape[1]
    kept = np.unique(np.linspace(0, steps - 1, min(steps, POINTS)).round().astype(int))
    lines = strands.points[:: max(1, len(strands.points) // STRANDS)][:, kept]
    shade = strands.shade[:: max(1, len(strands.points) // STRANDS)]
    outwards = lines - strands.middle
    along = np.gradient(lines, axis=1)
    across = np.cross(along, outwards)
    across *= RIBBON / 2 / np.maximum(np.linalg.norm(across, axis=2, keepdims=True), 1e-9)
    corners = np.stack([lines - across, lines + across], axis=2)
    number = np.arange(corners[..., 0].size).reshape(corners.shape[:3])
    a, b, c, d = (number[:, :-1, 0], number[:, :-1, 1], number[:, 1:, 0], number[:, 1:, 1])
    faces = np.stack([a, b, c, b, d, c], axis=2).reshape(-1, 3)
    tone = vec(sitter.looks.hair) * np.repeat(shade, 2 * lines.shape[1])[:, None]
    return _mesh(corners.reshape(-1, 3).astype(np.float32), faces, tone.astype(np.float32))


def _bare_color(sitter: Sitter) -> Floats:
    body, looks = sitter.body, sitter.looks
    color = skin.paint_skin(body.template, body.masks, looks, sitter.seed)
    rooted = 0.9 * (skin.scalp(body.template) > 0)[:, None]
    color = color * (1 - rooted) + vec(looks.hair) * rooted
    for name in ("eye_left", "eye_right"):
        mine = np.unique(body.faces[body.parts == body.part_names.index(name)])
        at = body.template[mine]
        color[mine] = skin.paint_eye(at, at.mean(axis=0), looks)
    return color


def _flat(color: Color | tuple[float, float, float], vertices: Floats) -> Floats:
    whole: Floats = np.broadcast_to(vec(color), vertices.shape)
    return whole


def _mesh(vertices: Floats, faces: Ints, color: Floats) -> trimesh.Trimesh:
    """The used vertices only; glTF's vertex colours are linear, as ours are."""
    used, compact = np.unique(faces, return_inverse=True)
    rgba = np.ones((len(used), 4))
    rgba[:, :3] = np.clip(color[used], 0, 1)
    return trimesh.Trimesh(vertices[used], compact.reshape(-1, 3), process=False,
                           vertex_colors=np.round(rgba * 255).astype(np.uint8))  # fmt: skip
