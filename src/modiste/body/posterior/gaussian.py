"""A normal distribution of named logarithms: condition it, extend it, draw from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_FLOOR = 1e-10
"""Least variance of a reading, so that exact and repeated readings stay solvable."""


@dataclass(frozen=True)
class LogNormal:
    """A multivariate normal distribution of natural logarithms.

    Attributes:
        names: of the d quantities.
        mean: float64 (d,), of the logarithms.
        cov: float64 (d, d), of the logarithms; symmetric, positive semi-definite.
    """

    names: tuple[str, ...]
    mean: Array
    cov: Array

    @classmethod
    def fitted(cls, names: Sequence[str], rows: Array) -> LogNormal:
        """The distribution of people measured, (n, d), in the quantities' own units."""
        logs = np.log(rows)
        return cls(tuple(names), logs.mean(0), np.cov(logs.T))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}

    def index(self, names: Sequence[str]) -> NDArray[np.intp]:
        """Places of the quantities called ``names``. Raises KeyError for an unknown one."""
        return np.array([self._places[name] for name in names], np.intp)

    def of(self, name: str) -> tuple[float, float]:
        """Mean and standard deviation of one logarithm."""
        i = self._places[name]
        return float(self.mean[i]), float(np.sqrt(max(self.cov[i, i], 0.0)))

    def marginal(self, names: Sequence[str]) -> LogNormal:
        """The distribution of some of the quantities."""
        i = self.index(names)
        return LogNormal(tuple(names), self.mean[i], self.cov[np.ix_(i, i)])

    def given(self, names: Sequence[str], logs: Array, variances: Array) -> LogNormal:
        """Condition on noisy readings.

        Args:
            names: of the k quantities read; one may be read several times.
            logs: (k,), logarithms of the readings.
            variances: (k,), of the readings' noise, relative (so those of the logarithms).

        Returns:
            The distribution of all quantities given the readings.
        """
        i = self.index(names)
        if not len(i):
            return self
        spread = self.cov[np.ix_(i, i)] + np.diag(variances + _FLOOR)
        gain = np.linalg.solve(spread, self.cov[i]).T
        cov = self.cov - gain @ self.cov[i]
        return LogNormal(self.names, self.mean + gain @ (logs - self.mean[i]), (cov + cov.T) / 2)

    def extended(self, name: str, weights: Mapping[str, float], offset: float,
                 sd: float) -> LogNormal:  # fmt: skip
        """Add a quantity whose logarithm is a weighted sum of others, plus noise.

        Args:
            name: of the new quantity.
            weights: by name, how much of each logarithm goes in.
            offset: added to the sum.
            sd: standard deviation of what the sum leaves open, relative.
        """
        i, w = self.index(list(weights)), np.array(list(weights.values()))
        cross = self.cov[:, i] @ w
        cov = np.zeros((len(self.names) + 1, len(self.names) + 1))
        cov[:-1, :-1] = self.cov
        cov[-1, :-1] = cov[:-1, -1] = cross
        cov[-1, -1] = float(w @ self.cov[np.ix_(i, i)] @ w) + sd**2
        mean = np.append(self.mean, offset + float(w @ self.mean[i]))
        return LogNormal((*self.names, name), mean, cov)

    def distance2(self, names: Sequence[str], logs: Array, variances: Array) -> float:
        """Squared Mahalanobis distance of readings from the mean; the arguments of `given`."""
        i = self.index(names)
        spread = self.cov[np.ix_(i, i)] + np.diag(variances + _FLOOR)
        off = logs - self.mean[i]
        return float(off @ np.linalg.solve(spread, off))

    def sample(self, rng: np.random.Generator, n: int) -> Array:
        """Draw ``n`` people: (n, d), in the quantities' own units."""
        values, vectors = np.linalg.eigh(self.cov)
        root = vectors * np.sqrt(np.maximum(values, 0))
        drawn: Array = np.exp(self.mean + rng.standard_normal((n, len(self.mean))) @ root.T)
        return drawn
