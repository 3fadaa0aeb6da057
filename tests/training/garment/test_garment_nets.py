from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

from modiste.perception.garment.category import KINDS, kind_category  # noqa: E402
from modiste.perception.garment.heatmaps import NAMES  # noqa: E402
from modiste.perception.runtime import OnnxModel  # noqa: E402
from modiste.training.garment.classifier import (  # noqa: E402
    FEATURES,
    VIEWS,
    Split,
    evaluate,
    split_of,
    train_head,
)
from modiste.training.garment.embedder import Block, Embedder, SameConv, export  # noqa: E402
from modiste.training.garment.landmark_data import drawn_sample  # noqa: E402
from modiste.training.garment.landmark_net import LandmarkNet  # noqa: E402
from modiste.training.garment.landmarks import batch, loss_of  # noqa: E402


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)


def test_the_embedder_gives_pooled_features() -> None:
    with torch.inference_mode():
        assert Embedder().eval()(torch.zeros(1, 3, 224, 224)).shape == (1, FEATURES)


def test_the_landmark_net_learns_from_a_batch() -> None:
    net = LandmarkNet(Embedder()).train()
    inputs, maps, insides = batch([drawn_sample(0)] * 2, np.random.default_rng(0))
    assert net(inputs).shape == (2, len(NAMES) + 1, 64, 64)
    optimizer = torch.optim.AdamW(net.parameters(), 4e-3)
    losses = []
    for _ in range(6):
        loss = loss_of(net(inputs), maps, insides)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0] - 0.05


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_an_exported_net_computes_the_same(tmp_path: Path) -> None:
    net = torch.nn.Sequential(SameConv(3, 16, 3, 2), Block(16, 16, 3, 1, 2)).eval()
    example = torch.rand(1, 3, 32, 32)
    export(net, tmp_path / "net.onnx", example, ["picture"], ["features"])
    with torch.inference_mode():
        wanted = net(example).numpy()
    found = OnnxModel(tmp_path / "net.onnx", 1)(example.numpy())[0]
    assert np.abs(found - wanted).max() < 0.01
    weights = onnx.load(str(tmp_path / "net.onnx")).graph.initializer
    large = {w.data_type for w in weights if np.prod(w.dims) >= 64}
    assert large == {onnx.TensorProto.FLOAT16}


def _split(count: int, seed: int) -> Split:
    """Features whose first entries spell the kind, shifted by the turn."""
    rng = np.random.default_rng(seed)
    kinds = rng.integers(0, len(KINDS), count)
    features = rng.normal(0, 0.3, (count, VIEWS, FEATURES)).astype(np.float32)
    features[np.arange(count)[:, None], np.arange(VIEWS)[None], kinds[:, None]] += 12
    for view, turn in ((0, 0), (1, 0), (2, 1), (3, 2), (4, 3)):
        features[:, view, 100 + turn] += 12
    return Split(features, kinds, np.ones(count, bool))


def test_the_head_learns_kinds_and_turns() -> None:
    head = train_head(_split(500, 0), _split(120, 1), epochs=15)
    figures = evaluate(head, _split(120, 2))
    assert figures["kind_top1"] > 0.5
    assert figures["category"] >= figures["kind_top1"]
    assert figures["turn"] > 0.8
    assert 0 <= figures["calibration_error"] < 0.3


def test_the_split_is_fixed_and_wearable_kinds_are_many() -> None:
    assert split_of("a") == split_of("a")
    parts = [split_of(str(i)) for i in range(400)]
    assert 0.05 < parts.count("test") / 400 < 0.16
    assert sum(kind_category(k) is not None for k in KINDS) == 15
