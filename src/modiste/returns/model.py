"""The hierarchical model of fit, fitted to a table of reactions at once.

Location and log-tolerance (see :mod:`modiste.returns.ordinal`) are sums of effects:

    eta = e0 + X b + sum over groups of  m * w[g],      log tau = t0 + X d + sum of groups likewise

with X standardised columns of body and size, and groups such as the user, the item, the item in one
size, the category. Every effect has a normal prior around 0, so what was never seen adds nothing.
The fit is the maximum of the posterior; variances are those of a diagonal Laplace approximation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.returns.minimise import minimise
from modiste.returns.ordinal import information, log_likelihood, odds

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_INTERCEPT_SD = 3.0
_START_LOG_TAU = 0.6
_CURVATURE = 0.15
"""Typical information of one reaction; scales the coordinates of the search."""


@dataclass(frozen=True)
class Group:
    """One random effect: which member each row belongs to, and with what multiplier.

    Attributes:
        name: unique within its sum.
        member: (n,) codes in [0, size).
        size: number of members.
        sd: standard deviation of the prior.
        times: (n,) multipliers, or None for 1: a slope that differs by member.
    """

    name: str
    member: Ints
    size: int
    sd: float
    times: Floats | None = None

    def add(self, weights: Floats) -> Floats:
        """The effect's share of the sum, (n,)."""
        share: Floats = weights[self.member]
        return share if self.times is None else share * self.times

    def collect(self, slope: Floats) -> Floats:
        """Slopes by row (n,) summed into slopes by member (size,)."""
        value = slope if self.times is None else slope * self.times
        return np.bincount(self.member, value, self.size).astype(np.float64)

    def weigh(self, information_by_row: Floats) -> Floats:
        """Information by row summed by member."""
        value = information_by_row if self.times is None else information_by_row * self.times**2
        return np.bincount(self.member, value, self.size).astype(np.float64)

    def take(self, rows: Ints) -> Group:
        """The same effect on some of the rows."""
        times = None if self.times is None else self.times[rows]
        return Group(self.name, self.member[rows], self.size, self.sd, times)


@dataclass(frozen=True)
class Sum:
    """One linear predictor: an intercept, columns and groups.

    Attributes:
        columns: (n, c) standardised.
        sd: standard deviation of the columns' weights.
        groups: random effects.
        start: first value of the intercept.
    """

    columns: Floats
    sd: float
    groups: tuple[Group, ...]
    start: float = 0.0

    def sizes(self) -> list[int]:
        """Numbers of weights: intercept, columns, then every group."""
        return [1, self.columns.shape[1], *(group.size for group in self.groups)]

    def precision(self) -> Floats:
        """Prior precisions of all weights."""
        sds = [_INTERCEPT_SD, self.sd, *(group.sd for group in self.groups)]
        precision: Floats = np.repeat(1.0 / np.square(sds), self.sizes())
        return precision

    def split(self, weights: Floats) -> list[Floats]:
        """The weights by part."""
        return np.split(weights, np.cumsum(self.sizes())[:-1])

    def value(self, weights: Floats) -> Floats:
        """The predictor (n,)."""
        intercept, beta, *effects = self.split(weights)
        total: Floats = self.columns @ beta + intercept[0]
        for group, effect in zip(self.groups, effects, strict=True):
            total += group.add(effect)
        return total

    def variance(self, variances: Floats) -> Floats:
        """Variance (n,) of the predictor that the groups' weights leave."""
        total: Floats = np.zeros(len(self.columns))
        _, _, *effects = self.split(variances)
        for group, effect in zip(self.groups, effects, strict=True):
            total += effect[group.member] * (1.0 if group.times is None else group.times**2)
        return total

    def collect(self, slope: Floats) -> Floats:
        """Slopes by row turned into slopes by weight."""
        parts = [np.array([slope.sum()]), self.columns.T @ slope]
        return np.concatenate(parts + [group.collect(slope) for group in self.groups])

    def weigh(self, by_row: Floats) -> Floats:
        """Information by row turned into the diagonal of the information by weight."""
        parts = [np.array([by_row.sum()]), (self.columns**2).T @ by_row]
        return np.concatenate(parts + [group.weigh(by_row) for group in self.groups])

    def take(self, rows: Ints) -> Sum:
        """The same predictor on some of the rows."""
        groups = tuple(group.take(rows) for group in self.groups)
        return Sum(self.columns[rows], self.sd, groups, self.start)


