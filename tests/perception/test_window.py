from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from modiste.perception.window import Window, window_for
from modiste.testing import flat_scene
from modiste.types import Pose, Rendering


def _pose_at(left: float, top: float, width: float, height: float) -> Pose:
    points = np.random.default_rng(1).uniform(0, 1, (33, 2)).astype(np.float32)
    points[:2] = [[0, 0], [1, 1]]
    points = points * [width, height] + [left, top]
    return Pose(points.astype(np.float32), np.zeros(33, np.float32), np.ones(33, np.float32), 1)


def test_a_person_who_fills_the_photo_is_not_cropped() -> None:
    window = window_for(_pose_at(100, 50, 500, 900), (768, 1024), 1280)
    assert (window.x, window.y, window.width, window.height) == (0, 0, 768, 1024)
    assert window.factor == 1.0


def test_a_small_person_gets_a_crop_with_room_around() -> None:
    pose = _pose_at(2000, 1000, 200, 500)
    window = window_for(pose, (4000, 3000), 1280)
    assert window.width * window.height < 4000 * 3000 / 4
    low, high = pose.points.min(axis=0), pose.points.max(axis=0)
    assert window.x < low[0] - 100
    assert window.y < low[1] - 100
    assert window.x + window.width > high[0] + 100
    assert window.y + window.height > high[1] + 100


@given(
    st.floats(-200, 3000), st.floats(-200, 3000), st.floats(20, 2500), st.floats(20, 2500),
    st.integers(256, 4000), st.integers(256, 4000),
)  # fmt: skip
def test_the_window_lies_in_the_photo(
    left: float, top: float, width: float, height: float, photo_width: int, photo_height: int
) -> None:
    pose = _pose_at(left, top, width, height)
    inside = (pose.points >= 0).all(axis=1) & (pose.points < [photo_width, photo_height]).all(
        axis=1
    )
    if not inside.any():
        return
    window = window_for(pose, (photo_width, photo_height), 640)
    assert window.x >= 0
    assert window.y >= 0
    assert 0 < window.width <= photo_width - window.x
    assert 0 < window.height <= photo_height - window.y
    assert max(window.width, window.height) * window.factor <= 641


def test_paste_returns_the_photo_where_nothing_is_editable() -> None:
    rng = np.random.default_rng(0)
    photo = rng.integers(0, 256, (800, 600, 3), np.uint8)
    window = Window(100, 200, 400, 500, 0.5)
    small = window.cut(photo)
    assert small.shape == (250, 200, 3)
    editable = np.zeros(small.shape[:2], np.float32)
    editable[100:150, 50:100] = 1
    green = Rendering(np.full_like(small, (0, 255, 0)), np.ones(small.shape[:2], np.float32))
    result = window.paste(photo, green, editable)
    untouched = np.ones(photo.shape[:2], bool)
    untouched[400:500, 200:300] = False
    assert (result[untouched] == photo[untouched]).all()
    assert (result[410:490, 210:290] == (0, 255, 0)).all()


def test_the_pose_moves_into_the_window() -> None:
    pose = flat_scene().person.pose
    window = Window(20, 40, 200, 200, 0.5)
    np.testing.assert_allclose(window.pose(pose)["nose"], (pose["nose"] - [20, 40]) / 2)
