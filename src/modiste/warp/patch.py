"""Patches: a piece of the garment and of the body, ruled by the same rungs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modiste.types import Labels, Mask, Part
from modiste.warp.arrays import Coords, Values

_MARGIN = 0.14
"""Patches reach this far past their rails, so that the cut-out's edge lies inside of them."""

_STEEPEST = 1.4
"""At most how much wider cloth lies in the middle of a rung than on average."""


@dataclass(frozen=True)
class Ladder:
    """Two rails and the rungs between them.

    Attributes:
        low: (r, 2), the rail at the wearer's right of a torso, the inner one of a limb.
        high: (r, 2), the other rail.
        middle: (r, 2), where the middle of the cloth lies on each rung.
    """

    low: Coords
    high: Coords
    middle: Coords

    @staticmethod
    def between(low: Coords, high: Coords, middle: Coords | None = None) -> Ladder:
        """A ladder whose cloth lies halfway between the rails unless ``middle`` is given."""
        return Ladder(low, high, (low + high) / 2 if middle is None else middle)

    def extended(self, start: Coords | None = None, end: Coords | None = None) -> Ladder:
        """One more rung before the first and after the last, moved by ``start`` and ``end``."""
        rails = []
        for rail in (self.low, self.high, self.middle):
            first = rail[:1] + start if start is not None else rail[:0]
            last = rail[-1:] + end if end is not None else rail[:0]
            rails.append(np.vstack([first, rail, last]))
        return Ladder(*rails)


@dataclass(frozen=True)
class Fold:
    """A line on the body at which the first rows of a patch disappear below another.

    Attributes:
        start: (2,), a point of the line, the person's pixels.
        outward: (2,), unit vector square to the line, to the side that stays.
        rows: so many rows of cells are cut.
    """

    start: Coords
    outward: Coords
    rows: int

    def away(self, x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        """Pixels from the line to the places ``x``, ``y``, negative where the patch disappears."""
        return np.asarray(
            (x - self.start[0]) * self.outward[0] + (y - self.start[1]) * self.outward[1]
        )


@dataclass(frozen=True)
class Patch:
    """A grid of the garment and the same grid on the body.

    Attributes:
        source: (r, c, 2), the garment's pixels.
        target: (r, c, 2), the person's pixels.
        parts: (r - 1,), the part that each row of cells belongs to.
        cloth: (h, w) in [0, 1], which of the garment's pixels belong to this patch.
        fold: where the patch's first rows end.
    """

    source: Values
    target: Values
    parts: Labels
    cloth: Mask
    fold: Fold | None = None


def weave(
    source: Ladder,
    target: Ladder,
    widths: Values,
    parts: NDArray[np.uint8] | Part,
    cloth: Mask,
    columns: int,
    bow: Coords | None = None,
) -> Patch:
    """Lay the cloth between ``source``'s rails onto ``target``'s rungs.

    Cloth that goes round a body is seen at full width in front and edge-on at the sides: along a
    rung its density follows a cubic that is isometric in the middle.

    Args:
        source: rails on the garment.
        target: rails on the body, as many rungs.
        widths: (r,), half the cloth's width at each rung in the person's pixels, laid flat.
        parts: one part, or one per row of cells.
        cloth: the garment's pixels that belong to the patch.
        columns: number of cells along a rung.
        bow: (r, 2), how far the middle of each rung is moved; the rails stay.
    """
    across = np.linspace(-1 - _MARGIN, 1 + _MARGIN, columns + 1)
    half = (source.high - source.low) / 2
    flat = source.middle[:, None] + across[None, :, None] * half[:, None]
    worn = np.where(
        (across < 0)[None, :, None],
        _draped(target.middle, target.low, -across, widths),
        _draped(target.middle, target.high, across, widths),
    )
    if bow is not None:
        worn = worn + np.maximum(1 - across**2, 0.0)[None, :, None] * bow[:, None]
    rows = np.full(len(flat) - 1, parts, np.uint8) if isinstance(parts, Part) else parts
    return Patch(flat, worn, rows, cloth)


def _draped(middle: Coords, edge: Coords, across: Values, widths: Values) -> Values:
    """Coords from ``middle`` (r, 2) to ``edge`` (r, 2) at ``across``, 1 being the edge."""
    reach = edge - middle
    length = np.maximum(np.linalg.norm(reach, axis=1), 1e-6)
    slope = np.clip(widths / length, 1.0, _STEEPEST)[:, None]
    inner = np.clip(across, 0.0, 1.0)
    share = slope * inner + (1 - slope) * inner**3 + np.maximum(across - 1.0, 0.0)
    return np.asarray(middle[:, None] + share[..., None] * reach[:, None])
