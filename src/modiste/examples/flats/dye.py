"""Colour and pattern of the cloth, and the word printed on the chest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PilImage
from PIL import ImageDraw, ImageFont

from modiste.examples.flats.lay import Lay
from modiste.types import Mask

Rgb = tuple[int, int, int]
Field = NDArray[np.float32]

PALETTE: tuple[Rgb, ...] = (
    (244, 243, 240), (232, 226, 214), (30, 31, 35), (58, 60, 66), (128, 130, 134), (190, 191, 193),
    (28, 40, 70), (52, 86, 140), (132, 168, 208), (150, 36, 44), (196, 62, 58), (222, 150, 146),
    (236, 200, 196), (56, 84, 62), (104, 120, 84), (150, 166, 140), (214, 170, 70), (226, 206, 130),
    (178, 108, 66), (122, 84, 62), (196, 172, 140), (108, 78, 120), (178, 160, 196), (60, 130, 128),
)  # fmt: skip
"""Colours that clothes are sold in, sRGB."""

DENIM: tuple[Rgb, ...] = (
    (52, 70, 104),
    (84, 110, 148),
    (132, 156, 186),
    (36, 42, 58),
    (70, 72, 78),
)

MOTIFS = ("plain", "stripes", "pinstripes", "checks", "dots", "flowers", "halves")

PRINT_PPCM = 24
"""Pixels per cm at which a print is set."""


@dataclass(frozen=True)
class Dye:
    """Colours and pattern.

    Attributes:
        base: the cloth, sRGB.
        second: stripes, dots, contrast pieces, sRGB.
        ink: the print, sRGB.
        motif: one of ``MOTIFS``.
        period: repeat of the motif in cm.
        duty: share of the second colour in a repeat, in (0, 1).
        text: word printed on the chest, "" for none.
        text_height: of its capitals, in cm.
    """

    base: Rgb
    second: Rgb
    ink: Rgb
    motif: str
    period: float
    duty: float
    text: str
    text_height: float


def smooth_step(x: Field, edge: float) -> Field:
    """0 below zero, 1 above ``edge``, linear between."""
    share: Field = np.clip(x / np.float32(max(edge, 1e-6)) + np.float32(0.5), 0, 1)
    return share.astype(np.float32)


def _bars(x: Field, period: float, duty: float, blur: float) -> Field:
    """Periodic bars with an antialiased edge of ``blur`` cm."""
    phase = np.abs(x / period - np.round(x / period)) * period
    return smooth_step((duty * period / 2 - phase).astype(np.float32), blur)


def _checks(x: Field, y: Field, dye: Dye, blur: float) -> Field:
    warp, weft = (_bars(along, dye.period, dye.duty, blur) for along in (x, y))
    return (warp + weft) * np.float32(0.5)


def _dots(x: Field, y: Field, dye: Dye, blur: float) -> Field:
    row = np.round(y / dye.period)
    shifted = x + (row % 2) * dye.period / 2
    dx = shifted - np.round(shifted / dye.period) * dye.period
    dy = y - row * dye.period
    radius = dye.duty * dye.period * 0.55
    return smooth_step((radius - np.hypot(dx, dy)).astype(np.float32), blur)


def _flowers(x: Field, y: Field, dye: Dye, blur: float) -> Field:
    col, row = np.round(x / dye.period), np.round(y / dye.period)
    jitter = np.sin(col * 12.9898 + row * 78.233) * 0.3 * dye.period
    dx, dy = x - col * dye.period - jitter, y - row * dye.period + jitter * 0.8
    turn = np.arctan2(dy, dx) + jitter * 7
    radius = dye.period * 0.3 * (0.7 + 0.3 * np.cos(5 * turn))
    heart = np.hypot(dx, dy)
    petals = smooth_step((radius - heart).astype(np.float32), blur)
    return petals * (1 - 0.6 * smooth_step((dye.period * 0.08 - heart).astype(np.float32), blur))


def motif(dye: Dye, across: Field, along: Field, blur: float) -> Field:
    """Share of the second colour at cloth coordinates in cm, each (...,), in [0, 1]."""
    if dye.motif == "stripes":
        return _bars(along, dye.period, dye.duty, blur)
    if dye.motif == "pinstripes":
        return _bars(across, dye.period, dye.duty, blur)
    if dye.motif == "halves":
        return smooth_step((along - dye.period * 8).astype(np.float32), blur)
    areas: dict[str, Callable[[Field, Field, Dye, float], Field]] = {
        "checks": _checks, "dots": _dots, "flowers": _flowers,
    }  # fmt: skip
    return areas[dye.motif](across, along, dye, blur)


def set_text(text: str, height_cm: float) -> Mask:
    """The word as a coverage mask at ``PRINT_PPCM``, tightly cropped."""
    size = max(8, round(height_cm * PRINT_PPCM / 0.72))
    font = ImageFont.load_default(size)
    left, top, right, bottom = font.getbbox(text, stroke_width=size // 24)
    canvas = PilImage.new("L", (int(right - left) + 2, int(bottom - top) + 2))
    at = (1 - left, 1 - top)
    ImageDraw.Draw(canvas).text(at, text, font=font, fill=255, stroke_width=size // 24)
    return np.asarray(canvas, np.float32) / np.float32(255)


def lay_print(word: Mask, middle: tuple[float, float], lay: Lay) -> Mask:
    """Coverage of the print in a lay's window, (h, w); ``middle`` is its centre in cm."""
    factor = np.float32(PRINT_PPCM)
    x, y = lay.grid
    at_x = (x - np.float32(middle[0])) * factor + np.float32(word.shape[1] / 2)
    at_y = (y - np.float32(middle[1])) * factor + np.float32(word.shape[0] / 2)
    soft = cv2.GaussianBlur(word, (0, 0), max(0.45 * PRINT_PPCM / lay.scale, 0.3))
    padded = cv2.copyMakeBorder(soft, 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=0)
    flat = cv2.remap(padded, at_x + 4, at_y + 4, cv2.INTER_LINEAR)
    return flat.astype(np.float32)


