"""Puts the guidance together: what may be said, to whom, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modiste.guidance.gate import (
    CLINICIAN_BMI,
    LOW_IMPACT_BMI,
    OLDER,
    THINNESS_BMI,
    UNDERWEIGHT_BMI,
    measured,
    refuse,
)
from modiste.guidance.indices import Activity, Formula, Index, indices
from modiste.guidance.plan import (
    Goal,
    PlanDay,
    group_names,
    shape_name,
    stressed,
    week,
)
from modiste.guidance.texts import Language, citations, listed, say
from modiste.types import Measure, Measurements, Sex

SHAPE_CHANCE = 0.5
"""A shape that is less likely does not steer the plan."""

DIGITS = {"bmi": 1, "whtr": 2, "whr": 2, "body_fat": 0, "absi": 4, "rmr": -1, "tdee": -1}
"""Decimals worth telling; -1 is tens."""

LEAST_BMI_TO_LOSE = 23.0
"""Below the first action point for Asian populations nobody hears of losing weight."""

CUTS: Mapping[str, tuple[float, ...]] = {
    "who": (18.5, 25, 30, 35, 40),
    "asia": (18.5, 23, 27.5),
    "china": (18.5, 24, 28),
    "nice": (0.4, 0.5, 0.6),
}
WHR_CUT = {Sex.MALE: 0.90, Sex.FEMALE: 0.85}


@dataclass(frozen=True)
class Profile:
    """Who asks, and for what.

    Attributes:
        measurements: of the body, with the age.
        goal: what to train for.
        activity: how the person lives now.
        pregnant: guidance is then refused.
        shape: system, class and its chance, such as ("FFIT", "rectangle", 0.7); None leaves the
            shape out.
    """

    measurements: Measurements
    goal: Goal = Goal.HEALTH
    activity: Activity = Activity.SEDENTARY
    pregnant: bool = False
    shape: tuple[str, str, float] | None = None


@dataclass(frozen=True)
class Statement:
    """A sentence about health.

    Attributes:
        text: the sentence.
        drivers: the measures it rests on, all measured; empty for what holds for every adult.
        source: key of the published source.
    """

    text: str
    drivers: tuple[Measure, ...]
    source: str


@dataclass(frozen=True)
class Guidance:
    """What is said to one person.

    Attributes:
        language: of all texts.
        goal: that of the plan, which may differ from the one asked for.
        indices: with intervals.
        statements: about health.
        plan: seven days.
        notes: what else to know.
        disclaimer: to be shown wherever the rest is shown.
    """

    language: Language
    goal: Goal
    indices: tuple[Index, ...]
    statements: tuple[Statement, ...]
    plan: tuple[PlanDay, ...]
    notes: tuple[str, ...]
    disclaimer: str

    def sources(self) -> dict[str, str]:
        """The published sources that were used, by key."""
        used = [i.source for i in self.indices] + [s.source for s in self.statements]
        used += [d.source for d in self.plan]
        if say(self.language, "note_spot") in self.notes:
            used.append("SPOT")
        return {key: citations()[key] for key in dict.fromkeys(used)}

    def report(self) -> dict[str, Any]:
        """The machine-readable form."""
        return {
            "language": str(self.language),
            "goal": str(self.goal),
            "goal_name": say(self.language, f"goal_{self.goal}"),
            "indices": [_index_report(i, self.language) for i in self.indices],
            "statements": [
                {"text": s.text, "drivers": [str(d) for d in s.drivers], "source": s.source}
                for s in self.statements
            ],
            "plan": [_day_report(day, self.language) for day in self.plan],
            "notes": list(self.notes),
            "sources": self.sources(),
            "disclaimer": self.disclaimer,
        }  # fmt: skip


def _day_report(day: PlanDay, language: Language) -> dict[str, Any]:
    return {
        "day": day.day,
        "activity": day.activity,
        "intensity": day.intensity,
        "intensity_name": say(language, day.intensity),
        "minutes": list(day.minutes),
        "exercises": list(day.exercises),
        "source": day.source,
    }


def _index_report(i: Index, language: Language) -> dict[str, Any]:
    digits = DIGITS[i.key]
    return {
        "key": i.key,
        "name": say(language, i.key),
        "value": round(i.value, digits),
        "interval80": [round(v, digits) for v in i.interval80],
        "unit": i.unit,
        "drivers": [str(d) for d in i.drivers],
        "source": i.source,
    }


def guide(profile: Profile, language: Language = Language.ENGLISH) -> Guidance:
    """Say what may be said to this person.

    Raises:
        GuidanceError: below 18 years, in pregnancy, without an age, or when height or weight were
            inferred.
    """
    found = profile.measurements
    refuse(found, profile.pregnant, language)
    told, lacking = indices(found, profile.activity)
    mass = next(index for index in told if index.key == "bmi")
    goal = _goal(profile.goal, mass)
    groups = _groups(profile, mass)
    plan = (
        ()
        if _doctor_first(mass)
        else week(goal, language, groups, low_impact=_careful(found, mass), balance=_older(found))
    )
    return Guidance(
        language=language,
        goal=goal,
        indices=told,
        statements=tuple(_statements(told, found, goal, language)),
        plan=plan,
        notes=tuple(_notes(profile, goal, mass, groups, lacking, language)),
        disclaimer=say(language, "disclaimer"),
    )


def _thin(mass: Index) -> bool:
    """Whether the BMI is, or may well be, below 18.5."""
    return mass.interval80[0] < UNDERWEIGHT_BMI


def _older(found: Measurements) -> bool:
    return found.age is not None and found.age >= OLDER


def _careful(found: Measurements, mass: Index) -> bool:
    """Whether the joints should be spared."""
    return _older(found) or mass.interval80[1] >= LOW_IMPACT_BMI


def _heavy(mass: Index) -> bool:
    return mass.interval80[1] >= CLINICIAN_BMI


def _doctor_first(mass: Index) -> bool:
    """Whether there is no plan, because a doctor should come before it."""
    return _heavy(mass) or mass.value < THINNESS_BMI


def _goal(asked: Goal, mass: Index) -> Goal:
    if _doctor_first(mass) or (asked is Goal.WEIGHT and _thin(mass)):
        return Goal.HEALTH
    return asked


def _groups(profile: Profile, mass: Index) -> tuple[str, ...]:
    if profile.shape is None or profile.shape[2] < SHAPE_CHANCE or _doctor_first(mass):
        return ()
    return stressed(profile.shape[0], profile.shape[1])


def _statements(told: tuple[Index, ...], found: Measurements, goal: Goal,
                language: Language) -> list[Statement]:  # fmt: skip
    by_key = {index.key: index for index in told}
    mass = by_key["bmi"]
    said = [Statement(say(language, "activity_who"), (), "WHO2020")]
    if _older(found):
        said.append(Statement(say(language, "activity_older"), (), "WHO2020"))
    said += [
        _banded(mass, "who", "bmi_says", "BMI", language),
        _banded(mass, "asia", "bmi_asia_says", "BMI_ASIA", language),
        _banded(mass, "china", "bmi_china_says", "BMI_CHINA", language),
    ]
    if "whtr" in by_key and mass.value < LOW_IMPACT_BMI:
        said.append(_banded(by_key["whtr"], "nice", "whtr_says", "NICE", language))
    if "whr" in by_key:
        cuts = (WHR_CUT[found.sex],)
        said.append(_banded(by_key["whr"], "whr", "whr_says", "WHR", language, cuts))
    if goal is Goal.WEIGHT:
        key = "weight_minutes" if mass.value >= LEAST_BMI_TO_LOSE else "weight_keep"
        said.append(Statement(say(language, key), mass.drivers, "ACSM2009W"))
    return said


def _banded(index: Index, bands: str, sentence: str, source: str, language: Language,
            cuts: tuple[float, ...] = ()) -> Statement:  # fmt: skip
    """The sentence with the band of an index, or with both ends' when its interval spans more."""
    limits = cuts or CUTS[bands]
    low, high = (sum(end >= cut for cut in limits) for end in index.interval80)
    band = say(language, f"{bands}_{low}")
    if high != low:
        band = say(language, "to", low=band, high=say(language, f"{bands}_{high}"))
    return Statement(say(language, sentence, band=band), index.drivers, source)


