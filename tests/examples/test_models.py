from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from modiste.body.model import Model
from modiste.body.poses import PoseName
from modiste.body.template import Body
from modiste.errors import OptionError
from modiste.examples.gallery import PRESETS
from modiste.examples.models import virtual_model
from modiste.types import Label

SMALL = (288, 384)


@pytest.fixture(scope="module")
def body() -> Body:
    return Body.open()


@pytest.fixture(scope="module", params=["mara", "omar", "nia", "yumi"])
def model(request: pytest.FixtureRequest, body: Body) -> Model:
    return virtual_model(request.param, size=SMALL, body=body)


def test_the_picture_and_its_truth_fit_together(model: Model) -> None:
    height, width = SMALL[1], SMALL[0]
    assert model.image.shape == (height, width, 3)
    assert model.image.dtype == np.uint8
    assert model.labels.shape == model.alpha.shape == model.depth.shape == (height, width)
    assert np.array_equal(model.labels > 0, model.alpha >= 0.5)
    assert np.array_equal(np.isfinite(model.depth), model.labels > 0)
    assert 0.08 < (model.labels > 0).mean() < 0.4


def test_every_part_of_a_person_is_labelled(model: Model) -> None:
    share = {label: (model.labels == label).mean() for label in Label}
    worn = (Label.HAIR, Label.FACE, Label.ARM_LEFT, Label.ARM_RIGHT, Label.HAND, Label.TOP,
            Label.BOTTOM, Label.LEGS, Label.SHOES)  # fmt: skip
    assert all(share[label] > 5e-4 for label in worn)
    assert all(share[label] == 0 for label in (Label.DRESS, Label.OUTER, Label.BAG, Label.HAT))


def test_the_wearers_left_arm_is_at_the_right_of_the_picture(model: Model) -> None:
    left, right = (np.mean(np.nonzero(model.labels == label)[1])
                   for label in (Label.ARM_LEFT, Label.ARM_RIGHT))  # fmt: skip
    assert left > right
    assert model.pose["left_shoulder"][0] > model.pose["right_shoulder"][0]


@pytest.mark.parametrize(
    ("landmark", "labels"),
    [
        ("nose", {Label.FACE}),
        ("left_eye", {Label.FACE}),
        ("right_elbow", {Label.ARM_RIGHT}),
        ("left_knee", {Label.LEGS}),
        ("right_hip", {Label.BOTTOM, Label.TOP, Label.HAND}),
        ("left_foot_index", {Label.SHOES}),
    ],
)
def test_landmarks_lie_on_their_part(model: Model, landmark: str, labels: set[Label]) -> None:
    x, y = model.pose[landmark].astype(int)
    window = model.labels[y - 1 : y + 2, x - 1 : x + 2]
    assert {Label(v) for v in window.ravel()} & labels


def test_all_landmarks_are_on_the_person(model: Model) -> None:
    x, y = model.pose.points.astype(int).T
    near = [model.labels[b - 3 : b + 4, a - 3 : a + 4].any() for a, b in zip(x, y, strict=True)]
    assert all(near)
    assert set(np.unique(model.pose.visibility)) <= {0.0, 1.0}


def test_depth_agrees_with_the_landmarks(model: Model) -> None:
    x, y = model.pose["nose"].astype(int)
    hips = model.sitter.posed.joints[model.sitter.body.bone("upperleg01.L")]
    _, away = model.camera.project(hips[None])
    assert model.depth[y, x] == pytest.approx(away[0], abs=0.25)


def test_fragments_tell_the_place_on_the_body_of_each_pixel(model: Model) -> None:
    body = model.sitter.body
    places = model.fragments.sample(body.template, body.solid)
    skin = np.isin(model.labels.ravel()[model.fragments.pixel], (Label.LEGS, Label.FACE))
    heads = model.labels.ravel()[model.fragments.pixel] == Label.FACE
    assert skin.sum() > 500
    assert np.percentile(places[heads, 1], 1) > 0.4


def test_the_person_differs_from_the_backdrop_and_casts_a_shadow(model: Model) -> None:
    on_floor = np.array([[x, 0, 0.1] for x in (-0.03, 0, 0.03, -0.45, 0.45)], np.float32)
    x, y = model.camera.project(on_floor)[0].astype(int).T
    shades = np.where(model.alpha[y, x] == 0, model.image[y, x].mean(1), np.nan)
    assert np.nanmin(shades[:3]) < np.nanmin(shades[3:]) - 8
    backdrop = model.image[model.alpha == 0].astype(float)
    assert backdrop.std(0).max() < 16
    assert backdrop.mean() > 170


def test_skin_is_lit_from_the_wearers_left(model: Model) -> None:
    face = np.argwhere(model.labels == Label.FACE)
    middle = model.pose["nose"][0]
    shades = model.image[model.labels == Label.FACE].mean(1)
    assert shades[face[:, 1] > middle].mean() > shades[face[:, 1] < middle].mean()


def test_the_same_arguments_give_the_same_pixels(body: Body) -> None:
    one, two, other = (virtual_model("lena", size=SMALL, body=body, seed=s) for s in (3, 3, 4))
    assert np.array_equal(one.image, two.image)
    assert not np.array_equal(one.image, other.image)


def test_a_dress_replaces_the_base_clothes(body: Body) -> None:
    def shoes_only(sitter: object) -> list[object]:
        return [replace(sitter.layers[2], label=Label.DRESS)]  # type: ignore[attr-defined]

    model = virtual_model("tom", size=SMALL, body=body, dress=shoes_only)  # type: ignore[arg-type]
    assert (model.labels == Label.DRESS).any()
    assert not (model.labels == Label.TOP).any()


def test_a_pose_can_be_chosen(body: Body) -> None:
    wide = virtual_model("mara", size=SMALL, body=body, pose=PoseName.A_POSE)
    spread = np.ptp(wide.pose.points[:, 0])
    assert spread > 1.3 * np.ptp(virtual_model("mara", size=SMALL, body=body).pose.points[:, 0])


def test_the_people_are_varied() -> None:
    people = [preset.person for preset in PRESETS.values()]
    assert {p.female for p in people} == {True, False}
    assert min(p.bmi for p in people) < 20.5 < 29 < max(p.bmi for p in people)
    assert len({preset.looks.skin for preset in PRESETS.values()}) >= 3
    assert len({preset.pose for preset in PRESETS.values()}) >= 3


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(OptionError, match="mara"):
        virtual_model("nobody")