WORDS = (
    "modiste", "PARIS", "hello", "SUMMER", "1987", "ATHLETIC", "dream", "OCEAN", "NEW YORK", "love",
    "STUDIO", "coffee", "Nordic", "MOTION", "smile", "WILD", "sunday", "RIVER 8", "BOLD", "atelier",
)  # fmt: skip


def draw_dye(kind: str, rng: np.random.Generator) -> Dye:
    """Draw colours and pattern as they go with a kind of garment."""
    palette = DENIM if kind in ("trousers", "shorts") and rng.uniform() < 0.45 else PALETTE
    base, second, ink = (_shifted(palette[rng.integers(len(palette))], rng) for _ in range(3))
    for _ in range(8):
        if _distance(base, second) < 110:
            second = PALETTE[rng.integers(len(PALETTE))]
        if _distance(base, ink) < 160:
            ink = PALETTE[rng.integers(len(PALETTE))]
    printable = kind in ("t-shirt", "long-sleeve", "hoodie", "tank-top")
    text = WORDS[rng.integers(len(WORDS))] if printable and rng.uniform() < 0.5 else ""
    choice = _draw_motif(kind, rng)
    fine = choice in ("pinstripes", "dots", "flowers", "checks")
    period = rng.uniform(1.2, 6.0) if fine else rng.uniform(1.8, 9.0)
    return Dye(
        base, second, ink, choice, float(period), float(rng.uniform(0.12, 0.55)), text,
        float(rng.uniform(3.5, 8.0)),
    )  # fmt: skip


def _draw_motif(kind: str, rng: np.random.Generator) -> str:
    if kind in ("trousers", "shorts"):
        return str(rng.choice(["plain", "pinstripes", "checks"], p=[0.86, 0.06, 0.08]))
    p = [0.52, 0.18, 0.05, 0.08, 0.07, 0.07, 0.03]
    return str(rng.choice(MOTIFS, p=p))


def _shifted(colour: Rgb, rng: np.random.Generator) -> Rgb:
    r, g, b = np.clip(np.array(colour) + rng.normal(0, 9, 3), 6, 250).astype(int)
    return int(r), int(g), int(b)


def _distance(a: Rgb, b: Rgb) -> float:
    return float(np.linalg.norm(np.subtract(a, b)))
