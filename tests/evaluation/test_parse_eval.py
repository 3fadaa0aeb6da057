from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from evaluation.ccp_folder import (
    CLASSES,
    cut_drawn,
    draw_folder,
    drawn_mask,
    drawn_pose,
    find_drawn,
)
from modiste.errors import InputError
from modiste.evaluation.ccp import CcpData, held_out
from modiste.evaluation.ccp_labels import below_hips, from_ccp, leaves_chest
from modiste.evaluation.confusion import CLASSES as COUNT
from modiste.evaluation.confusion import confusion, iou, merged_iou, summary
from modiste.evaluation.parse import evaluate_parse, table
from modiste.types import Image, Label, Labels, Mask, Pose


class _Oracle:
    def __call__(self, image: Image, pose: Pose, matte: Mask) -> Labels:
        return from_ccp(drawn_mask(), CLASSES, pose)


class _Blind:
    def __call__(self, image: Image, pose: Pose, matte: Mask) -> Labels:
        return np.zeros(image.shape[:2], np.uint8)


def test_skin_is_divided_by_the_pose() -> None:
    labels = from_ccp(drawn_mask(), CLASSES, drawn_pose())
    assert labels[50, 80] == Label.FACE
    assert labels[95, 117] == Label.ARM_LEFT
    assert labels[95, 43] == Label.ARM_RIGHT
    assert labels[131, 119] == labels[131, 41] == Label.HAND
    assert labels[80, 80] == Label.TOP
    assert labels[150, 80] == Label.BOTTOM
    assert labels[200, 80] == Label.SHOES
    assert labels[5, 5] == Label.BACKGROUND


def test_small_things_become_what_they_lie_on() -> None:
    labels = from_ccp(drawn_mask(), CLASSES, drawn_pose())
    assert set(np.unique(labels[112:116, 60:100])) <= {Label.TOP, Label.BOTTOM}
    assert set(np.unique(labels[108:111, 110:122])) == {Label.ARM_LEFT}


def test_a_belt_without_clothes_is_background() -> None:
    mask = np.zeros((40, 30), np.uint8)
    mask[10:14] = CLASSES.index("belt")
    assert not from_ccp(mask, CLASSES, drawn_pose()).any()


def test_a_suit_is_jacket_above_and_trousers_below() -> None:
    mask = np.full((240, 160), CLASSES.index("suit"), np.uint8)
    labels = from_ccp(mask, CLASSES, drawn_pose())
    assert labels[80, 80] == Label.OUTER
    assert labels[170, 80] == Label.BOTTOM
    assert below_hips(mask.shape, drawn_pose())[:, 0].sum() == 240 - 131


@pytest.mark.parametrize("name", ["romper", "bodysuit"])
def test_a_jumpsuit_is_top_and_trousers_and_other_one_pieces_stay_whole(name: str) -> None:
    mask = np.zeros((240, 160), np.uint8)
    mask[60:220, 50:110] = CLASSES.index(name)
    whole = from_ccp(mask, CLASSES, drawn_pose())
    halves = from_ccp(mask, CLASSES, drawn_pose(), jumpsuit=True)
    assert halves[75, 80] == Label.TOP
    assert halves[190, 80] == Label.BOTTOM
    assert len(set(whole[mask > 0])) == 1
    np.testing.assert_array_equal(halves[mask == 0], whole[mask == 0])


def test_every_class_of_the_data_set_is_translated() -> None:
    mask = np.arange(len(CLASSES), dtype=np.uint8)[None].repeat(8, 0)
    assert set(np.unique(from_ccp(mask, CLASSES, drawn_pose()))) <= set(Label)


def test_a_guess_that_is_the_truth_scores_one() -> None:
    truth = np.arange(COUNT, dtype=np.uint8).repeat(9).reshape(COUNT, 9)
    counts = confusion(truth, truth)
    assert summary(counts) == {"miou": 1.0, "top_iou": 1.0, "person_iou": 1.0}
    assert counts.sum() == truth.size


