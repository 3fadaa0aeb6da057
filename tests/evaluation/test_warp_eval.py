"""The evaluation of the warp: the truth scores full marks, and ours beats the naive paste."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from modiste.body.model import Model
from modiste.body.poses import PoseName
from modiste.body.template import Body
from modiste.errors import GarmentError
from modiste.evaluation.warp import (
    Case,
    Sight,
    Tally,
    evaluate_warp,
    exact,
    in_picture,
    make_case,
    score,
    table,
)
from modiste.examples.flats import Flat
from modiste.examples.models import virtual_model
from modiste.perception.window import Window
from modiste.types import Category, Warped


@pytest.fixture(scope="module")
def model() -> Model:
    return virtual_model("mara", size=(240, 320), body=Body.open(), pose=PoseName.STANDING)


@pytest.fixture(scope="module")
def case(model: Model) -> Case:
    return make_case(model, "t-shirt", 0, "mara standing")


def truth_of(case: Case) -> Warped:
    return Warped(case.truth.image, case.truth.mask, case.truth.parts)


def test_truth_scores_full_marks(case: Case) -> None:
    perfect = score(case, truth_of(case))
    assert perfect.iou == 1
    assert perfect.colour == 0
    assert perfect.print_ncc > 0.99


def test_hands_and_hair_do_not_count(case: Case) -> None:
    truth = truth_of(case)
    over = np.where(case.free, truth.alpha, 1).astype(np.float32)
    assert score(case, replace(truth, alpha=over)).iou == 1


def test_shifted_truth_loses(case: Case) -> None:
    truth = truth_of(case)
    moved = Warped(*(np.roll(a, 12, axis=0) for a in (truth.image, truth.alpha, truth.parts)))
    shifted = score(case, moved)
    assert 0.5 < shifted.iou < 0.9
    assert shifted.colour > 0.3
    assert not shifted.print_ncc > 0.9


def test_our_warp_beats_the_paste_with_exact_perception(case: Case) -> None:
    tally = Tally()
    tally.add(case, exact)
    report = tally.report()
    assert report["ours_iou"] > report["naive_iou"] + 0.10
    assert report["failed"] == 0
    assert report["n"] == 1
    assert 0 <= report["waviness"] < 0.05


def test_refused_case_counts_as_nothing_drawn(case: Case) -> None:
    def blind(model: Model, garment: Flat) -> Sight:
        raise GarmentError("There is no garment in the photo; lay it on a plain floor.")

    tally = Tally()
    tally.add(case, blind)
    report = tally.report()
    assert report["failed"] == 1
    assert report["ours_iou"] == 0
    assert report["naive_iou"] > 0.2


def test_window_goes_back_to_its_place() -> None:
    alpha = np.ones((10, 8), np.float32)
    warped = Warped(np.full((10, 8, 3), 7, np.uint8), alpha, np.ones((10, 8), np.uint8))
    window = Window(x=5, y=3, width=16, height=20, factor=0.5)
    placed = in_picture(warped, window, (40, 30))
    assert placed.alpha.sum() == 16 * 20
    assert placed.alpha[3:23, 5:21].all()
    assert (placed.image[placed.alpha > 0] == 7).all()
    assert in_picture(warped, None, (10, 8)) is warped


def test_report_has_every_category_asked_for() -> None:
    told: list[str] = []
    report = evaluate_warp(
        categories=[Category.BOTTOM], people=["mara"], poses=[PoseName.STANDING],
        per_pose=1, size=(120, 160),
        progress=lambda name, ours, naive: told.append(name),
    )  # fmt: skip
    assert set(report) == {"bottom", "n"}
    assert report["n"] == report["bottom"]["n"] == len(told) == 1
    assert told[0] == "mara standing trousers 0"
    lines = table(report).splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("bottom")
