"""Sleeves on arms that hang: stripes stay square to the arm, seams stay closed."""

from __future__ import annotations

import cv2
import drawn
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.types import Fit, Label, Length, Part
from modiste.warp import warp_garment
from modiste.warp.body import measure_body
from modiste.warp.hinge import beyond, hangs, position, sleeve_frame
from modiste.warp.tops import measure_top

TEE = drawn.drawn_garment(drawn.TEE, sleeve=Length.SHORT)
LONG = drawn.drawn_garment(drawn.LONG_SLEEVE, sleeve=Length.LONG)
PERSON = drawn.drawn_person()
TOP = measure_top(TEE, measure_body(PERSON), Fit())


def _along_sleeve():
    """A T-shirt whose left sleeve's colour tells the way from shoulder to cuff."""
    frame = sleeve_frame(TOP, "left")
    y, x = np.mgrid[: TEE.mask.shape[0], : TEE.mask.shape[1]]
    way = (x - frame.shoulder[0]) * frame.along[0] + (y - frame.shoulder[1]) * frame.along[1]
    shade = np.clip(way / frame.length, 0, 1)[..., None] * np.array([255.0, 0, 0])
    return drawn.replace(TEE, image=shade.astype(np.uint8))


def test_what_runs_across_the_laid_sleeve_runs_across_the_arm() -> None:
    warped = warp_garment(PERSON, _along_sleeve())
    red = cv2.GaussianBlur(warped.image[..., 0].astype(np.float32), (0, 0), 2)
    inside = cv2.erode((warped.parts == Part.SLEEVE_LEFT).astype(np.uint8), np.ones((13, 13))) > 0
    across, along = np.gradient(red)[1][inside], np.gradient(red)[0][inside]
    arm = PERSON.pose["left_elbow"] - PERSON.pose["left_shoulder"]
    arm = arm / np.linalg.norm(arm)
    slope = np.stack([across, along], 1)
    turned = slope @ np.array([arm[1], -arm[0]]) / np.linalg.norm(slope, axis=1)
    assert inside.sum() > 120
    assert np.quantile(np.abs(turned), 0.9) < np.sin(np.radians(15))


def test_a_sleeve_hangs_unless_the_arm_is_lifted_over_it() -> None:
    assert hangs(TOP, "left")
    lifted = drawn.drawn_pose(left_elbow=(47, -2), left_wrist=(72, -6))
    body = measure_body(drawn.drawn_person(lifted))
    top = measure_top(TEE, body, Fit())
    assert not hangs(top, "left")
    assert hangs(top, "right")


@settings(max_examples=12, deadline=None)
@given(elbow=st.floats(18, 27), garment=st.sampled_from([TEE, LONG]))
def test_no_hole_opens_at_the_seam(elbow: float, garment) -> None:
    pose = drawn.drawn_pose(left_elbow=(elbow, 29), left_wrist=(elbow + 4, 56))
    alpha = (warp_garment(drawn.drawn_person(pose), garment).alpha > 0.5).astype(np.uint8)
    filled = cv2.morphologyEx(alpha, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    x, y = (pose["left_shoulder"] + np.array([2, 10])).astype(int)
    near = np.s_[y - 20 : y + 45, x - 20 : x + 12]
    assert (filled[near] & ~alpha[near] & 1).sum() <= 4


@settings(max_examples=20, deadline=None)
@given(elbow=st.floats(17, 26), wrist=st.floats(2, 30))
def test_the_upper_sleeve_stays_whole_wherever_the_forearm_goes(elbow: float, wrist: float) -> None:
    """A wrist in front of the belly once turned the fold round and cut the sleeve's outer half."""
    pose = drawn.drawn_pose(left_elbow=(elbow, 29), left_wrist=(wrist, 50))
    person = drawn.drawn_person(pose)
    parts = warp_garment(person, LONG).parts
    arm = measure_body(person).arms["left"]
    at = np.linspace(0.2, 0.45, 6)
    outer = arm.at(at) + 0.7 * arm.normal(at) * arm.radius(at)[:, None]
    x, y = outer.round().astype(int).T
    assert (parts[y, x] == Part.SLEEVE_LEFT).all()


def test_the_shoulder_is_round() -> None:
    """The sleeve leaves the shoulder's slope without a horn above it."""
    warped = warp_garment(PERSON, TEE)
    tip = TOP.tips["left"]
    covered = warped.alpha > 0.5
    top = [int(covered[:, round(tip[0]) + dx].argmax()) for dx in range(-12, 9)]
    assert (np.diff(top) >= -1).all(), "the outline rises again beyond the shoulder's tip"


def test_positions_go_on_above_the_joint() -> None:
    arm = TOP.body.arms["left"]
    at = np.array([-0.08, 0.0, 0.2])
    points = beyond(arm, at)
    assert [position(arm, p) for p in points] == pytest.approx(list(at), abs=0.01)
    assert points[0][1] < points[1][1]


def test_a_top_hangs_over_what_is_worn_below_it() -> None:
    parse = PERSON.parse.copy()
    wide = np.zeros(parse.shape, np.bool_)
    y = round(drawn.CENTRE[1] + 52 * drawn.UNIT)
    wide[y : y + 60, 220 - 55 : 220 + 55] = True
    parse[wide] = Label.BOTTOM
    matte = np.where(wide, 1, PERSON.matte).astype(np.float32)
    flared = drawn.replace(PERSON, parse=parse, matte=matte)
    plain, over = (drawn.width_at(warp_garment(p, TEE).alpha, y + 12) for p in (PERSON, flared))
    assert over >= 106
    assert over > plain + 4
