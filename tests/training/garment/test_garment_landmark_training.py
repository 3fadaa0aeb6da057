from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from modiste.assets import asset_path  # noqa: E402
from modiste.errors import InputError  # noqa: E402
from modiste.perception.garment.heatmaps import NAMES  # noqa: E402
from modiste.perception.runtime import OnnxModel  # noqa: E402
from modiste.training.common.encoder import Encoder  # noqa: E402
from modiste.training.common.onnx import export_onnx  # noqa: E402
from modiste.training.garment import landmarks  # noqa: E402
from modiste.training.garment.landmark_data import drawn_sample  # noqa: E402
from modiste.training.garment.landmark_net import INPUTS, LandmarkNet, take_up  # noqa: E402


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)


def test_the_landmark_net_learns_from_a_batch() -> None:
    net = LandmarkNet(Encoder()).train()
    inputs, maps, insides = landmarks.batch([drawn_sample(0)] * 2, np.random.default_rng(0))
    assert net(inputs).shape == (2, len(NAMES) + 1, 64, 64)
    optimizer = torch.optim.AdamW(net.parameters(), 4e-3)
    losses = []
    for _ in range(6):
        loss = landmarks.loss_of(net(inputs), maps, insides)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0] - 0.05


def test_a_stopped_run_goes_on_as_if_it_had_not_been(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landmarks, "BATCH", 1)
    monkeypatch.setattr(landmarks, "SAVE_EVERY", 1)
    samples = [drawn_sample(0)]

    def stop(line: str) -> None:
        raise KeyboardInterrupt(line)

    def fresh() -> LandmarkNet:
        torch.manual_seed(3)
        return LandmarkNet(Encoder()).train()

    whole = landmarks.train(fresh(), samples, 2, tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt, match="step 1 of 2"):
        landmarks.train(fresh(), samples, 2, tmp_path / "cut", progress=stop)
    resumed = landmarks.train(fresh(), samples, 2, tmp_path / "cut")
    for name, value in whole.state_dict().items():
        assert torch.equal(value, resumed.state_dict()[name]), name
    with (tmp_path / "cut" / "landmarks.csv").open() as file:
        assert [row["step"] for row in csv.DictReader(file)] == ["1", "2"]
    with pytest.raises(InputError, match="another --images or --seed"):
        landmarks.train(fresh(), samples, 3, tmp_path / "cut")


def test_the_shipped_network_can_be_trained_on(tmp_path: Path) -> None:
    shipped, net = asset_path("garment-landmarks"), LandmarkNet(Encoder()).eval()
    before = net.head.weight.detach().clone()
    take_up(net, shipped)
    assert not torch.equal(net.head.weight, before)
    again = tmp_path / "again.onnx"
    export_onnx(net, again, [torch.zeros(1, INPUTS, 128, 128)], ["garment"], ["heatmaps"])
    tensor = torch.rand(1, INPUTS, 128, 128).numpy()
    assert np.allclose(OnnxModel(again)(tensor)[0], OnnxModel(shipped)(tensor)[0], atol=2e-2)


def test_a_run_goes_on_from_given_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landmarks, "BATCH", 1)
    monkeypatch.setattr(landmarks, "GO_ON_RATE", 0.0)
    shipped = asset_path("garment-landmarks")
    out = landmarks.train_landmarks(tmp_path, tmp_path / "on.onnx", Encoder(), samples=1,
                                    start=shipped)  # fmt: skip
    tensor = torch.rand(1, INPUTS, 128, 128).numpy()
    assert np.allclose(OnnxModel(out)(tensor)[0], OnnxModel(shipped)(tensor)[0], atol=2e-2)


@pytest.mark.parametrize("content", [None, b"no network", b""])
def test_what_is_no_landmark_network_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "other.onnx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"other\.onnx holds no landmark network"):
        take_up(LandmarkNet(Encoder()), path)


def test_another_network_is_refused() -> None:
    with pytest.raises(InputError, match="holds no landmark network"):
        take_up(LandmarkNet(Encoder()), asset_path("garment-cutout"))
