"""The trunk's edges where arms join it, hide it, or are told apart by the parse."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.body.silhouette import View, read_figure
from modiste.body.silhouette.edges import HEIGHTS, Trunk
from modiste.body.silhouette.figure import Outline
from modiste.body.silhouette.limbs import hidden_edges
from modiste.types import Label, Mask, Pose

_SPEC = importlib.util.spec_from_file_location("drawn_edges", Path(__file__).with_name("drawn.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
drawn = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(drawn)


def _at(height: float) -> int:
    return int(np.abs(HEIGHTS - height).argmin())


def _joined(matte: Mask, pose: Pose, *, left: bool, above: float) -> Mask:
    """The arm at one side grows into the trunk above a height."""
    outline = Outline(matte, pose)
    joined, row = matte.copy(), round(outline.row(above))
    columns = slice(160, 236) if left else slice(84, 160)
    joined[92:row, columns] = 1
    return joined


def test_both_edges_are_traced() -> None:
    matte, pose = drawn.figure()
    trunk = Trunk.of(Outline(matte, pose), View.FRONT)
    assert trunk.edges[_at(0.6)] == pytest.approx([120, 200])
    assert trunk.middle[_at(0.7)] == pytest.approx(160)
    assert trunk.widths()[_at(0.65)] == pytest.approx(80 / 400)


def test_an_edge_that_an_arm_hides_is_mirrored() -> None:
    matte, pose = drawn.figure()
    trunk = Trunk.of(Outline(_joined(matte, pose, left=True, above=0.66), pose), View.FRONT)
    assert np.isnan(trunk.seen[_at(0.7), 1])
    assert trunk.edges[_at(0.7)] == pytest.approx([120, 200], abs=0.5)
    assert trunk.widths()[_at(0.7)] == pytest.approx(80 / 400, rel=0.01)


def test_nothing_is_said_above_the_armpits() -> None:
    matte, pose = drawn.figure()
    for left in (True, False):
        matte = _joined(matte, pose, left=left, above=0.68)
    readings = read_figure(matte, pose, View.FRONT, "me.png").readings
    assert "front_chest" not in readings
    assert readings["front_armpits"].ratio == pytest.approx(80 / 400, rel=0.01)
    assert readings["armpit_height"].ratio == pytest.approx(0.68, abs=0.006)


@settings(deadline=None, max_examples=25)
@given(st.floats(0.62, 0.74))
def test_the_armpits_are_where_the_arms_join(above: float) -> None:
    matte, pose = drawn.figure()
    for left in (True, False):
        matte = _joined(matte, pose, left=left, above=above)
    found = Trunk.of(Outline(matte, pose), View.FRONT).armpits()
    assert found is not None
    assert found == pytest.approx((80 / 400, above), abs=0.008)


def test_the_parse_shows_the_chest_behind_bare_arms_but_moves_no_armpit() -> None:
    matte, pose = drawn.figure()
    for left in (True, False):
        matte = _joined(matte, pose, left=left, above=0.68)
    labels = np.where(matte > 0.5, Label.TOP, Label.BACKGROUND).astype(np.uint8)
    labels[:, 200:], labels[:, :120] = Label.ARM_LEFT, Label.ARM_RIGHT
    plain = read_figure(matte, pose, View.FRONT, "me.png").readings
    parsed = read_figure(matte, pose, View.FRONT, "me.png", labels).readings
    assert parsed["front_chest"].ratio == pytest.approx(80 / 400, rel=0.02)
    assert parsed["armpit_height"].ratio == plain["armpit_height"].ratio
    assert "front_armpit" not in parsed


def test_no_armpit_without_a_free_waist() -> None:
    matte, pose = drawn.figure(arms=44)
    assert Trunk.of(Outline(matte, pose), View.FRONT).armpits() is None


def test_from_the_side_bare_arms_do_not_cut_the_trunk() -> None:
    matte, pose = drawn.figure(View.SIDE, width=60)
    labels = np.where(matte > 0.5, Label.TOP, Label.BACKGROUND).astype(np.uint8)
    labels[85:230, 150:170] = Label.ARM_LEFT
    readings = read_figure(matte, pose, View.SIDE, "side.png", labels).readings
    assert readings["side_waist"].ratio == pytest.approx(60 / 400, rel=1e-6)
    assert readings["side_bust"].ratio == pytest.approx(60 / 400, rel=1e-6)


def test_a_short_stretch_behind_an_arm_is_bridged_and_a_long_one_is_not() -> None:
    matte, pose = drawn.figure(View.SIDE, width=60)
    outline = Outline(matte, pose)
    short = drawn.moved(pose, "left_wrist", 192, 168)
    short = drawn.moved(short, "left_index", 192, 172)
    short = drawn.moved(short, "left_elbow", 160, 165)
    bridged = Trunk.of(replace(outline, pose=short), View.SIDE)
    hidden = np.isnan(bridged.seen[:, 1])
    assert hidden.any()
    assert np.isfinite(bridged.edges[:, 1]).sum() > (~hidden).sum()
    for name in ("left_elbow", "left_wrist", "left_index"):
        pose = drawn.moved(pose, name, 190, pose[name][1])
    assert np.isnan(Trunk.of(replace(outline, pose=pose), View.SIDE).edges[:, 1]).sum() > 14


@pytest.mark.parametrize(("x", "hidden"), [(130, (True, False)), (190, (False, True)),
                                           (260, (False, False))])  # fmt: skip
def test_an_arm_within_a_frontal_run_hides_its_own_side(x: int, hidden: tuple[bool, bool]) -> None:
    matte, pose = drawn.figure()
    for name in ("left_shoulder", "left_elbow", "left_wrist", "left_index"):
        pose = drawn.moved(pose, name, x, pose[name][1])
    outline = Outline(matte, pose)
    assert hidden_edges(outline, View.FRONT, 150.0, (120.0, 200.0)) == hidden


def test_an_empty_picture_has_no_trunk() -> None:
    matte, pose = drawn.figure()
    trunk = Trunk.of(Outline(matte * 0, pose), View.FRONT)
    assert trunk.armpits() is None
    assert np.isnan(trunk.edges).all()
