"""From a body and a chart to advice: joins the body's statistics and the room of fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from modiste.body.posterior import Posterior
from modiste.errors import OptionError
from modiste.fit.advise import Advisor
from modiste.fit.chart import SizeChart
from modiste.fit.history import Kept, place
from modiste.fit.names import letter_rank
from modiste.fit.standards import NUMERIC, standard_chart
from modiste.fit.worn import Worn
from modiste.types import Measure, Sex

Floats = NDArray[np.float64]

SAMPLES = 2000
"""Bodies that are drawn from a posterior for one piece of advice."""


def unsure(body: Posterior) -> float:
    """Relative standard deviation of the girths that sizes are chosen by."""
    girths = (Measure.CHEST, Measure.WAIST_NATURAL, Measure.HIP)
    return float(np.mean([e.sd / e.mean for e in map(body.estimate, girths)]))


def samples_for(body: Posterior, advisor: Advisor, seed: int = 0) -> dict[Measure, Floats]:
    """Bodies that are possible, float64 (:data:`SAMPLES`,) by measure, cm, for an advisor."""
    names = advisor.measures
    drawn = body.sample(np.random.default_rng(seed), SAMPLES, names)
    return dict(zip(names, drawn.T, strict=True))


def kept_size(size: str, brand: str, chart: SizeChart, sex: Sex) -> Kept:
    """A size that fits, as a person names it: of this chart, a built-in system, or any brand.

    Args:
        size: such as ``M`` or ``38``.
        brand: of the garment, ``DE`` and the like for a system; empty is this chart's.
        chart: that advice is asked for.
        sex: whose sizes a brand without a chart is taken to have.
    """
    if not brand or (chart.brand and brand.casefold() == chart.brand.casefold()):
        return Kept(size, chart)
    if brand.upper() in ("EN", "GB", *NUMERIC):
        return Kept(size, standard_chart(brand, sex, chart.category))
    system = "EN" if letter_rank(size) is not None else "DE"
    return Kept(size, standard_chart(system, sex, chart.category), known=False)


def kept_sizes(
    worn: Sequence[Worn], chart: SizeChart, sex: Sex
) -> tuple[list[Kept], tuple[str, ...]]:
    """Sizes of a history as :func:`modiste.fit.history.usual_size` takes them.

    Returns:
        What is known of, and a sentence about sizes that no chart here has.
    """
    found: dict[tuple[str, str], Kept | None] = {}
    for one in worn:
        key = one.size, one.brand
        if key not in found:
            found[key] = _known(one, chart, sex)
    kept = [replace(k, step=one.step, weight=one.weight)
            for one in worn if (k := found[one.size, one.brand]) is not None]  # fmt: skip
    unknown = [f"{s}@{b}" if b else s for (s, b), k in found.items() if k is None]
    if not unknown:
        return kept, ()
    return kept, (f"No chart here has the sizes {', '.join(unknown[:5])}: they were left out.",)


def _known(worn: Worn, chart: SizeChart, sex: Sex) -> Kept | None:
    try:
        kept = kept_size(worn.size, worn.brand, chart, sex)
        place(chart, kept)
    except OptionError:
        return None
    return kept
