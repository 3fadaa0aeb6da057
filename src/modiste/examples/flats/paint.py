"""Painting a laid-down pattern as a photo."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.examples.flats.cloth import Light, noise, pillow, shade, weave, wrinkles
from modiste.examples.flats.draw import dash, fill, fixed, stroke
from modiste.examples.flats.dye import PRINT_PPCM, Dye, lay_print, motif, set_text
from modiste.examples.flats.folds import fold_height, folds_of
from modiste.examples.flats.lay import Lay
from modiste.examples.flats.pattern import Panel, Pattern, Piece
from modiste.types import Category, Image, Mask

Field = NDArray[np.float32]


@dataclass(frozen=True)
class Masks:
    """Coverage of the garment's regions, each (h, w).

    Attributes:
        panels: by position in ``Pattern.panels``.
        outside: union of everything but the inner back.
        inner: the visible inside of the back.
    """

    panels: tuple[Mask, ...]
    outside: Mask
    inner: Mask

    @property
    def whole(self) -> Mask:
        """Everything that is garment."""
        return np.maximum(self.outside, self.inner)


def cover(pattern: Pattern, lay: Lay) -> Masks:
    """Rasterise the regions of a laid-down pattern."""
    panels = tuple(fill(lay, p.outline) for p in pattern.panels)
    front = np.maximum.reduce([*panels, *(fill(lay, p.outline) for p in pattern.pieces if p.free)])
    hole = np.zeros_like(front) if pattern.inner is None else fill(lay, pattern.inner)
    inner = hole * (1 - front)
    behind = [fill(lay, p.outline) * (1 - hole) for p in pattern.behind]
    outside = np.maximum.reduce([front, *behind])
    return Masks(panels, outside, np.minimum(inner, 1 - outside))


def cloth_colour(pattern: Pattern, lay: Lay, masks: Masks, dye: Dye) -> Field:
    """Albedo of the outside, float32 (h, w, 3) in [0, 255]."""
    base = rgb(dye.base)
    colour = np.empty((*lay.shape, 3), np.float32)
    colour[:] = base
    if dye.motif != "plain":
        for panel, mask in zip(pattern.panels, masks.panels, strict=True):
            _dye_panel(colour, panel, mask, lay, dye)
    if dye.text and pattern.category != Category.BOTTOM:
        _print_word(colour, pattern, lay, dye)
    return colour


def _dye_panel(colour: Field, panel: Panel, mask: Mask, lay: Lay, dye: Dye) -> None:
    part = lay.around(panel.outline, 1.0)
    near, covered = lay.window(part), mask[part][..., None]
    along, across = panel.frame.locate(*near.grid)
    share = motif(dye, across.astype(np.float32), along.astype(np.float32), 1.2 / lay.scale)
    base, second = rgb(dye.base), rgb(dye.second)
    dyed = base + share[..., None] * (second - base)
    colour[part] += covered * (dyed - colour[part])


def print_centre(pattern: Pattern) -> tuple[float, float]:
    """Middle of the print in pattern cm."""
    measures = pattern.measures
    return 0.0, max(measures["armhole"] * 0.95, measures["neck_depth"] + 8.0)


def word_mask(pattern: Pattern, dye: Dye) -> Mask:
    """The printed word at ``PRINT_PPCM``, shrunk when it is wider than the chest."""
    room = pattern.measures["chest"] * 0.72
    word = set_text(dye.text, dye.text_height)
    width = word.shape[1] / PRINT_PPCM
    return word if width <= room else set_text(dye.text, dye.text_height * room / width)


def _print_word(colour: Field, pattern: Pattern, lay: Lay, dye: Dye) -> None:
    word, centre = word_mask(pattern, dye), print_centre(pattern)
    reach = np.array([word.shape[::-1]]) / (2 * PRINT_PPCM)
    part = lay.around(np.vstack([centre - reach, centre + reach]), 2.0)
    covered = lay_print(word, centre, lay.window(part))[..., None] * np.float32(0.94)
    colour[part] += covered * (rgb(dye.ink) - colour[part])


def relief(
    pattern: Pattern,
    masks: Masks,
    lay: Lay,
    light: Light,
    rng: np.random.Generator,
    *,
    folds: float,
) -> Field:
    """Brightness of the cloth by its folds and rounded edges, (h, w), about 1."""
    half = (lay.shape[0] // 2, lay.shape[1] // 2)
    scale = lay.scale / 2
    height = wrinkles(rng, half, scale, 34, 0.9 * folds)
    height += noise(rng, half, 5) * np.float32(0.30 * folds)
    height += noise(rng, half, 13) * np.float32(0.10 * folds)
    creases = fold_height(folds_of(pattern, rng), lay, 0.5)
    height += creases[: half[0], : half[1]] * np.float32(0.8 * folds)
    for mask in (*masks.panels, masks.whole):
        small = cv2.resize(mask, half[::-1], interpolation=cv2.INTER_AREA)
        height += pillow(small, scale) * np.float32(0.16)
    lit = shade(cv2.GaussianBlur(height, (0, 0), 1.0), light, scale)
    return cv2.resize(lit, lay.shape[::-1], interpolation=cv2.INTER_LINEAR).astype(np.float32)


def sew(tone: Field, colour: Field, pattern: Pattern, lay: Lay, masks: Masks, dye: Dye) -> None:
    """Put the pieces, seams, stitches and buttons on, in place."""
    for piece in pattern.pieces:
        _sew_piece(tone, colour, piece, lay, masks.outside, dye)
    ink = np.zeros(lay.shape, np.uint8)
    for seam in pattern.seams:
        stroke(ink, lay, seam, 0.16)
    tone *= 1 - cv2.GaussianBlur(ink, (3, 3), 0) * np.float32(0.34 / 255)
    ink[:] = 0
    for row in pattern.stitches:
        dash(ink, lay, row, 0.55, 0.09)
    tone *= 1 - ink * np.float32(0.26 / 255)
    _buttons(tone, colour, pattern, lay, dye)


def _sew_piece(tone: Field, colour: Field, piece: Piece, lay: Lay, limit: Mask, dye: Dye) -> None:
    part = lay.around(piece.outline, 1.5)
    near = lay.window(part)
    if 0 in near.shape:
        return
    mask = fill(near, piece.outline) * limit[part]
    cast = cv2.GaussianBlur(mask, (0, 0), max(0.35 * lay.scale, 0.8))
    shadow = np.clip(cast - mask, 0, 1) * np.float32(piece.raised)
    edge = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))
    rib = _ribs(piece, near)
    tone[part] *= (1 - shadow) * (1 - edge * np.float32(0.22)) * (1 + mask * (piece.tone * rib - 1))
    if piece.contrast:
        colour[part] += mask[..., None] * (rgb(dye.second) - colour[part])


def _ribs(piece: Piece, lay: Lay) -> Field:
    """Brightness factor of knitted ribs in a window."""
    x, y = lay.grid
    if piece.ribs is None:
        return np.ones(x.shape, np.float32)
    centre_x, centre_y, count = piece.ribs
    if np.isinf(centre_y):
        wave = np.sin(x * np.float32(2 * np.pi * count))
    else:
        turn = np.arctan2(y - np.float32(centre_y), x - np.float32(centre_x))
        wave = np.sin(turn * np.float32(count))
    rib: Field = 1 + np.float32(0.065) * wave
    return rib


def _buttons(tone: Field, colour: Field, pattern: Pattern, lay: Lay, dye: Dye) -> None:
    shell = rgb((236, 232, 224) if sum(dye.base) > 380 else (60, 56, 54))
    for centre in pattern.buttons:
        part = lay.around(centre[None], 1.2)
        near = lay.window(part)
        if 0 in near.shape:
            continue
        tone[part] *= 1 - _disc(near, centre + 0.12, 0.72) * np.float32(0.34)
        face = _disc(near, centre, 0.55)
        colour[part] += face[..., None] * (shell - colour[part])
        tone[part] += face * (np.float32(1.05) - tone[part])
        tone[part] *= 1 - _disc(near, centre, 0.25) * np.float32(0.2)


def _disc(lay: Lay, centre: NDArray[np.float64], radius_cm: float) -> Mask:
    canvas = np.zeros(lay.shape, np.uint8)
    radius = int(max(1.0, radius_cm * lay.scale) * 16)
    cv2.circle(canvas, fixed(lay.to_pixels(centre)).tolist(), radius, 255, -1, cv2.LINE_AA, 4)
    return canvas.astype(np.float32) / np.float32(255)


def rgb(colour: tuple[float, float, float]) -> Field:
    """A colour that broadcasts over pixels, float32 (3,)."""
    return np.array(colour, np.float32)


def inside_colour(pattern: Pattern, lay: Lay, masks: Masks, dye: Dye) -> Field:
    """The inside of the back with its band and label, float32 (h, w, 3) in [0, 255]."""
    colour = np.empty((*lay.shape, 3), np.float32)
    colour[:] = rgb(dye.base) * np.float32(0.7)
    tone = np.ones(lay.shape, np.float32)
    for piece in pattern.inside:
        _sew_piece(tone, colour, piece, lay, masks.inner, dye)
    if pattern.label is not None:
        _stitch_label(colour, pattern.label, lay, dye)
    near = cv2.GaussianBlur(masks.outside, (0, 0), max(1.4 * lay.scale, 1.0))
    tone *= 1 - near * np.float32(0.5)
    colour *= tone[..., None]
    return colour


def _under(
    pattern: Pattern, lay: Lay, masks: Masks, dye: Dye, tone: Field
) -> tuple[tuple[slice, slice], Field] | None:
    """The window with the inside of the back, and its picture."""
    if pattern.inner is None:
        return None
    part = lay.around(pattern.inner, 0.5)
    near = Masks((), masks.outside[part], masks.inner[part])
    return part, inside_colour(pattern, lay.window(part), near, dye) * tone[part][..., None]


def _stitch_label(
    colour: Field, box: tuple[float, float, float, float], lay: Lay, dye: Dye
) -> None:
    x, y, w, h = box
    corners = np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)])
    part = lay.around(corners, 0.5)
    near = lay.window(part)
    if 0 in near.shape:
        return
    tag = rgb((232, 230, 224) if sum(dye.base) < 600 else (52, 52, 58))
    colour[part] += fill(near, corners)[..., None] * (tag - colour[part])
    covered = lay_print(set_text("modiste", h * 0.42), (x + w / 2, y + h / 2), near)[..., None]
    colour[part] += covered * (255 - tag - colour[part])


def paint(
    pattern: Pattern, lay: Lay, dye: Dye, light: Light, rng: np.random.Generator,
    backdrop: Field, *, cloth: str, folds: float,
) -> tuple[Image, Masks]:  # fmt: skip
    """Paint the picture; returns it, uint8 (h, w, 3), and its masks."""
    masks = cover(pattern, lay)
    colour = cloth_colour(pattern, lay, masks, dye)
    tone = relief(pattern, masks, lay, light, rng, folds=folds)
    under = _under(pattern, lay, masks, dye, tone)
    sew(tone, colour, pattern, lay, masks, dye)
    tone *= 1 + weave(rng, lay.shape, cloth, lay.scale) * np.float32(0.035)
    colour *= tone[..., None]
    whole = masks.whole
    if under is not None:
        part, seen = under
        share = (masks.inner[part] / np.maximum(whole[part], 1e-3))[..., None]
        colour[part] += share * (seen - colour[part])
    picture = _shadowed(backdrop, whole, lay, light)
    colour -= picture
    colour *= whole[..., None]
    picture += colour
    return _expose(picture, light, rng), masks


def _shadowed(backdrop: Field, whole: Mask, lay: Lay, light: Light) -> Field:
    """The ground with a contact shadow and a soft one thrown away from the light."""
    height, width = lay.shape
    small = cv2.resize(whole, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    reach = lay.scale / 4
    soft = cv2.GaussianBlur(small, (0, 0), max(1.3 * reach, 0.8))
    tight = cv2.GaussianBlur(small, (0, 0), max(0.35 * reach, 0.5))
    throw = 0.9 * reach * light.slope
    away = -throw * np.cos(light.angle), -throw * np.sin(light.angle)
    move = np.array([[1, 0, away[0]], [0, 1, away[1]]], np.float32)
    cast = cv2.warpAffine(soft, move, (width // 4, height // 4), borderMode=cv2.BORDER_REPLICATE)
    dark = cv2.resize(np.maximum(cast * np.float32(0.42), tight * np.float32(0.5)), (width, height))
    backdrop *= 1 - dark[..., None]
    return backdrop


def _expose(picture: Field, light: Light, rng: np.random.Generator) -> Image:
    """White balance, falling light, grain, 8 bits."""
    height, width = picture.shape[:2]
    y = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None]
    x = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None]
    fall = 1 + np.float32(light.gradient) * (
        x * np.float32(np.cos(light.angle)) + y * np.float32(np.sin(light.angle))
    )
    picture *= fall[..., None] * rgb(light.tint)
    picture += rng.integers(-3, 4, (height, width, 1), np.int8)
    return np.clip(picture, 0, 255, out=picture).astype(np.uint8)
