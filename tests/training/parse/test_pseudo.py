"""Labels for photos without masks: what the teacher is sure of, and the outfits' table."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from evaluation.ccp_folder import (  # noqa: E402
    CLASSES,
    SIZE,
    cut_drawn,
    draw_folder,
    drawn_pose,
    find_drawn,
)
from modiste.body.model import Model  # noqa: E402
from modiste.cli import root  # noqa: E402
from modiste.errors import InputError  # noqa: E402
from modiste.evaluation.ccp import CcpData, held_out  # noqa: E402
from modiste.perception.parse_input import MIRRORED_MAPS, mirrored, pose_maps  # noqa: E402
from modiste.training.common.encoder import Encoder  # noqa: E402
from modiste.training.parse.augment import IGNORED, draw_sample  # noqa: E402
from modiste.training.parse.pack import read_pack  # noqa: E402
from modiste.training.parse.pseudo import (  # noqa: E402
    pseudo_examples,
    read_outfits,
    taught,
    unmasked,
)
from modiste.types import Label, Labels  # noqa: E402


class _Teacher(torch.nn.Module):
    """Scores the classes the same everywhere, but the left arm where the left arm is drawn."""

    def __init__(self, **scores: float) -> None:
        super().__init__()
        self.plain = torch.zeros(len(Label))
        for name, score in scores.items():
            self.plain[Label[name]] = score

    def forward(self, image: torch.Tensor, maps: torch.Tensor) -> torch.Tensor:
        large = torch.nn.functional.interpolate(maps, scale_factor=2.0)
        scores = self.plain[None, :, None, None].repeat(len(image), 1, *large.shape[2:])
        scores[:, Label.ARM_LEFT] += 40 * large[:, 1]
        scores[:, Label.ARM_RIGHT] += 40 * large[:, 2]
        return scores


def _taught(teacher: _Teacher, outfit: Label | None) -> Labels:
    image = np.full((*SIZE, 3), 120, np.uint8)
    pose = drawn_pose()
    return taught(teacher, image, pose, np.full(SIZE, 0.5, np.float32), outfit)


def test_the_outfit_settles_what_the_teacher_confuses() -> None:
    teacher = _Teacher(DRESS=9.0, BOTTOM=8.0)
    assert _taught(teacher, Label.BOTTOM)[150, 80] == Label.BOTTOM
    assert _taught(teacher, Label.DRESS)[150, 80] == Label.DRESS
    assert _taught(teacher, None)[150, 80] == IGNORED


def test_what_the_teacher_is_unsure_of_is_not_learnt() -> None:
    assert _taught(_Teacher(TOP=9.0, OUTER=8.9), Label.BOTTOM)[100, 80] == IGNORED
    assert _taught(_Teacher(TOP=9.0, OUTER=4.0), Label.BOTTOM)[100, 80] == Label.TOP


def test_left_stays_left_in_the_mirror() -> None:
    labels = _taught(_Teacher(TOP=9.0), Label.BOTTOM)
    pose = drawn_pose()
    for side, label in (("left", Label.ARM_LEFT), ("right", Label.ARM_RIGHT)):
        x, y = (pose[f"{side}_shoulder"] + pose[f"{side}_elbow"]) / 2
        assert labels[round(float(y)), round(float(x))] == label


def test_the_maps_of_a_mirrored_pose_are_the_mirrored_maps() -> None:
    pose = drawn_pose()
    there = mirrored(pose)
    there.points[:, 0] = SIZE[1] - 1 - there.points[:, 0]
    maps, mirror = (pose_maps(p, SIZE).astype(int) for p in (pose, there))
    difference = np.abs(maps[list(MIRRORED_MAPS)][:, :, ::-1] - mirror)
    assert difference.mean() < 0.02 * maps.mean()


def test_photos_without_a_mask_are_found_and_held_out_ones_left(tmp_path: Path) -> None:
    folder = draw_folder(tmp_path, ["0001", "0002", "0003", "0010"])
    for name in ("0002", "0003", "0010"):
        (folder / "masks" / f"{name}.png").unlink()
    data = CcpData.open(folder)
    assert unmasked(data) == ["0002", "0003"]
    found = list(pseudo_examples(_Teacher(TOP=9.0), data, ["0002", "0003"], find_drawn, cut_drawn,
                                 {"0002": Label.BOTTOM}))  # fmt: skip
    assert [e.name for e in found] == ["0002", "0003"]
    assert (found[0].labels == Label.TOP).any()


def test_unknown_pixels_inside_the_person_never_become_background(tmp_path: Path) -> None:
    data = CcpData.open(draw_folder(tmp_path, ["0001"]))
    pixels = list(pseudo_examples(_Teacher(TOP=9.0, OUTER=8.9), data, ["0001"], find_drawn,
                                         cut_drawn, {}))  # fmt: skip
    middle = [draw_sample(pixels[0], np.random.default_rng(i), (64, 64)).labels for i in range(12)]
    assert all(Label.TOP not in labels for labels in middle)
    inside = np.mean([(labels[24:40, 24:40] == IGNORED).mean() for labels in middle])
    assert inside > 0.4


def test_the_table_that_ships_names_no_held_out_photo() -> None:
    outfits = read_outfits()
    assert len(outfits) > 500
    assert set(outfits.values()) == {Label.DRESS, Label.BOTTOM}
    assert not any(map(held_out, outfits))


@pytest.mark.parametrize("text", ["photo,outfit\n0001,gown\n", "name\n0001\n"])
def test_a_bad_table_is_an_input_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "o.csv").write_text(text)
    with pytest.raises(InputError, match="outfit"):
        read_outfits(tmp_path / "o.csv")
    with pytest.raises(InputError, match=r"missing\.csv"):
        read_outfits(tmp_path / "missing.csv")


_AS_CCP = {
    Label.HAIR: "hair", Label.HAT: "hat", Label.FACE: "skin", Label.ARM_LEFT: "skin",
    Label.ARM_RIGHT: "skin", Label.HAND: "skin", Label.TOP: "t-shirt", Label.OUTER: "jacket",
    Label.DRESS: "dress", Label.BOTTOM: "jeans", Label.LEGS: "skin", Label.SHOES: "shoes",
    Label.BAG: "bag",
}  # fmt: skip


def _own_folder(folder: Path, model: Model) -> Path:
    """Two photos of the virtual model with masks, and one without."""
    (folder / "photos").mkdir(parents=True)
    (folder / "masks").mkdir()
    (folder / "label_names.json").write_text(json.dumps(CLASSES))
    table = np.zeros(256, np.uint8)
    for label, name in _AS_CCP.items():
        table[label] = CLASSES.index(name)
    for i, name in enumerate(("0001", "0002", "0003")):
        picture = np.roll(model.image, 8 * i, axis=1)[:, :, ::-1]
        cv2.imwrite(str(folder / "photos" / f"{name}.jpg"), picture)
        if name != "0003":
            mask = np.roll(table[model.view.parse], 8 * i, axis=1)
            cv2.imwrite(str(folder / "masks" / f"{name}.png"), mask)
    (folder / "outfits.csv").write_text("photo,outfit\n0003,bottom\n")
    return folder


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_the_command_trains_both_rounds_on_a_folder_of_ones_own(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.set_num_threads(1)
    monkeypatch.setattr(Encoder, "from_checkpoint", classmethod(lambda cls, path: cls()))
    (tmp_path / "imagenet.pth").touch()
    arguments = ["train", "parse", "--data", str(_own_folder(tmp_path / "own", model)),
                 "--work", str(tmp_path / "run"), "--out", str(tmp_path / "p.onnx"),
                 "--images", "5", "--device", "cpu",
                 "--imagenet", str(tmp_path / "imagenet.pth")]  # fmt: skip
    result = CliRunner().invoke(root, arguments)
    assert result.exit_code == 0, result.output
    assert (tmp_path / "p.onnx").stat().st_size < 12_000_000
    assert [e.name for e in read_pack(tmp_path / "run" / "pseudo.npz")] == ["0003"]
    assert (tmp_path / "run" / "second" / "curve.csv").is_file()
    card = (tmp_path / "p.md").read_text()
    assert "2 masked photos to train on" in card
    assert "1 pseudo-labelled" in card
    assert "| top_iou |" in card
    assert "## What fails" in card
    before = (tmp_path / "run" / "second" / "curve.csv").read_text()
    assert CliRunner().invoke(root, arguments).exit_code == 0
    assert (tmp_path / "run" / "second" / "curve.csv").read_text() == before
