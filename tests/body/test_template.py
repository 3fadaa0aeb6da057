from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.assets import asset_path, catalogue
from modiste.body.mesh import volume
from modiste.body.template import LEVELS, Body, Shape, rotation
from modiste.errors import AssetError, OptionError

UNIT = st.floats(0, 1)
TRAITS = st.fixed_dictionaries(dict.fromkeys(LEVELS, UNIT))


def test_the_file_is_catalogued_and_small() -> None:
    row = catalogue().assets["body"]
    assert row.bytes == asset_path("body").stat().st_size <= 8_000_000
    assert "scripts/export_body.py" in row.source


def test_the_template_equals_the_original_within_half_a_millimetre(body: Body) -> None:
    with np.load(asset_path("body")) as file:
        checks = [file[f"check_{name}"] for name in ("phenotypes", "sliders", "vertices")]
        picked = file["check_picked"]
    for traits, sliders, want in zip(*checks, strict=True):
        shape = body.shape(dict(zip(body.phenotypes, traits.tolist(), strict=True)),
                           dict(zip(body.sliders, sliders.tolist(), strict=True)))  # fmt: skip
        assert np.abs(shape.vertices[picked] - want).max() < 0.5e-3


@settings(max_examples=15, deadline=None)
@given(TRAITS)
def test_every_adult_is_finite_mirrored_and_human_sized(traits: dict[str, float]) -> None:
    shape = BODY.shape(traits)
    assert np.isfinite(shape.vertices).all()
    assert 1.2 < BODY.stature(shape) < 2.6
    assert abs(shape.vertices[BODY.surface, 0].sum()) < 1.0
    left, right = (shape.joints[BODY.bone(f"wrist.{side}")] for side in "LR")
    assert np.allclose(left * [-1, 1, 1], right, atol=1e-3)


BODY = Body.open()


def test_the_skin_is_an_oriented_surface_without_branches(body: Body) -> None:
    directed = np.concatenate([body.solid[:, [0, 1]], body.solid[:, [1, 2]], body.solid[:, [2, 0]]])
    assert len(np.unique(directed, axis=0)) == len(directed)
    back = set(map(tuple, directed[:, ::-1].tolist()))
    border = sum(tuple(edge) not in back for edge in directed.tolist())
    assert border < 0.01 * len(directed)


def test_the_wearers_left_is_at_plus_x_and_she_faces_plus_z(body: Body, woman: Shape) -> None:
    assert woman.joints[body.bone("wrist.L"), 0] > 0 > woman.joints[body.bone("wrist.R"), 0]
    toe, heel = (woman.joints[body.bone(name), 2] for name in ("toe1-2.L", "foot.L"))
    assert toe > heel
    assert woman.joints[body.bone("head"), 1] > woman.joints[body.bone("foot.L"), 1]


def test_more_weight_means_more_volume(body: Body) -> None:
    sizes = [volume(body.shape({"weight": w}).vertices, body.solid) for w in (0.0, 0.5, 1.0)]
    assert sizes == sorted(sizes)
    assert sizes[2] > 1.1 * sizes[0]


def test_a_slider_moves_only_its_part_of_the_body(body: Body) -> None:
    plain, changed = body.shape({}), body.shape({}, {"measure-calf-circ-incr": 1.0})
    moved = np.linalg.norm(plain.vertices - changed.vertices, axis=1) > 1e-3
    assert 50 < moved.sum() < 6000
    assert body.template[moved, 1].max() < -0.3


@settings(max_examples=15, deadline=None)
@given(
    st.tuples(*[st.floats(-60, 60)] * 3), st.sampled_from(["upperarm01.L", "lowerleg01.R", "head"])
)
def test_posing_keeps_bone_lengths(turn: tuple[float, float, float], bone: str) -> None:
    shape = BODY.shape({})
    bent = BODY.pose(shape, {bone: turn, "spine03": (5, 0, 3)})
    pairs = [(i, p) for i, p in enumerate(BODY.parents) if p >= 0]
    ends = np.array(pairs).T

    def lengths(s: Shape) -> np.ndarray:
        return np.linalg.norm(s.joints[ends[0]] - s.joints[ends[1]], axis=1)

    assert np.allclose(lengths(bent), lengths(shape), atol=1e-5)


def test_no_turns_leave_everything_in_place(body: Body, woman: Shape) -> None:
    still = body.pose(woman, {"root": (0, 0, 0)})
    assert np.allclose(still.vertices, woman.vertices, atol=1e-5)


def test_turning_the_root_turns_the_whole_body(body: Body, woman: Shape) -> None:
    turned = body.pose(woman, {"root": (0, 90, 0)})
    pivot = woman.joints[0]
    want = (woman.vertices - pivot) @ rotation((0, 90, 0)).T + pivot
    assert np.allclose(turned.vertices, want, atol=1e-4)


@given(st.tuples(*[st.floats(-179, 179)] * 3))
def test_rotations_are_orthogonal_and_keep_their_axis(vector: tuple[float, float, float]) -> None:
    turn = rotation(vector)
    assert np.allclose(turn @ turn.T, np.eye(3), atol=1e-5)
    assert np.allclose(turn @ np.array(vector), vector, atol=1e-3)


def test_a_grounded_person_stands_on_the_floor(body: Body, woman: Shape) -> None:
    placed = body.grounded(woman.moved(np.array([1.0, -3.0, 2.0])))
    assert placed.vertices[body.surface, 1].min() == pytest.approx(0, abs=1e-5)
    assert placed.joints[0, [0, 2]] == pytest.approx([0, 0], abs=1e-5)


@pytest.mark.parametrize(
    ("traits", "sliders", "word"),
    [
        ({"girth": 1}, {}, "girth"),
        ({}, {"nope": 1}, "nope"),
        ({"weight": float("nan")}, {}, "finite"),
        ({}, {"smile": float("inf")}, "finite"),
    ],
)
def test_unknown_names_and_nan_are_refused(
    body: Body, traits: dict[str, float], sliders: dict[str, float], word: str
) -> None:
    with pytest.raises(OptionError, match=word):
        body.shape(traits, sliders)


def test_an_unknown_bone_is_refused(body: Body, woman: Shape) -> None:
    with pytest.raises(OptionError, match="tail"):
        body.pose(woman, {"tail": (1, 0, 0)})


def test_a_file_that_is_no_template_is_an_asset_error(tmp_path: Path) -> None:
    path = tmp_path / "body.npz"
    path.write_bytes(b"no archive")
    with pytest.raises(AssetError, match="export_body"):
        Body.read(path)
