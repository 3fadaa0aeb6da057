"""The outline of one standing person, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from modiste.types import Label, Labels, Mask, Points, Pose

ARM_LABELS = (Label.ARM_LEFT, Label.ARM_RIGHT, Label.HAND)
_INSIDE = 0.5


class View(StrEnum):
    """From where a photo shows the person."""

    FRONT = "front"
    SIDE = "side"


class Clothes(StrEnum):
    """How loosely the clothes sit: a swimsuit or sports wear, a T-shirt and jeans, a coat."""

    TIGHT = "tight"
    NORMAL = "normal"
    LOOSE = "loose"


@dataclass(frozen=True)
class Outline:
    """A person's silhouette and skeleton.

    Attributes:
        matte: (H, W) in [0, 1].
        pose: in the matte's pixels.
        labels: the parse, (H, W), or None.
    """

    matte: Mask
    pose: Pose
    labels: Labels | None = None

    @cached_property
    def ends(self) -> tuple[float, float]:
        """The top of the head and the soles, in rows; sub-pixel. Equal when nobody is there."""
        reach = self.matte.max(axis=1)
        rows = np.flatnonzero(reach > _INSIDE)
        if not len(rows):
            return 0.0, 0.0
        first, last = int(rows[0]), int(rows[-1])
        above = float(reach[first - 1]) if first > 0 else 0.0
        below = float(reach[last + 1]) if last + 1 < len(reach) else 0.0
        return first - above, last + 1 + below

    @property
    def span(self) -> float:
        """From head to soles in pixels."""
        return self.ends[1] - self.ends[0]

    def row(self, height: float) -> float:
        """The row at a height above the soles, a part of the figure's height."""
        return self.ends[1] - height * self.span

    def height(self, row: float) -> float:
        """The part of the figure's height at which a row lies above the soles."""
        return (self.ends[1] - row) / max(self.span, 1.0)

    @cached_property
    def trunk(self) -> NDArray[np.bool_]:
        """The silhouette without what the parse calls arms and hands, bool (H, W)."""
        inside: NDArray[np.bool_] = self.matte > _INSIDE
        if self.labels is None:
            return inside
        return inside & ~np.isin(self.labels, ARM_LABELS)

    def middle(self, *names: str) -> Points:
        """The mean of some landmarks, (2,)."""
        point: Points = np.mean([self.pose[name] for name in names], axis=0)
        return point

    def centre(self, row: float) -> float:
        """The column of the body's axis, from the shoulders' middle to that of the hips."""
        top = self.middle("left_shoulder", "right_shoulder")
        bottom = self.middle("left_hip", "right_hip")
        share = (row - top[1]) / (bottom[1] - top[1]) if bottom[1] > top[1] else 0.0
        return float(top[0] + np.clip(share, 0, 1) * (bottom[0] - top[0]))

    def run(self, row: float, column: float, *, whole: bool = False) -> tuple[float, float] | None:
        """The ends of the trunk's run of pixels around a column; None when it is not inside.

        Edges are sub-pixel where the matte is soft.

        Args:
            row: which row.
            column: within the run.
            whole: with the arms, which hang before the trunk when it is seen from the side.
        """
        y, x = int(row), int(column)
        if not (0 <= y < self.trunk.shape[0] and 0 <= x < self.trunk.shape[1]):
            return None
        line = self.matte[y] > _INSIDE if whole else self.trunk[y]
        if not line[x]:
            return None
        out = np.flatnonzero(~line)
        left, right = out[out < x], out[out > x]
        first = int(left[-1]) + 1 if len(left) else 0
        last = int(right[0]) - 1 if len(right) else len(line) - 1
        return first - self._soft(y, first - 1), last + 1 + self._soft(y, last + 1)

    def _soft(self, y: int, x: int) -> float:
        """How much of the pixel outside an edge belongs to the person; 0 where an arm begins."""
        if not 0 <= x < self.matte.shape[1]:
            return 0.0
        share = float(self.matte[y, x])
        return share if share <= _INSIDE else 0.0
