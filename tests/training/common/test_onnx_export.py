from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

from modiste.perception.runtime import OnnxModel  # noqa: E402
from modiste.training.common.encoder import Block, SameConv  # noqa: E402
from modiste.training.common.onnx import export_onnx  # noqa: E402


@pytest.fixture(scope="module")
def net() -> torch.nn.Module:
    torch.manual_seed(0)
    return torch.nn.Sequential(SameConv(3, 16, 3, 2), Block(16, 16, 3, 1, 2)).eval()


def test_an_exported_net_computes_the_same_and_tells_nothing_of_its_machine(
    tmp_path: Path, net: torch.nn.Module, capfd: pytest.CaptureFixture[str]
) -> None:
    path, example = tmp_path / "net.onnx", torch.rand(1, 3, 32, 32)
    export_onnx(net, path, [example], ["picture"], ["features"])
    assert capfd.readouterr() == ("", "")
    with torch.inference_mode():
        wanted = net(example).numpy()
    assert np.abs(OnnxModel(path, 1)(example.numpy())[0] - wanted).max() < 0.01
    weights = onnx.load(str(path)).graph.initializer
    large = {w.data_type for w in weights if np.prod(w.dims) >= 64}
    assert large == {onnx.TensorProto.FLOAT16}
    assert str(Path.cwd()).encode() not in path.read_bytes()
    assert b".py" not in path.read_bytes()


class _Gather(torch.nn.Module):
    """Brings tensors to shapes that hold the batch, as attention does."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        tokens = x.flatten(2)
        return torch.matmul(tokens, tokens.transpose(1, 2)).flatten(1)


def test_shapes_that_held_the_examples_batch_of_one_take_any(tmp_path: Path) -> None:
    net = _Gather().eval()
    export_onnx(net, tmp_path / "net.onnx", [torch.zeros(1, 3, 4, 5)], ["x"], ["y"])
    model = OnnxModel(tmp_path / "net.onnx", threads=1)
    batch = np.random.default_rng(0).random((4, 3, 4, 5), np.float32)
    expected = net(torch.from_numpy(batch)).numpy()
    np.testing.assert_allclose(model(batch)[0], expected, rtol=1e-5)
