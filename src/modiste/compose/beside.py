"""Trousers or a skirt that would stand out beside a top that hangs over them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from modiste.compose.fill import Region
from modiste.compose.frame import Frame

_WIDEST = 0.16
"""A piece that stands out farther, in shoulder widths, is a flared skirt and stays."""
_CORNER = 0.07
"""The hem's corner is looked for so near to the widest place, in shoulder widths."""
_LOWER = 0.5
"""In this lower part of the trunk's cloth."""
_TRUNK = 0.66
"""Cloth farther from the spine than this, in shoulder widths, is a sleeve's."""

Columns = NDArray[np.intp]


def standing_out(over: Region, under: Region, frame: Frame) -> Region:
    """What of the bottom garment is to be seen beside a top's sides, above the hem's corners.

    The cloth of a top that is not tucked in lies outside of the trousers, so beside it they can
    show only below its hem.

    Args:
        over: (h, w), the top; its sleeves are left aside.
        under: (h, w), the bottom garment where it is in sight.
        frame: of the wearer.

    Returns:
        bool (h, w), a part of ``under``.
    """
    out = np.zeros(over.shape, np.bool_)
    trunk = over & (frame.across < _TRUNK)
    if not (trunk.any() and under.any()):
        return out
    columns, width = np.arange(over.shape[1])[None], _WIDEST * frame.shoulder
    for edge, sign in zip(_ends(trunk), (-1, 1), strict=True):
        rows = _above_corner(trunk, edge * sign, _CORNER * frame.shoulder)
        beyond = (columns - edge[rows, None]) * sign
        piece = under[rows] & (beyond > 0)
        narrow = np.where(piece, beyond, 0).max(axis=1) < width
        out[rows] |= piece & narrow[:, None]
    return out


def _ends(cloth: Region) -> tuple[Columns, Columns]:
    """First and last column of cloth in every row, (h,) each."""
    return cloth.argmax(axis=1), cloth.shape[1] - 1 - cloth[:, ::-1].argmax(axis=1)


def _above_corner(trunk: Region, outward: Columns, near: float) -> Columns:
    """The rows of the lower cloth down to the hem's corner, where ``outward`` (h,) ends."""
    rows = np.flatnonzero(trunk.any(axis=1))
    lower = rows[rows >= rows[0] + (1 - _LOWER) * (rows[-1] - rows[0])]
    reach = outward[lower]
    corner = lower[reach >= reach.max() - near].max()
    return np.asarray(lower[lower < corner], np.intp)
