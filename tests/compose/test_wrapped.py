"""What a garment goes round shows no skin."""

from __future__ import annotations

import cv2
import numpy as np
import painted
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.compose import undress
from modiste.compose.frame import Frame
from modiste.compose.wrapped import bare_arms, reach, wrapped_limbs, wrapped_trunk
from modiste.types import Category, Label, Part

POSE = painted.pose()
FRAME = Frame(POSE, painted.SIZE)


def sleeve(width: int, fraction: float = 1.0) -> np.ndarray:
    """Parts of a left sleeve of ``width`` pixels, to a fraction of the upper arm."""
    parts = np.zeros(painted.SIZE, np.uint8)
    start, elbow = POSE["left_shoulder"], POSE["left_elbow"]
    end = start + fraction * (elbow - start)
    cv2.line(parts, start.astype(int), end.astype(int), int(Part.SLEEVE_LEFT), width)
    return parts


@given(st.floats(0.5, 1.0))
def test_a_sleeve_wraps_its_arm_as_far_as_it_goes(fraction: float) -> None:
    wrapped = wrapped_limbs(sleeve(10, fraction), FRAME)
    start, elbow = POSE["left_shoulder"], POSE["left_elbow"]
    above = (start + 0.7 * fraction * (elbow - start)).astype(int)
    below = (elbow + 0.5 * (POSE["left_wrist"] - elbow)).astype(int)
    assert wrapped[above[1], above[0]]
    assert not wrapped[below[1], below[0]]
    assert not wrapped[:, : painted.SIZE[1] // 2].any(), "the other arm is bare"


def test_no_sleeve_wraps_nothing() -> None:
    parts = np.full(painted.SIZE, Part.TORSO, np.uint8)
    assert not wrapped_limbs(parts, FRAME).any()
    assert reach(parts == Part.SLEEVE_LEFT, FRAME.along_arm("left")) == 0


@pytest.mark.parametrize(("bottom", "expected"), [(232, True), (180, False)])
def test_the_trunk_is_wrapped_down_to_the_hem(bottom: int, expected: bool) -> None:
    parts = (painted.tee(bottom) > 0).astype(np.uint8) * np.uint8(Part.TORSO)
    wrapped = wrapped_trunk(parts, FRAME)
    assert wrapped[174, 160]
    assert wrapped[215, 160] == expected
    assert not wrapped[112, 160], "above the armpits a vest shows shoulders"


def test_skin_beside_a_sleeve_gives_way_to_the_wall() -> None:
    """A wide old sleeve goes, a narrow new one comes: between both is wall, not skin."""
    view = painted.person()
    parts = sleeve(12)
    coverage = (parts > 0).astype(np.float32)
    editable = np.ones(painted.SIZE, np.float32)
    bare = undress(view, Category.TOP, coverage, editable)
    wall = undress(view, Category.TOP, coverage, editable, parts=parts)
    beside = np.zeros(painted.SIZE, np.bool_)
    beside[130:165] = True
    beside &= (view.parse == Label.TOP) & (coverage == 0) & (FRAME.arm("left") < 0.95)
    beside &= FRAME.across > 0.6
    assert beside.sum() > 40
    colour = np.array(painted.COLOURS[Label.BACKGROUND])
    assert np.abs(np.median(bare[beside], axis=0) - painted.SKIN).max() < 40
    assert np.abs(np.median(wall[beside], axis=0) - colour).max() < 12


@given(st.sampled_from(["left", "right"]), st.floats(0, 1), st.floats(0, 1))
def test_the_way_down_a_leg_grows(side: str, first: float, second: float) -> None:
    knee, ankle = POSE[f"{side}_knee"], POSE[f"{side}_ankle"]
    low, high = sorted((first, second))
    along = FRAME.along_leg(side)
    (x0, y0), (x1, y1) = ((knee + t * (ankle - knee)).astype(int) for t in (low, high))
    assert along[y0, x0] <= along[y1, x1] + 1e-4


def test_no_skin_is_added_beside_an_arm_that_is_bare_already() -> None:
    labels = painted.parse()
    labels[labels == Label.TOP] = Label.ARM_LEFT
    labels[106:232, 128:192] = Label.TOP
    labels[:, :160][labels[:, :160] == Label.ARM_LEFT] = Label.ARM_RIGHT
    view = painted.person(labels)
    frame = Frame(view.pose, labels.shape)
    bare = bare_arms(labels, frame)
    for side in ("left", "right"):
        middle = (frame.along_arm(side) > 0.4) & (frame.along_arm(side) < 1.6)
        assert bare[middle & (frame.arm(side) < 1)].all()
    assert not bare[150:220, 150:170].any()
    clothed = painted.parse()
    assert not bare_arms(clothed, frame).any()


def test_what_hung_beside_a_bare_arm_leaves_no_skin() -> None:
    labels = painted.parse()
    labels[labels == Label.TOP] = Label.BACKGROUND
    elbow, wrist = (POSE[f"left_{n}"].astype(int) for n in ("elbow", "wrist"))
    cv2.line(labels, elbow, wrist, int(Label.ARM_LEFT), 7)
    labels[106:232, 128:192] = Label.TOP
    rows = np.arange(painted.SIZE[0])[:, None]
    flap = (FRAME.arm("left") < 0.95) & (labels == Label.BACKGROUND) & (abs(rows - 200) < 12)
    assert flap.sum() > 30
    labels[flap] = Label.TOP
    view = painted.person(labels)
    alpha = painted.tee()
    parts = painted.warped(alpha).parts
    bare = undress(view, Category.TOP, alpha, np.ones_like(alpha), 0, parts)
    away = np.abs(bare[flap].astype(int) - painted.COLOURS[Label.BACKGROUND]).max(axis=1)
    assert np.median(away) < 25
