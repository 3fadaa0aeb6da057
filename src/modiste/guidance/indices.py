"""Indices of a body with their intervals, from measured numbers only.

Formulas in cm, kg and years; the sources are the keys of ``sources.csv``. The interval of an index
is that of its inputs, which are taken for independent, widened by the formula's own error.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from modiste.guidance.gate import may_drive
from modiste.types import Measure, Measurements, Sex

Z80 = 1.2815515655446004
Values = Mapping[Measure, float]


class Activity(StrEnum):
    """How a person lives, by physical activity level (FAO/WHO/UNU 2004)."""

    SEDENTARY = "sedentary"
    ACTIVE = "active"
    VIGOROUS = "vigorous"


PAL: Mapping[Activity, tuple[float, float]] = {
    Activity.SEDENTARY: (1.40, 1.69),
    Activity.ACTIVE: (1.70, 1.99),
    Activity.VIGOROUS: (2.00, 2.40),
}
"""Energy of a day over energy at rest."""
MIFFLIN_AGES = (19.0, 78.0)
MIFFLIN_ERROR = 0.10
"""Relative: four of five people are within a tenth of the formula."""
NAVY_ERROR = {Sex.MALE: 3.5, Sex.FEMALE: 3.7}
"""Standard error of estimate, points of body fat."""


@dataclass(frozen=True)
class Index:
    """One index of a body.

    Attributes:
        key: its name in the tables of texts.
        value: the index.
        interval80: the true value lies within 80 times out of 100.
        unit: "", "%" or "kcal".
        drivers: the measures it rests on; none of them is inferred.
        source: key of the published source.
    """

    key: str
    value: float
    interval80: tuple[float, float]
    unit: str
    drivers: tuple[Measure, ...]
    source: str


def bmi(v: Values) -> float:
    """Body mass index, kg per square metre."""
    metres = v[Measure.HEIGHT] / 100
    return v[Measure.WEIGHT] / (metres * metres)


def whtr(v: Values) -> float:
    """Waist-to-height ratio."""
    return v[Measure.WAIST] / v[Measure.HEIGHT]


def whr(v: Values) -> float:
    """Waist-to-hip ratio."""
    return v[Measure.WAIST] / v[Measure.HIP]


def navy_men(v: Values) -> float:
    """Body fat of men in percent, waist at the navel (Hodgdon and Beckett 1984)."""
    trunk = max(v[Measure.WAIST] - v[Measure.NECK], 1.0)
    density = 1.0324 - 0.19077 * math.log10(trunk) + 0.15456 * math.log10(v[Measure.HEIGHT])
    return 495 / density - 450


def navy_women(v: Values) -> float:
    """Body fat of women in percent, waist at the narrowest (Hodgdon and Beckett 1984)."""
    trunk = max(v[Measure.WAIST_NATURAL] + v[Measure.HIP] - v[Measure.NECK], 1.0)
    density = 1.29579 - 0.35004 * math.log10(trunk) + 0.22100 * math.log10(v[Measure.HEIGHT])
    return 495 / density - 450


def absi(v: Values) -> float:
    """A body shape index in SI units (Krakauer and Krakauer 2012)."""
    scale = math.pow(bmi(v), 2 / 3) * math.sqrt(v[Measure.HEIGHT] / 100)
    return v[Measure.WAIST] / 100 / scale


def mifflin(v: Values, sex: Sex, age: float) -> float:
    """Energy at rest in kcal a day (Mifflin et al. 1990)."""
    constant = 5 if sex is Sex.MALE else -161
    return 10 * v[Measure.WEIGHT] + 6.25 * v[Measure.HEIGHT] - 5 * age + constant


BASICS = (Measure.HEIGHT, Measure.WEIGHT)
NAVY_INPUTS: Mapping[Sex, tuple[Measure, ...]] = {
    Sex.MALE: (Measure.HEIGHT, Measure.NECK, Measure.WAIST),
    Sex.FEMALE: (Measure.HEIGHT, Measure.NECK, Measure.WAIST_NATURAL, Measure.HIP),
}


@dataclass(frozen=True)
class Formula:
    """A formula that needs a tape: its inputs, its own error and what it is called."""

    key: str
    inputs: tuple[Measure, ...]
    compute: Callable[[Values], float]
    error: float
    unit: str
    source: str


def formulas(sex: Sex) -> tuple[Formula, ...]:
    """The formulas for one sex, the body mass index first."""
    navy = navy_men if sex is Sex.MALE else navy_women
    return (
        Formula("bmi", BASICS, bmi, 0, "", "BMI"),
        Formula("whtr", (Measure.WAIST, Measure.HEIGHT), whtr, 0, "", "NICE"),
        Formula("whr", (Measure.WAIST, Measure.HIP), whr, 0, "", "WHR"),
        Formula("body_fat", NAVY_INPUTS[sex], navy, NAVY_ERROR[sex], "%", "NAVY"),
        Formula("absi", (Measure.WAIST, *BASICS), absi, 0, "", "ABSI"),
    )


def indices(found: Measurements, activity: Activity) -> tuple[tuple[Index, ...], list[Formula]]:
    """All indices that may be told, and the formulas that lack a measured input."""
    told: list[Index] = []
    lacking: list[Formula] = []
    for formula in formulas(found.sex):
        if may_drive(found, *formula.inputs):
            told.append(_index(formula, found))
        else:
            lacking.append(formula)
    return (*told, *_energy(found, activity)), lacking


def _index(f: Formula, found: Measurements) -> Index:
    at = {m: found[m].mean for m in f.inputs}
    value = f.compute(at)
    variance = f.error**2
    for m in f.inputs:
        step = f.compute({**at, m: at[m] + found[m].sd})
        variance += (step - value) ** 2
    reach = Z80 * math.sqrt(variance)
    low = max(value - reach, 0.0)
    return Index(f.key, value, (low, value + reach), f.unit, f.inputs, f.source)


def _energy(found: Measurements, activity: Activity) -> tuple[Index, ...]:
    if found.age is None or not MIFFLIN_AGES[0] <= found.age <= MIFFLIN_AGES[1]:
        return ()
    if not may_drive(found, *BASICS):
        return ()
    rest = mifflin({m: found[m].mean for m in BASICS}, found.sex, found.age)
    low, high = rest * (1 - MIFFLIN_ERROR), rest * (1 + MIFFLIN_ERROR)
    slow, fast = PAL[activity]
    day = rest * (slow + fast) / 2
    return (
        Index("rmr", rest, (low, high), "kcal", BASICS, "MIFFLIN"),
        Index("tdee", day, (low * slow, high * fast), "kcal", BASICS, "PAL"),
    )
