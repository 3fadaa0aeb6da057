"""Layers painted over one another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from modiste.types import Image, Labels, Mask
from modiste.warp.raster import Layer


def stacked(
    layers: Sequence[Layer], shape: tuple[int, int]
) -> tuple[Image, Mask, Labels, NDArray[np.float32]]:
    """Paint ``layers``, the last on top.

    Args:
        layers: windows of the picture.
        shape: (h, w) of the picture.

    Returns:
        Colours (h, w, 3), not multiplied by alpha, coverage (h, w), parts (h, w), and the pixel of
        the cloth's picture that the uppermost layer shows, (h, w, 2), NaN where there is none.
    """
    image = np.zeros((*shape, 3), np.uint8)
    alpha = np.zeros(shape, np.float32)
    parts = np.zeros(shape, np.uint8)
    source = np.full((*shape, 2), np.nan, np.float32)
    for layer in layers:
        window = layer.window
        under, over = alpha[window], layer.alpha
        below = under * (1 - over)
        alpha[window] = over + below
        _mix(image[window], layer.image, over, below)
        shown = over >= 0.5 * under
        parts[window] = np.where(shown, layer.parts, parts[window])
        np.copyto(source[window], layer.source, where=(shown & (over > 0))[..., None])
    return image, alpha, parts, source


def _mix(canvas: Image, colour: Image, over: Mask, below: Mask) -> None:
    """Blend ``colour`` into ``canvas`` where both are to be seen, replace it elsewhere."""
    both = (over > 0) & (below > 0)
    above = (over > 0) & ~both
    canvas[above] = colour[above]
    share = (over[both] / (over[both] + below[both]))[:, None]
    mixed = colour[both] * share + canvas[both] * (1 - share)
    canvas[both] = np.round(mixed).astype(np.uint8)
