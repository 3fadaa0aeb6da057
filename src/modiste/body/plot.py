"""A virtual model with the tape lines drawn on her, and what they read."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import cv2
import numpy as np

from modiste.body.arrays import Floats
from modiste.body.measure import Tape
from modiste.body.model import Model
from modiste.types import Image, Measure

LINE = (205, 40, 70)
INK = (45, 45, 50)
_BEHIND = 0.03
"""Metres by which a point of a tape may lie behind the skin before it is hidden."""
_PANEL = 0.46
"""Width of the panel with the readings, in widths of the picture."""


def draw_tape(model: Model, texts: Mapping[Measure, str]) -> Image:
    """Draw where the tape lies, and beside the body what it reads.

    Args:
        model: the person; her tape is laid in the pose she stands in.
        texts: what to write at every girth that is drawn, such as ``"waist 74 cm"``.

    Returns:
        uint8 (H, W', 3), wider than the model's picture by a panel on the right.
    """
    height, width = model.image.shape[:2]
    panel = round(_PANEL * width)
    canvas = np.full((height, width + panel, 3), 250, np.uint8)
    canvas[:, :width] = model.image
    lines = Tape(model.sitter.body).lines(model.sitter.posed)
    places = {}
    for measure, line in lines.items():
        if measure in texts:
            places[measure] = _draw_line(canvas[:, :width], model, line)
    _write(canvas, width, places, texts)
    return canvas


def _draw_line(picture: Image, model: Model, line: Floats) -> Floats:
    """Draw one closed line, the hidden parts left out; returns its rightmost pixel, (2,)."""
    dense = _dense(line)
    pixels, depth = model.camera.project(dense)
    seen = _seen(model, pixels, depth)
    scale = max(1, round(picture.shape[0] / 512))
    for here, there, first, second in zip(pixels, np.roll(pixels, -1, axis=0), seen,
                                          np.roll(seen, -1), strict=True):  # fmt: skip
        if first and second:
            start, end = (tuple(round(float(v)) for v in p) for p in (here, there))
            cv2.line(picture, start, end, LINE, scale + 1, cv2.LINE_AA)
    right: Floats = pixels[pixels[:, 0].argmax()]
    return right


def _dense(line: Floats, step: float = 0.01) -> Floats:
    """The closed line with a point every centimetre, (M, 3)."""
    ring = np.concatenate([line, line[:1]])
    parts = []
    for a, b in itertools.pairwise(ring):
        count = max(1, round(float(np.linalg.norm(b - a)) / step))
        parts.append(a + (b - a) * (np.arange(count) / count)[:, None])
    whole: Floats = np.concatenate(parts)
    return whole


def _seen(model: Model, pixels: Floats, depth: Floats) -> np.ndarray:
    """Which points lie on what the camera sees, bool (N,)."""
    height, width = model.depth.shape
    x, y = (np.clip(np.round(pixels[:, i]).astype(int), 0, limit - 1)
            for i, limit in ((0, width), (1, height)))  # fmt: skip
    return np.asarray(depth < model.depth[y, x] + _BEHIND)


def _write(canvas: Image, width: int, places: Mapping[Measure, Floats],
           texts: Mapping[Measure, str]) -> None:  # fmt: skip
    """Write the readings below one another, each with a thin line to its tape."""
    size = canvas.shape[0] / 1000
    rows = _spread([float(place[1]) for place in places.values()], 34 * size)
    for (measure, place), row in zip(places.items(), rows, strict=True):
        at = (width + round(24 * size), round(row + 6 * size))
        start = (int(place[0]) + 2, int(place[1]))
        cv2.line(canvas, start, (at[0] - 6, round(row)), (170, 170, 175), 1, cv2.LINE_AA)
        cv2.putText(canvas, texts[measure], at, cv2.FONT_HERSHEY_SIMPLEX, 0.62 * size, INK,
                    max(1, round(1.2 * size)), cv2.LINE_AA)  # fmt: skip


def _spread(rows: list[float], gap: float) -> list[float]:
    """The same rows, moved as little as needed to be ``gap`` apart."""
    order = np.argsort(rows, kind="stable")
    moved = np.array(rows, np.float64)[order]
    for i in range(1, len(moved)):
        moved[i] = max(moved[i], moved[i - 1] + gap)
    if len(moved):
        moved -= float((moved - np.array(rows)[order]).mean())
    back = np.empty(len(moved))
    back[order] = moved
    return [float(v) for v in back]
