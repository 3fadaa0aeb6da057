"""A cloud as occupied cubes of space: thinning, lonely points, connected pieces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modiste.body.arrays import Floats, Ints

_BITS = 20


@dataclass(frozen=True)
class Voxels:
    """The occupied cubes of a grid.

    Attributes:
        keys: int64 (M,), sorted, one per occupied cube.
        owner: intp (N,), the cube of each point.
        size: edge of a cube.
    """

    keys: Ints
    owner: Ints
    size: float

    @classmethod
    def of(cls, points: Floats, size: float) -> Voxels:
        """Sort points (N, 3) into cubes of edge ``size``."""
        cell = np.floor((points - points.min(0)) / size).astype(np.int64) + 1
        cell = np.minimum(cell, (1 << _BITS) - 2)
        keys = (cell[:, 0] << 2 * _BITS) | (cell[:, 1] << _BITS) | cell[:, 2]
        unique, owner = np.unique(keys, return_inverse=True)
        return cls(unique, owner.ravel(), size)

    def means(self, values: Floats) -> Floats:
        """Mean of the values (N, C) of each cube's points, (M, C)."""
        count = np.bincount(self.owner, minlength=len(self.keys))
        sums = [np.bincount(self.owner, column, len(self.keys)) for column in values.T]
        means: Floats = np.stack(sums, 1) / count[:, None]
        return means

    def neighbours(self) -> tuple[Ints, Ints]:
        """Pairs of occupied cubes that touch, each pair once."""
        pairs = []
        for number in range(14, 27):
            x, rest = divmod(number, 9)
            y, z = divmod(rest, 3)
            step = ((x - 1) << 2 * _BITS) + ((y - 1) << _BITS) + (z - 1)
            at = np.searchsorted(self.keys, self.keys + step)
            at = np.minimum(at, len(self.keys) - 1)
            here = np.flatnonzero(self.keys[at] == self.keys + step)
            pairs.append(np.stack([here, at[here]]))
        a, b = np.concatenate(pairs, axis=1)
        return a, b

    def crowd(self) -> Ints:
        """Points in each cube and the cubes it touches, intp (M,)."""
        count = np.bincount(self.owner, minlength=len(self.keys))
        a, b = self.neighbours()
        total: Ints = count + np.bincount(a, count[b], len(count)).astype(np.intp)
        total += np.bincount(b, count[a], len(count)).astype(np.intp)
        return total

    def pieces(self) -> Ints:
        """Connected piece of each cube, intp (M,): the smallest index in the piece."""
        a, b = self.neighbours()
        label = np.arange(len(self.keys))
        while True:
            low = np.minimum(label[a], label[b])
            before = label.copy()
            np.minimum.at(label, a, low)
            np.minimum.at(label, b, low)
            label = label[label]
            if np.array_equal(label, before):
                return label
