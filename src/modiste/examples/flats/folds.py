"""Folds that a garment gets from how it is cut: flares, pulls at the armpits, bends at the knee."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.examples.flats.cloth import Field
from modiste.examples.flats.curves import Curve
from modiste.examples.flats.draw import fixed
from modiste.examples.flats.lay import Lay
from modiste.examples.flats.pattern import Panel, Pattern
from modiste.types import Part


@dataclass(frozen=True)
class Fold:
    """One fold: where it runs in pattern cm, how broad it is in cm, and its strength in [-1, 1]."""

    line: Curve
    breadth: float
    strength: float


def folds_of(pattern: Pattern, rng: np.random.Generator) -> list[Fold]:
    """Draw the folds of a garment."""
    makers = {
        Part.TORSO: _pulls, Part.SKIRT: _flares, Part.SLEEVE_LEFT: _bends,
        Part.SLEEVE_RIGHT: _bends, Part.LEG_LEFT: _knees, Part.LEG_RIGHT: _knees,
    }  # fmt: skip
    return [fold for panel in pattern.panels for fold in makers[panel.part](panel, pattern, rng)]


def _run(
    panel: Panel, start: tuple[float, float], end: tuple[float, float], rng: np.random.Generator
) -> Curve:
    """A slightly wandering line between two places (u, share of the length) of a panel."""
    t = np.linspace(0, 1, 9)
    wander = np.sin(np.pi * t) * rng.normal(0, 0.05)
    u = start[0] + (end[0] - start[0]) * t + wander
    v = (start[1] + (end[1] - start[1]) * t) * panel.length
    return panel.place(np.clip(u, -0.98, 0.98), v)


def _pulls(panel: Panel, pattern: Pattern, rng: np.random.Generator) -> Iterator[Fold]:
    """From the armpits towards the middle, and up from the hem."""
    armpit = min(pattern.measures["armhole"] / panel.length, 0.8)
    for side in (-1.0, 1.0):
        for _ in range(int(rng.integers(2, 5))):
            start = (side * rng.uniform(0.75, 0.95), armpit + rng.uniform(-0.06, 0.08))
            end = (side * rng.uniform(-0.1, 0.45), start[1] + rng.uniform(0.08, 0.4))
            yield Fold(_run(panel, start, end, rng), rng.uniform(1.0, 2.4), rng.normal(0, 0.6))
    for _ in range(int(rng.integers(2, 6))):
        u = rng.uniform(-0.85, 0.85)
        start, end = (u + rng.normal(0, 0.12), rng.uniform(0.45, 0.75)), (u, 1.0)
        yield Fold(_run(panel, start, end, rng), rng.uniform(1.5, 3.5), rng.normal(0, 0.6))


def _flares(panel: Panel, pattern: Pattern, rng: np.random.Generator) -> Iterator[Fold]:
    """Down a skirt, more the wider its hem is."""
    flare = float(panel.high[-1] / panel.high[0])
    for u in np.arange(-0.9, 0.95, rng.uniform(0.14, 0.3)):
        place = u + rng.normal(0, 0.04)
        line = _run(panel, (place, rng.uniform(0.02, 0.35)), (place, 1.0), rng)
        strength = rng.normal(0, 0.35) * min(max(flare - 0.6, 0.4), 1.6)
        yield Fold(line, rng.uniform(1.5, 3.5), strength)


def _bends(panel: Panel, pattern: Pattern, rng: np.random.Generator) -> Iterator[Fold]:
    """Across a sleeve, from the inside of the arm."""
    count = 2 + int(panel.length / 9)
    for _ in range(int(rng.integers(1, count + 1))):
        at = rng.uniform(0.15, 0.9)
        start, end = (0.95, at), (rng.uniform(-0.7, 0.3), at + rng.normal(-0.06, 0.12))
        yield Fold(_run(panel, start, end, rng), rng.uniform(0.7, 1.6), rng.normal(0, 0.6))


def _knees(panel: Panel, pattern: Pattern, rng: np.random.Generator) -> Iterator[Fold]:
    """From the crotch outwards, and across the knee."""
    crotch = pattern.measures["rise"] / panel.length
    for _ in range(int(rng.integers(2, 5))):
        start = (-0.95, crotch * rng.uniform(0.75, 1.1))
        end = (rng.uniform(-0.2, 0.7), start[1] + rng.normal(-0.02, 0.06))
        yield Fold(_run(panel, start, end, rng), rng.uniform(0.8, 1.8), rng.normal(0, 0.55))
    for _ in range(int(rng.integers(1, 5))):
        at = rng.uniform(min(crotch + 0.15, 0.8), 0.95)
        u = rng.choice([-0.95, 0.95])
        end = (-u * rng.uniform(-0.2, 0.6), at + rng.normal(0, 0.04))
        yield Fold(_run(panel, (u, at), end, rng), rng.uniform(0.8, 2.0), rng.normal(0, 0.5))


def fold_height(folds: list[Fold], lay: Lay, factor: float) -> Field:
    """Height of the folds in cm in a picture ``factor`` times as large as the lay's, (h, w)."""
    shape = (round(lay.shape[0] * factor), round(lay.shape[1] * factor))
    scale, height = lay.scale * factor, np.zeros(shape, np.float32)
    for narrow, breadth in ((True, 0.45), (False, 1.1)):
        up, down = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
        for fold in folds:
            if (fold.breadth < 1.6) == narrow:
                _press(up if fold.strength > 0 else down, fold, lay, factor)
        sum_ = up.astype(np.float32) - down.astype(np.float32)
        height += cv2.GaussianBlur(sum_, (0, 0), max(breadth * scale, 0.8)) * np.float32(1 / 255)
    return height


def _press(canvas: NDArray[np.uint8], fold: Fold, lay: Lay, factor: float) -> None:
    """Draw one fold, fading out at its ends."""
    points = fixed(lay.to_pixels(fold.line) * factor)
    width = max(1, round(fold.breadth * lay.scale * factor * 0.7))
    steps = len(points) - 1
    for i in range(steps):
        fade = np.sin(np.pi * (i + 0.5) / steps) ** 0.7
        level = int(min(abs(fold.strength), 1.0) * 255 * fade)
        cv2.polylines(canvas, [points[i : i + 2]], False, level, width, cv2.LINE_AA, 4)
