"""A minimiser for smooth functions of many numbers, with nothing but numpy.

L-BFGS with a backtracking line search (Nocedal & Wright, Numerical Optimization, algorithms
7.4 and 3.1).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Objective = Callable[[Vector], tuple[float, Vector]]
_Pairs = deque[tuple[Vector, Vector, float]]

_ARMIJO = 1e-4
_HALVINGS = 25


def _direction(slope: Vector, pairs: _Pairs) -> Vector:
    """The two-loop recursion: minus the inverse Hessian's guess times the slope."""
    step, shares = -slope, []
    for move, turn, scale in reversed(pairs):
        share = float(move @ step) * scale
        step = step - share * turn
        shares.append(share)
    if pairs:
        move, turn, scale = pairs[-1]
        step = step / (scale * float(turn @ turn))
    for (move, turn, scale), share in zip(pairs, reversed(shares), strict=True):
        step = step + move * (share - float(turn @ step) * scale)
    return step


def _search(
    objective: Objective, at: Vector, value: float, slope: Vector, step: Vector, length: float
) -> tuple[Vector, float, Vector] | None:
    """The first point along ``step`` that goes down enough; None when there is none."""
    descent = float(slope @ step)
    for _ in range(_HALVINGS):
        point = at + length * step
        new, new_slope = objective(point)
        if np.isfinite(new) and new <= value + _ARMIJO * length * descent:
            return point, new, new_slope
        length *= 0.5
    return None


def minimise(
    objective: Objective,
    start: Vector,
    *,
    steps: int = 150,
    memory: int = 10,
    tolerance: float = 1e-6,
) -> Vector:
    """Where ``objective`` is (locally) smallest.

    Args:
        objective: gives the value and the slope (n,) at a point (n,).
        start: the first point, (n,).
        steps: at most so many line searches.
        memory: so many steps are remembered for the curvature.
        tolerance: ends when one step lowers the value by less than this share of it.

    Returns:
        The last point, (n,).
    """
    at = start.astype(np.float64, copy=True)
    value, slope = objective(at)
    pairs: _Pairs = deque(maxlen=memory)
    for _ in range(steps):
        size = float(np.linalg.norm(slope))
        if size < 1e-12:
            break
        found = _search(
            objective, at, value, slope, _direction(slope, pairs), 1.0 if pairs else 1.0 / size
        )
        if found is None:
            break
        point, new, new_slope = found
        move, turn = point - at, new_slope - slope
        bend = float(move @ turn)
        if bend > 1e-12:
            pairs.append((move, turn, 1.0 / bend))
        done = value - new < tolerance * max(abs(value), 1.0)
        at, value, slope = point, new, new_slope
        if done:
            break
    return at
