"""Where arms cross the rows of a picture."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from modiste.body.silhouette.figure import ARM_LABELS, Outline
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


def joined(outline: Outline, row: float, run: tuple[float, float]) -> bool:
    """Whether a frontal run of the trunk has an arm in it that the parse does not tell apart."""
    return any(run[0] < x < run[1] for x in arms_at(outline.pose, row)
               if not _told_apart(outline, row, x))  # fmt: skip


def protruding(outline: Outline, row: float, run: tuple[float, float]) -> bool:
    """Whether in a side view an arm makes up the edge of the trunk's run."""
    slack = RADIUS * outline.span
    return any(x - slack < run[0] or x + slack > run[1] for x in arms_at(outline.pose, row)
               if run[0] - 3 * slack < x < run[1] + 3 * slack)  # fmt: skip


def _told_apart(outline: Outline, row: float, x: float) -> bool:
    if outline.labels is None:
        return False
    y, column = int(row), int(np.clip(x, 0, outline.labels.shape[1] - 1))
    return int(outline.labels[np.clip(y, 0, len(outline.labels) - 1), column]) in ARM_LABELS
