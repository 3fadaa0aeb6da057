"""Properties of the whole way, on drawn bodies and garments."""

from __future__ import annotations

import cv2
import drawn
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.types import Category, Fit, GarmentView, Length, Part, Warped
from modiste.warp import warp_garment

TEE = drawn.drawn_garment(drawn.TEE, sleeve=Length.SHORT)
LONG = drawn.drawn_garment(drawn.LONG_SLEEVE, sleeve=Length.LONG)
TANK = drawn.drawn_garment(drawn.TANK)
DRESS = drawn.drawn_garment(drawn.DRESS, Category.DRESS, Length.SHORT)
TROUSERS = drawn.drawn_garment(drawn.TROUSERS, Category.BOTTOM, leg=Length.LONG)
SKIRT = drawn.drawn_garment(drawn.SKIRT, Category.BOTTOM)
ALL = {"tee": TEE, "long": LONG, "tank": TANK, "dress": DRESS, "trousers": TROUSERS, "skirt": SKIRT}
PERSON = drawn.drawn_person()

garments = pytest.mark.parametrize("garment", ALL.values(), ids=ALL.keys())
few = settings(max_examples=4, deadline=None)


def rows_of(warped: Warped) -> np.ndarray:
    return np.nonzero((warped.alpha > 0.5).any(1))[0]


@garments
@few
@given(dx=st.integers(-60, 60), dy=st.integers(-40, 40))
def test_moving_the_person_moves_the_result(garment: GarmentView, dx: int, dy: int) -> None:
    still = warp_garment(PERSON, garment).alpha
    moved = warp_garment(drawn.moved_person(PERSON, dx, dy), garment).alpha
    assert np.abs(np.roll(still, (dy, dx), (0, 1)) - moved).mean() < 1e-3


@garments
def test_the_mirror_shows_the_same(garment: GarmentView) -> None:
    pose = drawn.drawn_pose(left_elbow=(34, 22), left_wrist=(40, 45), left_knee=(16, 92))
    person = drawn.drawn_person(pose)
    straight = warp_garment(person, garment)
    mirrored = warp_garment(drawn.mirrored_person(person), drawn.mirrored_garment(garment))
    assert np.abs(straight.alpha[:, ::-1] - mirrored.alpha).mean() < 3e-3
    both = (straight.alpha[:, ::-1] > 0.9) & (mirrored.alpha > 0.9)
    gap = np.abs(straight.image[:, ::-1].astype(float) - mirrored.image)[both]
    assert gap.mean() < 8


@garments
@few
@given(small=st.floats(0.7, 1.2), more=st.floats(1.06, 1.4))
def test_a_larger_girth_is_wider(garment: GarmentView, small: float, more: float) -> None:
    area = [
        float(warp_garment(PERSON, garment, Fit(girth=g)).alpha.sum())
        for g in (small, small * more)
    ]
    assert area[0] < area[1]


@garments
@few
@given(small=st.floats(0.6, 1.0), more=st.floats(1.04, 1.3))
def test_a_larger_length_is_longer(garment: GarmentView, small: float, more: float) -> None:
    warped = [warp_garment(PERSON, garment, Fit(length=v)) for v in (small, small * more)]
    name = "hem" if "hem" in warped[0].guides else "hem_left"
    assert warped[0].guides[name][:, 1].max() < warped[1].guides[name][:, 1].max()


def test_longer_sleeves_reach_further_down() -> None:
    ends = []
    for factor in (0.7, 0.85, 1.0):
        warped = warp_garment(PERSON, LONG, Fit(sleeve_length=factor))
        ends.append(np.nonzero((warped.parts == Part.SLEEVE_LEFT).any(1))[0][-1])
    assert ends[0] < ends[1] < ends[2]


def test_girth_leaves_lengths_alone() -> None:
    tight, loose = (warp_garment(PERSON, TEE, Fit(girth=g)) for g in (0.9, 1.2))
    assert abs(int(rows_of(tight)[-1]) - int(rows_of(loose)[-1])) <= 2


def test_long_sleeves_end_at_the_wrist_and_short_ones_above_the_elbow() -> None:
    wrist, elbow = PERSON.pose["left_wrist"][1], PERSON.pose["left_elbow"][1]
    long, short = (warp_garment(PERSON, g).guides["cuff_left"][:, 1].mean() for g in (LONG, TEE))
    assert abs(long - wrist) < 6 * drawn.UNIT
    assert short < elbow


