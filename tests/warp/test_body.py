"""Body targets on drawn people, whose measures are known."""

from __future__ import annotations

from dataclasses import replace

import drawn
import numpy as np
import pytest

from modiste.types import Label
from modiste.warp.body import SIDES, measure_body
from modiste.warp.chain import make_chain

PERSON = drawn.drawn_person()
BODY = measure_body(PERSON)
RADII = ((0.0, 1.0), (4.0, 4.0))


def test_the_unit_is_pixels_per_cm() -> None:
    assert BODY.unit == pytest.approx(drawn.UNIT, rel=0.03)
    assert BODY.turn == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize(("cm", "half"), [(32.0, 14.2), (14.0, 16.5)])
def test_half_widths_follow_the_silhouette_beside_the_arms(cm: float, half: float) -> None:
    for side in SIDES:
        found = float(BODY.half_width(np.array([cm * drawn.UNIT]), side)[0])
        assert found == pytest.approx(half * drawn.UNIT, rel=0.12)


def test_a_wider_body_is_measured_wider() -> None:
    heights = np.array([34 * drawn.UNIT])
    wide = PERSON.matte.copy()
    y = round(drawn.CENTRE[1] + 34 * drawn.UNIT)
    x = round(drawn.CENTRE[0])
    wide[y - 40 : y + 40, x - round(16.5 * drawn.UNIT) : x + round(16.5 * drawn.UNIT)] = 1.0
    parse = np.where(np.isin(PERSON.parse, (Label.ARM_LEFT, Label.ARM_RIGHT)), 0, PERSON.parse)
    body = measure_body(replace(PERSON, matte=wide, parse=parse.astype(np.uint8)))
    assert body.half_width(heights, "left")[0] > 1.05 * BODY.half_width(heights, "left")[0]


def test_shoulder_tips_lie_outside_of_the_joints_and_above() -> None:
    for side, sign in SIDES.items():
        tip, joint = BODY.shoulders[side].tip, PERSON.pose[f"{side}_shoulder"]
        assert (tip[0] - joint[0]) * sign > 2 * drawn.UNIT
        assert tip[1] < joint[1]


def test_the_shoulder_line_follows_the_matte() -> None:
    lifted = np.roll(PERSON.matte, -round(2 * drawn.UNIT), 0)
    body = measure_body(replace(PERSON, matte=np.maximum(PERSON.matte, lifted)))
    at = 0.6 * BODY.shoulders["left"].reach
    rise = BODY.shoulders["left"].at(at)[1] - body.shoulders["left"].at(at)[1]
    assert rise == pytest.approx(2 * drawn.UNIT, abs=1.2 * drawn.UNIT)


def test_hair_over_the_shoulder_is_not_taken_for_the_shoulder() -> None:
    matte, parse = PERSON.matte.copy(), PERSON.parse.copy()
    y, x = (round(v) for v in drawn.CENTRE[::-1])
    matte[y - 40 : y, x - 60 : x + 60] = 1.0
    parse[y - 40 : y, x - 60 : x + 60] = Label.HAIR
    body = measure_body(replace(PERSON, matte=matte, parse=parse))
    for side in SIDES:
        gap = body.shoulders[side].at(30.0)[1] - BODY.shoulders[side].at(30.0)[1]
        assert abs(gap) < 3 * drawn.UNIT


def test_hips_out_of_the_pose_are_extrapolated() -> None:
    lost = {f"{s}_hip": (x, 2.0) for s, x in (("left", 9.5), ("right", -9.5))}
    body = measure_body(drawn.drawn_person(drawn.drawn_pose(**lost)))
    assert body.torso == pytest.approx(1.4 * 35 * drawn.UNIT, rel=0.02)
    assert body.hips[1] > drawn.CENTRE[1] + 40 * drawn.UNIT


def test_a_turned_body_keeps_its_unit() -> None:
    turned = {
        f"{s}_{j}": (x * 0.6, y)
        for s, sign in SIDES.items()
        for j, x, y in (("shoulder", 17.5 * sign, 0.0), ("hip", 9.5 * sign, 51.0))
    }
    body = measure_body(drawn.drawn_person(drawn.drawn_pose(**turned)))
    assert body.unit == pytest.approx(drawn.UNIT, rel=0.03)
    assert body.turn == pytest.approx(0.6, abs=0.03)


def test_thin_arms_are_measured_thin() -> None:
    assert BODY.arms["left"].radius(np.array([0.75]))[0] < 5.0 * drawn.UNIT


def test_a_chain_passes_its_ends_and_rounds_its_bend() -> None:
    joints = np.array([[0.0, 0.0], [0.0, 50.0], [50.0, 50.0]])
    chain = make_chain(joints, (0.0, 0.5, 1.0), 1, RADII, 0.05)
    ends = chain.at(np.array([0.0, 1.0]))
    assert ends[0] == pytest.approx(joints[0], abs=1e-3)
    assert ends[1] == pytest.approx(joints[2], abs=0.5)
    elbow = chain.at(np.array([0.5]))[0]
    assert 1.0 < np.linalg.norm(elbow - joints[1]) < 8.0


@pytest.mark.parametrize("side", [1, -1])
def test_normals_point_away_from_the_body_when_the_limb_hangs(side: int) -> None:
    joints = np.array([[0.0, 0.0], [0.0, 50.0], [0.0, 100.0]])
    chain = make_chain(joints, (0.0, 0.5, 1.0), side, RADII, 0.05)
    assert chain.normal(np.array([0.4]))[0] == pytest.approx([side, 0.0], abs=1e-6)
