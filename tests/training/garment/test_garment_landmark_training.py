from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from modiste.errors import InputError  # noqa: E402
from modiste.perception.garment.heatmaps import NAMES  # noqa: E402
from modiste.training.common.encoder import Encoder  # noqa: E402
from modiste.training.garment import landmarks  # noqa: E402
from modiste.training.garment.landmark_data import drawn_sample  # noqa: E402
from modiste.training.garment.landmark_net import LandmarkNet  # noqa: E402


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
