"""The whole of ``modiste train garment`` with a tiny budget, on drawn garments."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from evaluation.garment_folder import draw_folder  # noqa: E402
from modiste.cli import root  # noqa: E402
from modiste.evaluation.garment_data import read_garments  # noqa: E402
from modiste.perception.embed import Embedder  # noqa: E402
from modiste.perception.garment.category import classify  # noqa: E402
from modiste.perception.runtime import OnnxModel  # noqa: E402
from modiste.training.garment import run  # noqa: E402
from training.imagenet import write_checkpoint  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def imagenet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_checkpoint(tmp_path_factory.mktemp("imagenet") / "lite0.pth")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    parts = ["train", "train", "validation", "test"]
    return draw_folder(tmp_path_factory.mktemp("data") / "mine", parts)


def command(data: Path, work: Path, imagenet: Path, *more: str) -> Result:
    arguments = ["train", "garment", "--data", str(data), "--work", str(work)]
    return CliRunner().invoke(root, [*arguments, "--imagenet", str(imagenet), *more])


@pytest.fixture(scope="module")
def trained(data: Path, imagenet: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("run")
    result = command(data, work, imagenet)
    assert result.exit_code == 0, result.output
    assert "features of 12 of 12 photos" in result.output
    assert f"The network is {work / 'garment.onnx'}" in result.output
    return work


def test_the_networks_serve(data: Path, trained: Path) -> None:
    kind = OnnxModel(trained / "garment.onnx", 1)
    embedder = Embedder(1, kind, OnnxModel(trained / "garment-embedding.onnx", 1))
    photo = read_garments(data)[0]
    reading = classify(kind, photo.image())
    assert sum(reading.kinds.values()) == pytest.approx(1, abs=1e-4)
    assert reading.turns.shape == (4,)
    vector = embedder(photo.image())
    assert vector.shape == (128,)
    assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-5)
    assert (trained / "garment.onnx").stat().st_size < 10_000_000


def test_the_curve_tells_every_epoch_of_every_part(trained: Path) -> None:
    with (trained / "curve.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    names = list(dict.fromkeys(row["part"] for row in rows))
    assert names == ["kind 1", "kind 2", "kind 3", "kind 4", "turn", "embedding"]
    assert all(np.isfinite([float(row["loss"]), float(row["validation"])]).all() for row in rows)


def test_the_card_tells_data_split_seed_cost_figures_and_failures(trained: Path) -> None:
    card = (trained / "garment.md").read_text(encoding="utf-8")
    for told in ("trained on mine", "12 photos: train 6, validation 3, test 3", "Pants 4, Skirt 4",
                 "seed 0", " s on ", "| kind |", "| nn |", "## What fails"):  # fmt: skip
        assert told in card
    assert str(trained) not in card


def test_too_few_photos_end_in_a_sentence(data: Path, imagenet: Path, tmp_path: Path) -> None:
    result = command(data, tmp_path, imagenet, "--images", "1")
    assert result.exit_code == 2
    assert "fewer than two photos to train on" in result.output
    assert "Traceback" not in result.output


def test_a_missing_checkpoint_is_told_before_any_work(data: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.pth").write_bytes(b"x")
    result = command(data, tmp_path / "work", tmp_path / "bad.pth")
    assert result.exit_code == 3
    assert "pip install" in result.output
    assert not (tmp_path / "work").exists()


def test_landmarks_alone_need_no_photos(
    imagenet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {}

    def train_landmarks(work: Path, out: Path, *_: object, **more: object) -> Path:
        asked.update(more, out=out)
        return out

    monkeypatch.setattr(run, "train_landmarks", train_landmarks)
    files = run.train_garment(
        tmp_path / "none", tmp_path / "work", tmp_path / "g.onnx", part="landmarks",
        images=7, seed=4, device="cpu", imagenet=imagenet,
    )  # fmt: skip
    assert files == [tmp_path / "g-landmarks.onnx"]
    assert (asked["samples"], asked["seed"]) == (7, 4)
