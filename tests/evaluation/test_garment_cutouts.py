"""Cut-outs against outlines by eye."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image as Pillow

from modiste.errors import InputError
from modiste.evaluation.garment_cutouts import filled, hard_cutouts, read_outlines
from modiste.evaluation.garment_data import Labelled

SQUARE = [[[250, 250], [750, 250], [750, 750], [250, 750]]]


class Inner:
    """A cut-out network that is sure of the middle of the picture."""

    def __call__(self, *tensors: NDArray[np.generic]) -> Sequence[NDArray[np.float32]]:
        logits = np.full((1, 1, 128, 128), -20, np.float32)
        logits[..., 32:96, 32:96] = 20
        return [logits]


def whole(tensor: NDArray[np.float32]) -> NDArray[np.float32]:
    """A u2netp that takes the left three quarters for the object."""
    found = np.zeros((1, 1, *tensor.shape[2:]), np.float32)
    found[..., : tensor.shape[3] * 3 // 4] = 1
    return found


@pytest.fixture
def photo(tmp_path: Path) -> Labelled:
    """A red square on grey."""
    image = np.full((200, 200, 3), 200, np.uint8)
    image[50:150, 50:150] = (180, 20, 30)
    Pillow.fromarray(image).save(tmp_path / "a.png")
    return Labelled("a", tmp_path / "a.png", 0, "test", True)


@given(st.integers(40, 300), st.integers(40, 300))
def test_an_outline_fills_its_share_at_any_size(height: int, width: int) -> None:
    share = filled(SQUARE, (height, width)).mean()
    assert share == pytest.approx(0.25, abs=0.06)


def test_an_outline_in_an_outline_is_a_hole() -> None:
    hole = [[400, 400], [600, 400], [600, 600], [400, 600]]
    mask = filled([*SQUARE, hole], (200, 200))
    assert not mask[100, 100]
    assert mask[60, 60]


def test_the_figures_are_those_of_network_and_teacher(photo: Labelled) -> None:
    figures = hard_cutouts(Inner(), whole, [photo], {"a": SQUARE, "b": SQUARE})
    assert figures["cutouts_hard"] == 1
    assert figures["cutout_hard_iou"] > 0.95
    assert figures["cutout_hard_teacher_iou"] < figures["cutout_hard_iou"]


def test_a_wrong_outline_lowers_the_figure(photo: Labelled) -> None:
    left = [[[250, 250], [500, 250], [500, 750], [250, 750]]]
    found = hard_cutouts(Inner(), whole, [photo], {"a": left})["cutout_hard_iou"]
    assert found == pytest.approx(0.5, abs=0.03)


def test_without_a_labelled_photo_there_is_no_figure(photo: Labelled) -> None:
    assert hard_cutouts(Inner(), whole, [photo], {}) == {
        "cutout_hard_iou": None, "cutout_hard_teacher_iou": None, "cutouts_hard": 0,
    }  # fmt: skip


def test_the_outlines_that_ship_are_garments() -> None:
    known = read_outlines()
    assert len(known) == 25
    for name, polygons in known.items():
        assert 0.05 < filled(polygons, (384, 288)).mean() < 0.8, name
        corners = np.concatenate([np.array(p) for p in polygons])
        assert (corners >= 0).all()
        assert (corners <= 1000).all()


@pytest.mark.parametrize("text", ["", "[1]", '{"a": [[[1]]]}', '{"a": 3}', '{"a": [[1, 2]]}'])
def test_a_damaged_file_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "o.json").write_text(text)
    with pytest.raises(InputError, match=r"o\.json"):
        read_outlines(tmp_path / "o.json")


def test_nobody_trains_on_these_photos(shared: Path) -> None:
    split = (shared / "clothing-dataset" / "small-split.csv").read_text("utf-8")
    training = {line.split(",")[0] for line in split.splitlines() if line.endswith("train")}
    assert training
    assert not training & set(read_outlines())


def test_the_file_is_one_photo_a_line() -> None:
    path = Path(__file__).parents[2] / "src/modiste/training/garment/labels/cutouts.json"
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) == len(json.loads(path.read_text("utf-8"))) + 2
