from __future__ import annotations

import numpy as np
import pytest

from modiste.errors import GarmentError
from modiste.perception.garment.worn import find_worn
from modiste.perception.garment.worn_marks import mark_worn
from modiste.types import POSE_NAMES, Category, Label, Labels, Mask, Pose

PLACES = {
    "nose": (100, 30), "left_eye": (104, 26), "right_eye": (96, 26),
    "mouth_left": (103, 37), "mouth_right": (97, 37),
    "left_shoulder": (125, 70), "right_shoulder": (75, 70),
    "left_elbow": (150, 110), "right_elbow": (50, 110),
    "left_wrist": (170, 150), "right_wrist": (30, 150),
    "left_hip": (115, 150), "right_hip": (85, 150),
    "left_knee": (117, 210), "right_knee": (83, 210),
}  # fmt: skip


def _pose(visible: float = 1.0) -> Pose:
    points = np.full((33, 2), 100, np.float32)
    for name, place in PLACES.items():
        points[POSE_NAMES.index(name)] = place
    return Pose(points, np.zeros(33, np.float32), np.full(33, visible, np.float32), 0.95)


def _labels() -> Labels:
    """A T-shirt with sleeves to the elbows over trousers whose legs part at the knees."""
    labels = np.zeros((290, 200), np.uint8)
    labels[55:160, 72:128] = Label.TOP
    for x, y in zip(np.linspace(125, 148, 30), np.linspace(70, 107, 30), strict=True):
        labels[int(y) - 9 : int(y) + 9, int(x) - 9 : int(x) + 9] = Label.TOP
        labels[int(y) - 9 : int(y) + 9, 200 - int(x) - 9 : 200 - int(x) + 9] = Label.TOP
    labels[160:270, 74:126] = Label.BOTTOM
    labels[180:270, 96:104] = Label.BACKGROUND
    labels[95:125, 90:110] = Label.HAND
    labels[12:46, 86:114] = Label.FACE
    labels[8:18, 86:114] = Label.HAIR
    return labels


def _find(category: Category | None, pose: Pose | None = None, labels: Labels | None = None):
    def matte(image: np.ndarray, pose: Pose) -> Mask:
        return np.ones(image.shape[:2], np.float32)

    people = (pose or _pose(),)
    seen = _labels() if labels is None else labels
    return find_worn(np.zeros((290, 200, 3), np.uint8), lambda i: people, matte,
                     lambda i, p, m: seen, category, "model.jpg")  # fmt: skip


def test_the_worn_top_is_cut_out_without_the_hand_before_it() -> None:
    worn = _find(None)
    assert worn is not None
    assert worn.category is Category.TOP
    assert worn.mask[140, 100] == 1
    assert worn.mask[110, 100] == 0
    assert worn.mask[200, 85] == 0


def test_the_bottom_is_taken_when_asked_for() -> None:
    worn = _find(Category.BOTTOM)
    assert worn is not None
    assert worn.mask[200, 85] == 1
    assert worn.mask[140, 100] == 0


def test_a_garment_that_is_not_worn_is_an_error() -> None:
    with pytest.raises(GarmentError, match=r"model\.jpg wears no dress"):
        _find(Category.DRESS)


def test_a_pose_without_a_face_is_a_flat_garment() -> None:
    assert _find(None, _pose(visible=0.3)) is None


@pytest.mark.parametrize("label", [Label.TOP, Label.BACKGROUND, Label.OUTER, Label.BAG])
@pytest.mark.parametrize("category", [None, Category.TOP, Category.DRESS])
def test_a_collar_where_the_face_should_be_is_a_garment_on_a_hanger(
    label: Label, category: Category | None
) -> None:
    labels = _labels()
    labels[:50, 80:120] = label
    assert _find(category, labels=labels) is None


def test_a_hood_of_which_half_looks_like_a_face_is_no_person() -> None:
    labels = _labels()
    labels[:50, 80:97] = Label.TOP
    assert _find(None, labels=labels) is None


def test_marks_of_a_worn_top_follow_the_arms() -> None:
    labels = _labels()
    marks = mark_worn(np.isin(labels, Label.TOP), _pose(), Category.TOP)
    assert marks["armpit_left"].x > 100 > marks["armpit_right"].x
    for side, elbow in (("left", (150, 110)), ("right", (50, 110))):
        cuff = np.array([[marks[f"cuff_{e}_{side}"].x, marks[f"cuff_{e}_{side}"].y]
                         for e in ("outer", "inner")]).mean(axis=0)  # fmt: skip
        assert np.linalg.norm(cuff - elbow) < 20
        assert abs(marks[f"hem_{side}"].y - 159) < 4
    assert marks["neck_center"].y < 60


def test_marks_of_worn_trousers_have_a_crotch() -> None:
    marks = mark_worn(np.isin(_labels(), Label.BOTTOM), _pose(), Category.BOTTOM)
    assert abs(marks["crotch"].x - 100) < 5
    assert marks["hem_outer_left"].x > marks["hem_inner_left"].x > 100
    assert "hem_left" not in marks


def test_a_worn_skirt_has_none() -> None:
    skirt = np.zeros((290, 200), bool)
    skirt[155:230, 65:135] = True
    marks = mark_worn(skirt, _pose(), Category.BOTTOM)
    assert "crotch" not in marks
    assert {"hem_left", "hem_right", "waist_left"} <= set(marks)
