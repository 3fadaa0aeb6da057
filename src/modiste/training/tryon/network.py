"""The generator: a gated U-Net that answers how the garment sits, is lit, and what lies beside it.

Gated convolutions: Yu et al., "Free-Form Image Inpainting with Gated Convolution", ICCV 2019; one
gate for all channels of a layer: Yi et al., "Contextual Residual Aggregation", CVPR 2020. Blocks
with a skip: He et al., CVPR 2016. Upsampling at the end by sub-pixels: Shi et al., CVPR 2016.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from modiste.synthesis.generator import INPUTS, SHARPNESS
from modiste.synthesis.planes import ALPHA, CANVAS, CLOTH, HOLE

WIDTHS = (32, 64, 128, 192)
"""Channels at strides 2, 4, 8 and 16."""
DILATIONS = (1, 2, 4, 1)
"""Of the blocks at stride 16."""
FLOW_LIMIT, LIGHT_LIMIT, RELIEF_LIMIT = 24.0, 0.35, 0.35
"""Most pixels of flow at stride 8, and most of the logarithms of coarse and fine light."""
FINE = 5
"""Channels of the fine answer."""


class Gated(nn.Module):
    """A convolution whose features are weighed by one gate per pixel.

    Args:
        before: channels in.
        after: channels out.
        stride: of the convolution.
        dilation: of its 3 x 3 taps.
    """

    def __init__(self, before: int, after: int, stride: int = 1, dilation: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(before, after + 1, 3, stride, dilation, dilation)
        nn.init.kaiming_normal_(self.conv.weight, nonlinearity="relu")
        with torch.no_grad():
            self.conv.weight[-1] *= 0.1
            self.conv.bias.zero_()  # type: ignore[union-attr]
            self.conv.bias[-1] = 1.0  # type: ignore[index]

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, before, H, W) to (N, after, H / stride, W / stride)."""
        y: Tensor = self.conv(x)
        return functional.leaky_relu(y[:, :-1], 0.1) * torch.sigmoid(y[:, -1:])


class Block(nn.Module):
    """A gated convolution beside a skip; starts near the identity."""

    def __init__(self, width: int, dilation: int = 1) -> None:
        super().__init__()
        self.gated = Gated(width, width, dilation=dilation)
        self.scale = nn.Parameter(torch.full((1, width, 1, 1), 0.3))

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, width, H, W) to the same shape."""
        y: Tensor = self.gated(x)
        return x + self.scale * y


class GeneratorNetwork(nn.Module):
    """Planes (N, INPUTS, H, W) to coarse (N, 3, H / 8, W / 8) and fine (N, 5, H, W) answers.

    Coarse are flow x and y, in pixels, and light; fine the mask's change, the paint, in
    [-1, 1] per the range of colours, and the light of folds and seams. H and W are multiples
    of 16.

    Args:
        widths: channels at strides 2, 4, 8 and 16.
    """

    def __init__(self, widths: Sequence[int] = WIDTHS) -> None:
        super().__init__()
        first, second, third, last = widths
        self.enter = nn.Sequential(Gated(INPUTS, first, 2), Block(first))
        self.second = nn.Sequential(Gated(first, second, 2), Block(second))
        self.third = nn.Sequential(Gated(second, third, 2), Block(third), Block(third))
        self.deep = nn.Sequential(Gated(third, last, 2), *(Block(last, d) for d in DILATIONS))
        self.to_third = nn.Conv2d(last, third, 1)
        self.mix_third = Block(third)
        self.to_second = nn.Conv2d(third, second, 1)
        self.mix_second = Block(second)
        self.to_first = nn.Conv2d(second, first, 1)
        self.mix_first = Block(first)
        self.coarse = _quiet(nn.Conv2d(third, 3, 3, 1, 1))
        self.fine = _quiet(nn.Conv2d(first, 4 * FINE, 3, 1, 1))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Answer; see the class."""
        half = self.enter(x)
        quarter = self.second(half)
        eighth = self.third(quarter)
        deep = _doubled(self.to_third(self.deep(eighth)))
        eighth = self.mix_third(eighth + deep)
        quarter = self.mix_second(quarter + _doubled(self.to_second(eighth)))
        half = self.mix_first(half + _doubled(self.to_first(quarter)))
        rough = torch.tanh(self.coarse(eighth))
        coarse = torch.cat([rough[:, :2] * FLOW_LIMIT, rough[:, 2:] * LIGHT_LIMIT], dim=1)
        fine = functional.pixel_shuffle(self.fine(half), 2)
        paint, relief = torch.tanh(fine[:, 1:4]), torch.tanh(fine[:, 4:]) * RELIEF_LIMIT
        return coarse, torch.cat([fine[:, :1] * 10, paint, relief], dim=1)


def _quiet(conv: nn.Conv2d) -> nn.Conv2d:
    """A head that answers nearly nothing at first: the picture starts as the geometric one."""
    nn.init.normal_(conv.weight, std=1e-3)
    if conv.bias is not None:
        nn.init.zeros_(conv.bias)
    return conv


def _doubled(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


def composed(inputs: Tensor, coarse: Tensor, fine: Tensor) -> tuple[Tensor, Tensor]:
    """Make the picture of an answer, as serving does.

    The flow moves nothing: it is learnt from exact flows alone (docs/training-log.md).

    Args:
        inputs: (N, INPUTS, H, W) in [-1, 1].
        coarse: the generator's coarse answer.
        fine: its fine answer.

    Returns:
        The picture (N, 3, H, W) in [-1, 1], equal to the canvas outside the hole, and the
        composition mask (N, 1, H, W) in [0, 1].
    """
    size = list(inputs.shape[2:])
    light = functional.interpolate(coarse[:, 2:], size, mode="bilinear", align_corners=False)
    hole = (inputs[:, HOLE : HOLE + 1] > 0).to(fine.dtype)
    alpha = inputs[:, ALPHA : ALPHA + 1] / 2  # [-1, 1] to [-0.5, 0.5], which is alpha - 0.5
    mask = torch.sigmoid(SHARPNESS * alpha + fine[:, :1]) * hole
    lit = ((inputs[:, CLOTH] + 1) * torch.exp(light + fine[:, 4:]) - 1).clamp(-1, 1)
    beside = (inputs[:, CANVAS] + 2 * fine[:, 1:4] * hole).clamp(-1, 1)
    return mask * lit + (1 - mask) * beside, mask
