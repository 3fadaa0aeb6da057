"""Who may hear what: the one place where guidance is refused or held back."""

from __future__ import annotations

from typing import ClassVar

from modiste.errors import InputError
from modiste.guidance.texts import Language, say
from modiste.types import Measure, Measurements

ADULT = 18.0
OLDER = 65.0
UNDERWEIGHT_BMI = 18.5
THINNESS_BMI = 17.0
"""Below it the WHO speaks of moderate thinness (Technical Report Series 854)."""
CLINICIAN_BMI = 40.0
LOW_IMPACT_BMI = 35.0

KNOWN_SOURCES = frozenset({"told", "tape", "scan"})
"""Sources of a height or weight that may drive a statement about health."""
MEASURED_SOURCES = frozenset({"tape", "scan"})
"""Sources of a girth that may; a photo's is an estimate, too."""


class GuidanceError(InputError):
    """Guidance is refused: a minor, a pregnancy, or nothing that may be relied on."""

    name: ClassVar[str] = "GuidanceError"


def may_drive(measurements: Measurements, *measures: Measure) -> bool:
    """Whether all these measures were measured, so that a statement about health may rest on them.

    Height and weight may also be what the person told; a girth must come from a tape or a scan. No
    number that was inferred, or read off a photo, ever passes.
    """
    return all(measured(measurements, measure) for measure in measures)


def measured(measurements: Measurements, measure: Measure) -> bool:
    """Whether one number was measured, by the rule of :func:`may_drive`."""
    allowed = KNOWN_SOURCES if measure in (Measure.HEIGHT, Measure.WEIGHT) else MEASURED_SOURCES
    return str(measurements[measure].source) in allowed


def refuse_person(age: float | None, pregnant: bool, language: Language) -> None:
    """Raise GuidanceError for minors, in pregnancy and without an age."""
    if age is None:
        raise GuidanceError(say(language, "refuse_age"))
    if age < ADULT:
        raise GuidanceError(say(language, "refuse_young"))
    if pregnant:
        raise GuidanceError(say(language, "refuse_pregnant"))


def refuse(measurements: Measurements, pregnant: bool, language: Language) -> None:
    """Raise GuidanceError when this person must not be given guidance."""
    refuse_person(measurements.age, pregnant, language)
    if not may_drive(measurements, Measure.HEIGHT, Measure.WEIGHT):
        raise GuidanceError(say(language, "refuse_basics"))
