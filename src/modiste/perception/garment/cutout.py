"""The garment's cut-out: a small network says where it is, its colours where its edges are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.errors import GarmentError
from modiste.perception.garment import backdrop, saliency
from modiste.perception.garment.cutnet import Network, garment_probability
from modiste.perception.garment.hanger import remove_hanger
from modiste.types import Image, Mask

SMALL_SIDE = 384
"""Long side in pixels of the picture that is segmented."""

MIN_SHARE, MAX_SHARE = 0.015, 0.94
"""A garment covers no less and no more of its photo."""

GAP_SHARE = 0.003
"""Smallest part of the garment's area that a gap between sleeve and trunk takes."""

GAP_DEPTH = 0.18
"""Farthest that a gap lies from the outline, as a part of the root of the garment's area."""

DOUBTFUL = 0.3
"""From this doubt on u2netp is asked: garments on floors have .06 to .3, walls and noise .35 on."""

SURE, FLOOR = 0.5, 0.35
"""Probabilities from which on a pixel is the garment's, and below which it is the floor's."""

CERTAIN = 0.93
"""From this probability on, or below its rest, colours are not asked."""

BELIEVED, CHUNK = 0.65, 5
"""What the network sees from this probability on stays where colours would cut off a chunk that is
as many pixels wide: stripes of the floor's own colour."""

PLAIN_NOISE = 0.8
"""Noise of a backdrop plain enough for that; on marble and walls such chunks are shadows."""

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Cutout:
    """A garment's hard mask at the small size.

    Attributes:
        image: the small picture, (h, w, 3).
        mask: bool (h, w).
        method: "alpha", "network" or "saliency".
    """

    image: Image
    mask: Bools
    method: str


def cut_out(
    image: Image,
    alpha: Mask | None,
    network: Callable[[], Network],
    second: Callable[[], saliency.Network],
    name: str,
) -> Cutout:
    """Find the garment's pixels.

    Args:
        image: the photo, (H, W, 3).
        alpha: the file's own alpha, (H, W), or None.
        network: gives the cut-out network; called only when the alpha tells nothing.
        second: gives u2netp; called only when the cut-out network is unsure.
        name: the file's name, for errors.

    Raises:
        GarmentError: when nothing was found, or when the garment fills the photo.
    """
    small = shrink(image)
    size = (small.shape[1], small.shape[0])
    if alpha is not None and _informative(alpha):
        mask = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA) > 0.5
        return Cutout(small, _checked(mask, name), "alpha")
    probability = garment_probability(network(), small)
    if doubt(probability) < DOUBTFUL:
        return Cutout(small, _checked(learnt_garment(small, probability), name), "network")
    return Cutout(small, _checked(_salient_garment(small, second(), name), name), "saliency")


def doubt(probability: Mask) -> float:
    """How much of the picture the network is unsure about, in areas of the garment it sees."""
    unsure = float(((probability > 0.1) & (probability < 0.9)).mean())
    return unsure / max(float((probability > SURE).mean()), MIN_SHARE)


def _salient_garment(small: Image, network: saliency.Network, name: str) -> Bools:
    """The most salient object, for photos unlike those that the cut-out network knows."""
    salient = saliency.saliency(network, small)
    if float((salient > 0.5).mean()) < MIN_SHARE:
        raise GarmentError(_NOTHING.format(name=name))
    flooded = backdrop.flood(small)
    known = flooded.outside if flooded.noise < 4.0 else None
    return _tidy(small, saliency.outline(small, salient, known), salient < FLOOR)


def learnt_garment(small: Image, probability: Mask) -> Bools:
    """The garment that the network sees, its outline moved to where the colours part.

    Args:
        small: (h, w, 3), long side at most about 400.
        probability: of being the garment's, (h, w).
    """
    front = saliency.polish(small, largest(probability > SURE))
    front |= _cut_off(small, front, probability)
    front = (front | (probability > CERTAIN)) & (probability > 1 - CERTAIN)
    return _tidy(small, front, probability < FLOOR)


