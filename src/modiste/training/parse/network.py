"""The person network: photo and pose maps in, class scores at half the resolution out."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from modiste.perception.parse_input import CHANNELS
from modiste.training.common.encoder import PYRAMID, Encoder
from modiste.types import Label

WIDTH = 96
"""Channels of the decoder's coarse stages."""


def pointwise(before: int, after: int) -> nn.Sequential:
    """A 1x1 convolution with batch normalisation and ReLU."""
    return nn.Sequential(
        nn.Conv2d(before, after, 1, bias=False),
        nn.BatchNorm2d(after, momentum=0.03),
        nn.ReLU(inplace=True),
    )


def separable(before: int, after: int, kernel: int = 3) -> nn.Sequential:
    """A depthwise convolution followed by :func:`pointwise`."""
    depth = nn.Conv2d(before, before, kernel, 1, kernel // 2, groups=before, bias=False)
    return nn.Sequential(depth, *pointwise(before, after))


def doubled(x: Tensor) -> Tensor:
    """Bilinear upsampling by two."""
    return functional.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


class Wardrobe(nn.Module):
    """Which classes the person wears at all, read off the whole of her.

    Features at stride 16 are averaged along every pose map and over the canvas; from these means
    one logit per class tells whether the class is present. It is added, times a factor per class
    that starts at zero, to the class's score everywhere (after the context encoding of Zhang et
    al., "Context Encoding for Semantic Segmentation", 2018).

    Args:
        deep: channels at stride 16.
        top: channels at stride 32.
    """

    def __init__(self, deep: int, top: int) -> None:
        super().__init__()
        self.reduce = pointwise(deep, 64)
        self.widen = pointwise(top, 64)
        self.decide = nn.Sequential(
            nn.Linear(2 * 64 * (CHANNELS + 1), 96), nn.ReLU(), nn.Dropout(0.3),
            nn.Linear(96, len(Label)),
        )  # fmt: skip
        self.say = nn.Parameter(torch.zeros(len(Label)))

    def forward(self, x16: Tensor, x32: Tensor, pose: Tensor) -> Tensor:
        """Logits of presence, (N, classes)."""
        maps = functional.avg_pool2d(pose, 4)
        maps = torch.cat([maps, torch.ones_like(maps[:, :1])], 1).flatten(2)
        share = maps / (maps.sum(2, keepdim=True) + 1e-3)
        seen = torch.cat([self.reduce(x16), doubled(self.widen(x32))], 1).flatten(2)
        means = torch.matmul(share, seen.transpose(1, 2))
        logits: Tensor = self.decide(means.flatten(1))
        return logits


class ParserNetwork(nn.Module):
    """EfficientNet-lite0 encoder and a depthwise decoder with skips at strides 16, 8, 4 and 2.

    The pose maps enter twice: added to the encoder's features at stride 4 (from zero, so that
    the ImageNet features are intact at the start), and beside the skips at strides 16 and 4.

    Args:
        encoder: with ImageNet weights or without.
    """

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        half, fine, quarter, deep, top = PYRAMID
        self.pose_in = nn.Sequential(
            nn.Conv2d(CHANNELS, 32, 3, 1, 1), nn.ReLU(), nn.Conv2d(32, fine, 3, 1, 1)
        )
        self.pose_deep = nn.Sequential(
            nn.Conv2d(CHANNELS, 32, 3, 2, 1), nn.ReLU(), nn.Conv2d(32, 32, 3, 2, 1), nn.ReLU()
        )
        self.lateral32 = pointwise(top, WIDTH)
        self.gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(top, WIDTH, 1), nn.Sigmoid())
        self.lateral16 = pointwise(deep + 32, WIDTH)
        self.lateral8 = pointwise(quarter, 64)
        self.lateral4 = pointwise(fine + CHANNELS, 40)
        self.decode16 = nn.Sequential(separable(2 * WIDTH, WIDTH, 5), separable(WIDTH, WIDTH, 5))
        self.decode8 = nn.Sequential(separable(WIDTH + 64, WIDTH, 5), separable(WIDTH, 64, 5))
        self.decode4 = nn.Sequential(separable(64 + 40, 64), separable(64, 48))
        self.decode2 = separable(48 + half, 40)
        self.out = nn.Conv2d(40, len(Label), 1)
        self.wardrobe = Wardrobe(deep, top)
        last = self.pose_in[2]
        assert isinstance(last, nn.Conv2d) and last.bias is not None  # noqa: S101, PT018
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)

    def forward(self, image: Tensor, pose: Tensor) -> Tensor:
        """Score every class at every pixel, (N, classes, H / 2, W / 2); see :meth:`scored`."""
        return self.scored(image, pose)[0]

    def scored(self, image: Tensor, pose: Tensor) -> tuple[Tensor, Tensor]:
        """Score every class.

        Args:
            image: (N, 3, H, W), normalised; H and W are multiples of 32.
            pose: (N, CHANNELS, H / 4, W / 4) in [0, 1].

        Returns:
            Scores before softmax, (N, classes, H / 2, W / 2), and logits of presence, (N, classes).
        """
        to2, to4, to8, to16, to32 = self.encoder.stages
        x2 = to2(image)
        x4 = to4(x2) + self.pose_in(pose)
        x8 = to8(x4)
        x16 = to16(x8)
        x32 = to32(x16)
        y = self.lateral32(x32) * self.gate(x32)
        side = self.lateral16(torch.cat([x16, self.pose_deep(pose)], 1))
        y = self.decode16(torch.cat([doubled(y), side], 1))
        y = self.decode8(torch.cat([doubled(y), self.lateral8(x8)], 1))
        y = self.decode4(torch.cat([doubled(y), self.lateral4(torch.cat([x4, pose], 1))], 1))
        y = self.decode2(torch.cat([doubled(y), x2], 1))
        present = self.wardrobe(x16, x32, pose)
        scores: Tensor = self.out(y) + (self.wardrobe.say * present)[:, :, None, None]
        return scores, present