def test_trousers_end_at_the_ankle() -> None:
    end = warp_garment(PERSON, TROUSERS).guides["hem_left"][:, 1].mean()
    assert abs(end - PERSON.pose["left_ankle"][1]) < 6 * drawn.UNIT


def test_the_hem_lands_where_the_length_puts_it_not_at_the_old_hem() -> None:
    cropped = {**drawn.TEE, "waist_left": (25.5, 38.0), "hem_left": (26.0, 48.0)}
    short = warp_garment(PERSON, drawn.drawn_garment(cropped, sleeve=Length.SHORT))
    difference = (rows_of(warp_garment(PERSON, TEE))[-1] - rows_of(short)[-1]) / drawn.UNIT
    assert difference == pytest.approx(24, rel=0.25)


@garments
def test_cloth_stays_near_the_body(garment: GarmentView) -> None:
    alpha = warp_garment(PERSON, garment).alpha
    width = round((22 if garment is SKIRT or garment is DRESS else 11) * drawn.UNIT)
    near = cv2.dilate((PERSON.matte > 0.5).astype(np.uint8), np.ones((width, width)))
    between_legs = garment.leg is Length.NONE and garment.category is not Category.TOP
    if between_legs:
        near = cv2.morphologyEx(near, cv2.MORPH_CLOSE, np.ones((80, 80)))
    assert alpha[near == 0].sum() < 0.01 * alpha.sum()


def test_stripes_stay_straight_on_a_straight_torso() -> None:
    warped = warp_garment(PERSON, TEE)
    blue = (warped.image[..., 0] < 130) & (warped.parts == Part.TORSO) & (warped.alpha > 0.9)
    y0, y1 = (round(drawn.CENTRE[1] + v * drawn.UNIT) for v in (22, 48))
    x0, x1 = (round(drawn.CENTRE[0] + v * drawn.UNIT) for v in (-13, 13))
    edges = np.abs(np.diff(blue[y0:y1, x0:x1].astype(int), axis=0))
    first = edges.argmax(0)
    assert edges.any(0).all()
    assert np.abs(first - np.median(first)).max() <= 1.5


def test_a_printed_word_stays_legible() -> None:
    image = np.full_like(TEE.image, 240)
    low, high = TEE.point("armpit_right"), TEE.point("armpit_left")
    at = (round(float(low[0]) + 66), round(float(low[1]) + 45))
    cv2.putText(image, "PARIS", at, cv2.FONT_HERSHEY_SIMPLEX, 1.3, (10, 10, 10), 5)
    warped = warp_garment(
        PERSON, GarmentView(image, TEE.mask, TEE.category, TEE.landmarks, TEE.sleeve)
    )
    ink = np.where(
        (warped.alpha > 0.9) & (warped.parts == Part.TORSO), 255 - warped.image[..., 0], 0
    )
    there, here = _cropped(255 - image[..., 0]), _cropped(ink)
    here = cv2.resize(here, there.shape[::-1], interpolation=cv2.INTER_AREA)
    assert high[0] > low[0]
    assert np.corrcoef(there.ravel(), here.ravel())[0, 1] > 0.75


def _cropped(ink: np.ndarray) -> np.ndarray:
    rows, columns = np.nonzero(ink > 128)
    return ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1].astype(np.float32)


def test_sleeves_follow_a_bent_arm() -> None:
    pose = drawn.drawn_pose(left_elbow=(40, 22), left_wrist=(52, 0), right_elbow=(-46, 8))
    warped = warp_garment(drawn.drawn_person(pose), LONG)
    for a, b in (("left_shoulder", "left_elbow"), ("left_elbow", "left_wrist")):
        for t in (0.35, 0.6, 0.85):
            x, y = pose[a] * (1 - t) + pose[b] * t
            assert warped.parts[round(float(y)), round(float(x))] == Part.SLEEVE_LEFT


