"""The landmark network: EfficientNet-lite0's first stages, and a light decoder with skips."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

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
