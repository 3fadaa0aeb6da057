"""How right the inferred measures of a body are, on people who were measured.

Five folds of ANSUR II: the statistics are fitted on four fifths of the people of each sex, the
readings of the others are simulated with the noise named, and every measure that was not read is
compared with the surveyor's. Everything goes through the functions that serve.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modiste.body.posterior import Dimension, Name, Observation, Prior, Source, told
from modiste.body.posterior.gaussian import Array, LogNormal
from modiste.body.posterior.survey import People, read_survey
from modiste.errors import InputError
from modiste.types import Measure, Sex

FOLDS = 5
TARGETS = (Measure.CHEST, Measure.WAIST, Measure.HIP, Measure.INSEAM, Measure.SHOULDER,
           Measure.ARM_LENGTH, Measure.NECK)  # fmt: skip
BASICS = (Measure.HEIGHT, Measure.WEIGHT)
FRONT = (Dimension.BIDELTOID, Dimension.CHEST_BREADTH, Dimension.WAIST_BREADTH,
         Dimension.HIP_BREADTH)  # fmt: skip
SIDE = (Dimension.CHEST_DEPTH, Dimension.WAIST_DEPTH, Dimension.HIP_DEPTH)


@dataclass(frozen=True)
class Inputs:
    """What is read of a person.

    Attributes:
        names: read with normal noise of ``sd`` cm, besides height and weight.
        sd: of that noise; None takes the tape's.
        age: whether the age is told.
        told: height and weight are what the person said, instead of exact.
        civilians: the statistics are those that ship, brought to adults at large.
    """

    names: tuple[Name, ...] = ()
    sd: float | None = 0.0
    age: bool = True
    told: bool = False
    civilians: bool = False


ROWS: Mapping[str, Inputs] = {
    "sex+height+weight": Inputs(age=False),
    "as told by themselves": Inputs(age=False, told=True),
    "as told, statistics of civilians": Inputs(age=False, told=True, civilians=True),
    "+ age": Inputs(),
    "+ front widths, 1 cm noise": Inputs(FRONT, 1.0),
    "+ front and side, no noise": Inputs(FRONT + SIDE),
    "+ front and side, 1 cm noise": Inputs(FRONT + SIDE, 1.0),
    "+ front, side, crotch, 1 cm noise": Inputs((*FRONT, *SIDE, Measure.INSEAM), 1.0),
    "+ taped waist": Inputs((Measure.WAIST,), None),
    "+ taped chest, waist, hip": Inputs((Measure.CHEST, Measure.WAIST, Measure.HIP), None),
}
"""The rows of the table; all but the second and third with exact height and weight."""


@dataclass(frozen=True)
class Found:
    """Estimates of people beside the truth: each (n, targets), NaN where the target was read."""

    error: Array
    covered: Array


def evaluate_anthropometry(data: Path, rows: Sequence[str] = tuple(ROWS), limit: int | None = None,
                           seed: int = 0) -> dict[str, Any]:  # fmt: skip
    """Measure every row on ANSUR II.

    Args:
        data: folder of the survey's files.
        rows: which rows of :data:`ROWS`.
        limit: people of each sex that are estimated; all are fitted to.
        seed: of folds and noise.

    Returns:
        ``n``, and per row ``refused`` (people whose readings were impossible), ``coverage80`` and
        per target ``mae_cm``, ``p90_cm``, ``coverage80``.

    Raises:
        InputError: when the files are missing.
    """
    surveys = {sex: read_survey(data, sex) for sex in Sex}
    table = {name: _row(surveys, ROWS[name], limit, seed) for name in rows}
    people = [min(limit or len(p.rows), len(p.rows)) for p in surveys.values()]
    return {"n": sum(people), "folds": FOLDS, "rows": table}


def _row(surveys: Mapping[Sex, People], inputs: Inputs, limit: int | None,
         seed: int) -> dict[str, Any]:  # fmt: skip
    refused = 0
    errors, covers = [], []
    for sex, people in surveys.items():
        rng = np.random.default_rng(seed)
        for prior, tested in _folds(sex, people, inputs.civilians, limit, rng):
            for i in tested:
                try:
                    found = _person(prior, sex, people, i, inputs, rng)
                except InputError:
                    refused += 1
                    continue
                errors.append(found.error)
                covers.append(found.covered)
    return {"refused": refused, **_figures(np.array(errors), np.array(covers))}


def _folds(sex: Sex, people: People, civilians: bool, limit: int | None,
           rng: np.random.Generator) -> Iterator[tuple[Prior, NDArray[np.intp]]]:  # fmt: skip
    """Per fold a prior without its people, and their places."""
    order = rng.permutation(len(people.rows))
    names = [str(name) for name in people.names]
    for fold in range(FOLDS):
        kept = order[np.arange(len(order)) % FOLDS != fold]
        tested = order[fold::FOLDS][: None if limit is None else -(-limit // FOLDS)]
        joint = LogNormal.fitted(names, people.rows[kept])
        yield Prior.of({sex: joint}, civilians=civilians), tested


def _person(prior: Prior, sex: Sex, people: People, i: int, inputs: Inputs,
            rng: np.random.Generator) -> Found:  # fmt: skip
    truth = {name: float(people.rows[i, k]) for k, name in enumerate(people.names)}
    readings = [*_basics(sex, people, i, truth, inputs)]
    readings += [_read(name, truth[name], inputs.sd, rng) for name in inputs.names]
    age = truth[Dimension.AGE] if inputs.age else None
    body = prior.posterior(sex, readings, age)
    error, covered = np.full((2, len(TARGETS)), np.nan)
    for k, target in enumerate(TARGETS):
        if target not in inputs.names:
            estimate = body.estimate(target)
            error[k] = estimate.mean - truth[target]
            low, high = estimate.interval80
            covered[k] = low <= truth[target] <= high
    return Found(error, covered)


def _basics(sex: Sex, people: People, i: int, truth: Mapping[Name, float],
            inputs: Inputs) -> list[Observation]:  # fmt: skip
    if inputs.told:
        return [told(sex, m, float(v)) for m, v in zip(BASICS, people.told[i], strict=True)]
    return [Observation(m, truth[m], 0.0) for m in BASICS]


def _read(name: Name, truth: float, sd: float | None, rng: np.random.Generator) -> Observation:
    if sd is None:
        noise = Observation(name, truth).noise
        return Observation(name, truth + noise * rng.standard_normal())
    return Observation(name, truth + sd * rng.standard_normal(), sd, Source.PHOTO)


def _figures(errors: Array, covers: Array) -> dict[str, Any]:
    targets = {}
    for k, target in enumerate(TARGETS):
        used = ~np.isnan(errors[:, k])
        if used.any():
            off = np.abs(errors[used, k])
            targets[str(target)] = {
                "mae_cm": round(float(off.mean()), 2),
                "p90_cm": round(float(np.quantile(off, 0.9)), 2),
                "bias_cm": round(float(errors[used, k].mean()), 2),
                "coverage80": round(float(covers[used, k].mean()), 3),
            }
    return {"coverage80": round(float(np.nanmean(covers)), 3), "targets": targets}


HEINZ: Mapping[Name, str] = {
    Measure.WAIST_NATURAL: "wai_gi", Measure.WAIST: "nav_gi", Measure.HIP: "hip_gi",
    Measure.THIGH: "thi_gi", Measure.CALF: "cal_gi", Measure.WRIST: "wri_gi",
    Measure.SHOULDER: "bia_di", Dimension.BICEPS_FLEXED: "bic_gi", Dimension.ANKLE: "ank_gi",
}  # fmt: skip
"""Columns of the 507 active civilians of Heinz et al. 2003, J. Statistics Education 11(2), as the
R package openintro has them (``bdims``); ``nav_gi`` lies at the iliac crest, lower than ours."""


def evaluate_civilians(path: Path, *, civilians: bool = True) -> dict[str, Any]:
    """Bias and coverage, given sex, height, weight and age, on civilians of another survey.

    Args:
        path: ``bdims.csv``, with columns as in :data:`HEINZ` besides sex, hgt, wgt and age.
        civilians: the prior for adults at large; False takes the soldiers'.

    Raises:
        InputError: when the file is not that table.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            people = [{k: float(v) for k, v in row.items() if v} for row in csv.DictReader(file)]
        prior = Prior.open(civilians=civilians)
        both = {sex: [p for p in people if (p["sex"] == 1) is (sex is Sex.MALE)] for sex in Sex}
        return {str(sex): _other(prior, sex, some) for sex, some in both.items() if some}
    except (OSError, KeyError, ValueError) as error:
        raise InputError(
            f"{path} is not the table bdims ({error}); it needs the columns sex, hgt, wgt, age, "
            f"{', '.join(HEINZ.values())}."
        ) from error