def test_no_gap_opens_between_torso_and_sleeve() -> None:
    warped = warp_garment(PERSON, TEE)
    for y in range(
        round(drawn.CENTRE[1] + 2 * drawn.UNIT), round(drawn.CENTRE[1] + 11 * drawn.UNIT)
    ):
        covered = np.nonzero(warped.alpha[y] > 0.5)[0]
        middle = covered[(covered > 220 + 25) | (covered < 220 - 25)]
        for part in (middle[middle > 220], middle[middle < 220]):
            assert np.diff(part).max() == 1


@pytest.mark.parametrize("garment", [TEE, DRESS], ids=["tee", "dress"])
def test_the_face_is_never_covered(garment: GarmentView) -> None:
    pose = drawn.drawn_pose(nose=(0, -14), mouth_left=(2.4, -10), mouth_right=(-2.4, -10),
                            left_eye=(3.1, -17.5), right_eye=(-3.1, -17.5))  # fmt: skip
    x, y = (round(float(v)) for v in pose["nose"])
    assert warp_garment(drawn.drawn_person(pose), garment).alpha[y, x] == 0


joint = st.tuples(st.floats(-90, 90), st.floats(-60, 170))
JOINTS = [f"{s}_{j}" for s in ("left", "right") for j in
          ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")]  # fmt: skip


@garments
@settings(max_examples=8, deadline=None)
@given(st.dictionaries(st.sampled_from(JOINTS), joint, max_size=8))
def test_no_pose_breaks_it(garment: GarmentView, moved: dict[str, tuple[float, float]]) -> None:
    person = drawn.drawn_person(drawn.drawn_pose(**moved))
    warped = warp_garment(person, garment)
    assert warped.alpha.shape == person.matte.shape
    assert np.isfinite(warped.alpha).all()
    assert float(warped.alpha.min()) >= 0
    assert float(warped.alpha.max()) <= 1
    assert (warped.parts[warped.alpha == 0] == Part.NONE).all()
    assert all(np.isfinite(g).all() for g in warped.guides.values())


def test_all_joints_in_one_point_do_not_break_it() -> None:
    person = drawn.drawn_person(drawn.drawn_pose(**dict.fromkeys(JOINTS, (0.0, 0.0))))
    for garment in ALL.values():
        assert np.isfinite(warp_garment(person, garment).alpha).all()


def test_dresses_have_a_skirt_below_the_waist() -> None:
    parts = warp_garment(PERSON, DRESS).parts
    torso, skirt = (np.nonzero((parts == p).any(1))[0] for p in (Part.TORSO, Part.SKIRT))
    assert torso[0] < skirt[0]
    assert skirt[-1] > PERSON.pose["left_hip"][1]


def test_a_person_from_behind_is_dressed_with_a_warning() -> None:
    pose = PERSON.pose
    order = [drawn.POSE_NAMES.index(drawn.swapped(n)) for n in drawn.POSE_NAMES]
    turned = drawn.drawn_person(type(pose)(pose.points[order], pose.depth, pose.visibility, 1.0))
    warped = warp_garment(turned, TEE)
    assert "behind" in warped.warnings[0]
    assert warped.alpha.sum() > 0.8 * warp_garment(PERSON, TEE).alpha.sum()


def test_a_garment_on_a_model_keeps_its_width() -> None:
    worn = {**drawn.TEE, "armpit_left": (17.5, 16), "waist_left": (17, 40), "hem_left": (18.5, 66),
            "cuff_outer_left": (30, 26), "cuff_inner_left": (21, 28)}  # fmt: skip
    view = drawn.drawn_garment(worn, sleeve=Length.SHORT, worn=True)
    y = round(drawn.CENTRE[1] + 40 * drawn.UNIT)
    flat, model = (warp_garment(PERSON, g) for g in (TEE, view))
    widths = [int((w.parts[y] == Part.TORSO).sum()) for w in (flat, model)]
    assert widths[1] == pytest.approx(widths[0], rel=0.15)


def test_a_person_outside_of_the_picture_gets_nothing() -> None:
    person = drawn.moved_person(PERSON, 0, 0)
    far = type(person.pose)(person.pose.points + np.float32([5000, 0]), person.pose.depth,
                            person.pose.visibility, 1.0)  # fmt: skip
    warped = warp_garment(type(person)(person.image, far, person.matte, person.parse), TEE)
    assert warped.alpha.sum() == 0
