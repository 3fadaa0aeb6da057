"""Paired folders in the layout of VITON-HD, and the whole run on one."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from modiste.cli import root  # noqa: E402
from modiste.errors import InputError, OptionError  # noqa: E402
from modiste.examples.flats import flat  # noqa: E402
from modiste.imaging import write_image  # noqa: E402
from modiste.perception.look import Perception  # noqa: E402
from modiste.photos import Person  # noqa: E402
from modiste.training.tryon.data.example import SIZE  # noqa: E402
from modiste.training.tryon.folder import paired_names, read_paired  # noqa: E402
from modiste.training.tryon.run import plan_of, train_tryon  # noqa: E402
from modiste.types import Category  # noqa: E402
from training.imagenet import write_checkpoint  # noqa: E402


@pytest.fixture(scope="module")
def perception() -> Perception:
    return Perception.open(1)


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory, shopper: Person) -> Path:
    """One rendered shopper with two flats: a sweater with its mask, a T-shirt without."""
    folder = tmp_path_factory.mktemp("pairs")
    for part in ("image", "cloth", "cloth-mask"):
        (folder / part).mkdir()
    for name, kind in (("00001_00", "long-sleeve"), ("00002_00", "t-shirt")):
        drawn = flat(kind, seed=1)
        write_image(shopper.image, folder / "image" / f"{name}.jpg")
        write_image(drawn.image, folder / "cloth" / f"{name}.jpg")
        if kind == "long-sleeve":
            grey = np.repeat((drawn.alpha * 255).astype(np.uint8)[..., None], 3, -1)
            write_image(grey, folder / "cloth-mask" / f"{name}.png")
    write_image(flat("t-shirt", seed=2).image, folder / "cloth" / "00003_00.jpg")
    return folder


def test_names_are_what_both_folders_share(pairs: Path) -> None:
    assert list(paired_names(pairs)) == ["00001_00", "00002_00"]


def test_a_folder_of_another_layout_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder image/"):
        paired_names(tmp_path)
    for part in ("image", "cloth"):
        (tmp_path / part).mkdir()
    (tmp_path / "image" / "a.jpg").touch()
    (tmp_path / "cloth" / "b.jpg").touch()
    with pytest.raises(InputError, match="no pair"):
        paired_names(tmp_path)


def test_pairs_become_examples(pairs: Path, perception: Perception) -> None:
    examples = list(read_paired(pairs, perception, Category.TOP))
    assert [e.name for e in examples] == ["pairs-00001_00", "pairs-00002_00"]
    for example in examples:
        assert example.truth.shape == (*SIZE, 3)
        assert example.category is Category.TOP
        assert example.flow is None
        assert example.alpha.max() == 255
        on_body = example.labels[example.alpha > 200] > 0
        assert on_body.mean() > 0.8, "the garment lies beside the person"
        assert example.hole[example.garment].mean() > 0.9
    long, short = ((e.alpha > 127).sum() for e in examples)
    assert long > short


def test_a_pair_that_cannot_be_used_is_named_and_left_out(
    pairs: Path, perception: Perception, tmp_path: Path
) -> None:
    for part in ("image", "cloth"):
        (tmp_path / part).mkdir()
    write_image(np.full((200, 150, 3), 128, np.uint8), tmp_path / "image" / "wall.png")
    write_image(flat("t-shirt", seed=1).image, tmp_path / "cloth" / "wall.png")
    told: list[str] = []
    assert not list(read_paired(tmp_path, perception, Category.TOP, told.append))
    assert len(told) == 1
    assert told[0].startswith("wall is left out")


def test_a_plan_keeps_its_proportions() -> None:
    whole, short = plan_of(None, 3), plan_of(40, 3)
    assert whole.seed == short.seed == 3
    assert short.steps == 40
    assert short.warm == 10
    assert short.validate_every <= 40


def test_nothing_to_train_on_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="--pack or --pairs"):
        train_tryon(tmp_path, tmp_path / "x.onnx")


def test_the_command_trains_on_a_folder_of_pairs(pairs: Path, tmp_path: Path) -> None:
    """A tiny budget, through the command: samples, both phases, ONNX file, card; then on."""
    work = tmp_path / "work"
    arguments = ["train", "tryon", "--pairs", str(pairs), "--category", "top", "--steps", "4",
                 "--work", str(work), "--device", "cpu",
                 "--imagenet", str(write_checkpoint(tmp_path / "imagenet.pth"))]  # fmt: skip
    done = CliRunner().invoke(root, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader((work / "curve.csv").read_text(encoding="utf-8").splitlines()))
    assert int(rows[-1]["step"]) == 4
    assert float(rows[-1]["critic"]) > 0, "the critic was never asked"
    assert (work / "sheet.png").stat().st_size > 1000
    card = (work / "tryon.md").read_text(encoding="utf-8")
    assert "2 top" in card
    assert (work / "tryon.onnx").stat().st_size < 20e6
    again = CliRunner().invoke(root, arguments, catch_exceptions=False)
    assert "going on at step 4" in again.output
