"""The geometry run backwards: where on a person each pixel of a pattern is to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Fit, GarmentView, Labels, Mask, Part, PersonView
from modiste.warp.arrays import Values
from modiste.warp.body import measure_body
from modiste.warp.dressing import cut_patches
from modiste.warp.fabric import Fabric
from modiste.warp.patch import Patch
from modiste.warp.raster import backward, draw

_MORE_COLUMNS = 4
"""Cells added beside the rails, for cloth that hangs wider than the pattern."""
_SAME_CLOTH = 0.08
"""Cloth over cloth this near to it on the pattern, in parts of its width, is a seam, not hidden."""


@dataclass(frozen=True)
class Unrolled:
    """What a pattern shows of a person.

    Attributes:
        source: float32 (h, w, 2), the person's pixel (x, y) for each pixel of the pattern; NaN
            where there is none.
        hidden: bool (h, w), another part of the garment lies in front there.
        part: (h, w), values of :class:`modiste.types.Part`.
    """

    source: NDArray[np.float32]
    hidden: NDArray[np.bool_]
    part: Labels


def unroll(person: PersonView, pattern: GarmentView) -> Unrolled:
    """Find every pixel of ``pattern`` on ``person``.

    Args:
        person: the wearer.
        pattern: for instance of :func:`modiste.warp.blank.blank`; its mask must be solid.
    """
    patches, fabric, _ = cut_patches(person, measure_body(person), pattern, Fit())
    shape = (pattern.mask.shape[0], pattern.mask.shape[1])
    near = np.stack([_away(p.cloth, shape) for p in patches])
    owner = near.argmin(0)
    over, at = _forward(patches, fabric, (person.matte.shape[0], person.matte.shape[1]))
    source = np.full((*shape, 2), np.nan, np.float32)
    below = np.zeros(shape, np.bool_)
    for number, patch in enumerate(patches):
        maps, folded = _unrolled(_widened(patch), fabric, shape)
        np.copyto(source, maps, where=(owner == number)[..., None])
        below |= folded & (owner == number)
    known = np.isfinite(source[..., 0])
    kinds = np.array([p.parts[0] for p in patches], np.uint8)
    part = np.where(known, kinds[owner], Part.NONE).astype(np.uint8)
    return Unrolled(source, known & (below | _hidden(source, owner, over, at)), part)


def _away(cloth: Mask, shape: tuple[int, int]) -> NDArray[np.float32]:
    """Distance to a patch's cloth on the pattern, (h, w)."""
    whole = cv2.resize(cloth, shape[::-1], interpolation=cv2.INTER_LINEAR)
    outside = (whole <= 0.5).astype(np.uint8)
    return np.asarray(cv2.distanceTransform(outside, cv2.DIST_L2, 5) - whole, np.float32)


def _widened(patch: Patch) -> Patch:
    """More columns on both sides, as wide as the outermost."""
    return replace(patch, source=_beyond(patch.source), target=_beyond(patch.target))


def _beyond(grid: Values) -> Values:
    steps = np.arange(1, _MORE_COLUMNS + 1)[None, :, None]
    right = grid[:, -1:] + steps * (grid[:, -1:] - grid[:, -2:-1])
    left = grid[:, :1] + steps[:, ::-1] * (grid[:, :1] - grid[:, 1:2])
    return np.concatenate([left, grid, right], axis=1)


def _unrolled(
    patch: Patch, fabric: Fabric, shape: tuple[int, int]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """The person's pixel of every pixel of the pattern, and what lies below the patch's fold."""
    flat = (patch.source + 0.5) / fabric.factor - 0.5
    maps, row = backward(patch.target, flat, shape)
    found = np.moveaxis(maps, 0, -1)
    inside = row >= 0
    folded = np.zeros(shape, np.bool_)
    if patch.fold is not None:
        away = patch.fold.away(found[..., 0], found[..., 1])
        folded = inside & (row < patch.fold.rows) & (away < 0)
    return np.where(inside[..., None], found, np.float32(np.nan)), folded


def _forward(
    patches: Sequence[Patch], fabric: Fabric, shape: tuple[int, int]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Per pixel of the person the uppermost patch, -1 for none, and its pixel of the pattern."""
    over = np.full(shape, -1, np.int64)
    at = np.full((*shape, 2), np.nan, np.float32)
    for number, patch in enumerate(patches):
        layer = draw(patch, fabric.image, shape)
        if layer is None:
            continue
        shown = layer.alpha >= 0.5
        over[layer.window][shown] = number
        at[layer.window][shown] = fabric.unscaled(layer.source[shown])
    return over, at


def _hidden(
    source: NDArray[np.float32],
    owner: NDArray[np.int64],
    over: NDArray[np.int64],
    at: NDArray[np.float32],
) -> NDArray[np.bool_]:
    """Whether another patch lies in front and shows quite another place of the pattern."""
    limit = np.array(over.shape[::-1]) - 1
    place = np.clip(np.round(np.nan_to_num(source)), 0, limit).astype(int)
    x, y = place[..., 0], place[..., 1]
    rows, columns = np.indices(owner.shape)
    apart = np.hypot(at[y, x, 0] - columns, at[y, x, 1] - rows) > _SAME_CLOTH * owner.shape[1]
    return np.asarray((over[y, x] >= 0) & (over[y, x] != owner) & apart, np.bool_)
