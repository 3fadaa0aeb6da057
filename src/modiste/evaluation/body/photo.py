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
NOISES = {Measure.HEIGHT: 0.5, Measure.WEIGHT: 1.4}
"""Standard deviations in cm and kg of what people tell; they were asked to measure."""
BOTH = tuple(View)


@dataclass(frozen=True)
class Case:
    """One person in one outfit, and what her photos tell."""

    someone: Someone
    clothes: Clothes
    told: tuple[Observation, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Judge:
    """What a body is concluded with."""

    prior: Prior
    eye: Eye

    @classmethod
    def open(cls) -> Judge:
        """What ships with modiste."""
        return cls(Prior.open(), Eye.open())

    def scores(
        self, cases: Sequence[Case], views: Sequence[View] = BOTH, *, weight: bool = False,
        guessed: bool = False,
    ) -> dict[str, float]:  # fmt: skip
        """Mean absolute errors in cm, and the share of girths in their 80 % interval.

        Args:
            cases: people and photos.
            views: which photos are used.
            weight: whether it is told, too.
            guessed: the class of clothes is not told.
        """
        bodies = [self._body(case, views, weight, guessed) for case in cases]
        report: dict[str, float] = {}
        inside: list[bool] = []
        for girth in GIRTHS:
            truths = [case.someone.truth[girth] for case in cases]
            found = [body.estimate(girth) for body in bodies]
            errors = [abs(e.mean - truth) for e, truth in zip(found, truths, strict=True)]
            report[f"{girth}_mae_cm"] = round(float(np.mean(errors)), 2)
            inside += [e.interval80[0] <= truth <= e.interval80[1]
                       for e, truth in zip(found, truths, strict=True)]  # fmt: skip
        return {**report, "coverage80": round(float(np.mean(inside)), 3), "n": len(cases)}

    def _body(self, case: Case, views: Sequence[View], weight: bool, guessed: bool) -> Posterior:
        told = [o for o in case.told if weight or o.name is not Measure.WEIGHT]
        figures = [figure for figure in case.figures if figure.view in views]
        worn = None if guessed else case.clothes
        return self.eye.posterior(self.prior, case.someone.sex, told, figures, worn)


def bench_photo(count: int = 200, seed: int = 0) -> dict[str, Any]:
    """Photograph everybody in every class of clothes and measure her.

    The silhouettes are exact but for their edge noise, so perception's mistakes are left out.

    Args:
        count: people, half of them women.
        seed: of people, clothes, poses, cameras and noise; never the calibration's.

    Returns:
        The first five figures are those of front and side photo in tight clothes, where widths are
        unbiased, with sex, height and class of clothes told and the weight not. The others say by
        their names what differs: other clothes, the class of them guessed (as for a photo of
        which nothing is told, so as normal), the weight told, the front photo alone, no photo.
        ``refused`` counts pairs of photos that were, and are left out.
    """
    judge = Judge.open()
    cases = photographed(count, np.random.default_rng([seed, 2]), judge.prior)
    worn = {c: [case for case in cases if case.clothes is c and case.figures] for c in Clothes}
    tight, everybody = worn[Clothes.TIGHT], [case for group in worn.values() for case in group]
    groups = {
        "": judge.scores(tight),
        "weight_told_": judge.scores(tight, weight=True),
        **{f"{c}_": judge.scores(worn[c]) for c in (Clothes.NORMAL, Clothes.LOOSE)},
        **{f"{c}_weight_told_": judge.scores(worn[c], weight=True)
           for c in (Clothes.NORMAL, Clothes.LOOSE)},
        "all_": judge.scores(everybody), "all_guessed_": judge.scores(everybody, guessed=True),
        "front_only_": judge.scores(tight, (View.FRONT,)),
        "no_photo_": judge.scores(tight, ()),
        "no_photo_weight_told_": judge.scores(tight, (), weight=True),
    }  # fmt: skip
    report = {f"{group}{name}": value for group, scores in groups.items()
              for name, value in scores.items()}  # fmt: skip
    return {**report, "refused": len(cases) - len(everybody)}


def photographed(count: int, rng: np.random.Generator, prior: Prior) -> list[Case]:
    """People and their photos, one case per class of clothes; women and men take turns."""
    body = Body.open()
    crowd, cases = Crowd(Tape(body), prior), []
    for i in range(count):
        someone = crowd.draw(list(Sex)[i % 2], rng)
        told = tuple(said(someone, measure, rng) for measure in NOISES)
        for clothes in Clothes:
            figures = _figures(body, someone, Outfit.drawn(clothes, rng), rng)
            cases.append(Case(someone, clothes, told, figures))
    return cases


def said(someone: Someone, measure: Measure, rng: np.random.Generator) -> Observation:
    """What a person says of herself, with an error of :data:`NOISES`."""
    sd = NOISES[measure]
    value = float(someone.truth[measure] + rng.normal(0, sd))
    return Observation(measure, value, sd, Source.TOLD)


def _figures(
    body: Body, someone: Someone, outfit: Outfit, rng: np.random.Generator
) -> tuple[Figure, ...]:
    """What both photos tell; nothing when one of them is refused."""
    shots = {view: shoot(body, someone.rest, view, outfit, rng) for view in View}
    try:
        return tuple(read_figure(s.matte, s.pose, view, view) for view, s in shots.items())
    except PoseError:
        return ()
