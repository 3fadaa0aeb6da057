"""Schedule, skeleton and letterbox."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from modiste.photoreal.flow import sample, schedule
from modiste.photoreal.letterbox import Letterbox, from_signed, to_signed
from modiste.photoreal.mmdit import Conditions
from modiste.photoreal.skeleton import draw_skeleton, openpose_points
from modiste.testing import flat_scene
from modiste.types import Category

POSE = flat_scene(Category.TOP).person.pose


@given(st.integers(1, 100), st.floats(0, 3))
def test_times_grow_from_noise_to_picture(steps: int, shift: float) -> None:
    times = schedule(steps, shift)
    assert (times[0], times[-1], len(times)) == (0.0, 1.0, steps + 1)
    assert all(a < b for a, b in pairwise(times))


def test_more_steps_where_there_is_noise() -> None:
    times = schedule(30)
    assert times[15] < 0.25


def _told() -> Conditions:
    one = torch.ones((1, 3, 4, 4))
    return Conditions(one, one[:, :1], one, one[:, :1], torch.ones(1, dtype=torch.long))


def test_a_straight_flow_is_followed_exactly() -> None:
    """A velocity that always points at the target arrives there, in any number of steps."""
    target = torch.linspace(-0.9, 0.9, 48).reshape(1, 3, 4, 4)
    noise = torch.randn((1, 3, 4, 4))
    for steps in (1, 7, 30):
        found = sample(lambda *_: target - noise, _told(), noise, steps=steps)
        torch.testing.assert_close(found, target, atol=1e-5, rtol=1e-4)


def test_guidance_moves_away_from_saying_nothing() -> None:
    def velocity(_: torch.Tensor, __: torch.Tensor, told: Conditions) -> torch.Tensor:
        return torch.full((1, 3, 4, 4), 0.1 * float(told.category[0]))

    noise = torch.zeros((1, 3, 4, 4))
    plain = sample(velocity, _told(), noise, steps=10, guidance=1.0)
    guided = sample(velocity, _told(), noise, steps=10, guidance=2.0)
    assert float(plain.mean()) == pytest.approx(0.1, abs=1e-5)
    assert 0.1 < float(guided.mean()) < 0.2


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    sample(lambda x, *_: x, _told(), torch.zeros((1, 3, 4, 4)), steps=3,
           progress=lambda done, every: told.append((done, every)))  # fmt: skip
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_skeleton_lies_on_the_body() -> None:
    drawn = draw_skeleton(POSE, (320, 240))
    points, seen = openpose_points(POSE)
    assert all(seen)
    np.testing.assert_allclose(points[1], (points[2] + points[5]) / 2)
    for point in points:
        x, y = np.round(point).astype(int)
        assert drawn[y, x] > 0
    assert 0 < (drawn > 0).mean() < 0.2


def test_hidden_limbs_are_not_drawn() -> None:
    hidden = POSE.visibility.copy()
    hidden[[13, 15]] = 0  # left elbow and wrist
    part = draw_skeleton(replace(POSE, visibility=hidden), (320, 240))
    assert (part > 0).sum() < (draw_skeleton(POSE, (320, 240)) > 0).sum()
    x, y = np.round(POSE["left_wrist"]).astype(int)
    assert part[y, x] == 0


def test_nobody_is_black() -> None:
    assert not draw_skeleton(None, (30, 20)).any()


@given(st.integers(3, 90), st.integers(3, 90))
def test_what_is_put_in_a_box_comes_out_again(height: int, width: int) -> None:
    box = Letterbox.of((height, width), (64, 48))
    image = np.full((height, width, 3), (200, 90, 30), np.uint8)
    whole = box.put(image)
    assert whole.shape == (64, 48, 3)
    assert box.inner[0] == 64 or box.inner[1] == 48
    np.testing.assert_allclose(box.take(whole).astype(int), image, atol=3)


def test_planes_and_pictures() -> None:
    image = np.arange(5 * 7 * 3, dtype=np.uint8).reshape(5, 7, 3)
    planes = to_signed(image)
    assert planes.shape == (1, 3, 5, 7)
    assert -1 <= planes.min() <= planes.max() <= 1
    np.testing.assert_array_equal(from_signed(planes), image)
    assert to_signed(image[..., 0]).shape == (1, 1, 5, 7)
