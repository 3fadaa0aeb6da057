"""Measured people for the tests of the guidance."""

from __future__ import annotations

from modiste.types import Estimate, Measure, Measurements, Sex

USUAL = {
    Measure.HEIGHT: 165.0, Measure.WEIGHT: 60.0, Measure.NECK: 32.0, Measure.WAIST: 78.0,
    Measure.WAIST_NATURAL: 71.0, Measure.HIP: 97.0,
}  # fmt: skip


def estimate(mean: float, source: str, sd: float = 0.5) -> Estimate:
    return Estimate(mean, sd, (mean - 1.28 * sd, mean + 1.28 * sd),
                    (mean - 1.96 * sd, mean + 1.96 * sd), source)  # fmt: skip


def person(
    sex: Sex = Sex.FEMALE,
    age: float | None = 30,
    sources: dict[Measure, str] | None = None,
    **numbers: float,
) -> Measurements:
    """Height and weight told, all else inferred unless ``sources`` says otherwise."""
    told = {Measure.HEIGHT: "told", Measure.WEIGHT: "told", **(sources or {})}
    given = {Measure(name): value for name, value in numbers.items()}
    values = {m: estimate(given.get(m, USUAL.get(m, 50.0)), told.get(m, "inferred"))
              for m in Measure}  # fmt: skip
    return Measurements(sex, values, age)


TAPED = dict.fromkeys((Measure.NECK, Measure.WAIST, Measure.WAIST_NATURAL, Measure.HIP), "tape")
