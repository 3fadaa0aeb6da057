"""What a person wears already, as a place on the scale of another chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from modiste.errors import OptionError
from modiste.fit.chart import Array, SizeChart
from modiste.fit.windows import Window, windows
from modiste.fit.zones import Zone

SAME, OTHER, UNKNOWN = 0.6, 0.8, 1.2
"""Steps by which a size of the same chart, of another chart and of a brand without one misses the
size that suits, one standard deviation; our choice. In RentTheRunway, where the item changes,
people keep a size within one of their usual one about 84 times in 100."""
_SHARED = 0.35
"""Kept sizes are no independent witnesses: brand and taste come again. No number of them is surer
than this, in steps."""
_CONTRADICTION = 1.25
"""Steps of scatter: two sizes that lie two and a half apart."""
_MISFIT = 0.5
"""How unsure it is, in steps, which size would have suited where one did not."""
_FAR = 1.5
"""Standard deviations beyond which a size counts less, the farther the less (Huber 1964)."""
_ROUNDS = 8
_TOLD = 5
"""So many sizes are named in a warning."""


@dataclass(frozen=True)
class Kept:
    """A size that fits.

    Attributes:
        size: its name.
        chart: the chart it belongs to.
        known: the chart is really its brand's, and not a standard in its stead.
        step: how many sizes larger would suit: 1 where it was too small, -1 where it was too large.
        weight: how much it counts, above 0; a garment that is worn gladly counts 1.
    """

    size: str
    chart: SizeChart
    known: bool = True
    step: float = 0.0
    weight: float = 1.0


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
    at = np.array([place(chart, k) + k.step for k in kept])
    sds = np.array([_sd(chart, k) for k in kept])
    trust = np.array([k.weight for k in kept]) / sds**2
    mean, weights = _blend(at, sds, trust)
    scatter = float(np.sqrt(((at - mean) ** 2 * weights).sum() / weights.sum()))
    alone, witnesses = float(1 / np.sqrt(weights.sum())), float(weights.sum() / weights.max())
    sd = max(alone, _SHARED, scatter / np.sqrt(witnesses)) + scatter / 2
    return Usual(mean, sd, _contradictions(kept, scatter))


def _blend(at: Array, sds: Array, trust: Array) -> tuple[float, Array]:
    """The mean of places that leans on those near it, and what each of them counts."""
    order = np.argsort(at)
    half = np.searchsorted(np.cumsum(trust[order]), trust.sum() / 2)
    mean, weights = float(at[order][half]), trust
    if len(at) < 3:
        return float((at * trust).sum() / trust.sum()), trust
    for _ in range(_ROUNDS):
        far = np.abs(at - mean) / (_FAR * sds)
        weights = trust / np.maximum(far, 1.0)
        mean = float((at * weights).sum() / weights.sum())
    return mean, weights


def _contradictions(kept: Sequence[Kept], scatter: float) -> tuple[str, ...]:
    if scatter < _CONTRADICTION:
        return ()
    names = list(dict.fromkeys(k.size for k in kept))
    told = ", ".join(names[:_TOLD]) + (" and others" if len(names) > _TOLD else "")
    return (f"The sizes {told} contradict one another: they count little.",)


def _sd(chart: SizeChart, kept: Kept) -> float:
    same = kept.chart is chart or (
        kept.known and bool(chart.brand) and kept.chart.brand == chart.brand
    )
    sd = SAME if same else OTHER if kept.known else UNKNOWN
    coarse = max(_coarseness(chart, kept) ** 2 - 1, 0.0) / 12
    return float(np.sqrt(sd**2 + (_MISFIT * kept.step) ** 2 + coarse))


def _coarseness(chart: SizeChart, kept: Kept) -> float:
    """Steps of ``chart`` that one size of the kept one's chart spans.

    The bodies of a size spread evenly over it, with a variance of its span squared over 12; sizes
    that span one step have that variance in their standard deviation already.
    """
    if kept.chart is chart:
        return 1.0
    mine, theirs, shared = _compared(chart, kept.chart)
    spans = [_pace(theirs[z].best) / _pace(mine[z].best) for z in shared]
    return float(np.average(spans, weights=[mine[z].weight for z in shared]))


def _pace(values: Array) -> float:
    """Cm from size to size; 1 at least, and for a single size."""
    return max(float(np.diff(values).mean()), 1.0) if len(values) > 1 else 1.0


def _compared(
    chart: SizeChart, other: SizeChart
) -> tuple[dict[Zone, Window], dict[Zone, Window], list[Zone]]:
    """The girths of both charts, and the zones that both tell of the same measure."""
    mine, theirs = windows(chart, chart.girths), windows(other, other.girths)
    shared = [z for z in mine if z in theirs and mine[z].measure is theirs[z].measure]
    if not shared:
        raise OptionError(f"{other.name} and {chart.name} measure nothing in common.")
    return mine, theirs, shared


def place(chart: SizeChart, kept: Kept) -> float:
    """Where a kept size would stand among the girths of ``chart``, as a fractional index.

    Both sizes stand for the body they suit best; the zones that both charts tell are averaged with
    their weights. It lies at most one step beyond the ends.
    """
    i, _ = kept.chart.find(kept.size)
    if kept.chart is chart:
        return float(i)
    mine, theirs, shared = _compared(chart, kept.chart)
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
