"""What a job does: a person, garments and wishes in; finished pictures out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import cv2

from modiste.adjust import parse_adjustment
from modiste.errors import InputError
from modiste.perception.look import Seen
from modiste.service.bodies import fit_on_body
from modiste.service.context import Context
from modiste.service.pictures import marked_png
from modiste.service.wardrobe import category_of, examine
from modiste.store.jobs import Done
from modiste.studio import Studio
from modiste.types import GarmentView, Image, Options, Quality

Tell = Callable[[str, float], None]
"""Called with a stage's name and the fraction that is done; raises to stop the job."""


def make(context: Context, owner: str, request: Mapping[str, Any], tell: Tell) -> Done:
    """Do a try-on.

    Args:
        context: of the server.
        owner: whose person and garments they are.
        request: as ``jobs.py`` of the routes wrote it.
        tell: hears of progress.

    Raises:
        modiste.errors.ModisteError: the person or a garment is gone, or cannot be used.
    """
    tell("person", 0.05)
    with context.studios.lend() as studio:
        seen = _person(context, studio, owner, request["person"])
        views, charts = _garments(context, studio, request, tell)
        options = _options(context, owner, request, charts)
        return _pictures(context, studio, seen, views, options, request["num_samples"], tell)


def _person(
    context: Context, studio: Studio, owner: str, wanted: Mapping[str, Any]
) -> Seen:  # fmt: skip
    if "file" not in wanted:
        return context.people.seen(owner, wanted["id"])
    data = context.store.files.read(wanted["file"])
    if data is None:
        raise InputError("The person's photo has expired; send it again.")
    return context.people.look(studio, data)


def _garments(
    context: Context, studio: Studio, request: Mapping[str, Any], tell: Tell
) -> tuple[list[GarmentView], list[Mapping[str, Any] | None]]:
    views: list[GarmentView] = []
    charts: list[Mapping[str, Any] | None] = []
    for number, wanted in enumerate(request["garments"]):
        tell("garment", 0.2 + 0.2 * number / len(request["garments"]))
        if "file" in wanted:
            data = context.store.files.read(wanted["file"])
            if data is None:
                raise InputError("The garment's photo has expired; send it again.")
            views.append(examine(studio, data, category_of(request.get("category"))))
            charts.append(None)
            continue
        row = context.wardrobe.get(request["catalogues"], wanted["id"])
        views.append(context.wardrobe.of_catalogue(studio, row))
        charts.append(row.chart)
    return views, charts


def _options(
    context: Context, owner: str, request: Mapping[str, Any],
    charts: list[Mapping[str, Any] | None],
) -> Options:  # fmt: skip
    options = Options(
        quality=Quality(request["quality"]), seed=request["seed"],
        adjust=parse_adjustment(request["adjustments"]),
    )  # fmt: skip
    size, body = request.get("size"), request.get("body")
    chart = next((c for c in charts if c is not None), None)
    if size and body and chart is not None:
        options = replace(options, fit=fit_on_body(context.store, owner, body, chart, size))
    return options


def _pictures(
    context: Context, studio: Studio, seen: Seen, views: list[GarmentView], options: Options,
    samples: int, tell: Tell,
) -> Done:  # fmt: skip
    pictures: list[bytes] = []
    warnings: dict[str, None] = {}
    seconds: dict[str, float] = {}
    for number in range(samples):
        share = 0.55 / samples
        tell("render", 0.4 + number * share)
        result = studio.try_on(seen, *views, options=replace(options, seed=options.seed + number))
        tell("save", 0.4 + (number + 0.8) * share)
        image = mark(result.image) if context.settings.visible_mark else result.image
        pictures.append(marked_png(image))
        warnings |= dict.fromkeys(result.warnings)
        for stage, spent in result.seconds.items():
            seconds[stage] = round(seconds.get(stage, 0.0) + spent, 4)
    return Done(pictures, list(warnings), seconds, [view.report() for view in views])


def mark(image: Image) -> Image:
    """A copy with "AI" in the lower right corner, light on dark."""
    marked = image.copy()
    height, width = marked.shape[:2]
    scale = max(height, width) / 1400
    (w, h), base = cv2.getTextSize("AI", cv2.FONT_HERSHEY_SIMPLEX, scale, 2)
    pad = round(8 * scale) + 2
    x, y = width - w - 2 * pad, height - base - 2 * pad
    corner = marked[y - h - pad : y + base + pad, x - pad : x + w + pad]
    corner[:] = (corner * 0.35).astype(corner.dtype)
    cv2.putText(marked, "AI", (x, y), cv2.FONT_HERSHEY_SIMPLEX, scale, (245, 245, 245), 2,
                cv2.LINE_AA)  # fmt: skip
    return marked
