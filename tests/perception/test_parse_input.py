from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.perception.parse_input import (
    CHANNELS,
    LONGEST_TORSO,
    canvas_for,
    canvas_size,
    mirrored,
    network_input,
    normalised,
    person_box,
    pose_maps,
    sampled,
    strided,
    to_canvas,
    torso_length,
    window,
)
from modiste.types import Pose
from perception.poses import standing

_BOXES = st.tuples(
    st.floats(0, 500), st.floats(0, 500), st.floats(20, 900), st.floats(20, 900)
).map(lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3]))


def _hidden(pose: Pose) -> Pose:
    return Pose(pose.points, pose.depth, np.zeros_like(pose.visibility), pose.score)


def test_a_mirrored_pose_has_left_and_right_exchanged() -> None:
    pose = standing(100, 200, 80)
    twin = mirrored(pose)
    np.testing.assert_array_equal(twin["left_wrist"], pose["right_wrist"])
    np.testing.assert_array_equal(twin["mouth_right"], pose["mouth_left"])
    np.testing.assert_array_equal(twin["nose"], pose["nose"])
    np.testing.assert_array_equal(mirrored(twin).points, pose.points)


@given(_BOXES)
def test_a_window_shows_the_whole_box(box: tuple[float, float, float, float]) -> None:
    size = (320, 256)
    corners = np.array([[box[0], box[1]], [box[2] - 1, box[3] - 1]], np.float32)
    seen = to_canvas(corners, window(box, size))
    assert (seen > -0.5).all()
    assert (seen < np.array([size[1], size[0]]) - 0.5).all()
    np.testing.assert_allclose(seen.mean(0), [127.5, 159.5], atol=0.1)


@given(_BOXES, st.integers(10_000, 200_000))
def test_a_canvas_suits_the_network(box: tuple[float, float, float, float], pixels: int) -> None:
    height, width = canvas_size(box, pixels)
    assert height % 32 == width % 32 == 0
    assert 0.6 * pixels < height * width < 1.5 * pixels


def test_a_close_up_gets_a_smaller_canvas() -> None:
    box = (0.0, 0.0, 300.0, 400.0)
    assert canvas_for(box, 100.0, 110_000) == canvas_size(box, 110_000)
    close = canvas_for(box, 400.0, 110_000)
    assert 400 / window(box, close)[0, 0] < 1.25 * LONGEST_TORSO


def test_a_strided_map_keeps_the_place() -> None:
    affine = window((10, 20, 210, 320), (320, 256))
    full = affine @ np.array([1.5, 5.5, 1])
    np.testing.assert_allclose(strided(affine, 4) @ np.array([0, 1, 1]), full)


@pytest.mark.parametrize("scale", [1.0, 3.0])
def test_sampling_keeps_the_place(scale: float) -> None:
    ramp = np.broadcast_to(np.arange(240, dtype=np.uint8), (240, 240))
    affine = np.array([[scale, 0, 12.0], [0, scale, 9.0]])
    seen = sampled(np.ascontiguousarray(ramp), affine, (64, 64)).astype(float)
    np.testing.assert_allclose(seen[30], 12 + scale * np.arange(64), atol=1)


def test_bones_are_drawn_where_they_are_and_dim_when_hidden() -> None:
    pose = standing(128, 180, 100)
    maps = pose_maps(pose, (320, 256))
    assert maps.shape == (CHANNELS, 80, 64)
    for channel, name in ((3, "left"), (4, "right")):
        x, y = ((pose[f"{name}_elbow"] + pose[f"{name}_wrist"]) / 2 / 4).astype(int)
        assert maps[channel, y, x] == 255
        assert maps[7 - channel, y, x] == 0
    assert pose_maps(_hidden(pose), (320, 256)).max() < 60


def test_a_pose_far_outside_can_be_drawn() -> None:
    assert pose_maps(standing(-(10.0**7), 10.0**7, 50), (64, 64)).shape == (CHANNELS, 16, 16)


def test_the_box_holds_the_matte_under_the_torso_and_the_seen_landmarks() -> None:
    pose, matte = standing(200, 300, 100), np.zeros((600, 500), np.float32)
    matte[180:420, 150:260] = 1
    matte[20:580, 400:490] = 1
    x0, y0, x1, y1 = person_box(pose, matte)
    assert x0 <= 150
    assert x1 < 400
    assert y0 <= pose["nose"][1]
    assert y1 >= pose["left_foot_index"][1]


def test_without_any_knowledge_the_box_is_the_picture() -> None:
    assert person_box(_hidden(standing(20, 30, 10)), np.zeros((60, 50), np.float32)) == (
        0.0, 0.0, 50.0, 60.0,
    )  # fmt: skip


def test_the_network_sees_picture_bones_and_matte() -> None:
    image = np.full((320, 256, 3), 90, np.uint8)
    matte = np.zeros((320, 256), np.float32)
    matte[:, 128:] = 1
    affine = np.array([[1.0, 0, 0], [0, 1, 0]])
    canvas, maps = network_input(image, standing(128, 180, 100), matte, affine, (320, 256))
    np.testing.assert_array_equal(canvas, image)
    assert maps[-1, 40, 10] == 0
    assert maps[-1, 40, 50] == 255
    blind = network_input(image, None, None, affine, (320, 256))[1]
    assert not blind.any()
    np.testing.assert_allclose(normalised(canvas), (90 - 127) / 128)


def test_a_torso_seen_from_the_side_is_not_taken_for_a_small_one() -> None:
    assert torso_length(standing(0, 0, 100).points) == pytest.approx(84)
    lying = standing(0, 0, 100).points * np.array([1, 0.01], np.float32)
    assert torso_length(lying) == pytest.approx(84, rel=0.02)
