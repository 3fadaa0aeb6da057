"""The whole composition."""

from __future__ import annotations

import numpy as np
import painted
import pytest

from modiste.compose import compose, editable_region
from modiste.types import Category, Label, PersonView, Rendering


def dressed(view: PersonView, category: Category = Category.TOP, explain: bool = False
            ) -> tuple[Rendering, np.ndarray]:  # fmt: skip
    editable = editable_region(view, painted.garment(category))
    scene = painted.scene(view, category, editable, explain=explain)
    rendering = compose(scene, painted.warped(painted.tee()))
    alpha = rendering.alpha[..., None]
    mixed = rendering.image * alpha + view.image * (1 - alpha)
    return rendering, np.clip(mixed + 0.5, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("category", list(Category))
def test_outside_the_editable_region_the_photo_comes_back_bit_for_bit(category: Category) -> None:
    view = painted.person()
    editable = editable_region(view, painted.garment(category))
    rendering, picture = dressed(view, category)
    assert not rendering.alpha[editable == 0].any()
    np.testing.assert_array_equal(picture[editable == 0], view.image[editable == 0])


def test_the_input_is_not_written_to() -> None:
    view = painted.person()
    image, labels = view.image.copy(), view.parse.copy()
    dressed(view)
    np.testing.assert_array_equal(view.image, image)
    np.testing.assert_array_equal(view.parse, labels)


def test_a_green_long_sleeve_leaves_nothing_under_a_red_sleeveless_top() -> None:
    _, picture = dressed(painted.person())
    assert painted.greenness(picture).sum() < 30
    red = picture[140:210, 140:180].reshape(-1, 3).mean(axis=0)
    np.testing.assert_allclose(red, (200, 30, 40), atol=14)


def test_only_what_changed_is_marked() -> None:
    view = painted.person()
    rendering, picture = dressed(view)
    assert ((picture != view.image).any(axis=-1) == (rendering.alpha > 0)).all()
    assert not rendering.alpha[300:].any()


def test_the_same_scene_gives_the_same_picture() -> None:
    first, second = (dressed(painted.person())[1] for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_sleeves_that_the_parse_took_for_arms_go_too() -> None:
    view = painted.person()
    sleeves = (view.parse == Label.TOP) & (np.abs(np.arange(painted.SIZE[1]) - 160) > 38)
    labels = view.parse.copy()
    labels[sleeves & (np.arange(painted.SIZE[1]) > 160)] = Label.ARM_LEFT
    labels[sleeves & (np.arange(painted.SIZE[1]) < 160)] = Label.ARM_RIGHT
    _, picture = dressed(PersonView(view.image, view.pose, view.matte, labels))
    assert painted.greenness(picture).sum() < 60


def test_bare_arms_stay_as_they_are_under_a_top_of_another_colour() -> None:
    labels = painted.parse()
    arm = (labels == Label.TOP) & (np.arange(painted.SIZE[1]) > 204)
    labels[arm] = Label.ARM_LEFT
    view = painted.person(labels)
    _, picture = dressed(view)
    inner = view.parse[150:210, 210:] == Label.ARM_LEFT
    same = (picture == view.image).all(axis=-1)[150:210, 210:]
    assert same[inner].mean() > 0.9


def test_an_empty_editable_region_changes_nothing() -> None:
    view = painted.person()
    scene = painted.scene(view, Category.TOP, np.zeros(painted.SIZE, np.float32))
    rendering = compose(scene, painted.warped(painted.tee()))
    assert not rendering.alpha.any()


def test_steps_are_drawn_only_when_asked_for() -> None:
    assert dressed(painted.person())[0].steps == {}
    steps = dressed(painted.person(), explain=True)[0].steps
    assert {"editable", "agnostic", "warped", "lit"} <= set(steps)
    assert all(step.dtype == np.uint8 for step in steps.values())
