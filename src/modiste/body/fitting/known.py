"""The body that stands for all that is known of a person: what was taped holds, the rest leans."""

from __future__ import annotations

from modiste.body.fitting.fit import FitResult, fit_body
from modiste.body.fitting.surrogate import Surrogate
from modiste.body.measure import Tape
from modiste.types import Measurements

FIRM = ("tape", "told")
"""Sources whose numbers the body must have; others may be missed by their standard deviations."""
ADULT = 30.0
"""Age in years of whom no age is known."""


def fit_known(tape: Tape, known: Measurements, *, formula: Surrogate | None = None) -> FitResult:
    """Find the body of a person of whom some measures were read and the others inferred.

    Args:
        tape: measures bodies of the template.
        known: every measure with its uncertainty and source, as
            :meth:`modiste.body.posterior.Posterior.measurements` returns.
        formula: as :func:`fit_body` takes it.

    Returns:
        The body; its residuals are against the means of all measures.

    Raises:
        AssetError: when the formula's coefficients are missing.
    """
    targets = {measure: estimate.mean for measure, estimate in known.values.items()}
    sds = {m: 0.0 if e.source in FIRM else e.sd for m, e in known.values.items()}
    age = ADULT if known.age is None else known.age
    return fit_body(tape, known.sex, targets, sds=sds, age=age, formula=formula)
