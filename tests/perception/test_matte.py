from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from modiste.perception.matte import (
    SelfieMatte,
    limbs,
    own,
    steepen,
    torso_length,
    upper_region,
    whole_region,
)
from modiste.perception.pose import BlazePose
from modiste.types import Image, Mask, Pose
from perception.poses import standing


@pytest.fixture(scope="module")
def cut_out() -> SelfieMatte:
    return SelfieMatte(threads=1)


@pytest.fixture(scope="module")
def find() -> BlazePose:
    return BlazePose(threads=1)


def _photo(shared: Path, name: str) -> Image:
    with Pillow.open(shared / "people" / f"{name}.webp") as file:
        file.thumbnail((900, 900))
        return np.asarray(file.convert("RGB"))


def _iou(a: Mask, b: Mask) -> float:
    a, b = a > 0.5, b > 0.5
    return float((a & b).sum() / (a | b).sum())


def test_the_matte_is_the_person_before_an_even_wall(
    cut_out: SelfieMatte, find: BlazePose, shared: Path
) -> None:
    image = _photo(shared, "woman_crossed_arms")
    (pose,) = find(image)
    wall = np.abs(image.astype(int) - [70, 120, 170]).max(axis=2) < 45
    matte = cut_out(image, pose)
    assert matte.shape == image.shape[:2]
    assert matte.dtype == np.float32
    assert _iou(matte, (~wall).astype(np.float32)) > 0.93


def test_feet_and_hands_are_in(cut_out: SelfieMatte, find: BlazePose, shared: Path) -> None:
    for name in ("woman_street_bag", "man_studio_full_body", "man_seated_hat"):
        image = _photo(shared, name)
        (pose,) = find(image)
        matte = cut_out(image, pose)
        for part in ("ankle", "heel", "knee", "elbow", "wrist", "shoulder"):
            for side in ("left", "right"):
                x, y = (int(v) for v in pose[f"{side}_{part}"])
                around = matte[y - 4 : y + 5, x - 4 : x + 5]
                assert around.max() > 0.5, f"{name}: {side} {part}"


def test_only_the_meant_person_is_cut_out(
    cut_out: SelfieMatte, find: BlazePose, shared: Path
) -> None:
    names = ("man_striped_pink_wall", "man_checked_shirt")
    pair = np.hstack([cv2.resize(_photo(shared, n), (400, 600)) for n in names])
    left, right = (cut_out(pair, pose) for pose in find(pair))
    assert left[:, :400].mean() > 0.2
    assert left[:, 440:].mean() < 0.01
    assert right[:, 400:].mean() > 0.2
    assert right[:, :360].mean() < 0.01


def test_without_a_mask_the_limbs_help(cut_out: SelfieMatte, find: BlazePose, shared: Path) -> None:
    image = _photo(shared, "woman_park_hand_up")
    (pose,) = find(image)
    plain = Pose(pose.points, pose.depth, pose.visibility, pose.score)
    assert _iou(cut_out(image, plain), cut_out(image, pose)) > 0.8


def test_a_pose_outside_the_picture_is_no_crash(cut_out: SelfieMatte) -> None:
    image = np.full((300, 200, 3), 127, np.uint8)
    matte = cut_out(image, standing(5000, -4000, 100))
    assert matte.shape == (300, 200)
    assert matte.max() < 0.5


def test_limbs_cover_the_landmarks() -> None:
    pose = standing(300, 400, 300)
    mask = limbs(pose, (600, 800))
    assert mask.shape == (800, 600)
    for name in ("nose", "left_wrist", "right_knee", "left_ankle", "right_shoulder"):
        x, y = (int(v) for v in pose[name])
        assert mask[y, x] == 1
    assert mask[20, 20] == 0


def test_regions_hold_the_person_and_stay_on_the_picture() -> None:
    pose = standing(300, 400, 300)
    whole, upper = whole_region(pose, (600, 800)), upper_region(pose, (600, 800))
    assert whole.size > upper.size
    assert abs(pose["left_ankle"][1] - whole.y) < whole.size / 2
    assert abs(pose["left_hip"][1] - upper.y) < upper.size / 2
    assert pose["left_ankle"][1] - upper.y > upper.size / 2
    far = whole_region(standing(9000, 9000, 300), (600, 800))
    assert 0 <= far.x <= 600
    assert 0 <= far.y <= 800


def test_what_hangs_together_with_the_body_is_kept() -> None:
    pose = standing(100, 100, 60)
    body = np.zeros((200, 200), np.float32)
    body[50:150, 80:120] = 1
    mask = body.copy()
    mask[90:100, 120:128] = 1
    mask[90:100, 135:140] = 1
    mask[:, 190:] = 1
    kept = own(mask, body, pose)
    assert (kept[90:100, 120:128] == 1).all()
    assert (kept[90:100, 135:140] == 0).all(), "near but not connected"
    assert (kept[:, 190:] == 0).all(), "far away"


def test_steepening_stretches_the_middle() -> None:
    mask = np.array([0.0, 0.2, 0.5, 0.8, 1.0], np.float32)
    np.testing.assert_allclose(steepen(mask), [0, 0, 0.5, 1, 1], atol=1e-6)


def test_a_torso_seen_from_above_still_has_a_length() -> None:
    pose = standing(100, 100, 60)
    pose.points[:] = 5
    assert torso_length(pose) == 1
