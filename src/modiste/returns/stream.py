"""From a batch fit to learning event by event: what stays fixed, and what goes on learning."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from modiste.returns.model import Group, Posterior, Sum
from modiste.returns.online import Belief, Key, Term, Trial

Floats = NDArray[np.float64]

LEARNING = frozenset({"user", "item", "item_size", "item_gap"})
"""Groups whose effects go on learning; others stay as the batch fit left them."""


def beliefs(location: Sum, log_tau: Sum, posterior: Posterior) -> dict[Key, Belief]:
    """What the batch fit knows of the learning effects that some rows touch."""
    known = _beliefs(location, posterior.location, posterior.location_var, "")
    known.update(_beliefs(log_tau, posterior.log_tau, posterior.log_tau_var, "tolerance_"))
    return known


def _beliefs(total: Sum, mean: Floats, variance: Floats, prefix: str) -> dict[Key, Belief]:
    found: dict[Key, Belief] = {}
    parts = zip(total.groups, total.split(mean)[2:], total.split(variance)[2:], strict=True)
    for group, means, variances in parts:
        if group.name in LEARNING:
            for member in np.unique(group.member).tolist():
                key = prefix + group.name, member
                found[key] = Belief(float(means[member]), float(variances[member]))
    return found


def trials(location: Sum, log_tau: Sum, posterior: Posterior) -> Iterator[Trial]:
    """The rows of both predictors, one by one, as online learning takes them."""
    eta = _fixed(location, posterior.location)
    log_width = _fixed(log_tau, posterior.log_tau)
    for row in range(len(eta)):
        yield Trial(
            float(eta[row]),
            float(log_width[row]),
            _terms(location, row, ""),
            _terms(log_tau, row, "tolerance_"),
        )


def _fixed(total: Sum, weights: Floats) -> Floats:
    value = total.value(weights)
    for group, effect in zip(total.groups, total.split(weights)[2:], strict=True):
        if group.name in LEARNING:
            value -= group.add(effect)
    return value


def _terms(total: Sum, row: int, prefix: str) -> list[Term]:
    return [_term(group, row, prefix) for group in total.groups if group.name in LEARNING]


def _term(group: Group, row: int, prefix: str) -> Term:
    times = 1.0 if group.times is None else float(group.times[row])
    return Term((prefix + group.name, int(group.member[row])), group.sd**2, times)