def test_iou_counts_both_kinds_of_mistakes_and_skips_the_unknown() -> None:
    truth = np.array([[1, 1, 1, 0, 0, 255]], np.uint8)
    guess = np.array([[1, 1, 0, 1, 0, 7]], np.uint8)
    counts = confusion(truth, guess)
    assert counts.sum() == 5
    assert iou(counts)[1] == pytest.approx(2 / 4)
    assert np.isnan(iou(counts)[Label.TOP])
    assert merged_iou(counts, [Label.TOP]) == 0


def test_top_and_dress_mixed_up_cost_no_merged_iou() -> None:
    truth = np.array([[Label.TOP, Label.OUTER, Label.DRESS, Label.BOTTOM]], np.uint8)
    guess = np.array([[Label.DRESS, Label.TOP, Label.OUTER, Label.BOTTOM]], np.uint8)
    assert summary(confusion(truth, guess))["top_iou"] == 1
    assert summary(confusion(truth, guess))["miou"] == 0.25


def test_only_held_out_photos_are_measured(tmp_path: Path) -> None:
    folder = draw_folder(tmp_path / "ccp", ["0009", "0010", "0020"])
    report = evaluate_parse(folder, pose=find_drawn, matte=cut_drawn, parser=_Oracle())
    assert report["n"] == 2
    assert report["miou"] == 1
    assert report["per_class"]["hand"] == 1
    assert "dress" not in report["per_class"]
    assert "miou" in table(report)


def test_a_parser_that_sees_nothing_scores_nothing(tmp_path: Path) -> None:
    folder = draw_folder(tmp_path / "ccp", ["0010"])
    report = evaluate_parse(folder, pose=find_drawn, matte=cut_drawn, parser=_Blind())
    assert report["person_iou"] == 0
    assert report["top_iou"] == 0


def test_photos_without_mask_or_person_are_named(tmp_path: Path) -> None:
    folder = draw_folder(tmp_path / "ccp", ["0010", "0020"])
    cv2.imwrite(str(folder / "masks" / "0020.png"), np.zeros((240, 160), np.uint8))
    report = evaluate_parse(folder, pose=find_drawn, matte=cut_drawn, parser=_Oracle())
    assert report["skipped"] == ["0020"]
    with pytest.raises(InputError, match="no held-out photo"):
        evaluate_parse(folder, pose=lambda _: [], matte=cut_drawn, parser=_Oracle())


def test_another_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"label_names\.json"):
        CcpData.open(tmp_path)
    (tmp_path / "label_names.json").write_text("[]")
    with pytest.raises(InputError, match="masks"):
        CcpData.open(tmp_path)


def test_a_missing_photo_is_named(tmp_path: Path) -> None:
    data = CcpData.open(draw_folder(tmp_path / "ccp", ["0010"]))
    with pytest.raises(InputError, match="0011"):
        data.image("0011")


def test_the_split_is_by_the_last_digit() -> None:
    assert [n for n in ("0010", "0101", "1000", "0005") if held_out(n)] == ["0010", "1000"]


def test_the_shipped_parser_holds_its_figures(shared: Path) -> None:
    report = evaluate_parse(shared / "clothing-co-parsing", limit=6)
    assert report["n"] == 6
    assert report["person_iou"] > 0.9
    assert report["miou"] > 0.45


def _renamed(**names: str) -> Labels:
    mask = drawn_mask()
    for old, new in names.items():
        mask[mask == CLASSES.index(old.replace("_", "-"))] = CLASSES.index(new)
    return from_ccp(mask, CLASSES, drawn_pose())


def test_what_ccp_calls_a_dress_below_a_top_is_a_skirt() -> None:
    assert _renamed(jeans="dress")[150, 80] == Label.BOTTOM
    assert _renamed(jeans="dress", t_shirt="coat")[150, 80] == Label.BOTTOM
    assert _renamed(jeans="dress", t_shirt="jumper")[80, 80] == Label.TOP
    dress = _renamed(jeans="dress", t_shirt="dress")
    assert dress[150, 80] == dress[80, 80] == Label.DRESS


def test_a_picture_without_a_chest_keeps_its_dress() -> None:
    labels = np.full((40, 40), Label.DRESS, np.uint8)
    assert not leaves_chest(labels, drawn_pose().moved(0, -400))
    assert not leaves_chest(labels, drawn_pose().moved(500, 0))