def _cut_off(small: Image, front: Bools, probability: Mask) -> Bools:
    """Chunks on a plain backdrop in which the network believes and the colours do not, (h, w)."""
    chunks = _open((probability > BELIEVED) & ~front, CHUNK)
    if not chunks.any() or backdrop.flood(small).noise > PLAIN_NOISE:
        return np.zeros_like(front)
    grown = cv2.dilate(chunks.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return np.asarray(grown & (probability > SURE))


def flooded_garment(small: Image, flooded: backdrop.Backdrop) -> Bools | None:
    """The garment on a plain backdrop, bool (h, w); None where the backdrop is not plain.

    Args:
        small: (h, w, 3), long side at most about 400.
        flooded: its backdrop.
    """
    shadow = backdrop.shadow_like(small, flooded.outside)
    front = largest(_open(~backdrop.reached_from_border(flooded.outside | shadow), 5))
    if not _plausible(front, flooded):
        return None
    floor = shadow | (flooded.distance < flooded.threshold)
    return _tidy(small, saliency.polish(small, _without_gaps(front, floor)), floor)


_NOTHING = (
    "No garment was found in {name}: photograph one garment alone, laid flat on a plain "
    "floor of another colour, so that it fills most of the picture."
)
_FULL = (
    "The garment fills all of {name}, so that its outline is not to be seen: photograph it "
    "from further away, on a plain floor of another colour."
)


def _checked(mask: Bools, name: str) -> Bools:
    share = float(mask.mean())
    if share < MIN_SHARE:
        raise GarmentError(_NOTHING.format(name=name))
    if share > MAX_SHARE:
        raise GarmentError(_FULL.format(name=name))
    return mask


def shrink(image: Image) -> Image:
    """The picture with its long side at most :data:`SMALL_SIDE`."""
    factor = SMALL_SIDE / max(image.shape[:2])
    if factor >= 1:
        return image
    size = (max(1, round(image.shape[1] * factor)), max(1, round(image.shape[0] * factor)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _informative(alpha: Mask) -> bool:
    share = float((alpha > 0.5).mean())
    return MIN_SHARE < share < 0.98


def _plausible(mask: Bools, flooded: backdrop.Backdrop) -> bool:
    """Whether the flood found a garment and nothing else on a plain background."""
    share = float(mask.mean())
    if not 0.05 < share < 0.85 or flooded.noise > 5.0 or flooded.border_free < 0.75:
        return False
    return _border_contact(mask) < 0.12 and _edge_contrast(mask, flooded) > 0.8


def _border_contact(mask: Bools) -> float:
    edge = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])
    return float(edge.mean())


def _edge_contrast(mask: Bools, flooded: backdrop.Backdrop) -> float:
    """Share of the outline whose inside differs clearly from the backdrop."""
    inside = cv2.erode(mask.astype(np.uint8), np.ones((5, 5), np.uint8))
    rim = (inside > 0) & (cv2.erode(inside, np.ones((5, 5), np.uint8)) == 0)
    if not rim.any():
        return 0.0
    return float((flooded.distance[rim] > 1.6 * flooded.threshold).mean())


def _tidy(image: Image, mask: Bools, floor: Bools) -> Bools:
    """One object without threads of the floor, hanger and holes, (h, w)."""
    solid = _fill(largest(_open(mask, 3)), floor)
    return largest(remove_hanger(image, solid))


def _open(mask: Bools, size: int) -> Bools:
    """Drop threads that lead away from the object, keep thin parts that belong to it."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel) > 0)


def largest(mask: Bools) -> Bools:
    """The largest 4-connected component; an empty mask stays empty."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        mask.astype(np.uint8), connectivity=4
    )
    if count < 2:
        return mask
    return np.asarray(labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax()))


def _without_gaps(mask: Bools, floor: Bools) -> Bools:
    """Cut out the floor that is enclosed between sleeves or legs and the trunk."""
    gaps = _open(mask & floor, 5)
    return mask & ~_enclosed(gaps, mask)


def _fill(mask: Bools, floor: Bools) -> Bools:
    """Fill holes, but for those near the outline through which the floor is seen."""
    holes = ~mask & ~backdrop.reached_from_border(~mask)
    seen = _enclosed(holes & _mostly(holes, floor), mask)
    return mask | (holes & ~seen)


def _mostly(parts: Bools, floor: Bools) -> Bools:
    """Those of the connected parts that are floor for the most."""
    count, labels = cv2.connectedComponents(parts.astype(np.uint8), connectivity=4)
    inside = np.bincount(labels[floor], minlength=count)
    share = inside / np.maximum(np.bincount(labels.ravel(), minlength=count), 1)
    share[0] = 0.0
    return np.asarray((share > 0.6)[labels])


def _enclosed(parts: Bools, mask: Bools) -> Bools:
    """Those of the connected parts that are large and lie near the outline: gaps, not prints."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        parts.astype(np.uint8), connectivity=4
    )
    outer = backdrop.reached_from_border(~mask)
    depth = cv2.distanceTransform((~outer).astype(np.uint8), cv2.DIST_L2, 3)
    area = int(mask.sum())
    chosen = np.zeros(count, bool)
    for i in range(1, count):
        if stats[i, cv2.CC_STAT_AREA] > GAP_SHARE * area:
            chosen[i] = float(depth[labels == i].min()) < GAP_DEPTH * float(np.sqrt(area))
    return np.asarray(chosen[labels])
