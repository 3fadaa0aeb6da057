"""How well bodies meet the measures of random people, and how fast they are found."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import numpy as np

from modiste.body.fitting import FitResult, fit_body, fit_known
from modiste.body.fitting.surrogate import Surrogate
from modiste.body.measure import Tape
from modiste.body.posterior import Observation, Prior
from modiste.body.template import Body
from modiste.types import Measure, Sex

GIVEN = (Measure.HEIGHT, Measure.WEIGHT, Measure.NECK, Measure.SHOULDER, Measure.CHEST,
         Measure.WAIST, Measure.HIP, Measure.THIGH, Measure.CALF, Measure.UPPER_ARM, Measure.WRIST,
         Measure.ARM_LENGTH, Measure.INSEAM)  # fmt: skip
"""What the survey taped; the other measures are derived from these."""
INDICES = (18.0, 34.0)
"""Body-mass indices within which bodies are drawn."""
ONE_IN = 4
"""For so many people one is made once more, from a few of her measures."""
FEWEST, MOST = 2, 6
"""How many measures are a few, height among them."""


def bench_fit(count: int, seed: int) -> dict[str, Any]:
    """Fit bodies to people drawn from the statistics of adults.

    Args:
        count: people of both sexes together.
        seed: of the people.

    Returns:
        ``residual_max_cm``: the worst miss of any length or girth of anybody; ``residual_p90_cm``:
        of nine in ten people; ``mass_mae_kg``; ``mass_max_kg``; ``seconds`` and ``seconds_mean``:
        median and mean of a fit; ``n``; ``told``: how many people were told that no body has their
        measures; ``untold_max_cm``: the worst miss of the others; ``few_residual_max_cm``: of what
        was taped when that was little.
    """
    tape, formula = Tape(Body.open()), Surrogate.open()
    found: list[FitResult] = []
    crowd = people(count, seed)
    seconds = []
    for sex, person in crowd:
        start = perf_counter()
        found.append(fit_body(tape, sex, person, formula=formula))
        seconds.append(perf_counter() - start)
    worst = [max(abs(v) for m, v in f.residuals.items() if m != Measure.WEIGHT) for f in found]
    untold = [miss for miss, f in zip(worst, found, strict=True) if not f.warnings]
    mass = [abs(f.residuals[Measure.WEIGHT]) for f in found]
    return {
        "residual_max_cm": round(max(worst), 3),
        "residual_p90_cm": round(float(np.quantile(worst, 0.9)), 3),
        "mass_mae_kg": round(float(np.mean(mass)), 3),
        "mass_max_kg": round(max(mass), 3),
        "seconds": round(float(np.median(seconds)), 3),
        "seconds_mean": round(float(np.mean(seconds)), 3),
        "n": len(found),
        "told": sum(bool(f.warnings) for f in found),
        "untold_max_cm": round(max(untold, default=0.0), 3),
        "few_residual_max_cm": round(_from_few(tape, formula, crowd[::ONE_IN], seed), 3),
    }


def _from_few(
    tape: Tape, formula: Surrogate, crowd: list[tuple[Sex, dict[Measure, float]]], seed: int
) -> float:
    """The worst miss in cm of what was taped of people of whom the rest is inferred."""
    rng, prior, worst = np.random.default_rng([seed, 2]), Prior.open(), 0.0
    for sex, person in crowd:
        count = int(rng.integers(FEWEST, MOST + 1)) - 1
        taped = [Measure.HEIGHT, *(GIVEN[i] for i in 1 + rng.permutation(len(GIVEN) - 1)[:count])]
        readings = [Observation(measure, person[measure]) for measure in taped]
        found = fit_known(tape, prior.posterior(sex, readings).measurements(), formula=formula)
        lengths = [abs(found.residuals[m]) for m in taped if m != Measure.WEIGHT]
        worst = max(worst, *lengths)
    return worst


def people(count: int, seed: int) -> list[tuple[Sex, dict[Measure, float]]]:
    """Random adults: half women, half men, with what the survey taped."""
    prior, drawn = Prior.open(), []
    for number, sex in enumerate(Sex):
        wanted = (count + 1 - number) // 2
        rng = np.random.default_rng([seed, number])
        rows = prior.posterior(sex).sample(rng, 4 * wanted + 20, GIVEN)
        index = rows[:, 1] / (rows[:, 0] / 100) ** 2
        usual = rows[(index > INDICES[0]) & (index < INDICES[1])][:wanted]
        drawn += [(sex, dict(zip(GIVEN, row.tolist(), strict=True))) for row in usual]
    return drawn
