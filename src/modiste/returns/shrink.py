"""Means of groups, shrunk to their common mean by how much groups differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class GroupMeans:
    """Sums by group, and so many rows' worth of belief that a group is like all others.

    Attributes:
        total: (g,) sums of the values.
        count: (g,) numbers of rows.
        inertia: noise variance over the variance between groups, in rows.
    """

    total: Floats
    count: Floats
    inertia: float

    def mean(self, group: Ints) -> Floats:
        """Shrunk means (n,) of the groups (n,)."""
        shrunk: Floats = self.total[group] / (self.count[group] + self.inertia)
        return shrunk

    def mean_without(self, group: Ints, value: Floats) -> Floats:
        """Likewise, as if the row with ``value`` were not among its group's."""
        rest: Floats = (self.total[group] - value) / (self.count[group] - 1.0 + self.inertia)
        return rest


def group_means(group: Ints, value: Floats, groups: int) -> GroupMeans:
    """Sums of ``value`` (n,) by ``group`` (n,), with the inertia that the spread asks for.

    Variances by the method of moments for unbalanced one-way layouts (Searle, Casella & McCulloch
    1992, Variance Components, section 3.6).
    """
    count = np.bincount(group, minlength=groups).astype(np.float64)
    total = np.bincount(group, value, groups).astype(np.float64)
    many = count > 0
    means = total[many] / count[many]
    within = float((value**2).sum() - (total[many] * means).sum())
    free = max(len(value) - int(many.sum()), 1)
    noise = max(within / free, 1e-9)
    rows = float(count.sum())
    spread = float((count[many] * means**2).sum()) - int(many.sum()) * noise
    between = max(spread / max(rows, 1.0), noise / 1000.0)
    return GroupMeans(total, count, noise / between)
