"""Which size, how sure, and how it fits: the advice.

Every sample of the body, moved by the wearer's taste, takes the size of least cost; the advice is
the median of these sizes, its confidence their share. A usual size adds the cost of leaving it,
measured from the usual size moved by its own uncertainty, so that the spread of the samples is that
of the posterior (randomise-then-optimise; Bardsley et al. 2014). Since the noise is the same for
every body and each sample's size never falls as the body grows, nor does the median: see
:mod:`modiste.fit.windows`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from modiste.errors import InputError
from modiste.fit.chart import Array, Scale, SizeChart
from modiste.fit.history import Usual
from modiste.fit.runs import Runs
from modiste.fit.windows import Intention, Window, total_cost, windows
from modiste.fit.zones import EASES, LENGTHS, MAIN, Kind, Zone
from modiste.types import Measure

Indices = NDArray[np.intp]

BETWEEN = 0.3
"""From this chance on the alternative is worth naming as "between sizes"."""
_LIKELY = 0.5
_SMALLER = (
    "Every size is smaller than the body everywhere: if the chart gives widths laid flat, name its "
    "columns chest_flat and so on; if it measures bodies, say of: body."
)


class Verdict(StrEnum):
    """How one zone will sit."""

    TOO_TIGHT = "too tight"
    CLOSE = "close"
    RIGHT = "right"
    ROOMY = "roomy"
    TOO_LOOSE = "too loose"


@dataclass(frozen=True)
class ZoneFit:
    """One zone of one size on one body.

    Attributes:
        zone: which.
        ease: garment minus body in cm, mean over the bodies that are possible.
        low, high: 80 of 100 times it lies between.
        too_tight, too_loose: probabilities; for lengths, of too short and too long.
        verdict: in a word.
        estimated: the garment's measure was not told; it is the chart's body plus the usual ease.
    """

    zone: Zone
    ease: float
    low: float
    high: float
    too_tight: float
    too_loose: float
    verdict: Verdict
    estimated: bool


@dataclass(frozen=True)
class Advice:
    """A size and all that is said of it.

    Attributes:
        size: the shop's name.
        confidence: probability that it is the one that suits best, and suits at all: that its main
            girth is neither too tight nor too loose.
        alternative: the next best neighbour; None when there is one size only.
        alternative_share: its probability, likewise.
        between: the two are nearly as likely.
        shares: probability of every size to be the best or nearest; they add up to 1.
        zones: the fit of ``size``.
        warnings: of the chart, the history and the fit.
        none: probability that no size of the chart suits.
    """

    size: str
    confidence: float
    alternative: str | None
    alternative_share: float
    between: bool
    shares: Mapping[str, float]
    zones: tuple[ZoneFit, ...]
    warnings: tuple[str, ...] = field(default=())
    none: float = 0.0

    @property
    def is_nearest_only(self) -> bool:
        """Whether no size is likely to suit, so that this one merely comes nearest."""
        return self.none > _LIKELY


class Advisor:
    """Advises on one chart; among bodies that it is asked about, bigger is never given smaller."""

    def __init__(
        self, chart: SizeChart, intention: Intention = Intention.REGULAR,
        stretch: float | None = None, usual: Usual | None = None, unsure: float = 0.04,
        runs: Runs | None = None,
    ) -> None:  # fmt: skip
        """Prepare.

        Args:
            chart: the sizes.
            intention: how it should sit.
            stretch: of the fabric in [0, 1]; None takes the chart's.
            usual: what the person wears already.
            unsure: relative standard deviation of the body's girths: how much a usual size
                counts against them. It belongs to the advisor, so that it cannot differ from
                body to body.
            runs: how far others found that it runs small or large. What is said of the fit stays
                that of the chart.

        Raises:
            InputError: when the chart measures nothing that a body has.
        """
        self.chart, self._usual, self._runs = chart, usual, runs
        self._girths = windows(chart, chart.girths, intention, stretch)
        self._lengths = windows(chart, chart.lengths, intention, stretch) if chart.lengths else {}
        if not self._girths:
            raise InputError(
                f"{chart.name} measures nothing that a {chart.category} is chosen by; give its "
                f"{', '.join(list(EASES[chart.category])[:3])}, or another category."
            )
        self._precision = 1 / _variance(self._girths, unsure)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What :meth:`advise` must be told of the body."""
        both = (*self._girths.values(), *self._lengths.values())
        return tuple(dict.fromkeys(w.measure for w in both))

    def choose(self, bodies: Mapping[Measure, Array], seed: int = 0) -> tuple[Indices, Indices]:
        """The size of least cost for every sample of a body.

        Args:
            bodies: float64 (n,) by measure, cm.
            seed: of taste and of the usual size's noise.

        Returns:
            Indices into the girths and into the lengths of the chart, (n,) each.
        """
        n = len(next(iter(bodies.values())))
        taste, noise, missed = self._draws(n, seed)
        cost = self._precision * self._girth_cost(bodies, taste, missed)
        if self._usual is not None:
            wanted = self._usual.at + self._usual.sd * noise + missed
            steps = np.arange(cost.shape[1]) - wanted[:, None]
            cost = cost + (steps / self._usual.sd) ** 2
        lengths = np.zeros(n, np.intp)
        if self._lengths:
            moved = _moved(self._lengths, bodies, taste, np.zeros(n))
            lengths = total_cost(self._lengths, moved).argmin(1)
        return cost.argmin(1), lengths

    def advise(self, bodies: Mapping[Measure, Array], seed: int = 0) -> Advice:
        """Advise one person.

        Args:
            bodies: samples of her body, float64 (n,) by measure, cm; of :attr:`measures` at
                least.
            seed: as for :meth:`choose`.
        """
        girths, lengths = self.choose(bodies, seed)
        g, ln = (int(np.quantile(v, 0.5, method="inverted_cdf")) for v in (girths, lengths))
        shares = self._shares(girths, lengths)
        size = self.chart.named(g, ln)
        suited = self._suited(bodies, seed)
        sure = self._shares(girths, lengths, suited)
        others = {n: sure.get(n, 0.0) for n in self._neighbours(g, ln) if n != size}
        other = max(others, key=others.__getitem__) if others else None
        share = others[other] if other is not None else 0.0
        zones = self.fit(size, bodies)
        usual = () if self._usual is None else self._usual.warnings
        runs = () if self._runs is None else self._runs.warnings
        warnings = (*self.chart.warnings, *usual, *runs, *self._doubts(g, ln, zones, bodies))
        return Advice(size, sure.get(size, 0.0), other, share, share >= BETWEEN, shares, zones,
                      warnings, 1.0 - float(suited.mean()))  # fmt: skip

    def _draws(self, n: int, seed: int) -> tuple[Array, Array, Array]:
        """What is the same for every body, (n,) each.

        Returns:
            Taste and the usual size's noise in standard deviations, and by how many sizes the
            garment is made too small.
        """
        taste, noise, doubt = np.random.default_rng(seed).standard_normal((3, n))
        runs = self._runs
        return taste, noise, np.zeros(n) if runs is None else runs.steps + runs.sd * doubt

    def _girth_cost(self, bodies: Mapping[Measure, Array], taste: Array, missed: Array) -> Array:
        return total_cost(self._girths, _moved(self._girths, bodies, taste, missed))

    def _suited(self, bodies: Mapping[Measure, Array], seed: int) -> NDArray[np.bool_]:
        """Whether the chart has a size for each sample, within bounds at the main girth, (n,).

        The size is the body's own, without the pull of a usual one: samples that the usual size
        contradicts are bodies that the person hardly has, and no sign of a chart that cannot fit.
        """
        n = len(next(iter(bodies.values())))
        taste, _, missed = self._draws(n, seed)
        own = self._girth_cost(bodies, taste, missed).argmin(1)
        mains = [z for z in (*MAIN[self.chart.category], *self._girths) if z in self._girths]
        window = self._girths[mains[0]]
        body = window.grown(bodies[window.measure], missed)
        suited: NDArray[np.bool_] = (body >= window.least[own]) & (body <= window.most[own])
        return suited

    def fit(self, size: str, bodies: Mapping[Measure, Array]) -> tuple[ZoneFit, ...]:
        """How one size sits, zone by zone.

        Raises:
            OptionError: when the chart has no such size.
        """
        g, ln = self.chart.find(size)
        places = [*((z, w, g) for z, w in self._girths.items()),
                  *((z, w, ln) for z, w in self._lengths.items())]  # fmt: skip
        estimated = self.chart.kind is Kind.BODY
        return tuple(_zone_fit(z, w, i, bodies[w.measure], estimated) for z, w, i in places)

    def _neighbours(self, girth: int, length: int) -> list[str]:
        around = [(girth - 1, length), (girth + 1, length)]
        if self.chart.lengths is not None:
            around += [(girth, length - 1), (girth, length + 1)]
        ends = (len(self.chart.girths.names), len(_names(self.chart.lengths)))
        return [self.chart.named(g, ln) for g, ln in around
                if 0 <= g < ends[0] and 0 <= ln < ends[1]]  # fmt: skip

    def _shares(
        self, girths: Indices, lengths: Indices, among: NDArray[np.bool_] | None = None
    ) -> dict[str, float]:
        """By name, the share of all samples that take a size and are ``among`` those counted."""
        pairs, which = np.unique(np.stack([girths, lengths]), axis=1, return_inverse=True)
        counts = np.bincount(which.ravel(), among, pairs.shape[1])
        shares = dict.fromkeys(self.chart.sizes.values(), 0.0)
        for (g, ln), count in zip(pairs.T, counts, strict=True):
            shares[self.chart.named(int(g), int(ln))] += float(count) / len(girths)
        return shares

    def _doubts(
        self, girth: int, length: int, zones: tuple[ZoneFit, ...],
        bodies: Mapping[Measure, Array],
    ) -> list[str]:  # fmt: skip
        across = [z for z in zones if z.zone not in LENGTHS]
        doubts = [_SMALLER] if self._is_smaller(bodies) else []
        doubts += _misfits(across, girth == 0, girth == len(self.chart.girths.names) - 1)
        asked = self._asked(girth, length)
        if asked not in self.chart.sizes:
            doubts.append(f"{asked[0]} is not made in length {asked[1]}: the nearest was taken.")
        return doubts

    def _is_smaller(self, bodies: Mapping[Measure, Array]) -> bool:
        """Whether even the largest garment has negative ease everywhere."""
        across = [w for z, w in self._girths.items() if z not in LENGTHS]
        small = [w.garment[-1] < np.median(bodies[w.measure]) for w in across]
        return self.chart.kind is Kind.GARMENT and bool(small) and all(small)

    def _asked(self, girth: int, length: int) -> tuple[str, str]:
        return self.chart.girths.names[girth], _names(self.chart.lengths)[length]


