"""Arms in the keyframe, and the cloth behind them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.live.behind import SLEEVES, bare_arms, joints, limbs_painted, reaches, whole
from modiste.testing import flat_scene
from modiste.types import Category, Label, Part, PersonView, Warped

PERSON: PersonView = flat_scene(Category.TOP).person
SHAPE = PERSON.parse.shape
HIP_LEFT, HIP_RIGHT = (PERSON.pose[f"{side}_hip"] for side in ("left", "right"))
LIGHT = 0.8
COLOR = np.array([200, 100, 50], np.float32)


def _trunk(alpha: float = 1.0) -> Warped:
    """A dress of one colour from the shoulders to the knees, wider than the body."""
    corners = [PERSON.pose[n] for n in ("right_shoulder", "left_shoulder")]
    low = PERSON.pose["left_knee"][1]
    outline = np.array(
        [corners[0], corners[1], (corners[1][0] + 50, low), (corners[0][0] - 50, low)]
    )
    mask = cv2.fillPoly(np.zeros(SHAPE, np.uint8), [outline.astype(np.int32)], 1)
    image = np.tile(COLOR.astype(np.uint8), (*SHAPE, 1))
    parts = np.where(mask > 0, np.uint8(Part.SKIRT), np.uint8(0)).astype(np.uint8)
    return Warped(image, mask.astype(np.float32) * np.float32(alpha), parts)


def _block(x: int, y: int, size: int = 16) -> np.ndarray:
    region = np.zeros(SHAPE, bool)
    region[y : y + size, x : x + size] = True
    return region


def _cut(warped: Warped, arm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A dressed picture in dim light, and the coverage, with an arm before the cloth."""
    cloth = np.where(arm, 0, warped.alpha).astype(np.float32)
    picture = np.where(cloth[..., None] > 0, COLOR * LIGHT, 250)
    return picture.astype(np.uint8), cloth


CENTRE = tuple(int(v) for v in (HIP_LEFT + HIP_RIGHT) / 2)


@settings(max_examples=40, deadline=None)
@given(st.integers(-20, 10), st.integers(0, 40), st.floats(0.6, 1.0))
def test_the_cloth_behind_an_arm_is_painted_in_its_own_light(
    dx: int, dy: int, alpha: float
) -> None:
    warped, arm = _trunk(alpha), _block(CENTRE[0] + dx, CENTRE[1] + dy)
    picture, cloth = _cut(warped, arm)
    arms = {Part.SLEEVE_LEFT: arm, Part.SLEEVE_RIGHT: np.zeros(SHAPE, bool)}
    image, full, holes = whole(picture, cloth, warped, arms, PERSON.pose)
    np.testing.assert_allclose(full, warped.alpha, atol=1e-6)
    if alpha > 0.96:
        np.testing.assert_allclose(image[arm], np.tile(COLOR * LIGHT, (arm.sum(), 1)), atol=6)
    assert not holes[Part.SLEEVE_RIGHT].any()
    inner = cv2.erode(arm.astype(np.uint8), np.ones((3, 3))) > 0
    assert (holes[Part.SLEEVE_LEFT][inner] > 0.99).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(-20, 10), st.integers(0, 40))
def test_cloth_and_hole_together_are_what_was_seen(dx: int, dy: int) -> None:
    warped, arm = _trunk(), _block(CENTRE[0] + dx, CENTRE[1] + dy)
    picture, cloth = _cut(warped, arm)
    arms = {Part.SLEEVE_LEFT: np.zeros(SHAPE, bool), Part.SLEEVE_RIGHT: arm}
    _, full, holes = whole(picture, cloth, warped, arms, PERSON.pose)
    seen = full * (1 - holes[Part.SLEEVE_RIGHT])
    assert seen[arm].max() == 0
    far = cv2.dilate(arm.astype(np.uint8), np.ones((5, 5))) == 0
    np.testing.assert_allclose(seen[far], cloth[far], atol=1e-6)


