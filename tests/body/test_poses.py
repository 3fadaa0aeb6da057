from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.body.people import Person, build
from modiste.body.poses import AIMS, PoseName, between, posed, turns_for
from modiste.body.template import Body, Shape, rotation

DIRECTION = st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda d: np.linalg.norm(d) > 0.1)


@given(DIRECTION, DIRECTION)
def test_between_turns_one_direction_into_the_other(
    start: tuple[float, float, float], end: tuple[float, float, float]
) -> None:
    a, b = np.array(start) / np.linalg.norm(start), np.array(end) / np.linalg.norm(end)
    if a @ b < -0.999:
        return
    assert np.allclose(rotation(between(start, end)) @ a, b, atol=2e-3)


@pytest.mark.parametrize("pose", list(PoseName))
def test_limbs_point_where_the_pose_says(body: Body, woman: Shape, pose: PoseName) -> None:
    stands = posed(body, woman, pose)
    shin = stands.joints[body.bone("foot.L")] - stands.joints[body.bone("lowerleg01.L")]
    want = np.array(AIMS[pose][0]["shin"])
    assert shin / np.linalg.norm(shin) == pytest.approx(want / np.linalg.norm(want), abs=0.02)
    assert np.isfinite(stands.vertices).all()
    assert stands.vertices[body.surface, 1].min() == pytest.approx(0, abs=1e-4)


def test_symmetric_poses_are_mirrored(body: Body, woman: Shape) -> None:
    turns = turns_for(body, woman, PoseName.STANDING)
    for bone, (x, y, z) in turns.items():
        if bone.endswith(".L"):
            assert turns[bone[:-1] + "R"] == pytest.approx((x, -y, -z), abs=0.5)


def test_standing_feet_stay_flat(body: Body, woman: Shape) -> None:
    stands = posed(body, woman, PoseName.STANDING)
    assert 100 * body.stature(stands) == pytest.approx(168, abs=1.0)


def test_hanging_hands_clear_wide_hips(body: Body) -> None:
    stands = posed(body, build(body, Person(True, 165, 95)), PoseName.STANDING)
    at_hips = (np.abs(body.template[:, 1]) < 0.1) & (np.abs(body.template[:, 0]) < 0.25)
    hips = np.abs(stands.vertices[np.intersect1d(np.flatnonzero(at_hips), body.surface), 0]).max()
    assert abs(stands.joints[body.bone("wrist.L"), 0]) > hips


def test_a_bent_arm_lifts_the_right_hand_only(body: Body, man: Shape) -> None:
    stands = posed(body, man, PoseName.ARM_BENT)
    left, right = (stands.joints[body.bone(f"wrist.{side}")] for side in "LR")
    assert right[1] > left[1] + 0.15
    assert right[2] > left[2] + 0.1
