"""From a scan to a body and its measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from modiste.body.measure import Tape
from modiste.body.posterior import Observation, Source
from modiste.body.scan.cloud import Cloud
from modiste.body.scan.figure import State
from modiste.body.scan.prepare import Prepared, prepare
from modiste.body.scan.quality import Region, RegionQuality, complaints, deviation, judge
from modiste.body.scan.refine import refined
from modiste.body.scan.register import Registration, Stage
from modiste.body.scan.space import ShapeSpace
from modiste.body.scan.spread import spread
from modiste.body.scan.start import guess
from modiste.body.scan.surface import coarse, fine
from modiste.body.template import Body, Shape
from modiste.errors import InputError
from modiste.types import Measure, Sex

FINAL = (
    Stage(4, 0.06, shape=11, points=3000),
    Stage(8, 0.035, shape=-1, points=4000),
    Stage(8, 0.02, shape=-1),
)
UNLIKE = 0.085
"""Metres of :attr:`Guess.cost` above which no person stands in the cloud."""


@dataclass(frozen=True)
class Reading:
    """One measure of a scan: cm (kg for the weight), standard deviation, whether it is doubtful."""

    value: float
    sd: float
    doubtful: bool = False


@dataclass(frozen=True)
class ScanFit:
    """A body found in a scan.

    Attributes:
        sex: whose template was laid on.
        shape: the person in the rest pose, metres.
        state: how she stands in the scan (metres, in the axes of the file).
        measures: every measure with its uncertainty.
        regions: quality of each region.
        unit: of the file.
        warnings: sentences for the user.
        prepared: the cleaned cloud.
    """

    sex: Sex
    shape: Shape
    state: State
    measures: Mapping[Measure, Reading]
    regions: Mapping[Region, RegionQuality]
    unit: str
    prepared: Prepared
    warnings: tuple[str, ...] = field(default=())

    def observations(self) -> list[Observation]:
        """The readings for the posterior, without those that are doubtful."""
        return [Observation(name, reading.value, reading.sd, Source.SCAN)
                for name, reading in self.measures.items() if not reading.doubtful]  # fmt: skip


def fit_scan(
    cloud: Cloud,
    sex: Sex | None,
    *,
    unit: str | None = None,
    body: Body | None = None,
    seed: int = 0,
) -> ScanFit:
    """Lay the template on a scan of one person and measure it.

    Args:
        cloud: as :func:`~modiste.body.scan.read.read_scan` returns it.
        sex: of the person; it is asked for, never guessed.
        unit: "m", "cm", "mm", "in" or "ft"; None guesses by the stature.
        body: the template, when it is open already.
        seed: of every random choice.

    Raises:
        InputError: when the sex is not given, the unit cannot be told or nobody is to be seen.
        OptionError: when the unit is unknown.
        AssetError: when the template is missing.
    """
    if sex is None:
        raise InputError(f"{cloud.name}: a scan does not tell the sex; pass --sex f or --sex m.")
    prepared = prepare(cloud, unit, seed)
    body = body or Body.open()
    space = ShapeSpace(body, sex)
    best = guess(Registration(space, coarse(body)), prepared.target, seed)[0]
    if best.cost > UNLIKE:
        raise InputError(
            f"{cloud.name}: no standing person was found in the scan; crop it to one person."
        )
    surface = fine(body, space.rest(space.mean))
    registration = Registration(space, surface)
    state = registration.run(best.state, prepared.target, FINAL, seed)
    shape = refined(space, surface, state, prepared.target, seed)
    quality = judge(body, surface, shape, state, prepared.target)
    tape = Tape(body)
    covariance = registration.covariance(state, prepared.target, FINAL[-1], seed)
    open_yet = spread(tape, space, shape, state.parameters, covariance, seed)
    slope = tape.neck_slope(shape)
    sds = {name: deviation(name, quality, open_yet, slope) for name in open_yet}
    doubts = complaints(quality, sds)
    if set(sds) - set(doubts) <= {Measure.WEIGHT}:
        raise InputError(
            f"{cloud.name}: no part of the scan fits a person; crop it to one whole person, or "
            "scan again in tight clothes."
        )
    measures = {
        name: Reading(value, sds[name], name in doubts)
        for name, value in tape.of_rest(shape).items()
    }
    said = (*cloud.notes, *prepared.notes, *doubts.values())
    return ScanFit(sex, shape, state, measures, quality, prepared.unit, prepared, said)
