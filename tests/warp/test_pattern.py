"""The garment as a pattern, its size, and the naive baseline."""

from __future__ import annotations

from dataclasses import replace

import drawn
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.types import GARMENT_LANDMARKS, Category, Landmark, Length
from modiste.warp import naive_paste, warp_garment
from modiste.warp.body import measure_body
from modiste.warp.patch import Ladder
from modiste.warp.pattern import box, has_sleeve, inner_cuff, outline, rail, snap
from modiste.warp.sizing import around, cuff_at, leg_at, top_scale

TEE = drawn.drawn_garment(drawn.TEE, sleeve=Length.SHORT)
TROUSERS = drawn.drawn_garment(drawn.TROUSERS, Category.BOTTOM, leg=Length.LONG)
DRESS = drawn.drawn_garment(drawn.DRESS, Category.DRESS, Length.SHORT)
PERSON = drawn.drawn_person()
positive = st.floats(1.0, 200.0)


@pytest.mark.parametrize("garment", [TEE, DRESS, TROUSERS], ids=["top", "dress", "bottom"])
def test_any_landmark_may_be_missing(garment) -> None:
    whole = float(warp_garment(PERSON, garment).alpha.sum())
    for name in GARMENT_LANDMARKS[garment.category]:
        marks = {n: m for n, m in garment.landmarks.items() if n != name}
        alpha = warp_garment(PERSON, replace(garment, landmarks=marks)).alpha
        assert alpha.sum() > 0.5 * whole, name


def test_a_garment_without_landmarks_is_still_laid_on_the_body() -> None:
    alpha = warp_garment(PERSON, replace(TEE, landmarks={})).alpha
    x, y = (round(v) for v in drawn.CENTRE)
    assert alpha[y + round(30 * drawn.UNIT), x] > 0.9


def test_a_missing_landmark_is_mirrored() -> None:
    marks = {n: m for n, m in TEE.landmarks.items() if n != "armpit_left"}
    found = outline(replace(TEE, landmarks=marks))["armpit_left"]
    assert found == pytest.approx(TEE.point("armpit_left"), abs=3)


def test_an_empty_cut_out_does_not_break_it() -> None:
    empty = replace(TEE, mask=np.zeros_like(TEE.mask))
    assert warp_garment(PERSON, empty).alpha.sum() == 0
    assert naive_paste(PERSON, empty).alpha.sum() == 0


def test_the_box_surrounds_the_cut_out() -> None:
    low, high = box(TEE.mask)
    cuffs = [TEE.point(f"cuff_outer_{s}")[0] for s in ("right", "left")]
    assert (low[0], high[0]) == pytest.approx(cuffs, abs=3)


def test_rails_snap_to_the_edge_of_the_cut_out() -> None:
    mask = np.zeros((100, 100), np.float32)
    mask[:, 20:81] = 1
    y = np.arange(10, 90, 8.0)
    rough = Ladder.between(np.stack([y * 0 + 26, y], 1), np.stack([y * 0 + 74, y], 1))
    free = snap(rough, mask, np.ones(len(y)))
    assert free.low[:, 0] == pytest.approx(20, abs=1.5)
    assert free.high[:, 0] == pytest.approx(80, abs=1.5)
    assert snap(rough, mask, np.zeros(len(y))).low == pytest.approx(rough.low)


def test_a_rail_has_the_cells_asked_for() -> None:
    points = [np.array([0.0, 0.0]), np.array([4.0, 0.0]), np.array([4.0, 6.0])]
    line = rail(points, [2, 3])
    assert line == pytest.approx(np.array([[0, 0], [2, 0], [4, 0], [4, 2], [4, 4], [4, 6]]))


def test_a_cuff_over_the_torso_is_moved_beside_it() -> None:
    over = Landmark(
        float(TEE.point("armpit_left")[0]) - 30, float(TEE.point("armpit_left")[1]) + 20
    )
    marks = outline(replace(TEE, landmarks={**TEE.landmarks, "cuff_inner_left": over}))
    moved = inner_cuff(marks, "left")
    assert moved[0] > marks["armpit_left"][0]
    assert inner_cuff(outline(TEE), "left") == pytest.approx(TEE.point("cuff_inner_left"))


