from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest

torch = pytest.importorskip("torch")

from modiste.errors import InputError  # noqa: E402
from modiste.examples.flats import flat  # noqa: E402
from modiste.perception.garment.cutnet import garment_probability  # noqa: E402
from modiste.perception.runtime import OnnxModel  # noqa: E402
from modiste.training.common.encoder import Encoder  # noqa: E402
from modiste.training.garment import cutout  # noqa: E402
from modiste.training.garment.cutout_data import Pool  # noqa: E402
from modiste.training.garment.cutout_net import CutoutNet, loss_of  # noqa: E402
from modiste.training.garment.cutout_scene import drawn_piece  # noqa: E402


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.set_num_threads(1)
    monkeypatch.setattr(cutout, "BATCH", 2)
    monkeypatch.setattr(cutout, "SAVE_EVERY", 1)
    monkeypatch.setattr(cutout, "SIDES", (64, 96))


def fresh() -> CutoutNet:
    torch.manual_seed(3)
    return CutoutNet(Encoder()).train()


def stop(line: str) -> None:
    if "step 1 of" in line:
        raise KeyboardInterrupt(line)


def test_the_loss_rewards_the_truth_and_the_outline_most() -> None:
    truth = torch.zeros(1, 1, 32, 32)
    truth[..., 8:24, 8:24] = 1
    right, wrong = 12 * (truth - 0.5), 12 * (0.5 - truth)
    assert loss_of(right, truth) < 0.02 < loss_of(torch.zeros_like(truth), truth)
    assert loss_of(torch.zeros_like(truth), truth) < loss_of(wrong, truth)
    at_rim, within = right.clone(), right.clone()
    at_rim[..., 8, 16] *= -1
    within[..., 16, 16] *= -1
    assert loss_of(at_rim, truth) > loss_of(within, truth)


def test_the_net_learns_from_a_batch() -> None:
    net = fresh()
    pictures, covers = cutout.batch(Pool((), (), [drawn_piece(0)]), 64, np.random.default_rng(0))
    assert net(pictures).shape == covers.shape == (2, 1, 32, 32)
    optimizer = torch.optim.AdamW(net.parameters(), 4e-3)
    losses = []
    for _ in range(10):
        loss = loss_of(net(pictures), covers)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0] - 0.15


def test_a_stopped_run_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    pool = Pool((), (), [drawn_piece(0)])
    whole = cutout.train(fresh(), pool, 3, tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        cutout.train(fresh(), pool, 3, tmp_path / "cut", progress=stop)
    resumed = cutout.train(fresh(), pool, 3, tmp_path / "cut")
    for name, value in whole.state_dict().items():
        assert torch.equal(value, resumed.state_dict()[name]), name
    with (tmp_path / "cut" / "cutout.csv").open() as file:
        assert [row["step"] for row in csv.DictReader(file)] == ["1", "2", "3"]
    with pytest.raises(InputError, match="another --images or --seed"):
        cutout.train(fresh(), pool, 4, tmp_path / "cut")


def test_a_folder_of_photos_becomes_a_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutout, "find_checkpoint", lambda: tmp_path / "imagenet.pth")
    monkeypatch.setattr(Encoder, "from_checkpoint", lambda _: Encoder())
    data, work, out = tmp_path / "data", tmp_path / "work", tmp_path / "out" / "cutout.onnx"
    _write_photos(data)
    lines: list[str] = []
    done = cutout.train_cutout(data, work, out, images=3, device="cpu", progress=lines.append)
    assert done == out
    assert out.stat().st_size < 2_500_000
    assert len(list((work / "teacher").glob("*.png"))) == 3
    assert lines[-1].startswith("cut-out: step 1 of 1")
    photo = flat("dress", seed=9, shape=(160, 120)).image
    found = garment_probability(OnnxModel(out, threads=1), photo)
    assert found.shape == (160, 120)
    assert 0.0 <= float(found.min()) < float(found.max()) <= 1.0


def _write_photos(data: Path) -> None:
    """Five drawn T-shirts in training, one in the test part, and a shoe."""
    (data / "images").mkdir(parents=True)
    splits = {f"p{i}": "train" for i in range(5)} | {"held": "test", "shoe": "train"}
    for seed, name in enumerate(splits):
        drawn = flat("t-shirt", seed=seed, shape=(160, 120), background="plain")
        cv2.imwrite(str(data / "images" / f"{name}.png"), drawn.image[..., ::-1])
    rows = [f"{name},{'Shoes' if name == 'shoe' else 'T-Shirt'}" for name in splits]
    (data / "images.csv").write_text("\n".join(["image,label", *rows]) + "\n")
    pairs = [f"{name},{part}" for name, part in splits.items()]
    (data / "small-split.csv").write_text("\n".join(["image,split", *pairs]) + "\n")
