from __future__ import annotations

import numpy as np
import pytest

from modiste.body.camera import Camera
from modiste.body.landmarks import landmark_points, pose_of
from modiste.body.poses import PoseName, posed
from modiste.body.template import Body, Shape
from modiste.types import POSE_NAMES

PAIRS = [name for name in POSE_NAMES if name.startswith("left_")]
CAMERA = Camera.portrait(1.85, -0.15, size=(300, 400))


def index(name: str) -> int:
    return POSE_NAMES.index(name)


def test_the_landmarks_of_a_rest_pose_are_mirrored(body: Body, woman: Shape) -> None:
    points = landmark_points(body, woman)
    for left in PAIRS:
        right = points[index(left.replace("left", "right"))]
        assert points[index(left)] * [-1, 1, 1] == pytest.approx(right, abs=2e-3)
        assert points[index(left), 0] > 0


def test_the_face_is_ordered_as_a_face_is(body: Body, woman: Shape) -> None:
    points = landmark_points(body, woman)
    inner, eye, outer, ear = (points[index(f"left_{n}"), 0]
                              for n in ("eye_inner", "eye", "eye_outer", "ear"))  # fmt: skip
    assert 0 < inner < eye < outer < ear
    assert points[index("mouth_left"), 1] < points[index("nose"), 1] < points[index("left_eye"), 1]
    assert points[index("nose"), 2] > points[index("left_ear"), 2] + 0.06


def test_the_body_is_ordered_from_head_to_heel(body: Body, man: Shape) -> None:
    heights = landmark_points(body, man)[
        [index(f"left_{n}") for n in ("ear", "shoulder", "elbow", "hip", "knee", "ankle", "heel")],
        1,
    ]
    assert (np.diff(heights) < 0).all()


def test_a_hidden_hand_is_not_seen(body: Body, woman: Shape) -> None:
    stands = posed(body, woman, PoseName.STANDING)
    behind = body.pose(stands, {"upperarm01.L": (60, 0, 0), "lowerarm01.L": (0, -120, 0)})
    open_depth = np.full((400, 300), np.inf, np.float32)
    wall = np.full((400, 300), 2.6, np.float32)
    assert pose_of(body, behind, CAMERA, open_depth).seen("left_wrist") == 1
    assert pose_of(body, behind, CAMERA, wall).seen("left_wrist") == 0


def test_a_point_outside_the_picture_is_kept_but_not_seen(body: Body, woman: Shape) -> None:
    bust = Camera.portrait(1.85, 1.0, size=(300, 400))
    pose = pose_of(body, body.grounded(woman), bust, np.full((400, 300), np.inf, np.float32))
    assert pose["left_knee"][1] > 400
    assert pose.seen("left_knee") == 0
    assert pose.seen("nose") == 1


def test_depth_is_nearer_for_what_is_in_front_of_the_hips(body: Body, woman: Shape) -> None:
    bent = posed(body, woman, PoseName.ARM_BENT)
    pose = pose_of(body, bent, CAMERA, np.full((400, 300), np.inf, np.float32))
    assert pose.depth[index("right_wrist")] < pose.depth[index("left_wrist")] - 10
    assert pose.depth[[index("left_hip"), index("right_hip")]].mean() == pytest.approx(0, abs=0.5)
