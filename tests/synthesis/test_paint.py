"""The picture made of an answer: what it keeps, moves, lights and hides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from modiste.synthesis.generator import INPUTS, STRIDE, Guess, batch_of, mask_of, moved, tensor_of
from modiste.synthesis.paint import paint
from modiste.synthesis.planes import CHANNELS, Planes
from modiste.testing import flat_scene
from modiste.types import Category, Label, Scene, Warped

RED = np.array([200, 30, 40])


class Answer:
    """A generator that answers the same to everything and remembers what it was asked."""

    def __init__(self, flow: tuple[float, float] = (0, 0), light: float = 0, change: float = 0,
                 paint: float = 0, relief: float = 0) -> None:  # fmt: skip
        self._values = flow, light, change, paint, relief
        self.asked: list[Planes] = []

    def __call__(self, planes: Planes) -> Guess:
        self.asked.append(planes)
        height, width = planes.stack.shape[:2]
        flow, light, change, paint, relief = self._values
        coarse = (height // STRIDE, width // STRIDE)
        return Guess(
            np.broadcast_to(np.array(flow, np.float32), (*coarse, 2)).copy(),
            np.full(coarse, light, np.float32),
            np.full((height, width), relief, np.float32),
            np.full((height, width), change, np.float32),
            np.full((height, width, 3), paint, np.float32),
        )


def _laid(scene: Scene) -> Warped:
    """A red garment over the trunk."""
    alpha = (scene.person.parse == Label.TOP).astype(np.float32)
    image = np.where(alpha[..., None] > 0, RED, 0).astype(np.uint8)
    return Warped(image, alpha, (alpha > 0).astype(np.uint8))


def _unlit() -> Scene:
    scene = flat_scene()
    adjust = replace(scene.options.adjust, shading=-1.0)
    return replace(scene, options=replace(scene.options, adjust=adjust))


def test_the_garment_keeps_its_pixels_and_the_rest_its_own() -> None:
    scene = _unlit()
    drawn = paint(scene, _laid(scene), Answer())
    trunk = (slice(85, 155), slice(90, 150))
    assert np.abs(drawn.image[trunk].astype(int) - RED).max() <= 1
    assert (drawn.alpha[trunk] == 1).all()
    assert (drawn.alpha[scene.editable == 0] == 0).all()
    kept = drawn.alpha == 0
    assert (drawn.image[kept] == scene.person.image[kept]).all()
    for label in (Label.HAIR, Label.HAND, Label.SHOES):
        assert not drawn.alpha[scene.person.parse == label].any()


def test_light_and_mask_do_what_the_answer_says() -> None:
    scene = _unlit()
    trunk = (slice(95, 145), slice(100, 140))
    darker = paint(scene, _laid(scene), Answer(light=-0.3)).image[trunk]
    assert np.abs(darker.mean((0, 1)) - RED).max() < 2, "a shop's red stays red"

    def folded(planes: Planes) -> Guess:
        answer = Answer(light=-0.3)(planes)
        answer.relief[:, answer.relief.shape[1] // 2 :] = 0.2
        return answer

    columns = paint(scene, _laid(scene), folded).image[trunk].mean((0, 2))
    assert columns.max() / columns.min() == pytest.approx(np.exp(0.2), abs=0.03)
    gone = paint(scene, _laid(scene), Answer(change=-30)).image
    assert np.abs(gone[115:125, 115:125].astype(int) - RED).max() <= 1, "the core is not kept"
    assert np.abs(gone[100:140, 85:87].mean((0, 1)) - RED).max() > 40, "the edge was to go"


def test_paint_changes_only_what_lies_beside_the_garment() -> None:
    scene = _unlit()
    plain, bright = (paint(scene, _laid(scene), Answer(paint=p)) for p in (0, 40))
    trunk = (slice(95, 145), slice(100, 140))
    assert (plain.image[trunk] == bright.image[trunk]).all()
    beside = (plain.alpha > 0) & (scene.person.parse == Label.BOTTOM)
    assert beside.any()
    assert bright.image[beside].astype(int).mean() > plain.image[beside].mean() + 10


def test_flow_fetches_from_where_it_says() -> None:
    scene = _unlit()
    laid = _laid(scene)
    laid.image[:, 120:][laid.alpha[:, 120:] > 0] = (20, 200, 40)
    still, moving = (paint(scene, laid, Answer(flow=(f, 0))) for f in (0, 10))
    assert still.image[120, 112, 0] > 150
    assert moving.image[120, 112, 1] > 150, "what lay ten pixels to the right has not come"


def test_nothing_editable_is_the_photo() -> None:
    scene = flat_scene()
    scene = replace(scene, editable=np.zeros_like(scene.editable))
    drawn = paint(scene, _laid(scene), Answer())
    assert not drawn.alpha.any()
    assert (drawn.image == scene.person.image).all()


def test_the_network_is_shown_one_framed_picture_of_a_size_it_takes() -> None:
    answer = Answer()
    scene = flat_scene()
    paint(scene, _laid(scene), answer)
    (planes,) = answer.asked
    assert planes.stack.shape[2] == CHANNELS
    assert planes.stack.shape[0] % 16 == planes.stack.shape[1] % 16 == 0
    assert planes.hole.any()
    assert planes.alpha.max() == 255


def test_steps_are_kept_only_on_request() -> None:
    scene = flat_scene()
    assert not paint(scene, _laid(scene), Answer()).steps
    steps = paint(replace(scene, explain=True), _laid(scene), Answer()).steps
    assert {"agnostic", "warped", "generated"} <= set(steps)


@pytest.mark.parametrize("category", list(Category))
def test_a_tensor_tells_the_category_and_spans_minus_one_to_one(category: Category) -> None:
    stack = np.zeros((16, 32, CHANNELS), np.uint8)
    stack[..., 0] = 255
    tensor = tensor_of(Planes(stack, category))
    assert tensor.shape == (1, INPUTS, 16, 32)
    assert tensor[0, 0].min() == 1
    assert tensor[0, 1].max() == -1
    flags = tensor[0, CHANNELS:, 0, 0]
    assert sorted(flags) == [-1, -1, 1]
    others = [tensor_of(Planes(stack, c))[0, CHANNELS:, 0, 0].tolist() for c in Category]
    assert others.count(flags.tolist()) == 1
    assert (batch_of(stack[None], [category]) == tensor).all()


def test_the_mask_follows_coverage_and_change() -> None:
    alpha = np.array([[0.0, 0.2, 0.5, 0.9, 1.0]], np.float32)
    plain = mask_of(alpha, np.zeros_like(alpha))[0]
    assert plain == pytest.approx(alpha[0], abs=0.005), "soft edges stay as soft as they are"
    assert mask_of(alpha, np.full_like(alpha, 12))[0, 0] > 0.99
    assert mask_of(alpha, np.full_like(alpha, -1e9))[0, -1] < 1e-6


def test_moved_is_the_identity_without_flow() -> None:
    layer = np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)
    assert (moved(layer, np.zeros((20, 30, 2), np.float32)) == layer).all()
    right = np.zeros((20, 30, 2), np.float32)
    right[..., 0] = 3
    assert (moved(layer, right)[:, :-3] == layer[:, 3:]).all()
