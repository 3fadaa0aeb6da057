"""``modiste eval tryon``: every engine on the same people, clothes and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.errors import InputError
from modiste.evaluation.metrics import colour_difference
from modiste.evaluation.tryon.features import Eye, Features, perceptual, places
from modiste.evaluation.tryon.lengths import agrees
from modiste.evaluation.tryon.pictures import frechet, psnr, ssim_map
from modiste.evaluation.tryon.prints import legible, printed_cases
from modiste.evaluation.tryon.protocol import (
    Case,
    cases,
    held_out_names,
    preserved_error,
    shown,
    view_of,
)
from modiste.evaluation.warp import Case as DrawnCase
from modiste.perception.look import Perception, Seen
from modiste.studio import Studio
from modiste.types import GarmentView, Image, PersonView

KEYS = (
    "ssim", "psnr", "perceptual", "frechet", "garment_ssim", "preserved_max_abs", "de2000",
    "legibility", "parse_agreement", "seconds", "n",
)  # fmt: skip
"""Figures of one engine, in order."""

Told = Callable[[str], None]


@dataclass
class Tally:
    """What is collected of one engine."""

    figures: dict[str, list[float]] = field(default_factory=dict)
    vectors: list[NDArray[np.float64]] = field(default_factory=list)

    def add(self, **values: float) -> None:
        """Note one case's figures."""
        for name, value in values.items():
            self.figures.setdefault(name, []).append(value)

    def mean(self, name: str) -> float:
        """Mean of the cases in which the figure is defined; NaN without any."""
        values = np.array(self.figures.get(name, []), np.float64)
        known = values[np.isfinite(values)]
        return float(known.mean()) if known.size else float("nan")


@dataclass(frozen=True)
class Outcome:
    """What one run found.

    Attributes:
        figures: by engine, the values of :data:`KEYS`.
        photos: names of the photos that gave a case, in order.
        skipped: a line for everything that gave none.
    """

    figures: Mapping[str, Mapping[str, float]]
    photos: Sequence[str]
    skipped: Sequence[str]


def evaluate_tryon(
    data: Path, engines: Sequence[str], limit: int | None = None, prints: int = 3,
    threads: int = 2, told: Told | None = None,
) -> Outcome:  # fmt: skip
    """Measure engines on held-out people who get their own garment back.

    See :mod:`modiste.evaluation.tryon.protocol` for what is compared. Pictures are compared in the
    box around all that a garment of the category could change.

    * ``ssim``, ``psnr``: of the box; ``garment_ssim``: SSIM where the garment truly is.
    * ``perceptual``, ``frechet``: see :mod:`modiste.evaluation.tryon.features`; the second against
      the untouched photos.
    * ``preserved_max_abs``: largest change anywhere outside of the editable region.
    * ``de2000``: median CIEDE2000 on the garment's core, mean over cases.
    * ``legibility``: correlation of words on drawn people's shirts with the true ones.
    * ``parse_agreement``: share of results in which the parser that ships finds the garment's kind
      and its length of sleeves or legs.
    * ``seconds``: drawing and compositing of one garment on one person, median.

    Args:
        data: folder of Clothing Co-Parsing.
        engines: names that ``modiste engines`` lists.
        limit: use so many photos only, spread over all.
        prints: how many drawn people wear words, 0 to 3.
        threads: of the nets.
        told: called with a line now and then.

    Raises:
        InputError: when the folder gives no case.
    """
    nets, eye, tell = Perception.open(threads), Eye(), told or (lambda _: None)
    studios = {name: Studio.open(name, threads) for name in engines}
    tallies = {name: Tally() for name in engines}
    names, skipped = spread(held_out_names(data), limit), list[str]()
    photos, real = list[str](), list[NDArray[np.float64]]()
    for case in cases(data, names, nets, skipped.append):
        photos.append(case.name)
        truth = shown(case, case.truth.photo)
        features = eye(truth)
        real.append(places(features))
        for name, studio in studios.items():
            measure(case, studio, nets, eye, truth, features, tallies[name])
        if len(photos) % 10 == 0:
            tell(f"{len(photos)} cases, {case.name}")
    if len(photos) < 2:
        raise InputError(f"{data} gave fewer than two cases: give Clothing Co-Parsing's folder.")
    drawn = printed_cases(prints) if prints else []
    figures = {n: _figures(tallies[n], real, _legibility(studios[n], drawn)) for n in engines}
    return Outcome(figures, photos, skipped)


def spread(names: Sequence[str], limit: int | None) -> list[str]:
    """At most ``limit`` names, evenly over all."""
    if limit is None or limit >= len(names):
        return list(names)
    return [names[i] for i in np.linspace(0, len(names) - 1, limit).round().astype(int)]


def measure(
    case: Case, studio: Studio, nets: Perception, eye: Eye, truth: Image, features: Features,
    tally: Tally,
) -> None:  # fmt: skip
    """Dress the case's person and note how near it is to the truth."""
    started = perf_counter()
    result = studio.try_on(case.start, case.garment).image
    seconds = perf_counter() - started
    part = shown(case, result)
    similar, seen = ssim_map(part, truth), eye(part)
    worn = case.worn[case.box]
    core = cv2.erode(worn.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    tally.vectors.append(places(seen))
    tally.add(
        ssim=float(similar.mean()),
        psnr=psnr(part, truth),
        perceptual=perceptual(seen, features),
        garment_ssim=float(similar[worn].mean()),
        preserved_max_abs=preserved_error(case, result),
        de2000=colour_difference(part, truth, core),
        parse_agreement=agrees(view_of(case, result, nets), case.truth.view, case.garment.category),
        seconds=seconds,
    )


def _legibility(studio: Studio, drawn: Sequence[DrawnCase]) -> float:
    def dress(person: PersonView, garment: GarmentView) -> Image:
        return studio.try_on(Seen.known(person), garment).image

    values = np.array([legible(case, dress) for case in drawn], np.float64)
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")


def _figures(
    tally: Tally, real: Sequence[NDArray[np.float64]], legibility: float
) -> dict[str, float]:
    found: dict[str, Any] = {key: tally.mean(key) for key in KEYS if key in tally.figures}
    found["frechet"] = frechet(np.concatenate(tally.vectors), np.concatenate(real))
    found["preserved_max_abs"] = max(tally.figures["preserved_max_abs"])
    found["seconds"] = float(np.median(tally.figures["seconds"]))
    found |= {"legibility": legibility, "n": len(tally.vectors)}
    return {key: found[key] for key in KEYS}


def table(figures: Mapping[str, Mapping[str, float]]) -> str:
    """The figures as lines of text, one column per engine."""
    lines = [" " * 18 + "".join(f"{name:>12}" for name in figures)]
    for key in KEYS:
        lines.append(f"{key:<18}" + "".join(f"{f[key]:>12.4f}" for f in figures.values()))
    return "\n".join(lines)
