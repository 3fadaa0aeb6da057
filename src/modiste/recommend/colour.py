"""Whether colours go together: hue templates in CIELAB's cylinder.

Near-greys go with everything; of two hues the same, neighbours, and opposites please, which are the
templates i, V and I of Matsuda as Cohen-Or et al. (Color Harmonization, SIGGRAPH 2006) give them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_GREY_CHROMA = 14.0
_VIVID_CHROMA = 60.0
_WIDTH = 18.0
"""Half-width of a template's sector, degrees."""


def harmony(one: Floats, other: Floats) -> float:
    """How well two palettes go together, in [0, 1]; 0.5 when either is unknown.

    Args:
        one: (k, 4) rows of L, a, b and share.
        other: (m, 4) likewise.
    """
    if not len(one) or not len(other):
        return 0.5
    shares = np.outer(one[:, 3], other[:, 3])
    total = float(shares.sum())
    if total <= 0.0:
        return 0.5
    pairs = np.array([[_pair(a[:3], b[:3]) for b in other] for a in one])
    return float((pairs * shares).sum() / total)


def _pair(one: Floats, other: Floats) -> float:
    """Of two Lab colours: how near their hues are to a template, less where chroma is low."""
    chroma = min(float(np.hypot(*one[1:])), float(np.hypot(*other[1:])))
    hue = np.degrees(np.arctan2(one[2], one[1]) - np.arctan2(other[2], other[1]))
    apart = abs((float(hue) + 180.0) % 360.0 - 180.0)
    off = min(max(apart - _WIDTH, 0.0), max(180.0 - _WIDTH - apart, 0.0))
    clash = min(off / 60.0, 1.0)
    weight = np.clip((chroma - _GREY_CHROMA) / (_VIVID_CHROMA - _GREY_CHROMA), 0.0, 1.0)
    return float((1.0 - clash * weight) * (0.9 if abs(one[0] - other[0]) < 5.0 else 1.0))
