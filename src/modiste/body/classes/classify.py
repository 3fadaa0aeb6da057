"""Puts one body into its shape classes: how sure, and how far the next class is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from modiste.body.classes.rules import SYSTEMS, Girths, System
from modiste.body.posterior import Posterior
from modiste.types import Measure

STEP_CM = 0.1
REACH_CM = 40.0
DRAWS = 4000


@dataclass(frozen=True)
class ShapeClass:
    """The class of one body in one system.

    Attributes:
        system: "FFIT", "drop" or "GB/T 1335".
        name: the class of the most likely girths.
        margin_cm: the smallest change of a single girth that leads to another class, cm; capped at
            40.
        next: that other class, and what to change: None when nothing within 40 cm does.
        change: the girth to change and its sign, such as "natural waist +1.3 cm".
        probabilities: per class with a chance of 1 % or more, under the girths' uncertainty.
        source: where the rule is published.
    """

    system: str
    name: str
    margin_cm: float
    next: str | None
    change: str | None
    probabilities: Mapping[str, float]
    source: str


def shape_classes(body: Posterior, draws: int = DRAWS, seed: int = 0) -> tuple[ShapeClass, ...]:
    """The classes of a body in every system for its sex.

    Args:
        body: the girths and their joint uncertainty.
        draws: bodies drawn for the probabilities; 4000 are good to 0.01.
        seed: of the draws.
    """
    systems = [system for system in SYSTEMS if system.sex is body.sex]
    return tuple(_classified(system, body, draws, seed) for system in systems)


def _classified(system: System, body: Posterior, draws: int, seed: int) -> ShapeClass:
    drawn = body.sample(np.random.default_rng(seed), draws, system.measures)
    places = system.rule(dict(zip(system.measures, drawn.T, strict=True)))
    shares = np.bincount(places, minlength=len(system.classes)) / draws
    girths = body.means(system.measures)
    here = int(system.rule(girths)[0])
    margin, following, change = _margin(system, girths, here)
    order = [i for i in np.argsort(-shares, kind="stable") if shares[i] >= 0.01]
    return ShapeClass(
        system.name, system.classes[here], margin, following, change,
        {system.classes[i]: round(float(shares[i]), 3) for i in order}, system.source,
    )  # fmt: skip


def _margin(system: System, girths: Girths, here: int) -> tuple[float, str | None, str | None]:
    """Walk each girth up and down until the class changes."""
    steps = np.arange(1, round(REACH_CM / STEP_CM) + 1) * STEP_CM
    found: list[tuple[float, str, str]] = []
    for measure in system.measures:
        for sign in (1, -1):
            moved = {m: np.repeat(v, len(steps)) for m, v in girths.items()}
            moved[measure] = moved[measure] + sign * steps
            places = system.rule(moved)
            (others,) = np.nonzero(places != here)
            if len(others):
                cm = round(float(steps[others[0]]), 1)
                found.append((cm, system.classes[places[others[0]]], _told(measure, sign * cm)))
    return min(found) if found else (REACH_CM, None, None)


def _told(measure: Measure, cm: float) -> str:
    name = {Measure.WAIST_NATURAL: "natural waist", Measure.HIGH_HIP: "high hip"}
    return f"{name.get(measure, measure.value)} {cm:+.1f} cm"
