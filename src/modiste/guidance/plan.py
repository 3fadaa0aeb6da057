"""A week of exercise from the reviewed tables: by goal, by shape, by what the joints allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from modiste.guidance.texts import Language, listed, rows, say

BASE = ("squat", "hinge", "press", "row", "plank")
"""Every strength day trains all large muscles (WHO 2020; ACSM 2009)."""
BALANCE = "taichi"
LOW_IMPACT: Mapping[str, str] = {"jog": "row_machine", "intervals": "cycle"}


class Goal(StrEnum):
    """What a person trains for."""

    HEALTH = "health"
    STRENGTH = "strength"
    ENDURANCE = "endurance"
    WEIGHT = "weight"
    MOBILITY = "mobility"


@dataclass(frozen=True)
class PlanDay:
    """One day of the week.

    Attributes:
        day: 1 to 7.
        activity: what to do, in the language asked for.
        intensity: light, moderate, vigorous, muscle or none.
        minutes: to begin with, and after about eight weeks.
        exercises: of a strength day, in the language asked for.
        source: key of the published source.
    """

    day: int
    activity: str
    intensity: str
    minutes: tuple[int, int]
    exercises: tuple[str, ...]
    source: str


def week(goal: Goal, language: Language, groups: tuple[str, ...] = (), *,
         low_impact: bool = False, balance: bool = False) -> tuple[PlanDay, ...]:  # fmt: skip
    """The seven days for a goal.

    Args:
        goal: what to train for.
        language: of the names.
        groups: muscle groups that the strength days stress.
        low_impact: exchange running for what is easy on the joints.
        balance: add balance to the strength days and the day of mobility (age 65 and more).
    """
    return tuple(_day(row, language, groups, low_impact, balance)
                 for row in rows("plans") if row["goal"] == goal)  # fmt: skip


def _day(row: Mapping[str, str], language: Language, groups: tuple[str, ...], low_impact: bool,
         balance: bool) -> PlanDay:  # fmt: skip
    exercise = row["exercise"]
    if low_impact:
        exercise = LOW_IMPACT.get(exercise, exercise)
    keys = _session(groups) if exercise == "strength" else ()
    activity = _name(exercise, language)
    if balance and exercise in ("strength", "mobility", "rest"):
        activity = listed(language, [activity, _name(BALANCE, language)])
    return PlanDay(
        day=int(row["day"]),
        activity=activity,
        intensity=row["intensity"],
        minutes=(int(row["start_minutes"]), int(row["goal_minutes"])),
        exercises=tuple(_name(key, language) for key in keys),
        source=row["source"],
    )


def _session(groups: tuple[str, ...]) -> tuple[str, ...]:
    """The exercises of a strength day: the base, and the other ones of the groups to stress."""
    more = [row["key"] for row in rows("exercises")
            if row["group"] in groups and row["key"] not in BASE]  # fmt: skip
    return (*BASE, *more)


def _name(key: str, language: Language) -> str:
    return next(row[language] for row in rows("exercises") if row["key"] == key)


def stressed(system: str, shape: str) -> tuple[str, ...]:
    """The muscle groups that the table names for a shape; empty when it has no row."""
    found = _shape_row(system, shape)
    return tuple(found["groups"].split()) if found else ()


def shape_name(system: str, shape: str, language: Language) -> str:
    """What a language calls a shape."""
    found = _shape_row(system, shape)
    return found[language] if found else shape


def _shape_row(system: str, shape: str) -> Mapping[str, str] | None:
    here = (row for row in rows("shapes") if (row["system"], row["shape"]) == (system, shape))
    return next(here, None)


def group_names(groups: tuple[str, ...], language: Language) -> list[str]:
    """The groups' names in a language."""
    return [say(language, group) for group in groups]
