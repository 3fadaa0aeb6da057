"""The cut-out network: EfficientNet-lite0 down to stride 16, and a light decoder with skips."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from modiste.training.common.encoder import PYRAMID, Encoder
from modiste.training.garment.landmark_net import Mix

DEPTH = 4
"""Stages of the encoder that are kept: features at strides 2, 4, 8 and 16."""

CONTEXT = 96
"""Channels at stride 16 after the encoder."""

WIDTHS = (56, 32, 24)
"""Channels of the decoder at strides 8, 4 and 2."""


class CutoutNet(nn.Module):
    """Normalised photos (N, 3, S, S) to logits (N, 1, S / 2, S / 2); S is a multiple of 32.

    Args:
        encoder: where the pretrained stages come from.
    """

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.stages = nn.ModuleList(list(encoder.stages)[:DEPTH])
        skips = PYRAMID[:DEPTH]
        self.enter = nn.Conv2d(skips[-1], CONTEXT, 1)
        self.whole = nn.Conv2d(CONTEXT, CONTEXT, 1)
        self.context = nn.Sequential(Mix(CONTEXT), Mix(CONTEXT, 5, 2), Mix(CONTEXT))
        self.reduce = nn.ModuleList(
            nn.Conv2d(b, a, 1) for b, a in zip((CONTEXT, *WIDTHS), WIDTHS, strict=False)
        )
        self.lateral = nn.ModuleList(
            nn.Conv2d(b, a, 1) for b, a in zip(skips[-2::-1], WIDTHS, strict=True)
        )
        self.mixes = nn.ModuleList(nn.Sequential(Mix(a), Mix(a, 3)) for a in WIDTHS)
        self.head = nn.Conv2d(WIDTHS[-1], 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits."""
        skips = []
        for stage in self.stages:
            x = stage(x)
            skips.append(x)
        y = functional.relu(self.enter(skips.pop()))
        y = self.context(y + self.whole(y.mean((2, 3), keepdim=True)))
        for reduce, lateral, mix in zip(self.reduce, self.lateral, self.mixes, strict=True):
            up = functional.interpolate(reduce(y), scale_factor=2.0, mode="bilinear")
            y = mix(functional.relu(up + lateral(skips.pop())))
        logits: Tensor = self.head(y)
        return logits


def loss_of(logits: Tensor, truth: Tensor) -> Tensor:
    """Cross-entropy, heavier near the outline, and one minus the soft IoU.

    Args:
        logits: (N, 1, h, w).
        truth: coverage in [0, 1], (N, 1, h, w).
    """
    near = functional.max_pool2d(truth, 9, 1, 4) + functional.max_pool2d(-truth, 9, 1, 4)
    cross = functional.binary_cross_entropy_with_logits(logits, truth, weight=1.0 + 2.0 * near)
    found = torch.sigmoid(logits)
    shared = (found * truth).sum((1, 2, 3))
    joined = (found + truth - found * truth).sum((1, 2, 3))
    return cross + (1.0 - (shared + 1.0) / (joined + 1.0)).mean()
