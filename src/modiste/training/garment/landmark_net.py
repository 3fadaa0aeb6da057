"""The landmark network: EfficientNet-lite0's first stages, and a light decoder with skips."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from modiste.errors import InputError
from modiste.perception.garment.heatmaps import NAMES
from modiste.training.common.encoder import Encoder, SameConv

INPUTS = 7
"""Colours, mask and three planes of the category."""

STAGE_ENDS = (0, 2, 4, 7)
"""Last block of each stage that is kept: 16, 24, 40 and 80 channels at stride 2, 4, 8, 16."""

WIDTHS = (16, 24, 40, 80)


class Mix(nn.Module):
    """A separable convolution with a wide view, added to its input."""

    def __init__(self, channels: int, kernel: int = 5, dilation: int = 1) -> None:
        super().__init__()
        reach = dilation * (kernel // 2)
        self.depth = nn.Conv2d(channels, channels, kernel, padding=reach, dilation=dilation,
                               groups=channels)  # fmt: skip
        self.point = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, C, H, W) to the same shape."""
        return x + functional.relu(self.point(functional.relu(self.depth(x))))


class LandmarkNet(nn.Module):
    """(N, 7, 128, 128) -> logits (N, landmarks + 1, 64, 64); the last map is the inside.

    Args:
        encoder: where the pretrained stages come from.
    """

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        stem, blocks = encoder.layers()
        self.stem = _widened(stem)
        starts = (0, *(end + 1 for end in STAGE_ENDS[:-1]))
        self.stages = nn.ModuleList(
            nn.Sequential(*blocks[a : b + 1]) for a, b in zip(starts, STAGE_ENDS, strict=True)
        )
        self.context = nn.Sequential(nn.Conv2d(WIDTHS[-1], 96, 1), Mix(96), Mix(96, 5, 2), Mix(96))
        after = (64, 48, 32)
        self.lateral = nn.ModuleList(
            nn.Conv2d(w, a, 1) for w, a in zip(WIDTHS[-2::-1], after, strict=True)
        )
        self.reduce = nn.ModuleList(
            nn.Conv2d(b, a, 1) for b, a in zip((96, *after), after, strict=False)
        )
        self.mixes = nn.ModuleList(nn.Sequential(Mix(a), Mix(a, 3)) for a in after)
        self.head = nn.Conv2d(after[-1], len(NAMES) + 1, 1)
        nn.init.constant_(_bias(self.head), -4.0)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits."""
        x = self.stem(x)
        skips = []
        for stage in self.stages:
            x = stage(x)
            skips.append(x)
        y = self.context(skips.pop())
        for reduce, lateral, mix in zip(self.reduce, self.lateral, self.mixes, strict=True):
            up = functional.interpolate(reduce(y), scale_factor=2.0, mode="bilinear")
            y = mix(functional.relu(up + lateral(skips.pop())))
        logits: Tensor = self.head(y)
        return logits


def take_up(net: LandmarkNet, path: Path) -> None:
    """Set the network's weights to those of an exported one, to train on from there.

    Args:
        net: its weights are replaced.
        path: an ONNX file that :func:`modiste.training.common.onnx.export_onnx` wrote.

    Raises:
        InputError: when the file is no landmark network.
    """
    import onnx
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
    from onnx import numpy_helper

    try:
        tensors = onnx.load(path).graph.initializer
        kept = {t.name.removesuffix(".half"): np.array(numpy_helper.to_array(t), np.float32)
                for t in tensors}  # fmt: skip
        net.load_state_dict({name: torch.from_numpy(kept[name]) for name in net.state_dict()})
    except (OSError, DecodeError, KeyError, RuntimeError) as error:
        raise InputError(
            f"{path} holds no landmark network to train on from ({error}): "
            "give garment_landmarks.onnx."
        ) from error


def _widened(stem: SameConv) -> SameConv:
    """The stem with four more inputs, whose weights begin small."""
    wide = SameConv(INPUTS, 32, 3, 2)
    old = stem.conv.weight.data
    wide.conv.weight.data[:, :3] = old
    wide.conv.weight.data[:, 3:] = torch.randn(32, INPUTS - 3, 3, 3) * float(old.std())
    _bias(wide.conv).data.copy_(_bias(stem.conv))
    return wide


def _bias(layer: nn.Conv2d) -> nn.Parameter:
    bias = layer.bias
    assert isinstance(bias, nn.Parameter)  # noqa: S101 - narrows the type; the layer has a bias
    return bias
