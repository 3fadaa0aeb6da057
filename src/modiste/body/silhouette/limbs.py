"""Where arms cross the rows of a picture."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from modiste.body.silhouette.figure import ARM_LABELS, Outline, View
from modiste.types import Pose

_ARM = ("shoulder", "elbow", "wrist", "index")
RADIUS = 0.024
"""Of an arm, as part of the stature."""


def arms_at(pose: Pose, row: float) -> list[float]:
    """The columns where the axes of both arms cross a row."""
    found = []
    for side in ("left", "right"):
        marks = [pose[f"{side}_{name}"] for name in _ARM]
        for a, b in pairwise(marks):
            if min(a[1], b[1]) <= row <= max(a[1], b[1]):
                share = (row - a[1]) / (b[1] - a[1]) if b[1] != a[1] else 0.0
                found.append(float(a[0] + share * (b[0] - a[0])))
    return found


def hidden_edges(
    outline: Outline, view: View, row: float, run: tuple[float, float], *, parsed: bool = False
) -> tuple[bool, bool]:
    """Whether an arm, not the trunk, makes up the left and the right edge of a run of pixels.

    Args:
        outline: the figure.
        view: from the front an arm that lies within the run has joined it; from the side it hides
            the edge that it lies on.
        row: of the run.
        run: its ends, columns.
        parsed: trust the parse that an arm within a frontal run is told apart.
    """
    arms = arms_at(outline.pose, row)
    if view is View.FRONT:
        middle = outline.centre(row)
        within = [x for x in arms if run[0] < x < run[1]
                  and not (parsed and _told_apart(outline, row, x))]  # fmt: skip
        return any(x < middle for x in within), any(x >= middle for x in within)
    slack = RADIUS * outline.span
    return (any(x - slack < run[0] < x + 3 * slack for x in arms),
            any(x - 3 * slack < run[1] < x + slack for x in arms))  # fmt: skip


def _told_apart(outline: Outline, row: float, x: float) -> bool:
    if outline.labels is None:
        return False
    y, column = int(row), int(np.clip(x, 0, outline.labels.shape[1] - 1))
    return int(outline.labels[np.clip(y, 0, len(outline.labels) - 1), column]) in ARM_LABELS
