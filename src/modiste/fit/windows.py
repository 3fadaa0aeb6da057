"""Which bodies each size suits, zone by zone, and the cost of a size for a body.

For every zone the ``best``, least and greatest body of a size never fall from size to size. The
cost is a sum of convex functions of (window - body). Such a cost has decreasing differences in size
and body, so its minimiser never falls when the body grows (Topkis 1978, "Minimizing a submodular
function on a lattice", theorem 6.1): a bigger body never gets a smaller size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from modiste.fit.chart import Array, Scale, SizeChart
from modiste.fit.zones import EASES, LENGTHS, Ease, Kind, Zone, measure_of
from modiste.types import Measure


class Intention(StrEnum):
    """How the wearer wants it to sit."""

    TIGHT = "tight"
    REGULAR = "regular"
    LOOSE = "loose"


USED_STRETCH = 0.4
"""The part of a fabric's stretch that a wearer takes up before it feels tight; our choice."""
CUT_STRETCH = 0.25
"""The part by which stretch fabrics are cut closer; our choice."""
FULL_LENGTHS = {Zone.SLEEVE: 50.0, Zone.INSEAM: 62.0, Zone.OUTSEAM: 85.0}
"""Garments shorter than this, in cm, are not meant to reach the wrist or the ankle."""
_SHIFT = {Intention.TIGHT: -0.4, Intention.REGULAR: 0.0, Intention.LOOSE: 0.5}
_TIGHT_COSTS = 1.3
_OVER_COSTS = 2.0
_BEYOND = 8
"""So many sizes more are thought of at both ends of a scale."""
_RISE = 1e-6
"""Centimetres by which a size is taken to be larger than the one before at least."""


@dataclass(frozen=True)
class Window:
    """One zone of a scale of k sizes.

    Attributes:
        measure: of the body.
        garment: float64 (k,), cm: of the chart, or the body's middle plus the usual ease.
        best, least, most: float64 (k,), cm: the body that a size suits best, and the smallest and
            greatest it suits at all; they never fall.
        step: cm from size to size, at least 1.
        weight: in the cost.
        taste: cm by which wearers differ in the ease they like, one standard deviation.
    """

    measure: Measure
    garment: Array
    best: Array
    least: Array
    most: Array
    step: float
    weight: float
    taste: float

    def grown(self, body: Array, sizes: Array) -> Array:
        """Bodies that are larger by so many sizes of this scale; of two the bigger stays bigger.

        Args:
            body: float64 (n,), cm.
            sizes: float64 (n,), fractions too; below 0 the bodies shrink.
        """
        best = self.best + _RISE * np.arange(len(self.best))
        places = np.arange(-_BEYOND, len(best) + _BEYOND)
        past = self.step * np.arange(1, _BEYOND + 1)
        scale = np.concatenate([best[0] - past[::-1], best, best[-1] + past])
        at = np.interp(body, scale, places)
        larger, own = (np.interp(place, places, scale) for place in (at + sizes, at))
        grown: Array = body + (larger - own)
        return grown

    def cost(self, body: Array) -> Array:
        """How ill each size suits each body, in squared steps.

        Args:
            body: float64 (n,), cm.

        Returns:
            float64 (n, k).
        """
        room = (self.best - body[:, None]) / self.step
        over = np.minimum((self.most - body[:, None]) / self.step, 0.0)
        near = np.where(room < 0, _TIGHT_COSTS, 1.0) * room**2
        cost: Array = near + _OVER_COSTS * over**2
        return cost


def windows(
    chart: SizeChart, scale: Scale, intention: Intention = Intention.REGULAR,
    stretch: float | None = None,
) -> dict[Zone, Window]:  # fmt: skip
    """The zones of a scale that a body can be compared with.

    Args:
        chart: whose scale it is.
        scale: its girths or its lengths.
        intention: how it should sit.
        stretch: of the fabric in [0, 1]; None takes the chart's.
    """
    stretch = chart.stretch if stretch is None else stretch
    found = {}
    for zone in scale.low:
        measure = measure_of(zone, chart.kind, chart.category)
        ease = EASES[chart.category].get(zone)
        if measure is not None and ease is not None and _is_worn_long(chart, scale, zone):
            give = 0.0 if zone in LENGTHS or zone is Zone.SHOULDER else stretch
            found[zone] = _window(scale.middle(zone), measure, ease, chart.kind, intention, give)
    return found


def _is_worn_long(chart: SizeChart, scale: Scale, zone: Zone) -> bool:
    """Whether a length of the garment can be compared with the body: short sleeves cannot."""
    shortest = FULL_LENGTHS.get(zone, 0.0) if chart.kind is Kind.GARMENT else 0.0
    return float(np.median(scale.middle(zone))) >= shortest


def _window(
    middle: Array, measure: Measure, ease: Ease, kind: Kind, intention: Intention, give: float
) -> Window:
    cut = CUT_STRETCH * give
    garment = middle if kind is Kind.GARMENT else (middle + ease.natural) / (1 + cut)
    shift = _SHIFT[intention] * (ease.natural - ease.least)
    best = garment * (1 + cut) - ease.natural - shift
    most = np.maximum(garment * (1 + USED_STRETCH * give) - ease.least, best)
    least = np.minimum(garment * (1 + cut) - ease.most - max(shift, 0.0), best)
    step = max(float(np.diff(best).mean()), 1.0) if len(best) > 1 else 4.0
    taste = (ease.natural - ease.least) / 4
    return Window(measure, garment, best, least, most, step, ease.weight, taste)


def total_cost(found: Mapping[Zone, Window], bodies: Mapping[Measure, Array]) -> Array:
    """The weighted mean cost of all zones, float64 (n, k), in squared steps."""
    parts = [w.weight * w.cost(bodies[w.measure]) for w in found.values()]
    total: Array = np.sum(parts, axis=0) / sum(w.weight for w in found.values())
    return total
