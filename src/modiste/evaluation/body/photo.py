"""How right bodies are measured from photos: on silhouettes of people with known girths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from modiste.body.measure import Tape
from modiste.body.posterior import Observation, Posterior, Prior, Source
from modiste.body.silhouette import Clothes, Eye, Figure, View, read_figure
from modiste.body.template import Body
from modiste.errors import PoseError
from modiste.evaluation.body.crowd import Crowd, Someone
from modiste.evaluation.body.shots import Outfit, shoot
from modiste.types import Measure, Sex

GIRTHS = (Measure.CHEST, Measure.WAIST, Measure.HIP)
SHARES = {Clothes.TIGHT: 0.4, Clothes.NORMAL: 0.4, Clothes.LOOSE: 0.2}
"""How many of the people wear what; the class is told, as by ``--clothes``."""
HEIGHT_SD = 0.5
"""Standard deviation in cm of the heights that people give; they were asked to measure."""


@dataclass(frozen=True)
class _Case:
    """One person and what her photos tell."""

    someone: Someone
    clothes: Clothes
    height: float
    figures: tuple[Figure, ...]


def bench_photo(count: int = 200, seed: int = 0) -> dict[str, Any]:
    """Front and side photo, height and sex; the weight is not told.

    The silhouettes are exact but for their edge noise, so perception's mistakes are left out.

    Args:
        count: people, half of them women.
        seed: of people, clothes, poses, cameras and noise; never the calibration's.

    Returns:
        Mean absolute errors in cm, the share of true girths in their 80 % interval, and the same
        by class of clothes, from the front photo alone, and from the height alone; ``refused``
        counts the people without a usable photo, who are left out of the errors.
    """
    prior, eye = Prior.open(), Eye.open()
    cases = _cases(count, np.random.default_rng([seed, 2]), prior)
    usable = [case for case in cases if case.figures]
    report = _scores(usable, prior, eye, tuple(View))
    for clothes in Clothes:
        worn = [case for case in usable if case.clothes is clothes]
        if worn:
            scores = _scores(worn, prior, eye, tuple(View))
            report |= {f"{clothes}_{name}": value for name, value in scores.items()}
    for name, views in (("front_only", (View.FRONT,)), ("height_only", ())):
        scores = _scores(usable, prior, eye, views)
        report |= {f"{name}_{key}": value for key, value in scores.items() if key != "n"}
    return {**report, "refused": len(cases) - len(usable)}


def _cases(count: int, rng: np.random.Generator, prior: Prior) -> list[_Case]:
    body = Body.open()
    crowd, cases = Crowd(Tape(body), prior), []
    for i in range(count):
        someone = crowd.draw(list(Sex)[i % 2], rng)
        clothes = list(SHARES)[int(rng.choice(len(SHARES), p=list(SHARES.values())))]
        height = float(someone.truth[Measure.HEIGHT] + rng.normal(0, HEIGHT_SD))
        figures = _figures(body, someone, Outfit.drawn(clothes, rng), rng)
        cases.append(_Case(someone, clothes, height, figures))
    return cases


def _figures(
    body: Body, someone: Someone, outfit: Outfit, rng: np.random.Generator
) -> tuple[Figure, ...]:
    """What both photos tell; nothing when one of them is refused."""
    shots = {view: shoot(body, someone.rest, view, outfit, rng) for view in View}
    try:
        return tuple(read_figure(s.matte, s.pose, view, view) for view, s in shots.items())
    except PoseError:
        return ()


def _scores(
    cases: Sequence[_Case], prior: Prior, eye: Eye, views: Sequence[View]
) -> dict[str, float]:
    bodies = [_measured(case, prior, eye, views) for case in cases]
    report: dict[str, float] = {}
    inside: list[bool] = []
    for girth in GIRTHS:
        errors = []
        for case, body in zip(cases, bodies, strict=True):
            estimate, truth = body.estimate(girth), case.someone.truth[girth]
            errors.append(abs(estimate.mean - truth))
            inside.append(estimate.interval80[0] <= truth <= estimate.interval80[1])
        report[f"{girth}_mae_cm"] = round(float(np.mean(errors)), 2)
    return {**report, "coverage80": round(float(np.mean(inside)), 3), "n": len(cases)}


def _measured(case: _Case, prior: Prior, eye: Eye, views: Sequence[View]) -> Posterior:
    height = Observation(Measure.HEIGHT, case.height, HEIGHT_SD, Source.TOLD)
    figures = [figure for figure in case.figures if figure.view in views]
    return eye.posterior(prior, case.someone.sex, [height], figures, case.clothes)
