"""Virtual people in flat garments: the truth is true."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.body.model import Model
from modiste.body.poses import PoseName
from modiste.body.template import Body
from modiste.examples.dressed import Dressed, Figure, Fitted, dress, wear
from modiste.examples.dressed.sections import across, cut, eased, loop_around
from modiste.examples.dressed.sizing import bought, chest_girth, hip_girth, waist_girth
from modiste.examples.flats import KINDS, Flat, flat
from modiste.examples.models import virtual_model
from modiste.types import Label, Part

SIZE = (192, 256)


@pytest.fixture(scope="module")
def body() -> Body:
    return Body.open()


@pytest.fixture(scope="module")
def mara(body: Body) -> Model:
    return virtual_model("mara", size=SIZE, body=body, pose=PoseName.STANDING)


def figure_of(model: Model) -> Figure:
    return Figure(model.sitter.body, model.sitter.posed)


def put_on(model: Model, kind: str, seed: int = 0, **measures: float) -> tuple[Flat, Dressed]:
    sizes = bought(figure_of(model), kind, np.random.default_rng(seed)) | measures
    drawn = flat(kind, seed=seed, measures=sizes, shape=(256, 256))
    return drawn, dress(figure_of(model), model.camera, model, drawn, lit=False)


@pytest.fixture(scope="module", params=KINDS)
def worn(request: pytest.FixtureRequest, mara: Model) -> tuple[Flat, Dressed]:
    return put_on(mara, request.param, 1)


def test_garment_covers_a_part_of_the_person(worn: tuple[Flat, Dressed], mara: Model) -> None:
    _, truth = worn
    assert truth.mask.shape == mara.labels.shape
    assert 0.02 < (truth.mask > 0.5).mean() < 0.5
    assert 0 <= truth.mask.min() <= truth.mask.max() <= 1


def test_rest_of_the_picture_is_untouched(worn: tuple[Flat, Dressed], mara: Model) -> None:
    _, truth = worn
    outside = truth.mask == 0
    assert np.array_equal(truth.image[outside], mara.image[outside])
    head = np.isin(mara.labels, (Label.HAIR,))
    assert np.array_equal(truth.image[head], mara.image[head])


def test_sources_lie_on_the_flat_garment(worn: tuple[Flat, Dressed]) -> None:
    drawn, truth = worn
    shown = truth.parts > 0
    assert np.isfinite(truth.source[shown]).all()
    assert np.isnan(truth.source[~shown]).all()
    columns, rows = np.round(truth.source[shown]).astype(int).T
    cloth = np.maximum(drawn.alpha, drawn.inner)[rows, columns]
    assert (cloth > 0.2).mean() > 0.97


def test_color_is_the_sources(worn: tuple[Flat, Dressed]) -> None:
    drawn, truth = worn
    shown = truth.mask > 0.99
    shown[1:-1, 1:-1] &= truth.mask[2:, 1:-1] > 0.99
    columns, rows = np.round(truth.source[shown]).astype(int).T
    expected = drawn.image[rows, columns].astype(float)
    assert np.median(np.abs(truth.image[shown] - expected)) < 12


def test_only_the_garments_parts_are_seen(worn: tuple[Flat, Dressed]) -> None:
    drawn, truth = worn
    assert set(np.unique(truth.parts)) - {0} == {int(p.part) for p in drawn.pattern.panels}


def test_wearers_left_is_at_the_right(mara: Model) -> None:
    _, truth = put_on(mara, "long-sleeve")
    left = np.nonzero(truth.parts == Part.SLEEVE_LEFT)[1].mean()
    right = np.nonzero(truth.parts == Part.SLEEVE_RIGHT)[1].mean()
    assert left > right
    _, legs = put_on(mara, "trousers")
    assert (
        np.nonzero(legs.parts == Part.LEG_LEFT)[1].mean()
        > np.nonzero(legs.parts == Part.LEG_RIGHT)[1].mean()
    )


def test_cloth_is_not_mirrored(mara: Model) -> None:
    _, truth = put_on(mara, "t-shirt")
    rows, columns = np.nonzero(truth.parts == Part.TORSO)
    source = truth.source[rows, columns]
    assert np.corrcoef(source[:, 0], columns)[0, 1] > 0.95
    assert np.corrcoef(source[:, 1], rows)[0, 1] > 0.95


@pytest.mark.parametrize(("kind", "part"), [("t-shirt", Part.TORSO), ("skirt", Part.SKIRT)])
def test_longer_garment_hangs_lower(mara: Model, kind: str, part: Part) -> None:
    ends = []
    for length in (50.0, 60.0):
        _, truth = put_on(mara, kind, 2, length=length)
        ends.append(np.nonzero(truth.parts == part)[0].max())
    pixels_per_metre = mara.camera.focal / mara.camera.eye[2]
    assert ends[1] - ends[0] == pytest.approx(0.10 * pixels_per_metre, abs=2.5)


def test_wider_garment_is_wider(mara: Model) -> None:
    widths = []
    for chest in (46.0, 58.0):
        _, truth = put_on(mara, "tank-top", 2, chest=chest, length=66.0)
        low = np.nonzero(truth.parts == Part.TORSO)[0].max() - 8
        widths.append(np.ptp(np.nonzero(truth.parts[low] == Part.TORSO)[0]))
    assert widths[1] > 1.08 * widths[0]


def test_longer_sleeve_covers_more_arm(mara: Model) -> None:
    counts = []
    for sleeve in (18.0, 30.0):
        _, truth = put_on(mara, "t-shirt", 3, sleeve=sleeve)
        counts.append((truth.parts == Part.SLEEVE_LEFT).sum())
    assert counts[1] > 1.3 * counts[0]


def test_hand_before_the_body_stays_in_front(body: Body) -> None:
    model = virtual_model("mara", size=SIZE, body=body, pose=PoseName.HAND_ON_HIP)
    _, truth = put_on(model, "tank-top")
    arms = np.isin(model.labels, (Label.ARM_LEFT, Label.ARM_RIGHT, Label.HAND))
    assert truth.mask[arms].mean() < 0.15


def test_base_clothes_come_off(mara: Model) -> None:
    drawn = flat("t-shirt", seed=1, measures={"chest": 50, "neck_width": 20, "neck_depth": 17},
                 shape=(256, 256), color=(30, 120, 60), motif="plain", print_text="")  # fmt: skip
    truth = wear(mara, drawn)
    neckline = (mara.labels == Label.TOP) & (truth.mask < 0.01)
    neckline[SIZE[1] // 2 :] = False
    assert neckline.sum() > 10
    before = np.ptp(mara.image[neckline].astype(int), axis=1)
    after = np.ptp(truth.image[neckline].astype(int), axis=1)
    assert np.median(before) < 15
    assert np.median(after) > 40


def test_girths_are_a_womans(mara: Model) -> None:
    figure = figure_of(mara)
    chest, waist, hip = chest_girth(figure), waist_girth(figure), hip_girth(figure)
    assert 80 < chest < 105
    assert 60 < waist < chest
    assert waist < hip < 115


def test_neck_point_is_above_the_armpit(mara: Model) -> None:
    fitted = Fitted(figure_of(mara), flat("t-shirt", shape=(96, 96)))
    shoulder = mara.sitter.posed.joints[mara.sitter.body.bone("upperarm01.L")][1]
    assert 0.02 < fitted.top - shoulder < 0.15


def test_section_of_a_box_is_a_rectangle() -> None:
    corners = np.array([(x, y, z) for x in (-2, 2) for y in (-1, 1) for z in (-1, 1)], float)
    sides = [[0, 2, 4], [2, 6, 4], [1, 5, 3], [3, 5, 7], [0, 1, 2], [1, 3, 2], [4, 6, 5], [5, 6, 7]]
    faces = np.array([corners[side] for side in sides])
    points = cut(faces, np.zeros(3), np.array([0.0, 1.0, 0.0]))
    assert np.allclose(points[:, 1], 0)
    found = loop_around(points[:, [0, 2]], 48)
    assert found is not None
    assert found[1] == pytest.approx(12.0, rel=1e-3)


@settings(max_examples=30, deadline=None)
@given(wide=st.floats(0.05, 0.4), deep=st.floats(0.05, 0.4), turn=st.floats(0, 6.28))
def test_loop_begins_behind_and_faces_forward(wide: float, deep: float, turn: float) -> None:
    angle = np.linspace(0, 2 * np.pi, 200) + turn
    points = np.stack([wide * np.sin(angle), deep * np.cos(angle)], axis=1)
    found = loop_around(points, 48)
    assert found is not None
    loop, length = found
    assert np.allclose(loop[24], [0, deep], atol=0.02)
    assert np.allclose(loop[0], [0, -deep], atol=0.03)
    assert loop[36, 0] > 0.8 * wide
    exact = np.linalg.norm(np.diff(np.vstack([points, points[:1]]), axis=0), axis=1).sum()
    assert length == pytest.approx(exact, rel=0.01)


def test_across_counts_from_side_to_side() -> None:
    u = across(48)
    assert u[24] == 0
    assert u[36] == 1
    assert u[12] == -1
    assert np.abs(u).max() <= 1


@settings(max_examples=30, deadline=None)
@given(spare=st.floats(0.5, 3.0), share=st.floats(0, 1))
def test_eased_loop_clears_the_body_and_grows_with_girth(spare: float, share: float) -> None:
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    loop = 0.15 * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    radius = np.linalg.norm(eased(loop, 1.0, spare, share), axis=1)
    more = np.linalg.norm(eased(loop, 1.0, spare + 0.3, share), axis=1)
    assert radius.min() >= 0.15 + 0.006
    assert (more >= radius - 1e-9).all()


def test_too_few_points_make_no_loop() -> None:
    assert loop_around(np.zeros((3, 2)), 48) is None