def test_sleeves_need_a_length_and_two_cuff_points() -> None:
    assert has_sleeve(TEE, "left")
    assert not has_sleeve(replace(TEE, sleeve=Length.NONE), "left")
    marks = {n: m for n, m in TEE.landmarks.items() if n != "cuff_inner_left"}
    assert not has_sleeve(replace(TEE, landmarks=marks), "left")


def test_the_scale_does_not_depend_on_the_photo_of_the_garment() -> None:
    body = measure_body(PERSON)
    near, far = (drawn.drawn_garment(drawn.TEE, sleeve=Length.SHORT, pixels=p) for p in (6.0, 3.0))
    scales = [top_scale(body, outline(g), False, True) for g in (near, far)]
    assert scales[1] == pytest.approx(2 * scales[0], rel=0.02)


def test_a_garment_of_the_wearers_size_is_shown_at_its_true_length() -> None:
    scale = top_scale(measure_body(PERSON), outline(TEE), False, True)
    assert scale * 5.0 == pytest.approx(drawn.UNIT, rel=0.12)


@given(body=positive, cloth=positive, more=st.floats(1.001, 1.5))
def test_more_cloth_is_always_wider_and_never_narrower_than_the_body(
    body: float, cloth: float, more: float
) -> None:
    tight, loose = around(np.array([body, body]), np.array([cloth, cloth * more]))
    assert body <= tight * (1 + 1e-9)
    assert tight <= loose * (1 + 1e-9)


@given(fraction=st.floats(0, 3), factor=st.floats(0.5, 1.9))
def test_ends_of_sleeves_and_legs_stay_in_their_class_and_follow_the_fit(
    fraction: float, factor: float
) -> None:
    for place, length in ((cuff_at, Length.SHORT), (leg_at, Length.LONG)):
        natural = place(length, fraction, 1.0)
        assert place(length, fraction, factor) == pytest.approx(natural * factor)
    assert cuff_at(Length.SHORT, fraction, 1.0) <= 0.5 < cuff_at(Length.LONG, fraction, 1.0)


def test_the_naive_paste_fills_the_box_of_the_joints() -> None:
    alpha = naive_paste(PERSON, TEE).alpha
    rows = np.nonzero((alpha > 0.5).any(1))[0]
    shoulder, hip = PERSON.pose["left_shoulder"][1], PERSON.pose["left_hip"][1]
    assert rows[0] < shoulder
    assert rows[-1] > hip
    trousers = np.nonzero((naive_paste(PERSON, TROUSERS).alpha > 0.5).any(1))[0]
    assert trousers[-1] == pytest.approx(PERSON.pose["left_ankle"][1], abs=5 * drawn.UNIT)


def test_an_armpit_outside_of_its_sleeve_is_put_in_its_place() -> None:
    """A cuff beside the hem and an armpit marked on the sleeve's upper edge."""
    long = drawn.drawn_garment(drawn.LONG_SLEEVE, sleeve=Length.LONG)
    right = outline(long)["armpit_left"]
    marks = dict(long.landmarks)
    shoulder, cuff = (long.point(f"{n}_left") for n in ("shoulder", "cuff_outer"))
    off = shoulder + 0.4 * (cuff - shoulder) + np.array([12, -4])
    marks["armpit_left"] = replace(marks["armpit_left"], x=float(off[0]), y=float(off[1]))
    mended = outline(replace(long, landmarks=marks))["armpit_left"]
    chest = abs(right[0] - outline(long)["armpit_right"][0])
    assert np.linalg.norm(mended - right) < 0.4 * chest
    assert np.linalg.norm(mended - right) < np.linalg.norm(off - right)
    assert (outline(long)["armpit_left"] == long.point("armpit_left")).all()
