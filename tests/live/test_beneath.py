"""The trunk of a garment beneath its sleeves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from modiste.body.model import Model
from modiste.compose import editable_region
from modiste.engines.laid import lay
from modiste.examples import flats
from modiste.live.beneath import trunk_alone, uncovered
from modiste.photos import Garment
from modiste.studio import Studio
from modiste.types import Adjustment, Category, Options, Part, Scene, Tuck

SLEEVES = (Part.SLEEVE_LEFT, Part.SLEEVE_RIGHT)


def _scene(model: Model, studio: Studio, kind: str, **options: object) -> Scene:
    drawn = flats.flat(kind, seed=3, background="white", tidy=0.8)
    garment = studio.examine(Garment.from_array(drawn.image))
    return Scene(model.view, garment, editable_region(model.view, garment), Options(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "options",
    [{"tuck": Tuck.OUT}, {"tuck": Tuck.IN}, {"adjust": Adjustment(shift_x=0.1, shift_y=-0.05)}],
)
def test_without_its_sleeves_it_is_the_same_garment(
    model: Model, studio: Studio, options: dict[str, object]
) -> None:
    scene = _scene(model, studio, "long-sleeve", **options)
    warped = lay(scene)
    alone = trunk_alone(scene, warped)
    assert alone is not None
    assert not np.isin(alone.parts, SLEEVES).any()
    trunk = (warped.parts == Part.TORSO) & (warped.alpha > 0.99)
    assert (alone.alpha[trunk] > 0.9).mean() > 0.995
    same = np.abs(alone.image[trunk].astype(int) - warped.image[trunk]).max(axis=-1)
    assert np.quantile(same, 0.98) <= 2
    sleeves = np.isin(warped.parts, SLEEVES) & (warped.alpha > 0.99)
    assert (alone.alpha[sleeves] > 0.5).any(), "it goes on beneath them"
    assert (alone.alpha[sleeves] == 0).any(), "but not to the cuffs"


def test_what_is_seen_of_the_trunk_stays_as_it_is(model: Model, studio: Studio) -> None:
    scene = _scene(model, studio, "long-sleeve", tuck=Tuck.OUT)
    warped = lay(scene)
    picture = np.clip(warped.image * 0.7, 0, 255).astype(np.uint8)
    image, cloth, parts = uncovered(scene, warped, picture, warped.alpha, warped.parts)
    sleeves = np.isin(warped.parts, SLEEVES)
    np.testing.assert_array_equal(image[~sleeves], picture[~sleeves])
    np.testing.assert_array_equal(cloth[~sleeves], warped.alpha[~sleeves])
    fresh = sleeves & (parts == Part.TORSO) & (cloth > 0.95)
    assert fresh.sum() > 100
    own = trunk_alone(scene, warped)
    assert own is not None
    np.testing.assert_allclose(
        image[fresh].mean(axis=0), 0.7 * own.image[fresh].mean(axis=0), atol=8
    )


@pytest.mark.parametrize(("kind", "category"), [("tank-top", "top"), ("trousers", "bottom")])
def test_what_has_no_sleeves_hides_nothing(
    model: Model, studio: Studio, kind: str, category: str
) -> None:
    scene = _scene(model, studio, kind)
    assert scene.garment.category is Category(category)
    warped = lay(scene)
    assert trunk_alone(scene, warped) is None
    image, cloth, parts = uncovered(
        scene, warped, scene.person.image, warped.alpha, warped.parts
    )  # fmt: skip
    np.testing.assert_array_equal(image, scene.person.image)
    np.testing.assert_array_equal(cloth, warped.alpha)
    np.testing.assert_array_equal(parts, warped.parts)


def test_a_garment_beside_the_picture_is_none(model: Model, studio: Studio) -> None:
    scene = _scene(model, studio, "long-sleeve")
    away = replace(model.view.pose, points=model.view.pose.points + np.float32(9000))
    scene = replace(scene, person=replace(scene.person, pose=away))
    warped = lay(scene)
    assert not (warped.alpha > 0).any()
    assert trunk_alone(scene, warped) is None
