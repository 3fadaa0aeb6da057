"""A copy of a dim or tinted photo as the nets know photos: well lit and neutral."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image

_DIM = 150.0
"""The brightest hundredth of a well exposed photo lies above this luma."""
_WHITE = 235.0
_MOST_GAIN = 3.0
_TINT = 1.25
"""Ratio of the strongest to the weakest channel's mean from which a cast is corrected: warm rooms
and coloured walls stay below, tungsten light on a daylight setting does not."""
_MOST_BALANCE = 1.35
_STEP = 4
"""Statistics need only every fourth pixel each way."""


def normalise(image: Image) -> Image:
    """Brighten a dim photo and take half of a strong cast away, for perception only.

    Pose, matte and parsing nets were trained on ordinary photos and lose people in the dark. The
    result is looked at and thrown away; no pixel of it may reach an output.

    Args:
        image: uint8 (H, W, 3).

    Returns:
        The very same array when it needs nothing; else a corrected uint8 (H, W, 3).
    """
    sample = image[::_STEP, ::_STEP]
    gains = _exposure(sample) * _balance(sample)
    if np.allclose(gains, 1):
        return image
    levels = np.arange(256, dtype=np.float64)[:, None]
    table = np.clip(np.rint(levels * gains), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(image, table[None]), np.uint8)


def _exposure(sample: Image) -> float:
    """Gain that lifts the brightest hundredth to white, where it is dim."""
    luma = cv2.cvtColor(np.ascontiguousarray(sample), cv2.COLOR_RGB2GRAY)
    bright = float(np.quantile(luma, 0.99))
    return 1.0 if bright >= _DIM else min(_WHITE / max(bright, 1.0), _MOST_GAIN)


def _balance(sample: Image) -> NDArray[np.float64]:
    """Grey-world gains (Buchsbaum 1980), square-rooted since people and clothes are not grey."""
    means = np.maximum(sample.reshape(-1, 3).mean(axis=0), 1.0)
    if means.max() / means.min() < _TINT:
        return np.ones(3)
    gains = np.sqrt(means.mean() / means)
    return np.asarray(np.clip(gains, 1 / _MOST_BALANCE, _MOST_BALANCE))
