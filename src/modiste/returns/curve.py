"""The size that a body usually wears: monotone by construction.

A sum of rising ramps per measure (linear splines whose every piece has a slope of at least 0), so a
body that is larger in any measure, and smaller in none, never expects a smaller size. What is not
known of a body is a column of its own, which gives the known measures steeper slopes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_RIDGE = 3.0
_SWEEPS = 200
_ROUNDS = 4


@dataclass(frozen=True)
class SizeCurve:
    """Expected size of a body, in the unit of the sizes it was fitted to.

    Attributes:
        knots: one rising array per measure; ramps run between neighbours.
        slopes: one number per column of the ramps, those of measures at least 0.
    """

    knots: tuple[Floats, ...]
    slopes: Floats

    def __call__(self, body: Floats) -> Floats:
        """Expected sizes (n,) of bodies (n, p); NaN stands for what is not known."""
        expected: Floats = _columns(body, self.knots)[0] @ self.slopes
        return expected


def fit_curve(body: Floats, size: Floats, pieces: int = 12) -> SizeCurve:
    """Fit the curve by least absolute errors.

    Args:
        body: (n, p) measures, NaN where one is not known; every measure counts as one that a bigger
            body has more of.
        size: (n,) sizes that those bodies wear.
        pieces: ramps per measure, between quantiles.
    """
    knots = tuple(_quantiles(body[:, j], pieces) for j in range(body.shape[1]))
    columns, rising = _columns(body, knots)
    slopes = np.zeros(columns.shape[1])
    weight = np.ones(len(size))
    for _ in range(_ROUNDS):
        weighted = columns * weight[:, None]
        slopes = _rising_least_squares(
            weighted.T @ columns + _RIDGE * np.eye(len(slopes)), weighted.T @ size, rising, slopes
        )
        weight = 1.0 / np.maximum(np.abs(size - columns @ slopes), 1.0)
    return SizeCurve(knots, slopes)


def _quantiles(values: Floats, pieces: int) -> Floats:
    known = values[~np.isnan(values)]
    if not len(known):
        return np.array([0.0, 1.0])
    marks = np.unique(np.quantile(known, np.linspace(0.002, 0.998, pieces + 1)))
    return marks if len(marks) > 1 else np.array([marks[0], marks[0] + 1.0])


def _columns(body: Floats, knots: tuple[Floats, ...]) -> tuple[Floats, NDArray[np.bool_]]:
    """Ramps (n, c) in [0, 1], and which of them must rise."""
    missing = np.isnan(body)
    parts: list[Floats] = [np.ones((len(body), 1)), missing.astype(np.float64)]
    rising = [False] * (1 + len(knots))
    spans = []
    for j, marks in enumerate(knots):
        values = np.where(missing[:, j], marks[0], body[:, j])
        ramps = np.clip((values[:, None] - marks[:-1]) / np.diff(marks), 0.0, 1.0)
        parts.append(ramps)
        rising += [True] * ramps.shape[1]
        spans.append(ramps.mean(axis=1))
    for gap in range(len(knots)):
        others = [spans[j] * missing[:, gap] for j in range(len(knots)) if j != gap]
        parts += [column[:, None] for column in others]
        rising += [True] * len(others)
    return np.concatenate(parts, axis=1), np.array(rising)


def _rising_least_squares(
    gram: Floats, target: Floats, rising: NDArray[np.bool_], start: Floats
) -> Floats:
    """Least squares with some coefficients at least 0, by cyclic coordinate descent."""
    found = start.copy()
    floor = np.where(rising, 0.0, -np.inf)
    for _ in range(_SWEEPS):
        before = found.copy()
        for j in range(len(found)):
            pull = target[j] - gram[j] @ found + gram[j, j] * found[j]
            found[j] = max(pull / gram[j, j], floor[j])
        if np.abs(found - before).max() < 1e-5:
            break
    return found
