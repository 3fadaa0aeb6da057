"""What the generator is asked for, term by term."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from modiste.training.common.encoder import Encoder

_CORE = 9
"""Width in pixels of the neighbourhood that must be garment for a pixel to be well inside."""


@dataclass(frozen=True)
class Weights:
    """Weight of every term of the generator's loss.

    Attributes:
        colour: mean difference of colours in the hole.
        perceptual: difference of ImageNet features.
        mask: cross-entropy of the composition mask against where the garment is seen.
        print: what is missing of the garment's own pixels where it is well inside; keeps prints.
        crisp: indecision of the composition mask.
        keep: light and flow where nothing asks for them.
        smooth: roughness of flow, light and mask.
        flow: distance to the exact flow, where it is known.
        adversarial: the critic's verdict.
        matching: the critic's features.
    """

    colour: float = 4.0
    perceptual: float = 2.0
    mask: float = 0.5
    print: float = 1.0
    crisp: float = 0.5
    keep: float = 0.2
    smooth: float = 0.1
    flow: float = 0.05
    adversarial: float = 0.1
    matching: float = 2.0


class Perceptual(nn.Module):
    """Distance of pictures in the features of the first stages of an ImageNet network.

    Args:
        encoder: with the ImageNet weights.
        stages: so many of its stages are looked at.
    """

    def __init__(self, encoder: Encoder, stages: int = 3) -> None:
        super().__init__()
        self.stages = nn.ModuleList(list(encoder.stages)[:stages]).eval().requires_grad_(False)

    def forward(self, picture: Tensor, truth: Tensor, weight: Tensor) -> Tensor:
        """Mean distance, per feature map in units of the truth's own spread.

        Args:
            picture: (N, 3, H, W) in [-1, 1], as the network was trained.
            truth: (N, 3, H, W).
            weight: (N, 1, H, W), where to look.
        """
        total = picture.new_zeros(())
        for stage in self.stages:
            picture = stage(picture)
            with torch.no_grad():
                truth = stage(truth)
                spread = truth.std(dim=(0, 2, 3), keepdim=True) + 0.05
                look = functional.adaptive_avg_pool2d(weight, (truth.shape[2], truth.shape[3]))
            away = ((picture - truth).abs() / spread).mean(1, keepdim=True)
            total = total + (away * look).sum() / look.sum().clamp(min=1)
        return total / len(self.stages)


def colour_loss(picture: Tensor, truth: Tensor, weight: Tensor) -> Tensor:
    """Mean absolute difference where ``weight`` (N, 1, H, W) is."""
    away = (picture - truth).abs().mean(1, keepdim=True)
    return (away * weight).sum() / weight.sum().clamp(min=1)


def mask_loss(mask: Tensor, garment: Tensor, weight: Tensor) -> Tensor:
    """Cross-entropy and one minus soft IoU of the composition mask in the hole."""
    inside = mask.clamp(1e-4, 1 - 1e-4)
    cross = functional.binary_cross_entropy(inside, garment, reduction="none")
    shared = (mask * garment * weight).sum((1, 2, 3))
    joined = ((mask + garment - mask * garment) * weight).sum((1, 2, 3))
    iou = (shared + 1) / (joined + 1)
    return (cross * weight).sum() / weight.sum().clamp(min=1) + (1 - iou).mean()


def print_loss(mask: Tensor, garment: Tensor, alpha: Tensor) -> Tensor:
    """Mean share of other pixels where both warp and truth show the garment all around.

    Args:
        mask: composition mask, (N, 1, H, W).
        garment: where the garment is seen, (N, 1, H, W).
        alpha: coverage of the warp, (N, 1, H, W) in [0, 1].
    """
    both = ((garment > 0.5) & (alpha > 0.9)).to(mask.dtype)
    core = -functional.max_pool2d(-both, _CORE, 1, _CORE // 2)
    return ((1 - mask) * core).sum() / core.sum().clamp(min=1)


def crisp_loss(mask: Tensor, weight: Tensor) -> Tensor:
    """Mean of what a mask between 0 and 1 mixes, 1 at one half."""
    return (4 * mask * (1 - mask) * weight).sum() / weight.sum().clamp(min=1)


def smooth_loss(coarse: Tensor, mask: Tensor) -> Tensor:
    """Roughness of flow, of light and of the composition mask."""
    return roughness(coarse[:, :2]) + 10 * roughness(coarse[:, 2:]) + roughness(mask)


def roughness(layer: Tensor) -> Tensor:
    """Mean absolute difference of neighbours."""
    return (layer.diff(dim=2).abs().mean() + layer.diff(dim=3).abs().mean()) / 2


def keep_loss(coarse: Tensor, fine: Tensor) -> Tensor:
    """Mean square of flow, in eighths of the coarse grid's step, and of both lights."""
    light = coarse[:, 2:].square().mean() + fine[:, 4:].square().mean()
    return (coarse[:, :2] / 8).square().mean() + 10 * light


def flow_loss(flow: Tensor, exact: Tensor, known: Tensor) -> Tensor:
    """Mean distance in pixels to the exact flow (N, 2, h, w) where it is known (N, 1, h, w)."""
    away = (flow - exact).abs().sum(1, keepdim=True).clamp(max=24)
    return (away * known).sum() / known.sum().clamp(min=1)