def test_what_no_arm_hides_stays_cut_out() -> None:
    """Hair and bags do not move with an arm: what they hide is not known to be free later."""
    warped, bag = _trunk(), _block(CENTRE[0] - 8, CENTRE[1] + 40)
    picture, cloth = _cut(warped, bag)
    nowhere = dict.fromkeys(SLEEVES, np.zeros(SHAPE, bool))
    image, full, holes = whole(picture, cloth, warped, nowhere, PERSON.pose)
    np.testing.assert_array_equal(full, cloth)
    np.testing.assert_array_equal(image, picture)
    assert not any(hole.any() for hole in holes.values())


def test_a_tucked_hem_is_not_painted_below_the_waistband() -> None:
    warped, arm = _trunk(), _block(*CENTRE)
    picture, cloth = _cut(warped, arm)
    tucked = Warped(warped.image, warped.alpha, warped.parts, tucked=True)
    arms = {Part.SLEEVE_LEFT: arm, Part.SLEEVE_RIGHT: ~arm & False}
    image, full, _ = whole(picture, cloth, tucked, arms, PERSON.pose)
    np.testing.assert_array_equal(full, cloth)
    np.testing.assert_array_equal(image, picture)


@pytest.mark.parametrize(("part", "side"), SLEEVES.items())
def test_arms_are_found_below_their_sleeves(part: Part, side: str) -> None:
    """The hand belongs to the arm whose wrist it is near; a sleeve's own cloth is no bare arm."""
    bare = bare_arms(PERSON, _trunk())[part]
    hands = bare & (PERSON.parse == Label.HAND)
    assert hands.any()
    at = np.column_stack(np.nonzero(hands)[::-1])
    other = "right" if side == "left" else "left"
    near, far = (
        np.linalg.norm(at - PERSON.pose[f"{s}_wrist"], axis=1).max() for s in (side, other)
    )
    assert near < far
    arm = np.zeros(SHAPE, np.uint8)
    line = [PERSON.pose[f"{side}_{n}"] for n in ("shoulder", "elbow", "wrist")]
    cv2.polylines(arm, [np.array(line).astype(np.int32)], False, 1, 14)
    warped = _trunk()
    warped.parts[arm > 0], warped.alpha[arm > 0] = part, 1
    assert reaches(PERSON, warped)[part] > 1.5
    assert (bare_arms(PERSON, warped)[part] & (arm > 0)).sum() == 0


def test_painted_skin_moves_with_its_limb() -> None:
    parts = np.full(SHAPE, Part.TORSO, np.uint8)
    cloth = np.zeros(SHAPE, np.float32)
    arms = bare_arms(PERSON, _trunk())
    moved = limbs_painted(parts, cloth, PERSON, arms)
    for part, arm in arms.items():
        assert (moved[arm] == part).all()
    shins = PERSON.parse == Label.LEGS
    assert np.isin(moved[shins], (Part.LEG_LEFT, Part.LEG_RIGHT, *SLEEVES)).all()
    chest = (PERSON.pose["left_shoulder"] + PERSON.pose["right_hip"]) / 2
    assert moved[int(chest[1]), int(chest[0])] == Part.TORSO


def test_cloth_stays_with_its_own_part() -> None:
    parts = np.full(SHAPE, Part.SKIRT, np.uint8)
    moved = limbs_painted(parts, np.ones(SHAPE, np.float32), PERSON, bare_arms(PERSON, _trunk()))
    np.testing.assert_array_equal(moved, parts)


def test_limbs_join_the_trunk_at_shoulders_and_hips_alone() -> None:
    wrist = tuple(int(v) for v in PERSON.pose["left_wrist"][::-1])
    shoulder = tuple(int(v) for v in PERSON.pose["left_shoulder"][::-1])
    knee = tuple(int(v) for v in PERSON.pose["left_knee"][::-1])
    assert not joints(PERSON, Part.SLEEVE_LEFT)[wrist]
    assert joints(PERSON, Part.SLEEVE_LEFT)[shoulder]
    assert not joints(PERSON, Part.LEG_LEFT)[knee]
    assert joints(PERSON, Part.TORSO).all()
