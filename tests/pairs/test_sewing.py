import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.examples.flats import KINDS, flat
from modiste.pairs.sewing import resample, sew
from modiste.types import Category, Part

TRUNK = (Part.TORSO, Part.SKIRT)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_sewn_into_one_cloth_with_the_pattern_s_area(kind: str) -> None:
    garment = flat(kind, seed=5, shape=(256, 192))
    cloth = sew(garment.pattern, spacing=3.0)
    a, b, c = (cloth.paper[cloth.faces[:, k]] for k in range(3))
    turn = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    front = turn[: cloth.front_faces]
    assert (front < 0).all()
    assert (turn[cloth.front_faces :] > 0).all()
    on_paper = (garment.alpha > 0.5).sum() / garment.lay.scale**2
    hood = 1.5 if garment.kind == "hoodie" else 1.06
    assert on_paper / hood < -front.sum() / 2 < on_paper * 1.06


@pytest.mark.parametrize("kind", KINDS)
def test_cloth_is_open_where_a_body_goes_through_and_nowhere_else(kind: str) -> None:
    cloth = sew(flat(kind, seed=2, shape=(256, 192)).pattern, spacing=3.0)
    sides = np.concatenate([cloth.faces[:, [0, 1]], cloth.faces[:, [1, 2]], cloth.faces[:, [2, 0]]])
    edges, count = np.unique(np.sort(sides, axis=1), axis=0, return_counts=True)
    glued = edges[count > 2]
    assert len(glued) < 0.02 * len(edges)
    assert cloth.seam[glued].all()
    rims = _components(edges[count == 1], ~cloth.seam)
    legs_or_skirt = 2 if kind == "skirt" else 3
    bottom = flat(kind, seed=2, shape=(64, 48)).category == Category.BOTTOM
    assert rims == (legs_or_skirt if bottom else 4)


def _components(edges: np.ndarray, counted: np.ndarray) -> int:
    """Rims that are more than the slit along one straight run of a seam."""
    parent = {int(v): int(v) for v in edges.ravel()}

    def root(v: int) -> int:
        while parent[v] != v:
            v = parent[v]
        return v

    for a, b in edges.tolist():
        parent[root(a)] = root(b)
    return len({root(v) for v in parent if counted[v]})


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=2, max_size=8),
    st.floats(0.5, 5),
)
def test_resampling_keeps_the_ends_and_never_lengthens(points: list, spacing: float) -> None:
    curve = np.array(points)
    even = resample(curve, spacing)
    assert np.allclose(even[[0, -1]], curve[[0, -1]])
    length = np.linalg.norm(np.diff(curve, axis=0), axis=1).sum()
    assert np.linalg.norm(np.diff(even, axis=0), axis=1).sum() <= length + 1e-6


@pytest.mark.parametrize("kind", KINDS)
def test_sleeves_begin_beyond_the_armholes(kind: str) -> None:
    pattern = flat(kind, seed=2, shape=(64, 48)).pattern
    cloth = sew(pattern, spacing=3.0)
    if "cuff_outer_left" not in pattern.landmarks:
        assert not cloth.sleeve.any()
        return
    shoulder, armpit = (abs(pattern.landmarks[f"{n}_left"][0]) for n in ("shoulder", "armpit"))
    across = np.abs(cloth.paper[:, 0])
    assert not cloth.sleeve[across < min(shoulder, armpit) - 3].any()
    trunk = max(float(np.abs(p.outline[:, 0]).max()) for p in pattern.panels if p.part in TRUNK)
    assert cloth.sleeve[across > trunk + 0.4].all()