def _notes(profile: Profile, goal: Goal, mass: Index, groups: tuple[str, ...],
           lacking: list[Formula], language: Language) -> list[str]:  # fmt: skip
    notes = [say(language, key) for key in _note_keys(profile, goal, mass)]
    if groups and profile.shape is not None:
        names = listed(language, group_names(groups, language))
        system, shape, chance = profile.shape
        notes.append(say(language, "note_shape", shape=shape_name(system, shape, language),
                         chance=f"{chance:.0%}", groups=names))  # fmt: skip
        notes.append(say(language, "note_spot"))
    if lacking:
        notes.append(_taping(profile.measurements, lacking, language))
    return notes


def _note_keys(profile: Profile, goal: Goal, mass: Index) -> list[str]:
    keys = []
    if _heavy(mass):
        keys.append("note_clinician")
    if _thin(mass):
        keys.append("note_underweight")
    if mass.value < THINNESS_BMI:
        keys.append("note_very_thin")
    if goal is not profile.goal and profile.goal is Goal.WEIGHT:
        keys.append("note_goal_changed")
    if goal is Goal.ENDURANCE and _careful(profile.measurements, mass):
        keys.append("note_low_impact")
    if _doctor_first(mass):
        return keys
    if _older(profile.measurements):
        keys.append("note_older")
    return [*keys, "note_start"]


def _taping(found: Measurements, lacking: list[Formula], language: Language) -> str:
    """Which indices stay unsaid, and what to tape for them."""
    names = [say(language, formula.key) for formula in lacking]
    inputs = dict.fromkeys(m for formula in lacking for m in formula.inputs)
    wanted = [m for m in inputs if not measured(found, m)]
    measures = [say(language, m.value) for m in wanted]
    return say(language, "note_tape", indices=listed(language, names),
               measures=listed(language, measures))  # fmt: skip
