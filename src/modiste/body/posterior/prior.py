"""The one prior of all sources, and the conditioning that makes a body of readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from modiste.assets import asset_path
from modiste.body.posterior.check import check_age, contradictions, refuse_impossible
from modiste.body.posterior.civilians import civilian
from modiste.body.posterior.derived import with_derived
from modiste.body.posterior.dimensions import Dimension
from modiste.body.posterior.gaussian import Array, LogNormal
from modiste.body.posterior.observe import Observation, Source
from modiste.body.posterior.result import Posterior
from modiste.errors import AssetError, InputError
from modiste.types import Sex

ASSET = "anthropometry"
SURVEY_AGES = (17.0, 58.0)
"""Ages of the people surveyed; statistics beyond are those of the nearest end."""


@dataclass(frozen=True)
class Prior:
    """What is known of anybody, per sex, before a single reading."""

    joints: Mapping[Sex, LogNormal]

    @classmethod
    def open(cls, *, civilians: bool = True) -> Prior:
        """The prior that ships with modiste.

        Args:
            civilians: adults at large; False gives the soldiers of the survey as they are.

        Raises:
            AssetError: when the statistics are missing or altered.
        """
        return cls.of(_stored(asset_path(ASSET)), civilians=civilians)

    @classmethod
    def of(cls, survey: Mapping[Sex, LogNormal], *, civilians: bool) -> Prior:
        """The prior of a survey's distributions; the measures it lacks are added."""
        joints = {sex: civilian(j, sex) if civilians else j for sex, j in survey.items()}
        return cls({sex: with_derived(joint, sex) for sex, joint in joints.items()})

    def posterior(self, sex: Sex, observations: Sequence[Observation] = (),
                  age: float | None = None) -> Posterior:  # fmt: skip
        """The body that the readings tell of.

        Args:
            sex: whose statistics to use.
            observations: readings in any number and mixture; one quantity may be read twice.
            age: in years, 16 to 110.

        Raises:
            InputError: when a reading or the age is impossible.
        """
        return refined(Posterior(sex, self.joints[sex]), observations, age)


def refined(body: Posterior, observations: Sequence[Observation],
            age: float | None = None) -> Posterior:  # fmt: skip
    """A body that more readings tell of; in which order they come does not matter.

    Args:
        body: what is known already.
        observations: further readings.
        age: in years, 16 to 110, when it was not known.

    Raises:
        InputError: when a reading or the age is impossible, or the age contradicts the known one.
    """
    warnings = [*body.warnings, *_new_age(body, age)]
    every = (*body.observed, *observations)
    refuse_impossible(every)
    readings = [*observations, *(_as_reading(age) if body.age is None else [])]
    warnings += contradictions(body.joint, readings, alone=bool(body.observed))
    joint = _conditioned(body.joint, readings)
    known = age if body.age is None else body.age
    return Posterior(body.sex, joint, every, known, tuple(dict.fromkeys(warnings)))


def _new_age(body: Posterior, age: float | None) -> list[str]:
    if body.age is not None and age is not None and abs(age - body.age) >= 1:
        raise InputError(
            f"An age of {age:g} years contradicts the {body.age:g} years known of this body; "
            "measure it anew."
        )
    return check_age(age) if body.age is None else []


def _as_reading(age: float | None) -> list[Observation]:
    if age is None:
        return []
    return [Observation(Dimension.AGE, float(np.clip(age, *SURVEY_AGES)), None, Source.TOLD)]


def _conditioned(joint: LogNormal, observations: Sequence[Observation]) -> LogNormal:
    logs = np.log([o.truth for o in observations])
    return joint.given([o.name for o in observations], logs,
                       np.array([o.variance for o in observations]))  # fmt: skip


def _stored(path: Path) -> dict[Sex, LogNormal]:
    """Read the file that ``scripts/build_anthropometry.py`` writes."""
    try:
        with np.load(path, allow_pickle=False) as file:
            names = tuple(str(name) for name in file["names"])
            return {sex: _unpacked(names, file[f"mean_{sex}"], file[f"cov_{sex}"]) for sex in Sex}
    except (OSError, KeyError, ValueError) as error:
        raise AssetError(f"The statistics {path} cannot be read ({error}).") from error


def _unpacked(names: tuple[str, ...], mean: Array, triangle: Array) -> LogNormal:
    cov = np.zeros((len(names), len(names)))
    cov[np.triu_indices(len(names))] = triangle
    return LogNormal(names, mean.astype(np.float64), cov + np.triu(cov, 1).T)
