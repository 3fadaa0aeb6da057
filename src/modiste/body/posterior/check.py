"""Tells contradictions among readings in sentences, and refuses the impossible."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from modiste.body.posterior.dimensions import Dimension, Name
from modiste.body.posterior.gaussian import Array, LogNormal
from modiste.body.posterior.observe import Observation, spoken
from modiste.body.posterior.survey import CM_PER_INCH, KG_PER_POUND
from modiste.errors import InputError
from modiste.types import Measure

RANGES: Mapping[Name, tuple[float, float]] = {
    Measure.HEIGHT: (120, 230), Measure.WEIGHT: (30, 250), Measure.NECK: (22, 70),
    Measure.SHOULDER: (25, 60), Measure.CHEST: (55, 200), Measure.UNDERBUST: (50, 190),
    Measure.WAIST: (45, 220), Measure.WAIST_NATURAL: (42, 210), Measure.HIGH_HIP: (50, 220),
    Measure.HIP: (55, 220), Measure.THIGH: (28, 120), Measure.CALF: (20, 75),
    Measure.UPPER_ARM: (14, 75), Measure.WRIST: (10, 30), Measure.ARM_LENGTH: (35, 90),
    Measure.BACK_LENGTH: (25, 65), Measure.INSEAM: (45, 120), Measure.OUTSEAM: (65, 150),
    Dimension.CHEST_BREADTH: (15, 65), Dimension.CHEST_DEPTH: (11, 60),
    Dimension.WAIST_BREADTH: (14, 75), Dimension.WAIST_DEPTH: (10, 75),
    Dimension.HIP_BREADTH: (20, 80), Dimension.HIP_DEPTH: (12, 70),
}  # fmt: skip
"""Beyond these a number is a slip of the pen or of the unit; cm, kg."""

SHARES: Mapping[Name, tuple[float, float]] = {
    Measure.INSEAM: (0.32, 0.60), Measure.OUTSEAM: (0.48, 0.75), Measure.ARM_LENGTH: (0.22, 0.48),
    Measure.BACK_LENGTH: (0.15, 0.38), Measure.SHOULDER: (0.15, 0.33),
}  # fmt: skip
"""Least and most parts of the height that a length can be."""

PAIRS: tuple[tuple[Measure, Measure, float], ...] = (
    (Measure.THIGH, Measure.HIP, 0.85), (Measure.CALF, Measure.THIGH, 1.0),
    (Measure.WRIST, Measure.UPPER_ARM, 1.0), (Measure.UPPER_ARM, Measure.CHEST, 0.6),
    (Measure.NECK, Measure.CHEST, 0.65), (Measure.UNDERBUST, Measure.CHEST, 1.1),
    (Measure.INSEAM, Measure.OUTSEAM, 0.95), (Measure.BACK_LENGTH, Measure.OUTSEAM, 0.75),
)  # fmt: skip
"""A part, the whole it belongs to, and the largest share of it that the part can be: no adult is
near it. Whoever exceeds it has mistaken one line of the form for another."""

BMIS = (11.0, 100.0)
ODD_BMIS = (14.0, 60.0)
"""Outside these a weight is asked about, whatever the other numbers say."""
AGES = (16.0, 110.0)
_SPELT = {"in": "inches", "lb": "pounds"}
RARE = 1e-3
"""Combinations rarer than this are told."""


def check_age(age: float | None) -> list[str]:
    """Warnings about an age.

    Raises:
        InputError: below 16, where these statistics do not hold, or above 110.
    """
    if age is None:
        return []
    if not AGES[0] <= age <= AGES[1]:
        raise InputError(
            f"An age of {age:g} is outside {AGES[0]:g} to {AGES[1]:g} years: "
            "the statistics are those of adults."
        )
    if age < 18:
        return ["Below 18 a body still grows: the statistics are those of adults."]
    if age > 65:
        return ["Above 65 the statistics are less sure: they come from people aged 17 to 58."]
    return []


def refuse_impossible(observations: Sequence[Observation]) -> None:
    """Raise InputError when a reading, or a pair of readings, cannot be of an adult."""
    for o in observations:
        low, high = RANGES.get(o.name, (0.0, math.inf))
        if not low <= o.truth <= high:
            raise InputError(
                f"{_capital(_what(o))} cannot be right: {spoken(o.name)} lies between {low:g} "
                f"and {high:g} {_unit(o.name)}. {_remedy(o, low, high)}"
            )
    known = {o.name: o for o in observations}
    _refuse_pairs(known)
    if Measure.HEIGHT in known:
        _refuse_shares(known)


def _remedy(o: Observation, low: float, high: float) -> str:
    """What to do about a number out of range, which may be in the other unit."""
    for factor, unit, there in ((CM_PER_INCH, "in", "cm"), (KG_PER_POUND, "lb", "kg")):
        if _unit(o.name) == there and low <= o.truth * factor <= high:
            return f"If it is meant in {_SPELT[unit]}, write {o.value:g}{unit}."
    return "Check the number and its unit."


def _refuse_pairs(known: Mapping[Name, Observation]) -> None:
    for part, whole, share in PAIRS:
        if part in known and whole in known and known[part].truth > share * known[whole].truth:
            raise InputError(
                f"{_capital(_what(known[part]))} cannot be right with {_what(known[whole])}. "
                "Check both numbers, and that they are not swapped."
            )


def _refuse_shares(known: Mapping[Name, Observation]) -> None:
    height = known[Measure.HEIGHT]
    square = (height.truth / 100) ** 2
    limits = {name: (low * height.truth, high * height.truth)
              for name, (low, high) in SHARES.items()}  # fmt: skip
    limits[Measure.WEIGHT] = (BMIS[0] * square, BMIS[1] * square)
    for name, (low, high) in limits.items():
        if name in known and not low <= known[name].truth <= high:
            raise InputError(
                f"{_capital(_what(known[name]))} cannot be right at a height of "
                f"{height.value:g} cm: {low:.0f} to {high:.0f} {_unit(name)} is possible. "
                "Check both numbers."
            )


def contradictions(
    joint: LogNormal, observations: Sequence[Observation], *, alone: bool = False
) -> list[str]:
    """Sentences about readings that hardly go together, judged by their Mahalanobis distance.

    Args:
        joint: what is known without them.
        observations: the readings.
        alone: judge even a single reading, since ``joint`` is of one body and not of anybody.
    """
    if len(observations) < (1 if alone else 2):
        return []
    names = [o.name for o in observations]
    logs = np.log([o.truth for o in observations])
    noise = np.array([o.variance for o in observations])
    chance = survival(joint.distance2(names, logs, noise), len(names))
    if chance > RARE:
        return _odd_weight(observations)
    odd = [_surprise(joint, names, logs, noise, i) for i in range(len(names))]
    order = sorted(range(len(names)), key=lambda i: -abs(odd[i][0]))
    worst = [observations[i] for i in order[:3] if abs(odd[i][0]) > 2 or i == order[0]]
    return [_sentence(worst, *odd[order[0]][1:], chance)]


def _odd_weight(observations: Sequence[Observation]) -> list[str]:
    known = {o.name: o for o in observations}
    if not known.keys() >= {Measure.HEIGHT, Measure.WEIGHT}:
        return []
    weight, height = known[Measure.WEIGHT], known[Measure.HEIGHT]
    if ODD_BMIS[0] <= weight.truth / (height.truth / 100) ** 2 <= ODD_BMIS[1]:
        return []
    return [f"{_capital(_what(weight))} at a height of {height.value:g} cm is very unusual: check."]


def _sentence(worst: Sequence[Observation], low: float, high: float, chance: float) -> str:
    first = worst[0]
    lengths = [_what(o) for o in worst if o.name not in (Measure.WEIGHT, Dimension.AGE)]
    lengths = lengths or [_what(first)]
    others = [f"{o.value:g} {_unit(o.name)}" for o in worst if _what(o) not in lengths]
    together = " at ".join(
        [part for part in (" with ".join(lengths), " and ".join(others)) if part]
    )
    return (
        f"{_capital(together)} is very unusual ({_odds(chance)}): check. "
        f"From the other numbers {spoken(first.name)} would be {low:.0f} to {high:.0f} "
        f"{_unit(first.name)}."
    )


def _surprise(joint: LogNormal, names: Sequence[str], logs: Array, noise: Array,
              i: int) -> tuple[float, float, float]:  # fmt: skip
    """By how many standard deviations a reading is off the others, and their 95 % interval."""
    rest = [j for j in range(len(names)) if j != i]
    mean, sd = joint.given([names[j] for j in rest], logs[rest], noise[rest]).of(names[i])
    sd = math.hypot(sd, math.sqrt(noise[i]))
    return (logs[i] - mean) / sd, math.exp(mean - 1.96 * sd), math.exp(mean + 1.96 * sd)


def survival(x: float, k: int) -> float:
    """Chance that a chi-squared variable with ``k`` degrees of freedom exceeds ``x``."""
    half = x / 2
    if k % 2 == 0:
        term = total = math.exp(-half)
        steps = range(1, k // 2)
        for i in steps:
            term *= half / i
            total += term
        return total
    total = math.erfc(math.sqrt(half))
    term = math.sqrt(half / math.pi) * 2 * math.exp(-half)
    for i in range(1, (k + 1) // 2):
        total += term
        term *= half / (i + 0.5)
    return total


def _odds(chance: float) -> str:
    if chance < 1e-6:
        return "rarer than one person in a million"
    return f"about one person in {round(1 / chance, 1 - len(str(int(1 / chance)))):,.0f}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _what(o: Observation) -> str:
    number = f"{o.value:g}"
    article = "an" if number[0] == "8" or number.partition(".")[0] in ("11", "18") else "a"
    return f"{article} {number} {_unit(o.name)} {spoken(o.name)}"


def _unit(name: Name) -> str:
    units: Mapping[Name, str] = {Measure.WEIGHT: "kg", Dimension.AGE: "years"}
    return units.get(name, "cm")
