"""Paints how a garment sits onto a picture of the body: each zone in the colour of its verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.fit.advise import Verdict
from modiste.types import Image, Mask, Points

COLOURS: Mapping[Verdict, tuple[int, int, int]] = {
    Verdict.TOO_TIGHT: (200, 40, 50), Verdict.CLOSE: (235, 150, 60), Verdict.RIGHT: (60, 160, 90),
    Verdict.ROOMY: (90, 160, 215), Verdict.TOO_LOOSE: (60, 80, 190),
}  # fmt: skip
_STRENGTH = 0.72
_INK = (45, 45, 50)
_PANEL = 0.62
"""Width of the panel with the words, in widths of the picture."""


@dataclass(frozen=True)
class Band:
    """One zone in the picture.

    Attributes:
        runs: the seen parts of the line round the body, each float32 (N, 2), pixels.
        width: of the band in pixels.
        verdict: its colour.
        text: what is written beside it; may have two lines.
    """

    runs: Sequence[Points]
    width: float
    verdict: Verdict
    text: str


def paint_bands(image: Image, matte: Mask, bands: Sequence[Band], title: str) -> Image:
    """Paint bands onto the body and write beside it.

    Args:
        image: the body, uint8 (H, W, 3).
        matte: where it is, (H, W) in [0, 1].
        bands: in any order.
        title: one line above the words.

    Returns:
        uint8 (H, W', 3), wider by a panel on the right.
    """
    height, width = image.shape[:2]
    canvas = np.full((height, width + round(_PANEL * width), 3), 250, np.uint8)
    canvas[:, :width] = _painted(image, matte, bands)
    size = height / 1000
    _write(canvas, title, (width + round(24 * size), round(70 * size)), 0.95 * size)
    drawn = sorted((b for b in bands if b.runs), key=_height)
    for band, row in zip(drawn, _rows([_height(b) for b in drawn], 78 * size, 130 * size),
                         strict=True):  # fmt: skip
        _label(canvas, band, width, row, size)
    return canvas


def _painted(image: Image, matte: Mask, bands: Sequence[Band]) -> Image:
    out = image.astype(np.float32)
    for band in bands:
        cover = (_cover(band, image.shape[:2]) * matte * _STRENGTH)[..., None]
        light = image.mean(2, keepdims=True, dtype=np.float32) / 160
        out += cover * (np.clip(np.array(COLOURS[band.verdict]) * light, 0, 255) - out)
    return np.clip(np.rint(out), 0, 255).astype(np.uint8)


def _cover(band: Band, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """A soft band along the runs, float32 (H, W) in [0, 1]."""
    cover = np.zeros(shape, np.uint8)
    lines = [np.round(run).astype(np.int32).reshape(-1, 1, 2) for run in band.runs]
    cv2.polylines(cover, lines, False, 255, max(1, round(band.width)), cv2.LINE_AA)
    soft = cv2.GaussianBlur(cover, (0, 0), max(0.5, band.width / 8))
    return (soft / np.float32(255)).astype(np.float32)


def _height(band: Band) -> float:
    return float(np.mean([run[:, 1].mean() for run in band.runs]))


def _rows(wanted: Sequence[float], gap: float, first: float) -> list[float]:
    """Rows of labels near their bands, ``gap`` apart and below ``first``."""
    rows: list[float] = []
    for row in wanted:
        rows.append(max(row, rows[-1] + gap if rows else first))
    return rows


def _label(canvas: Image, band: Band, width: int, row: float, size: float) -> None:
    points = np.concatenate(list(band.runs))
    right = points[points[:, 0].argmax()]
    left = width + round(24 * size)
    start, end = (round(float(right[0])), round(float(right[1]))), (left - 8, round(row))
    cv2.line(canvas, start, end, COLOURS[band.verdict], max(1, round(size)), cv2.LINE_AA)
    for i, line in enumerate(band.text.splitlines()):
        place = (left, round(row + (i * 30 + 4) * size))
        _write(canvas, line, place, (0.68 if i == 0 else 0.56) * size,
               COLOURS[band.verdict] if i == 0 else _INK)  # fmt: skip


def _write(
    canvas: Image, text: str, at: tuple[int, int], scale: float,
    ink: tuple[int, int, int] = _INK,
) -> None:  # fmt: skip
    cv2.putText(canvas, text, at, cv2.FONT_HERSHEY_SIMPLEX, scale, ink,
                max(1, round(1.8 * scale)), cv2.LINE_AA)  # fmt: skip
