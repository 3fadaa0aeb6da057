"""The critic: patches at two scales with spectral normalisation.

PatchGAN: Isola et al., CVPR 2017; several scales and matching of features: Wang et al., pix2pixHD,
CVPR 2018; spectral normalisation: Miyato et al., ICLR 2018; strided convolutions and leaky
rectifiers instead of pooling: Radford et al., DCGAN, ICLR 2016; hinge loss: Lim and Ye, 2017.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm

WIDTHS = (32, 64, 96)
"""Channels at strides 2, 4 and 8."""
SEEN = 4
"""Channels of what is judged: the picture and the hole."""

Features = list[Tensor]


class PatchCritic(nn.Module):
    """Judges every patch of a picture (N, SEEN, H, W); returns the features, the verdict last."""

    def __init__(self, widths: Sequence[int] = WIDTHS) -> None:
        super().__init__()
        before, layers = SEEN, []
        for width in widths:
            layers.append(spectral_norm(nn.Conv2d(before, width, 4, 2, 1)))
            before = width
        self.layers = nn.ModuleList(layers)
        self.verdict = spectral_norm(nn.Conv2d(before, 1, 3, 1, 1))

    def forward(self, x: Tensor) -> Features:
        """Features of every layer, then logits (N, 1, H / 8, W / 8)."""
        found = []
        for layer in self.layers:
            x = functional.leaky_relu(layer(x), 0.2)
            found.append(x)
        return [*found, self.verdict(x)]


class Critic(nn.Module):
    """One patch critic on the picture and one on the picture at half the size."""

    def __init__(self, widths: Sequence[int] = WIDTHS) -> None:
        super().__init__()
        self.scales = nn.ModuleList([PatchCritic(widths), PatchCritic(widths)])

    def forward(self, picture: Tensor, hole: Tensor) -> list[Features]:
        """Judge pictures (N, 3, H, W) in [-1, 1] whose hole (N, 1, H, W) is 0 or 1."""
        seen = torch.cat([picture, hole], dim=1)
        return [self.scales[0](seen), self.scales[1](functional.avg_pool2d(seen, 2))]


def critic_loss(real: Sequence[Features], fake: Sequence[Features], hole: Tensor) -> Tensor:
    """Hinge loss of the critic on the patches that see the hole."""
    losses = []
    for true, false in zip(real, fake, strict=True):
        weight = _weight(hole, true[-1])
        loss = functional.relu(1 - true[-1]) + functional.relu(1 + false[-1])
        losses.append((loss * weight).sum() / weight.sum().clamp(min=1))
    return torch.stack(losses).mean()


def adversarial_loss(fake: Sequence[Features], hole: Tensor) -> Tensor:
    """Hinge loss of the generator on the patches that see the hole."""
    losses = []
    for false in fake:
        weight = _weight(hole, false[-1])
        losses.append(-(false[-1] * weight).sum() / weight.sum().clamp(min=1))
    return torch.stack(losses).mean()


def matching_loss(real: Sequence[Features], fake: Sequence[Features], paired: Tensor) -> Tensor:
    """Mean distance of the critic's features of picture and truth, where there is a truth.

    Args:
        real: features of the truth.
        fake: features of the picture.
        paired: (N,) 1 where the picture has a truth.
    """
    weight = paired[:, None, None, None]
    parts = [
        (functional.l1_loss(f, r.detach(), reduction="none") * weight).mean()
        for true, false in zip(real, fake, strict=True)
        for r, f in zip(true[:-1], false[:-1], strict=True)
    ]
    return torch.stack(parts).mean()


def _weight(hole: Tensor, logits: Tensor) -> Tensor:
    return (functional.adaptive_avg_pool2d(hole, (logits.shape[2], logits.shape[3])) > 0).to(
        logits.dtype
    )
