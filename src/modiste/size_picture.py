"""The body with the zones of a garment on it: joins the avatar and the advice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from modiste.body.avatar import Looks, draw_avatar
from modiste.body.measure import Tape
from modiste.body.model import Model
from modiste.body.poses import PoseName
from modiste.fit.advise import ZoneFit
from modiste.fit.chart import SizeChart
from modiste.fit.picture import Band, paint_bands
from modiste.fit.words import signed_cm, spoken_zone, verdict_words
from modiste.fit.zones import measure_of
from modiste.types import Image, Measurements, Points

_BAND_CM = 6.0
_BEHIND = 0.03
"""Metres by which a point of a tape may lie behind the skin before it is hidden."""


def draw_fit(
    known: Measurements, chart: SizeChart, size: str, zones: Sequence[ZoneFit], seed: int = 0
) -> Image:
    """Draw the body and paint every zone that has a girth in the colour of its verdict."""
    return paint_fit(standing(known, seed), chart, size, zones)


def standing(known: Measurements, seed: int = 0) -> Model:
    """The body as :func:`paint_fit` wants it, to be painted more than once."""
    return draw_avatar(known, Looks(pose=PoseName.A_POSE), seed=seed).model


def paint_fit(model: Model, chart: SizeChart, size: str, zones: Sequence[ZoneFit]) -> Image:
    """Paint every zone that has a girth onto a drawn body in the colour of its verdict."""
    lines = Tape(model.sitter.body).lines(model.sitter.posed)
    bands = []
    for fit in zones:
        measure = measure_of(fit.zone, chart.kind, chart.category)
        if measure in lines:
            bands.append(_band(model, lines[measure], fit))
    return paint_bands(model.image, model.view.matte, bands, f"Size {size}")


def _band(model: Model, line: Points, fit: ZoneFit) -> Band:
    words = f"{spoken_zone(fit.zone)}: {verdict_words(fit)[0]}"
    room = f"{signed_cm(fit.ease)} cm ({signed_cm(fit.low)} to {signed_cm(fit.high)})"
    risk = f", {fit.too_tight:.0%} too tight" if fit.too_tight >= 0.01 else ""
    width = _BAND_CM / 100 * model.camera.focal / model.camera.eye[2]
    return Band(_seen(model, line), width, fit.verdict, f"{words}\n{room}{risk}")


def _seen(model: Model, line: Points) -> list[Points]:
    """The parts of a closed line that the camera sees."""
    ring = np.concatenate([line, line[:1]])
    pixels, depth = model.camera.project(ring)
    height, width = model.depth.shape
    x, y = (np.clip(np.round(pixels[:, i]).astype(int), 0, limit - 1)
            for i, limit in ((0, width), (1, height)))  # fmt: skip
    front = depth < model.depth[y, x] + _BEHIND
    edges = np.flatnonzero(np.diff(front.astype(int))) + 1
    runs = zip(np.split(pixels, edges), np.split(front, edges), strict=True)
    return [run for run, seen in runs if seen[0] and len(run) > 1]
