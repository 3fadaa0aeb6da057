from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from modiste.perception.pose import BlazePose, MaskedPose, distinct, refine
from modiste.perception.pose_search import guesses, legs_sure, tiles
from modiste.perception.regions import Region
from modiste.types import Image, Pose
from perception.poses import standing


@pytest.fixture(scope="module")
def find() -> BlazePose:
    return BlazePose(threads=1)


def _photo(shared: Path, name: str, longest: int = 800) -> Image:
    with Pillow.open(shared / "people" / f"{name}.webp") as file:
        file.thumbnail((longest, longest))
        return np.asarray(file.convert("RGB"))


def _masked(pose: Pose, score: float = 1.0) -> MaskedPose:
    mask = np.ones((8, 8), np.float32)
    return MaskedPose(pose.points, pose.depth, pose.visibility, score, mask, Region(0, 0, 8))


PEOPLE = ("man_studio_full_body", "man_seated_hat", "woman_street_bag", "woman_crossed_arms",
          "man_open_shirt_close", "torso_jacket_no_face", "garment_tee_worn")  # fmt: skip


@pytest.mark.parametrize("name", PEOPLE)
def test_one_person_is_found(find: BlazePose, shared: Path, name: str) -> None:
    image = _photo(shared, name)
    (pose,) = find(image)
    assert pose.points.shape == (33, 2)
    assert pose.points.dtype == pose.depth.dtype == pose.visibility.dtype == np.float32
    left, right = pose["left_shoulder"], pose["right_shoulder"]
    assert left[0] - right[0] > 0.1 * np.ptp(pose.points[:, 1])
    assert (pose.mask >= 0).all()
    assert (pose.mask <= 1).all()


def test_landmarks_are_on_the_body(find: BlazePose, shared: Path) -> None:
    image = _photo(shared, "man_studio_full_body")
    (pose,) = find(image)
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    for name in ("left_knee", "right_knee", "left_ankle", "right_ankle"):
        x, y = (int(v) for v in pose[name])
        assert grey[y, x] < 80, f"{name} is not on the dark trousers"
    rows = np.nonzero((grey < 80).any(axis=1))[0]
    assert pose["left_foot_index"][1] == pytest.approx(rows.max(), abs=15)


def test_legs_alone_are_found(find: BlazePose, shared: Path) -> None:
    image = _photo(shared, "legs_only")
    (pose,) = find(image)
    assert pose["left_shoulder"][1] < 0
    assert 0 < pose["left_knee"][1] < image.shape[0]
    assert find.brisk(image) == ()


def test_people_come_from_left_to_right(find: BlazePose, shared: Path) -> None:
    names = ("man_striped_pink_wall", "man_checked_shirt")
    pair = [cv2.resize(_photo(shared, n), (400, 600)) for n in names]
    poses = find(np.hstack(pair))
    assert [int(p["nose"][0] // 400) for p in poses] == [0, 1]


def test_the_mirrored_person_swaps_sides(find: BlazePose, shared: Path) -> None:
    image = _photo(shared, "woman_street_bag")
    (pose,), (mirrored,) = find(image), find(np.ascontiguousarray(image[:, ::-1]))
    width = image.shape[1]
    for part in ("shoulder", "hip", "knee"):
        there = mirrored[f"right_{part}"] * [-1, 1] + [width, 0]
        assert np.linalg.norm(pose[f"left_{part}"] - there) < 0.03 * image.shape[0]


def test_a_small_person_is_found(find: BlazePose, shared: Path) -> None:
    scene = np.full((1600, 2000, 3), (150, 170, 190), np.uint8)
    person = _photo(shared, "man_studio_full_body", 420)
    scene[1100 : 1100 + person.shape[0], 300 : 300 + person.shape[1]] = person
    (pose,) = find(scene)
    assert 300 < pose["nose"][0] < 720
    assert 1100 < pose["nose"][1] < 1300


def test_a_hoodie_is_nobody(find: BlazePose, shared: Path) -> None:
    assert find(_photo(shared, "garment_hoodie")) == ()


@pytest.mark.parametrize("size", [(600, 800), (64, 900), (900, 64), (1, 1)])
def test_nobody_is_in_noise(find: BlazePose, size: tuple[int, int]) -> None:
    noise = np.random.default_rng(5).integers(0, 256, (*size, 3), np.uint8)
    assert find(noise) == ()
    assert find(np.zeros_like(noise)) == ()


def test_a_pose_keeps_its_mask_when_scaled_and_moved() -> None:
    pose = _masked(standing(100, 100, 50))
    moved = pose.moved(10, -5).scaled(2)
    np.testing.assert_allclose(moved.points, (pose.points + np.float32([10, -5])) * 2, rtol=1e-6)
    assert moved.region == Region(20, -10, 16)
    assert moved.mask is pose.mask


def test_the_same_torso_twice_is_one_person() -> None:
    near, sure = _masked(standing(103, 100, 50), 0.7), _masked(standing(100, 100, 50), 0.9)
    other = _masked(standing(200, 100, 50), 0.8)
    assert distinct([near, other, sure]) == [sure, other]


def test_refining_moves_to_warm_heat_only() -> None:
    heat = np.full((64, 64, 39), -50, np.float32)
    heat[30, 33, 0] = 10
    heat[30, 33, 1] = -1
    marks = np.tile(np.array([32 * 4, 31 * 4, 7, 8, 9], np.float32), (39, 1))
    refined = refine(marks, heat)
    np.testing.assert_allclose(refined[0], [33 * 4, 30 * 4, 7, 8, 9], atol=0.01)
    np.testing.assert_array_equal(refined[1:], marks[1:])


def test_refining_survives_marks_outside() -> None:
    marks = np.full((39, 5), -900, np.float32)
    np.testing.assert_array_equal(refine(marks, np.zeros((64, 64, 39), np.float32)), marks)


@pytest.mark.parametrize("size", [(300, 400), (1000, 300), (64, 64), (3000, 2000)])
def test_tiles_cover_the_picture(size: tuple[int, int]) -> None:
    covered = np.zeros((size[1], size[0]), bool)
    for left, top, side in tiles(*size):
        assert left + side <= size[0]
        assert top + side <= size[1]
        covered[top : top + side, left : left + side] = True
    assert covered.all()


def test_legs_prove_a_person_only_in_her_proportions() -> None:
    assert legs_sure(standing(300, 100, 600), 800)
    assert not legs_sure(standing(300, 100, 300), 800), "they fill too little of the picture"
    folded = standing(300, 100, 600)
    folded.points[25:27, 1] = 650
    assert not legs_sure(folded, 800), "the knees are at the ankles"


def test_guesses_are_as_high_as_the_picture() -> None:
    assert {g.x for g in guesses(600, 800)} == {300}
    assert all(g.size > 800 for g in guesses(600, 800))
