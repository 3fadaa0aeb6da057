import numpy as np
import pytest

from modiste.body.template import Body
from modiste.pairs.cloth import GAP, Material, edges, hinges, relax, springs, tethers
from modiste.pairs.collide import Obstacle


def _sheet(n: int = 12, size: float = 0.4) -> tuple[np.ndarray, np.ndarray]:
    line = np.linspace(-size / 2, size / 2, n, dtype=np.float32)
    x, z = np.meshgrid(line, line, indexing="ij")
    at = np.stack([x.ravel(), np.full(n * n, 0.25, np.float32), z.ravel()], 1)
    i = np.arange(n * n).reshape(n, n)
    a, b, c, d = i[:-1, :-1].ravel(), i[1:, :-1].ravel(), i[1:, 1:].ravel(), i[:-1, 1:].ravel()
    return at, np.concatenate([np.stack([a, c, b], 1), np.stack([a, d, c], 1)])


def _ball(radius: float = 0.12) -> tuple[np.ndarray, np.ndarray]:
    n = 24
    u, v = np.meshgrid(np.linspace(0, 2 * np.pi, n), np.linspace(0.02, np.pi - 0.02, n))
    points = np.stack([np.cos(u) * np.sin(v), np.cos(v), np.sin(u) * np.sin(v)], -1)
    i = np.arange(n * n).reshape(n, n)
    a, b, c, d = i[:-1, :-1].ravel(), i[:-1, 1:].ravel(), i[1:, 1:].ravel(), i[1:, :-1].ravel()
    faces = np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])
    return (points.reshape(-1, 3) * radius).astype(np.float32), faces


def test_the_field_around_a_ball_is_its_distance() -> None:
    obstacle = Obstacle.around(*_ball())
    rng = np.random.default_rng(0)
    way = rng.normal(size=(400, 3))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    away = rng.uniform(0.085, 0.135, 400)
    points = (way * away[:, None]).astype(np.float32)
    move, deep = obstacle.push(points, 0.0)
    assert np.abs(deep - np.maximum(0.12 - away, 0)).max() < 0.006
    inside = away < 0.11
    assert (np.einsum("ij,ij->i", move, way)[inside] > 0.9 * deep[inside]).all()


def test_cloth_falls_on_a_ball_keeps_its_lengths_and_stays_outside() -> None:
    at, faces = _sheet()
    pairs = edges(faces)
    length = np.linalg.norm(at[pairs[:, 0]] - at[pairs[:, 1]], axis=1)
    keep = springs(pairs, length, 1.0)
    end = relax(at, [keep], Obstacle.around(*_ball()), steps=150, material=Material())
    now = np.linalg.norm(end[pairs[:, 0]] - end[pairs[:, 1]], axis=1)
    assert np.abs(now / length - 1).mean() < 0.06
    assert np.linalg.norm(end, axis=1).min() > 0.12 + GAP - 0.006
    assert end[0, 1] < at[0, 1] - 0.05


def test_held_vertices_keep_their_height() -> None:
    at, faces = _sheet()
    pairs = edges(faces)
    keep = springs(pairs, np.linalg.norm(at[pairs[:, 0]] - at[pairs[:, 1]], axis=1), 1.0)
    held = np.zeros(len(at), bool)
    held[:12] = True
    end = relax(at, [keep], Obstacle.around(*_ball()), steps=20, material=Material(), held=held)
    assert np.allclose(end[held, 1], at[held, 1], atol=GAP)
    assert end[~held, 1].min() < 0.24


def test_groups_share_no_vertex_and_hold_every_pair_once() -> None:
    _, faces = _sheet(6)
    pairs = edges(faces)
    made = springs(pairs, np.arange(len(pairs), dtype=np.float32), 0.5)
    assert all(len(np.unique(g)) == g.size for g in made.groups)
    assert sum(g.shape[1] for g in made.groups) == len(pairs)


def test_hinges_face_each_other_across_their_edge() -> None:
    _, faces = _sheet(5)
    across, sides = hinges(faces)
    corners = {frozenset(f) for f in faces.tolist()}
    for (a, b), (p, q) in zip(across.tolist(), sides.tolist(), strict=True):
        assert {a, p, q} in corners
        assert {b, p, q} in corners


def test_tethers_stay_within_a_layer_and_about_as_long_as_told() -> None:
    x, y = np.meshgrid(np.arange(0, 20, 1.5), np.arange(0, 20, 1.5))
    one = np.stack([x.ravel(), y.ravel()], 1).astype(np.float32)
    paper, layer = np.concatenate([one, one]), np.arange(2 * len(one)) >= len(one)
    pairs = tethers(paper, layer, 6.0)
    assert (layer[pairs[:, 0]] == layer[pairs[:, 1]]).all()
    assert np.linalg.norm(paper[pairs[:, 0]] - paper[pairs[:, 1]], axis=1) == pytest.approx(6)


def test_the_body_pushes_out_what_is_under_its_skin(template: Body) -> None:
    shape = template.shape({"gender": 1.0})
    chest = (np.abs(template.template[:, 0]) < 0.1) & (template.template[:, 1] > 0.2)
    chest &= (template.template[:, 1] < 0.4) & np.isin(np.arange(len(chest)), template.surface)
    faces = template.solid[(shape.vertices[template.solid][:, :, 1] > 0).all(1)]
    obstacle = Obstacle.around(shape.vertices, faces)
    skin = shape.vertices[chest]
    _, deep = obstacle.push(skin, 0.006)
    assert np.abs(deep - 0.006).mean() < 0.003