@dataclass(frozen=True)
class Posterior:
    """Means and variances of all weights, location first.

    Attributes:
        location: weights of the location.
        log_tau: weights of the logarithm of the tolerance.
        location_var: their variances.
        log_tau_var: likewise.
    """

    location: Floats
    log_tau: Floats
    location_var: Floats
    log_tau_var: Floats

    def predict(self, location: Sum, log_tau: Sum) -> tuple[Floats, Floats]:
        """Location and log-tolerance (n,) of the rows of two sums."""
        return location.value(self.location), log_tau.value(self.log_tau)

    def odds(self, location: Sum, log_tau: Sum) -> Floats:
        """Probabilities (n, 3), averaged over what is not known of the groups' locations."""
        eta, tolerance = self.predict(location, log_tau)
        spread = np.sqrt(location.variance(self.location_var))
        nodes, weights = np.polynomial.hermite_e.hermegauss(5)
        averaged: Floats = sum(
            w * odds(eta + x * spread, tolerance)
            for x, w in zip(nodes, weights / weights.sum(), strict=True)
        )
        return averaged


def _scales(total: Sum) -> Floats:
    """Lengths that make the search's coordinates comparable."""
    rows = np.full(len(total.columns), _CURVATURE)
    scale: Floats = 1.0 / np.sqrt(total.precision() + total.weigh(rows))
    return scale


def fit_posterior(
    location: Sum, log_tau: Sum, outcome: Ints, *, weight: Floats | None = None, steps: int = 150
) -> Posterior:
    """Fit both sums to outcomes.

    Args:
        location: the predictor of how much too large, n rows.
        log_tau: the predictor of the tolerance's logarithm, n rows.
        outcome: (n,) values of :class:`modiste.returns.ordinal.Outcome`.
        weight: (n,) how much each reaction counts, or None for 1 each.
        steps: of the search, at most.
    """
    cut = sum(location.sizes())
    scale = np.concatenate([_scales(location), _scales(log_tau)])
    precision = np.concatenate([location.precision(), log_tau.precision()])
    counts = np.ones(len(outcome)) if weight is None else weight

    def objective(point: Floats) -> tuple[float, Floats]:
        weights = point * scale
        value, by_eta, by_tau = log_likelihood(
            location.value(weights[:cut]), log_tau.value(weights[cut:]), outcome
        )
        slope = np.concatenate(
            [location.collect(by_eta * counts), log_tau.collect(by_tau * counts)]
        )
        penalty = 0.5 * float((precision * weights**2).sum())
        return penalty - float(value @ counts), (precision * weights - slope) * scale

    start = np.zeros(len(scale))
    start[0], start[cut] = location.start / scale[0], log_tau.start / scale[cut]
    weights = minimise(objective, start, steps=steps) * scale
    return _with_variances(location, log_tau, weights[:cut], weights[cut:], counts)


def _with_variances(
    location: Sum, log_tau: Sum, mean: Floats, mean_tau: Floats, counts: Floats
) -> Posterior:
    told, told_tau = information(location.value(mean), log_tau.value(mean_tau))
    return Posterior(
        mean,
        mean_tau,
        1.0 / (location.precision() + location.weigh(told * counts)),
        1.0 / (log_tau.precision() + log_tau.weigh(told_tau * counts)),
    )


def sums(
    columns: Floats, location_groups: Sequence[Group], tau_groups: Sequence[Group], sd: float = 1.0
) -> tuple[Sum, Sum]:
    """Both predictors over the same columns; those of the tolerance are held twice as tight."""
    return (
        Sum(columns, sd, tuple(location_groups)),
        Sum(columns, 0.5 * sd, tuple(tau_groups), start=_START_LOG_TAU),
    )
