"""How far each measure may be off, as the scan tells: by the bodies that it leaves possible."""

from __future__ import annotations

import numpy as np

from modiste.body.arrays import Floats
from modiste.body.measure import Tape
from modiste.body.scan.space import ShapeSpace
from modiste.body.template import Shape
from modiste.types import Measure

DRAWS = 16


def spread(
    tape: Tape, space: ShapeSpace, shape: Shape, parameters: Floats, covariance: Floats,
    seed: int = 0,
) -> dict[Measure, float]:  # fmt: skip
    """Standard deviation of each measure over bodies that the scan leaves possible, cm (kg).

    Args:
        tape: measures bodies of the template.
        space: the shapes.
        shape: the person found, in the rest pose.
        parameters: float64 (P,), the shape registration found.
        covariance: float64 (P, P), of :meth:`~modiste.body.scan.register.Registration.covariance`.
        seed: of the draws.
    """
    rng = np.random.default_rng(seed)
    steps = rng.standard_normal((DRAWS // 2, len(parameters))) @ np.linalg.cholesky(covariance).T
    extra = shape.vertices - space.rest(parameters).vertices
    found = []
    for step in np.concatenate([steps, -steps]):
        drawn = space.rest(np.clip(parameters + step, space.low, space.high))
        found.append(tape.of_rest(Shape(drawn.vertices + extra, drawn.joints)))
    return {m: float(np.std([one[m] for one in found])) for m in found[0]}
