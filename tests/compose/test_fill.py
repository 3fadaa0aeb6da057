"""Filling holes: properties that hold for every picture."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.compose.fill import blend, grain, mirrored_up, pull_push


@settings(max_examples=30, deadline=None)
@given(st.integers(9, 70), st.integers(9, 70), st.integers(0, 2**32 - 1))
def test_a_fill_stays_between_the_known_colours(height: int, width: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    image = rng.integers(80, 120, (height, width, 3)).astype(np.uint8)
    known = rng.random((height, width)) < 0.2
    known[height // 2, width // 2] = True
    image[~known] = 0
    filled = pull_push(image, known)
    assert filled.min() >= 79
    assert filled.max() <= 121


def test_one_colour_fills_the_whole_picture_in_that_colour() -> None:
    image = np.zeros((96, 65, 3), np.uint8)
    known = np.zeros((96, 65), np.bool_)
    known[4:9, 50:60] = True
    image[known] = (200, 150, 40)
    wanted = np.broadcast_to((200, 150, 40), image.shape)
    np.testing.assert_allclose(pull_push(image, known), wanted, atol=0.5)


def test_a_gradient_goes_on_across_a_hole() -> None:
    ramp = np.broadcast_to(np.linspace(40, 220, 160)[None, :, None], (80, 160, 3)).astype(np.uint8)
    known = np.ones((80, 160), np.bool_)
    known[:, 60:100] = False
    filled = pull_push(ramp, known)[40, 62:98, 0]
    assert (np.diff(filled) > -0.5).all()
    assert np.abs(filled - ramp[40, 62:98, 0]).max() < 25


def test_grain_is_as_strong_as_the_photos_and_repeatable() -> None:
    noise = np.random.default_rng(1).normal(128, 1.5, (64, 64, 1)).repeat(3, axis=2)
    everywhere = np.ones((64, 64), np.bool_)
    first = grain(noise.astype(np.uint8), everywhere, seed=5)
    assert 0.8 < first.std() < 2
    np.testing.assert_array_equal(first, grain(noise.astype(np.uint8), everywhere, seed=5))
    assert grain(np.full((64, 64, 3), 90, np.uint8), everywhere).std() == 0


def test_a_texture_is_mirrored_over_its_upper_edge() -> None:
    image = np.zeros((20, 4, 3), np.uint8)
    image[10:, :, 0] = np.arange(10)[:, None] + 1
    source, hole = np.zeros((20, 4), np.bool_), np.zeros((20, 4), np.bool_)
    source[10:], hole[6:10] = True, True
    filled, found = mirrored_up(image, source, hole)
    assert found[6:10].all()
    assert (np.diff(filled[6:10, 0, 0]) == -1).all()


def test_a_blend_is_whole_inside_and_nothing_far_outside() -> None:
    base, layer = np.zeros((40, 40, 3), np.float32), np.full((40, 40, 3), 100, np.float32)
    where = np.zeros((40, 40), np.bool_)
    where[10:20, 10:20] = True
    mixed = blend(base, layer, where, 1.0)
    assert (mixed[10:20, 10:20] == 100).all()
    assert not mixed[26:].any()
    assert not base.any()
