"""The six measures that ANSUR II lacks, each from its nearest measures.

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
        Measure.WAIST_NATURAL: Rule(
            {Measure.WAIST: 0.6525, Measure.HEIGHT: -0.3315, Measure.WEIGHT: 0.2375}, 8.376, 0.050
        ),
        Measure.UNDERBUST: Rule({Measure.CHEST: 1.0}, 0.847, 0.040),
        Measure.HIGH_HIP: Rule({Measure.WAIST: 0.6, Measure.HIP: 0.4}, 1.0, 0.030),
        Measure.UPPER_ARM: Rule({Dimension.BICEPS_FLEXED: 1.0}, 0.955, 0.020),
        Measure.BACK_LENGTH: Rule({Dimension.BACK_LENGTH_NAVEL: 1.0}, 0.940, 0.025),
        Measure.OUTSEAM: Rule({Dimension.WAIST_HEIGHT: 1.0}, 1.055, 0.012),
    },
    Sex.MALE: {
        Measure.WAIST_NATURAL: Rule(
            {Measure.WAIST: 0.461, Measure.HEIGHT: -0.490, Measure.WEIGHT: 0.413}, 22.6, 0.037
        ),
        Measure.UNDERBUST: Rule({Measure.CHEST: 1.0}, 0.925, 0.030),
        Measure.HIGH_HIP: Rule({Measure.WAIST: 0.7, Measure.HIP: 0.3}, 1.0, 0.025),
        Measure.UPPER_ARM: Rule({Dimension.BICEPS_FLEXED: 1.0}, 0.945, 0.020),
        Measure.BACK_LENGTH: Rule({Dimension.BACK_LENGTH_NAVEL: 1.0}, 0.940, 0.025),
        Measure.OUTSEAM: Rule({Dimension.WAIST_HEIGHT: 1.0}, 1.035, 0.014),
    },
}


def with_derived(joint: LogNormal, sex: Sex) -> LogNormal:
    """Add the measures that the survey lacks."""
    for name, rule in RULES[sex].items():
        weights = {str(n): weight for n, weight in rule.weights.items()}
        joint = joint.extended(name, weights, math.log(rule.factor), rule.sd)
    return joint
