"""The ordinal observation: a garment is too small, fits, or is too large.

A cumulative logit with a tolerance of its own: with location ``eta`` (how much too large) and
half-width ``tau`` > 0 of the interval that fits,

    P(small) = sigma(-tau - eta),   P(large) = sigma(eta - tau),   P(fit) = the rest.

McCullagh (1980), Regression models for ordinal data; the scale effect is his section 6.1.
Arrays are float64 of shape (n,); outcomes are 0 small, 1 fit, 2 large.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LOG_TAU_RANGE = (-4.0, 3.0)
"""Logarithms of the tolerance are clipped to this range."""
_TINY = 1e-9


class Outcome(IntEnum):
    """What a wearer says of one garment in one size."""

    SMALL = 0
    FIT = 1
    LARGE = 2


def sigmoid(x: Floats) -> Floats:
    """The logistic function, without overflow."""
    out: Floats = 0.5 * (1.0 + np.tanh(0.5 * x))
    return out


def tolerance(log_tau: Floats) -> Floats:
    """Half-width of the interval that fits, from its logarithm, clipped."""
    out: Floats = np.exp(np.clip(log_tau, *LOG_TAU_RANGE))
    return out


def odds(eta: Floats, log_tau: Floats) -> Floats:
    """Probabilities (n, 3) of small, fit and large; rows sum to 1."""
    tau = tolerance(log_tau)
    small, large = sigmoid(-tau - eta), sigmoid(eta - tau)
    fit = np.maximum(1.0 - small - large, _TINY)
    stacked = np.stack([small, fit, large], axis=-1)
    out: Floats = stacked / stacked.sum(axis=-1, keepdims=True)
    return out


def log_likelihood(eta: Floats, log_tau: Floats, outcome: Ints) -> tuple[Floats, Floats, Floats]:
    """Logarithm of the outcome's probability, and its slopes by ``eta`` and ``log_tau``."""
    tau = tolerance(log_tau)
    small, large = sigmoid(-tau - eta), sigmoid(eta - tau)
    fit = np.maximum(1.0 - small - large, _TINY)
    bend_small, bend_large = small * (1 - small), large * (1 - large)
    is_small, is_large = outcome == Outcome.SMALL, outcome == Outcome.LARGE
    value = np.where(is_small, small, np.where(is_large, large, fit))
    by_eta = np.where(
        is_small, small - 1.0, np.where(is_large, 1.0 - large, (bend_small - bend_large) / fit)
    )
    by_tau = np.where(
        is_small, small - 1.0, np.where(is_large, large - 1.0, (bend_small + bend_large) / fit)
    )
    return np.log(np.maximum(value, 1e-12)), by_eta, by_tau * tau


def information(eta: Floats, log_tau: Floats) -> tuple[Floats, Floats]:
    """How much one reaction tells of ``eta`` and of ``log_tau``: an upper Fisher bound, (n,) each.

    The sum of the two logits' curvatures; the tolerance counts half of it, since either cut moves
    with it but only one is near the reaction.
    """
    tau = tolerance(log_tau)
    small, large = sigmoid(-tau - eta), sigmoid(eta - tau)
    bend = small * (1 - small) + large * (1 - large)
    return bend, 0.5 * bend * tau * tau
