"""Parts moved with their bones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.live.bones import LIMBS, backward, torso_length
from modiste.testing import flat_scene
from modiste.types import POSE_NAMES, Category, Part, Points, Pose

POSE = flat_scene(Category.TOP).person.pose
PARTS = [Part.TORSO, Part.SKIRT, *LIMBS]
GRID = np.stack(np.meshgrid(np.arange(60, 190, 13), np.arange(70, 310, 17)), -1)
GRID = GRID.reshape(-1, 2).astype(np.float32)


def _moved(pose: Pose, matrix: np.ndarray, shift: np.ndarray) -> Pose:
    return replace(pose, points=(pose.points @ matrix.T + shift).astype(np.float32))


def _turned(name: str, around: str, degrees: float, *more: str) -> Pose:
    """The pose with some joints turned about another."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    points = POSE.points.copy()
    centre = POSE[around]
    for joint in (name, *more):
        at = POSE_NAMES.index(joint)
        points[at] = (points[at] - centre) @ np.array([[c, s], [-s, c]], np.float32) + centre
    return replace(POSE, points=points.astype(np.float32))


@pytest.mark.parametrize("part", PARTS)
def test_nothing_moves_where_nobody_does(part: Part) -> None:
    np.testing.assert_allclose(backward(part, POSE, POSE, GRID), GRID, atol=0.05)


@pytest.mark.parametrize("part", PARTS)
@given(
    angle=st.floats(-0.6, 0.6), scale=st.floats(0.6, 1.6),
    dx=st.floats(-60, 60), dy=st.floats(-60, 60),
)  # fmt: skip
def test_whoever_moves_as_a_whole_takes_the_cloth_along(
    part: Part, angle: float, scale: float, dx: float, dy: float
) -> None:
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shift = np.array([dx, dy])
    now = _moved(POSE, turn, shift)
    there = (GRID @ turn.T + shift).astype(np.float32)
    np.testing.assert_allclose(backward(part, now, POSE, there), GRID, atol=0.5)


@pytest.mark.parametrize("part", list(LIMBS))
def test_joints_come_from_joints(part: Part) -> None:
    root, middle, end = LIMBS[part]
    now = _turned(end, middle, 40)
    joints = np.stack([now[n] for n in (root, end)])
    then = np.stack([POSE[n] for n in (root, end)])
    np.testing.assert_allclose(backward(part, now, POSE, joints), then, atol=0.5)


def test_a_bent_forearm_leaves_the_upper_arm() -> None:
    now = _turned("left_wrist", "left_elbow", 80)
    shoulder, elbow = POSE["left_shoulder"], POSE["left_elbow"]
    upper: Points = shoulder + np.array([[0.2], [0.5]], np.float32) * (elbow - shoulder)
    np.testing.assert_allclose(backward(Part.SLEEVE_LEFT, now, POSE, upper), upper, atol=0.5)


def test_the_map_has_no_tear_in_the_bend() -> None:
    now = _turned("left_wrist", "left_elbow", 70)
    elbow = now["left_elbow"]
    line = elbow + np.stack([np.zeros(81), np.linspace(-20, 20, 81)], 1).astype(np.float32)
    steps = np.linalg.norm(np.diff(backward(Part.SLEEVE_LEFT, now, POSE, line), axis=0), axis=1)
    assert steps.max() < 2.5


def test_corners_of_the_trunk_come_from_its_corners() -> None:
    now = _turned("left_shoulder", "left_hip", 8, "right_shoulder")
    names = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
    here, then = (np.stack([pose[n] for n in names]) for pose in (now, POSE))
    np.testing.assert_allclose(backward(Part.TORSO, now, POSE, here), then, atol=0.5)


def test_a_body_seen_from_the_side_still_has_a_map() -> None:
    flat = POSE.points.copy()
    flat[:, 0] = flat[:, 0].mean()
    mapped = backward(Part.TORSO, replace(POSE, points=flat), POSE, GRID)
    assert np.isfinite(mapped).all()


def test_a_pose_of_one_point_has_a_length() -> None:
    point = replace(POSE, points=np.zeros_like(POSE.points))
    assert torso_length(point) == 8
    for part in PARTS:
        assert np.isfinite(backward(part, point, POSE, GRID)).all()
