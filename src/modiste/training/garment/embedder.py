"""EfficientNet-lite0 up to its pooled features."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from torch import Tensor, nn

from modiste.training.common.encoder import PYRAMID, Encoder, SameConv, fold, read_imagenet

SIZE = 224
"""Side of the square input in pixels."""

FEATURES = 1280


class Embedder(nn.Module):
    """The encoder and ImageNet's last convolution, pooled: (N, 3, 224, 224) -> (N, 1280)."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.head = SameConv(PYRAMID[-1], FEATURES, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Embed pictures normalised by ImageNet's mean and standard deviation."""
        for stage in self.encoder.stages:
            x = stage(x)
        pooled: Tensor = self.head(x).mean((2, 3))
        return pooled

    @classmethod
    def from_checkpoint(cls, path: Path) -> Embedder:
        """Load the package's checkpoint and fold its batch normalisations.

        Raises:
            modiste.errors.AssetError: when the file is missing or is not that checkpoint.
        """
        net = cls()
        read_imagenet(path, net.fill)
        return net.eval()

    def fill(self, state: Mapping[str, Tensor]) -> None:
        """Take over the package's weights.

        Raises:
            KeyError: when one is missing.
        """
        self.encoder.fill(state)
        fold(self.head, state, "_conv_head", "_bn1")
