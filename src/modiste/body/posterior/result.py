"""What is known of one body: a joint distribution, and where each number came from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from modiste.body.posterior.dimensions import Dimension, Name, named
from modiste.body.posterior.gaussian import Array, LogNormal
from modiste.body.posterior.observe import Observation, Source
from modiste.types import Estimate, Measure, Measurements, Sex

Z80, Z95 = 1.2815515655446004, 1.959963984540054
"""Quantiles of the standard normal distribution at 90 % and 97.5 %."""

WIDTHS: Mapping[Name, tuple[Name, ...]] = {
    Measure.CHEST: (Dimension.CHEST_BREADTH, Dimension.CHEST_DEPTH),
    Measure.WAIST: (Dimension.WAIST_BREADTH, Dimension.WAIST_DEPTH),
    Measure.HIP: (Dimension.HIP_BREADTH, Dimension.HIP_DEPTH),
}
"""A girth whose widths were read was read, too, if indirectly."""

TRUST = (Source.TAPE, Source.SCAN, Source.TOLD, Source.PHOTO)
"""The best source first: it is the one that is named."""


@dataclass(frozen=True)
class Posterior:
    """The joint distribution of one body's quantities, given what was read of it.

    Attributes:
        sex: whose statistics were used.
        joint: of the logarithms of every :class:`Measure` and :class:`Dimension`; cm, kg, years.
        observed: the readings it is conditioned on.
        age: in years, when it was told.
        warnings: contradictions and doubts, as sentences for the user.
    """

    sex: Sex
    joint: LogNormal
    observed: tuple[Observation, ...] = ()
    age: float | None = None
    warnings: tuple[str, ...] = field(default=())

    @property
    def names(self) -> tuple[Name, ...]:
        """The d quantities, in the order of ``mean`` and ``cov``."""
        return tuple(named(name) for name in self.joint.names)

    @property
    def mean(self) -> Array:
        """float64 (d,): means of the natural logarithms."""
        return self.joint.mean

    @property
    def cov(self) -> Array:
        """float64 (d, d): covariance of the natural logarithms."""
        return self.joint.cov

    def estimate(self, name: Name) -> Estimate:
        """One quantity: mean, standard deviation and intervals of its log-normal distribution."""
        mu, s = self.joint.of(name)
        mean = math.exp(mu + s * s / 2)
        return Estimate(
            mean=mean,
            sd=mean * math.sqrt(math.expm1(s * s)),
            interval80=(math.exp(mu - Z80 * s), math.exp(mu + Z80 * s)),
            interval95=(math.exp(mu - Z95 * s), math.exp(mu + Z95 * s)),
            source=self.source(name),
        )

    def means(self, names: Iterable[Measure]) -> dict[Measure, Array]:
        """Estimated means by name, each as an array of one."""
        return {name: np.array([self.estimate(name).mean]) for name in names}

    def source(self, name: Name) -> Source:
        """The best source among the readings of a quantity or of its widths."""
        used = {o.source for o in self.observed if o.name == name}
        used = used or {o.source for o in self.observed if o.name in WIDTHS.get(name, ())}
        return next((source for source in TRUST if source in used), Source.INFERRED)

    def measurements(self) -> Measurements:
        """Every :class:`Measure` with its uncertainty."""
        values = {measure: self.estimate(measure) for measure in Measure}
        return Measurements(self.sex, values, self.age, self.warnings)

    def sample(
        self, rng: np.random.Generator, n: int, names: Iterable[Name] | None = None
    ) -> Array:
        """Draw ``n`` bodies that the readings allow.

        Args:
            rng: the source of chance.
            n: how many.
            names: which quantities, as columns; None takes ``self.names``.

        Returns:
            float64 (n, len(names)): cm, kg, years.
        """
        joint = self.joint if names is None else self.joint.marginal(tuple(names))
        return joint.sample(rng, n)