def _other(prior: Prior, sex: Sex, people: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    errors: dict[str, list[float]] = {str(name): [] for name in HEINZ}
    covered: dict[str, list[bool]] = {str(name): [] for name in HEINZ}
    for row in people:
        readings = [Observation(Measure.HEIGHT, row["hgt"], 0.3),
                    Observation(Measure.WEIGHT, row["wgt"], 0.3)]  # fmt: skip
        body = prior.posterior(sex, readings, row["age"])
        for name, column in HEINZ.items():
            e = body.estimate(name)
            errors[str(name)].append(e.mean - row[column])
            covered[str(name)].append(e.interval80[0] <= row[column] <= e.interval80[1])
    return {
        name: {
            "mae_cm": round(float(np.abs(off).mean()), 2),
            "bias_cm": round(float(np.mean(off)), 2),
            "coverage80": round(float(np.mean(covered[name])), 3),
        }
        for name, off in errors.items()
    }


def _cell(target: Mapping[str, float] | None) -> str:
    return f"{target['mae_cm']:.2f}/{target['p90_cm']:.1f}" if target else ""


def table(figures: Mapping[str, Any]) -> str:
    """The figures as Markdown: MAE / 90th percentile in cm, and what the 80 % intervals cover."""
    names = [str(t) for t in TARGETS]
    lines = ["| Inputs | " + " | ".join(names) + " | coverage |", "|---" * (len(names) + 2) + "|"]
    for row, found in figures["rows"].items():
        shown = [_cell(found["targets"].get(n)) for n in names]
        lines.append(f"| {row} | " + " | ".join(shown) + f" | {found['coverage80']:.3f} |")
    return "\n".join(lines)
