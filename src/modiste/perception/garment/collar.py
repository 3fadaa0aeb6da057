"""Cut away the garment's inside that is seen through its neckline or waistband."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.perception.garment.edges import soften
from modiste.perception.garment.neckline import rim
from modiste.types import Image, Mask

MIN_SHARE = 0.0015
"""Smallest part of the garment that an inside takes; less is noise."""

_SMOOTH = 1.6
"""Blur of the learnt probability, in pixels of the small picture: necklines are smooth."""
_RIM = 0.05
"""Most height of the back's edge above the inside, as a part of the garment's height."""
_SAME = 0.8
"""Least IoU of the opening inside a clean rim and the one that the network and colours tell."""
UNSURE = 1.5
"""How unsure the learnt rim is, in pixels of the small picture; colours place it within that."""


def cut_inside(image: Image, mask: Mask, probability: Mask) -> tuple[Mask, Mask | None]:
    """Split a garment's alpha into its outside and its visible inside.

    Args:
        image: (H, W, 3).
        mask: alpha of the whole garment, (H, W).
        probability: of the inside, (h, w), at any smaller size of the same proportions.

    Returns:
        Alpha of the outside and alpha of the inside, (H, W), which add up to ``mask``; None for
        the inside when none is seen.
    """
    size = (probability.shape[1], probability.shape[0])
    whole = cv2.resize(mask, size, interpolation=cv2.INTER_AREA) > 0.5
    hard = _largest(cv2.GaussianBlur(probability, (0, 0), _SMOOTH) > 0.5) & whole
    if float(hard.sum()) < MIN_SHARE * float(whole.sum()):
        return mask, None
    below = rim(image, hard)
    hard |= _back_rim(hard, whole)
    # Beyond the garment nothing is outside: let the inside run on, so that only its rim is soft.
    around = cv2.dilate(hard.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    inside = soften(image, hard | (around & ~whole), UNSURE) * mask
    if below is not None:
        clean = np.maximum(below, _above(below, mask)) * mask
        inside = clean if _alike(clean > 0.5, inside > 0.5) else inside
    return np.asarray(mask - inside, np.float32), np.asarray(inside, np.float32)


def _alike(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> bool:
    """Whether two regions are the same but for their rims."""
    joined = int((first | second).sum())
    return joined > 0 and int((first & second).sum()) >= _SAME * joined


def _above(below: Mask, mask: Mask) -> NDArray[np.float32]:
    """The narrow rest of the garment over a rim's upper corners, (H, W); never a hood."""
    found, whole = below > 0.5, mask > 0.5
    if not found.any():
        return np.zeros(below.shape, np.float32)
    columns = found.any(axis=0)
    over = columns & (np.arange(len(mask))[:, None] <= found.argmax(axis=0))
    height = float(np.ptp(np.flatnonzero(whole.any(axis=1)))) + 1
    narrow = (over & whole).sum(axis=0) <= _RIM * height
    return np.asarray(over & narrow, np.float32)


def _largest(region: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The largest connected part; a garment has one opening at the top."""
    count, names, stats, _ = cv2.connectedComponentsWithStats(region.astype(np.uint8))
    if count < 2:
        return region
    return np.asarray(names == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax()))


def _back_rim(inside: NDArray[np.bool_], whole: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The narrow edge of the back above the inside, which a neck hides too; never a hood."""
    if not inside.any():
        return inside
    rows = np.arange(whole.shape[0])[:, None]
    columns = inside.any(axis=0)
    above = whole & columns & (rows < inside.argmax(axis=0))
    height = float(np.ptp(np.flatnonzero(whole.any(axis=1)))) + 1
    narrow = above.sum(axis=0) <= _RIM * height
    return np.asarray(above & narrow)
