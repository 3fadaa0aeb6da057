"""A shopper's size of a shop's garments: chart and body, what she wore, and what others found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from modiste.body.posterior import Posterior
from modiste.errors import OptionError
from modiste.fit.advise import Advisor
from modiste.fit.chart import SizeChart
from modiste.fit.history import Kept, place, usual_size
from modiste.fit.runs import Runs
from modiste.fit.worn import Worn
from modiste.recommend.items import Item
from modiste.recommend.recommender import SizeChoice
from modiste.returns.offset import Offset
from modiste.service.shelf import Shelf
from modiste.sizing import samples_for, unsure

OffsetOf = Callable[[str], Offset]
_FINE = 0.2
"""Steps to which it is rounded how a garment runs."""
Remember = Callable[[str, Callable[[], SizeChoice]], SizeChoice]


@dataclass(frozen=True)
class Tailor:
    """Advises one shopper.

    Attributes:
        shelf: the shop's garments.
        key: names the body; changes with it.
        body: hers; None when it is not known.
        worn: what her events say of sizes.
        offset: how far a garment misses its chart, by its id.
        remember: keeps what was computed under a name.
    """

    shelf: Shelf
    key: str
    body: Posterior | None
    worn: Sequence[Worn]
    offset: OffsetOf
    remember: Remember
    _kept: dict[str, dict[str, Kept]] = field(default_factory=dict)

    def __call__(self, item: Item) -> SizeChoice | None:
        """Her size of a garment; any that is in stock where chart or body is missing."""
        chart = self.shelf.charts.get(item.item_id)
        body = self.body
        if body is None or chart is None:
            sizes = item.sizes_in_stock()
            return SizeChoice(sizes[0], 0.5, known=False) if sizes else None
        if chart.key not in self._kept:
            self._kept[chart.key] = self.kept(chart.sizes)
        runs, kept = self.runs(item.item_id), self._kept[chart.key]
        name = f"{self.key}/{chart.key}/{_moved(runs)}/{','.join(kept)}"
        return self.remember(name, lambda: _chosen(chart.sizes, body, list(kept.values()), runs))

    def wearable(self, item: Item) -> bool:
        """Whether a size that fits is in stock."""
        choice = self(item)
        return choice is not None and choice.size in item.sizes_in_stock()

    def gap(self, item: str, size: str) -> float:
        """Steps by which a size is larger than chart and body alone ask for; 0 when unknown."""
        chart, body = self.shelf.charts.get(item), self.body
        if chart is None or body is None:
            return 0.0
        plain = self.remember(f"{self.key}/{chart.key}/plain",
                              lambda: _chosen(chart.sizes, body, (), None))  # fmt: skip
        try:
            return float(chart.sizes.find(size)[0] - chart.sizes.find(plain.size)[0])
        except OptionError:
            return 0.0

    def runs(self, item: str) -> Runs | None:
        """What others found of a garment; None while too few have spoken."""
        found = self.offset(item)
        if not found.is_enough:
            return None
        return Runs(_rounded(found.steps), max(_rounded(found.sd), _FINE), round(found.reactions))

    def kept(self, chart: SizeChart) -> dict[str, Kept]:
        """The sizes that she wore of garments whose charts measure what ``chart`` does.

        Their names differ when anything does that advice depends on.
        """
        found = {}
        for one in self.worn:
            other = self.shelf.charts.get(one.item)
            if other is None or other.sizes.category is not chart.category:
                continue
            runs = self.runs(one.item)
            step = one.step - (runs.steps if runs is not None else 0.0)
            kept = Kept(one.size, other.sizes, step=step, weight=one.weight)
            if _is_placed(chart, kept):
                found[f"{one.item}/{other.key}/{one.size}/{step:.1f}/{one.weight:.1f}"] = kept
        return found


def _rounded(steps: float) -> float:
    """Coarse enough for many garments to share one advice."""
    return round(round(steps / _FINE) * _FINE, 1)


def _moved(runs: Runs | None) -> str:
    """What tells garments apart that run differently."""
    return "" if runs is None else f"{runs.steps}:{runs.sd}"


def _is_placed(chart: SizeChart, kept: Kept) -> bool:
    try:
        place(chart, kept)
    except OptionError:
        return False
    return True


def _chosen(
    chart: SizeChart, body: Posterior, kept: Sequence[Kept], runs: Runs | None
) -> SizeChoice:
    advisor = Advisor(chart, usual=usual_size(chart, kept), unsure=unsure(body), runs=runs)
    advice = advisor.advise(samples_for(body, advisor))
    return SizeChoice(advice.size, 1.0 - advice.confidence - advice.alternative_share)
