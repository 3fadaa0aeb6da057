"""What a person wears already, as a place on the scale of another chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from modiste.errors import OptionError
from modiste.fit.chart import Array, SizeChart
from modiste.fit.windows import windows

SAME, OTHER, UNKNOWN = 0.6, 0.8, 1.2
"""Steps by which a size of the same chart, of another chart and of a brand without one misses the
size that suits, one standard deviation; our choice. In RentTheRunway, where the item changes,
people keep a size within one of their usual one about 84 times in 100."""
_SHARED = 0.35
"""Kept sizes are no independent witnesses: brand and taste come again. No number of them is surer
than this, in steps."""
_CONTRADICTION = 2.5


@dataclass(frozen=True)
class Kept:
    """A size that fits.

    Attributes:
        size: its name.
        chart: the chart it belongs to.
        known: the chart is really its brand's, and not a standard in its stead.
    """

    size: str
    chart: SizeChart
    known: bool = True


@dataclass(frozen=True)
class Usual:
    """What kept sizes say together.

    Attributes:
        at: the place on the scale of girths, as a fractional index.
        sd: in steps.
        warnings: sentences for the user.
    """

    at: float
    sd: float
    warnings: tuple[str, ...] = ()


def usual_size(chart: SizeChart, kept: Sequence[Kept]) -> Usual | None:
    """Blend kept sizes into one place on ``chart``; None when there are none.

    Raises:
        OptionError: when a size is not in its chart, or the charts share no zone.
    """
    if not kept:
        return None
    at = np.array([place(chart, k) for k in kept])
    sds = np.array([_sd(chart, k) for k in kept])
    weights = sds**-2.0
    mean = float((at * weights).sum() / weights.sum())
    scatter = float(np.sqrt(((at - mean) ** 2 * weights).sum() / weights.sum()))
    alone = float(np.sqrt(1 / weights.sum()))
    warnings: tuple[str, ...] = ()
    if np.ptp(at) > _CONTRADICTION:
        names = ", ".join(k.size for k in kept)
        warnings = (f"The sizes {names} contradict one another: they count little.",)
    return Usual(mean, max(alone, _SHARED, scatter / np.sqrt(len(kept))) + scatter / 2, warnings)


def _sd(chart: SizeChart, kept: Kept) -> float:
    if kept.chart is chart or (kept.known and chart.brand and kept.chart.brand == chart.brand):
        return SAME
    return OTHER if kept.known else UNKNOWN


def place(chart: SizeChart, kept: Kept) -> float:
    """Where a kept size would stand among the girths of ``chart``, as a fractional index.

    Both sizes stand for the body they suit best; the zones that both charts tell are averaged with
    their weights. It lies at most one step beyond the ends.
    """
    i, _ = kept.chart.find(kept.size)
    if kept.chart is chart:
        return float(i)
    mine, theirs = windows(chart, chart.girths), windows(kept.chart, kept.chart.girths)
    shared = [z for z in mine if z in theirs and mine[z].measure is theirs[z].measure]
    if not shared:
        raise OptionError(f"{kept.chart.name} and {chart.name} measure nothing in common.")
    found = [_inverse(mine[z].best, float(theirs[z].best[i])) for z in shared]
    at = float(np.average(found, weights=[mine[z].weight for z in shared]))
    return float(np.clip(at, -1.0, len(chart.girths.names)))


def _inverse(values: Array, wanted: float) -> float:
    """The fractional index at which rising ``values`` reach ``wanted``."""
    if len(values) == 1:
        return 0.0
    step = max(float(np.diff(values).mean()), 1e-6)
    beyond = min(wanted - values[0], 0.0) + max(wanted - values[-1], 0.0)
    rising = values + np.arange(len(values)) * 1e-9
    inside = float(np.interp(wanted, rising, np.arange(len(values))))
    return float(inside + beyond / step)