def _misfits(zones: list[ZoneFit], smallest: bool, largest: bool) -> list[str]:
    tight, loose = (_and([z.zone.replace("_", " ") for z in zones if z.verdict is v])
                    for v in (Verdict.TOO_TIGHT, Verdict.TOO_LOOSE))  # fmt: skip
    if tight and loose:
        return [f"Tight at {tight} and wide at {loose}: this cut is for other proportions."]
    if tight and largest:
        return [f"No size is large enough: even the largest is tight at {tight}."]
    if loose and smallest:
        return [f"No size is small enough: even the smallest is wide at {loose}."]
    return []


def _names(scale: Scale | None) -> tuple[str, ...]:
    return ("",) if scale is None else scale.names


def _and(words: list[str]) -> str:
    return "".join(words) if len(words) < 2 else f"{', '.join(words[:-1])} and {words[-1]}"


def _variance(found: Mapping[Zone, Window], unsure: float) -> float:
    """Of the size that the body alone asks for, in squared steps."""
    parts = [(w.weight, (w.taste**2 + (unsure * float(w.best.mean())) ** 2) / w.step**2)
             for w in found.values()]  # fmt: skip
    return sum(a * v for a, v in parts) / sum(a for a, _ in parts)


def _moved(
    found: Mapping[Zone, Window], bodies: Mapping[Measure, Array], taste: Array, missed: Array
) -> dict[Measure, Array]:
    """The bodies, bigger by the room that their wearers like and that the garment lacks."""
    by_measure = {w.measure: w for w in found.values()}
    return {measure: w.grown(bodies[measure], missed) + taste * w.taste
            for measure, w in by_measure.items()}  # fmt: skip


def _zone_fit(zone: Zone, window: Window, i: int, body: Array, estimated: bool) -> ZoneFit:
    ease = window.garment[i] - body
    tight, loose = float((body > window.most[i]).mean()), float((body < window.least[i]).mean())
    middle, low, high = float(ease.mean()), *(float(q) for q in np.quantile(ease, (0.1, 0.9)))
    verdict = _verdict(window, i, float(np.median(body)), tight, loose)
    return ZoneFit(zone, middle, low, high, tight, loose, verdict, estimated)


def _verdict(window: Window, i: int, body: float, tight: float, loose: float) -> Verdict:
    if tight > _LIKELY:
        return Verdict.TOO_TIGHT
    if loose > _LIKELY:
        return Verdict.TOO_LOOSE
    if body > (window.best[i] + window.most[i]) / 2:
        return Verdict.CLOSE
    if body < (window.best[i] + window.least[i]) / 2:
        return Verdict.ROOMY
    return Verdict.RIGHT
