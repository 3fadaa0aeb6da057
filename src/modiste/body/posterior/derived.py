"""The five measures that ANSUR II lacks, each from its nearest measures.

Every rule says that a logarithm is a weighted sum of others plus noise, which keeps the joint
distribution normal and its uncertainty honest. docs/body.md names the source of each number.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from modiste.body.posterior.dimensions import Dimension, Name
from modiste.body.posterior.gaussian import LogNormal
from modiste.types import Measure, Sex


@dataclass(frozen=True)
class Rule:
    """How a measure follows from others.

    Attributes:
        weights: per measure how much of its logarithm goes in; they need not add up to 1.
        factor: what the product of powers is multiplied with.
        sd: relative standard deviation of what the rule leaves open.
    """

    weights: Mapping[Name, float]
    factor: float
    sd: float


RULES: Mapping[Sex, Mapping[Name, Rule]] = {
    Sex.FEMALE: {
        Measure.WAIST_NATURAL: Rule({Measure.WAIST: 0.85, Measure.CHEST: 0.15}, 0.905, 0.032),
        Measure.UNDERBUST: Rule({Measure.CHEST: 0.7, Measure.WAIST: 0.3}, 0.875, 0.035),
        Measure.HIGH_HIP: Rule({Measure.WAIST: 0.5, Measure.HIP: 0.5}, 1.0, 0.03),
        Measure.UPPER_ARM: Rule({Dimension.BICEPS_FLEXED: 1.0}, 0.955, 0.02),
        Measure.BACK_LENGTH: Rule({Dimension.BACK_LENGTH_NAVEL: 1.0}, 0.93, 0.025),
        Measure.OUTSEAM: Rule({Dimension.WAIST_HEIGHT: 1.0}, 1.055, 0.012),
    },
    Sex.MALE: {
        Measure.WAIST_NATURAL: Rule({Measure.WAIST: 0.9, Measure.CHEST: 0.1}, 0.955, 0.025),
        Measure.UNDERBUST: Rule({Measure.CHEST: 0.8, Measure.WAIST: 0.2}, 0.965, 0.025),
        Measure.HIGH_HIP: Rule({Measure.WAIST: 0.5, Measure.HIP: 0.5}, 1.0, 0.025),
        Measure.UPPER_ARM: Rule({Dimension.BICEPS_FLEXED: 1.0}, 0.925, 0.02),
        Measure.BACK_LENGTH: Rule({Dimension.BACK_LENGTH_NAVEL: 1.0}, 0.93, 0.025),
        Measure.OUTSEAM: Rule({Dimension.WAIST_HEIGHT: 1.0}, 1.05, 0.012),
    },
}


def with_derived(joint: LogNormal, sex: Sex) -> LogNormal:
    """Add the measures that the survey lacks."""
    for name, rule in RULES[sex].items():
        weights = {str(n): weight for n, weight in rule.weights.items()}
        joint = joint.extended(name, weights, math.log(rule.factor), rule.sd)
    return joint
