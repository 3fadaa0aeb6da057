from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.body.silhouette import Clothes, View, check_pose, read_figure
from modiste.body.silhouette.read import looseness
from modiste.errors import PoseError
from modiste.types import Label

_SPEC = importlib.util.spec_from_file_location("drawn_figure", Path(__file__).with_name("drawn.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
drawn = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(drawn)


@settings(deadline=None, max_examples=25)
@given(st.integers(30, 55))
def test_widths_are_read_as_parts_of_the_height(half: int) -> None:
    matte, pose = drawn.figure(width=2 * half)
    readings = read_figure(matte, pose, View.FRONT, "me.png").readings
    assert readings["front_waist"].ratio == pytest.approx(2 * half / 400, rel=1e-6)
    assert readings["front_hip"].ratio == pytest.approx(2 * half / 400, rel=1e-6)


def test_the_crotch_and_the_thigh_come_from_the_gap_between_the_legs() -> None:
    matte, pose = drawn.figure()
    readings = read_figure(matte, pose, View.FRONT, "me.png").readings
    assert readings["crotch"].ratio == pytest.approx((420 - 225) / 400, abs=0.004)
    assert readings["thigh"].ratio == pytest.approx(35 / 400, rel=0.05)


def test_legs_together_or_a_skirt_tell_no_crotch() -> None:
    matte, pose = drawn.figure()
    matte[225:420, 150:170] = 1
    assert "crotch" not in read_figure(matte, pose, View.FRONT, "me.png").readings


def test_arms_at_the_trunk_are_reported_and_not_measured() -> None:
    matte, pose = drawn.figure(arms=44)
    figure = read_figure(matte, pose, View.FRONT, "me.png")
    assert "front_waist" not in figure.readings
    assert "arms away" in figure.notes[0]
    assert "me.png" in figure.notes[0]


def test_bare_arms_at_the_trunk_are_told_apart_by_the_parse() -> None:
    matte, pose = drawn.figure(arms=48)
    labels = np.where(matte > 0.5, Label.TOP, Label.BACKGROUND).astype(np.uint8)
    labels[85:225, 200:216], labels[85:225, 104:120] = Label.ARM_LEFT, Label.ARM_RIGHT
    readings = read_figure(matte, pose, View.FRONT, "me.png", labels).readings
    assert readings["front_waist"].ratio == pytest.approx(80 / 400, rel=0.02)


def test_the_side_view_reads_depths() -> None:
    matte, pose = drawn.figure(View.SIDE, width=60)
    readings = read_figure(matte, pose, View.SIDE, "side.png").readings
    assert readings["side_waist"].ratio == pytest.approx(60 / 400, rel=1e-6)
    assert "crotch" not in readings


def test_a_hand_before_the_belly_spoils_that_depth() -> None:
    matte, pose = drawn.figure(View.SIDE, width=60)
    for name in ("left_elbow", "left_wrist", "left_index"):
        pose = drawn.moved(pose, name, 190, pose[name][1])
    assert "side_waist" not in read_figure(matte, pose, View.SIDE, "side.png").readings


def test_hair_beside_the_neck_hides_it() -> None:
    matte, pose = drawn.figure()
    labels = np.where(matte > 0.5, Label.TOP, Label.BACKGROUND).astype(np.uint8)
    assert "neck" in read_figure(matte, pose, View.FRONT, "me.png", labels).readings
    labels[40:110, 140:146] = Label.HAIR
    assert "neck" not in read_figure(matte, pose, View.FRONT, "me.png", labels).readings


def test_jackets_are_loose_and_shirts_are_normal() -> None:
    labels = np.full((10, 10), Label.TOP, np.uint8)
    assert looseness(labels) is Clothes.NORMAL
    labels[:4] = Label.OUTER
    assert looseness(labels) is Clothes.LOOSE
    assert looseness(None) is Clothes.NORMAL


@pytest.mark.parametrize(
    ("mark", "place", "sentence"),
    [
        ("left_ankle", (190, 600), "the feet cannot be seen"),
        ("left_wrist", (160, 190), "an arm is in front"),
        ("left_wrist", (230, 60), "a hand is raised"),
        ("left_knee", (280, 310), "a knee is bent"),
    ],
)
def test_poses_that_cannot_be_measured_are_refused(
    mark: str, place: tuple[int, int], sentence: str
) -> None:
    _, pose = drawn.figure()
    with pytest.raises(PoseError, match=f"me.png: {sentence}.*Stand upright"):
        check_pose(drawn.moved(pose, mark, *place), (320, 440), View.FRONT, "me.png")


def test_views_are_not_mistaken_for_each_other() -> None:
    _, front = drawn.figure()
    _, side = drawn.figure(View.SIDE)
    with pytest.raises(PoseError, match="turned to the side"):
        check_pose(side, (320, 440), View.FRONT, "me.png")
    with pytest.raises(PoseError, match="not seen from the side"):
        check_pose(front, (320, 440), View.SIDE, "side.png")


def test_somebody_sitting_is_refused() -> None:
    _, pose = drawn.figure()
    for side in ("left", "right"):
        pose = drawn.moved(pose, f"{side}_ankle", pose[f"{side}_ankle"][0], 300)
    with pytest.raises(PoseError, match="sits or crouches"):
        check_pose(pose, (320, 440), View.FRONT, "me.png")


@pytest.mark.parametrize(("cut", "part"), [(slice(20, 440), "head"), (slice(0, 420), "feet")])
def test_figures_at_the_pictures_edge_are_refused(cut: slice, part: str) -> None:
    matte, pose = drawn.figure()
    with pytest.raises(PoseError, match=f"the {part} (is|are) cut off"):
        read_figure(matte[cut], pose.moved(0, -(cut.start or 0)), View.FRONT, "me.png")
