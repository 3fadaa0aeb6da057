"""Readings of a body, and how far each kind of reading can be trusted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from modiste.body.posterior.dimensions import Dimension, Name
from modiste.errors import InputError
from modiste.types import Measure, Sex


class Source(StrEnum):
    """Where a number came from; the values of :attr:`modiste.types.Estimate.source`."""

    TAPE = "tape"
    SCAN = "scan"
    PHOTO = "photo"
    TOLD = "told"
    INFERRED = "inferred"


@dataclass(frozen=True)
class Noise:
    """What to expect of a kind of reading: relative and absolute parts, whichever is greater."""

    relative: float
    least: float

    def sd(self, value: float) -> float:
        """Standard deviation of a reading of ``value``, in its unit."""
        return max(self.relative * value, self.least)


NOISES: Mapping[Source, Noise] = {
    Source.TAPE: Noise(0.012, 0.4),
    Source.SCAN: Noise(0.010, 0.5),
    Source.PHOTO: Noise(0.020, 1.0),
    Source.TOLD: Noise(0.012, 0.4),
}
"""Of girths, widths and lengths; cm.

Tape: the errors allowed to expert measurers are 1.2 to 1.4 cm on the trunk's girths and 0.6 cm on
the neck (NATICK/TR-11/017). Scan and photo: see docs/body.md; those readers know better and give
their own. A girth that is told is taken for taped.
"""

TOLD: Mapping[tuple[Sex, Measure], float] = {
    (Sex.FEMALE, Measure.HEIGHT): 1.1,
    (Sex.FEMALE, Measure.WEIGHT): 1.3,
    (Sex.MALE, Measure.HEIGHT): 1.2,
    (Sex.MALE, Measure.WEIGHT): 1.5,
}
"""Standard deviation of what people tell about the truth, cm or kg.

Two thirds of half the central 68 % of the 6,068 people of ANSUR II, who were asked and measured;
they also made themselves taller by 1.2 cm (women) and 2.1 cm (men). Whoever enters numbers in order
to buy clothes is taken to know them better, and expects to read them again: with more noise a slim
person's weight would be drawn visibly towards the average. What this leaves out is covered by the
widening for civilians (see docs/body.md).
"""


@dataclass(frozen=True)
class Observation:
    """One reading of one quantity of a body.

    Attributes:
        name: what was read.
        value: the reading: cm, or kg for the weight.
        sd: standard deviation of its noise, same unit; None takes that of the source.
        source: how it was read.
        bias: mean of (reading - truth), same unit: clothes make photo widths too wide, say.
    """

    name: Name
    value: float
    sd: float | None = None
    source: Source = Source.TAPE
    bias: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what is no reading at all."""
        if self.source is Source.INFERRED:
            raise ValueError("An inferred number is no observation.")
        sd = 1.0 if self.sd is None else self.sd
        if not (math.isfinite(self.value) and math.isfinite(self.bias)
                and math.isfinite(sd) and sd >= 0 and self.value - self.bias > 0):  # fmt: skip
            raise InputError(f"{spoken(self.name)} is {self.value:g}: give a positive number.")

    @property
    def truth(self) -> float:
        """The reading without its bias."""
        return self.value - self.bias

    @property
    def noise(self) -> float:
        """Standard deviation of the reading, in its unit."""
        if self.sd is not None:
            return self.sd
        if self.name is Dimension.AGE:
            return 0.3
        return NOISES[self.source].sd(self.truth)

    @property
    def variance(self) -> float:
        """Relative variance of the reading, so that of its logarithm."""
        return (self.noise / self.truth) ** 2


def told(sex: Sex, measure: Measure, value: float) -> Observation:
    """What a person says of herself, with the noise of :data:`TOLD`."""
    return Observation(measure, value, TOLD.get((sex, measure)), Source.TOLD)


_SPOKEN: Mapping[Name, str] = {
    Measure.WAIST_NATURAL: "natural waist",
    Measure.UNDERBUST: "under-bust",
    Measure.SHOULDER: "shoulder width",
}


def spoken(name: Name) -> str:
    """How a sentence calls a quantity: ``waist_natural`` is "natural waist"."""
    return _SPOKEN.get(name) or name.value.replace("_", " ")
