"""Drawn pictures that show nothing to wear: pages, screens, charts, drawings, rooms, plates.

The photos of the clothing-dataset hold next to nothing that is no garment, so that a network taught
by them alone takes a page of text for a shirt. ``modiste eval garment`` draws its own strangers,
with other letters and other layouts: :mod:`modiste.evaluation.garment_refusal`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from modiste.types import Image

LONG_SIDE = 384

WORDS = (
    "the of and to in is that for it as was with be by on not he his but at are this have from "
    "which one had all their there been has will more if no out so what up said about other into "
    "than its time only could new them man some these then two first may any like my now over such"
).split()

Rng = np.random.Generator
Color = tuple[int, int, int]


def stranger(sort: str, rng: Rng) -> Image:
    """Draw one picture of a sort of :data:`SORTS`, (h, w, 3), the long side 384 pixels.

    Raises:
        KeyError: when there is no such sort.
    """
    wide = rng.random() < 0.35
    short = round(LONG_SIDE * float(rng.uniform(0.6, 0.95)))
    size = (LONG_SIDE, short) if wide else (short, LONG_SIDE)
    picture = np.asarray(SORTS[sort](size, rng), np.uint8)
    return _photographed(picture, rng, flat=sort not in FILLING)


def draw_strangers(count: int, seed: int = 0) -> Iterator[tuple[str, Image]]:
    """Draw so many pictures, the sorts in turn, with their names."""
    sorts = tuple(SORTS)
    for i in range(count):
        sort = sorts[i % len(sorts)]
        yield f"{sort}-{i:04d}", stranger(sort, np.random.default_rng([seed, i, 41]))


def _light(rng: Rng, low: int = 205) -> Color:
    base, tint = rng.integers(low, 256), rng.integers(-12, 13, 3)
    return _color(base + tint)


def _dark(rng: Rng) -> Color:
    return _color(rng.integers(0, 80) + rng.integers(-15, 16, 3))


def _any(rng: Rng) -> Color:
    return _color(rng.integers(0, 256, 3))


def _color(values: np.ndarray) -> Color:
    red, green, blue = (int(v) for v in np.clip(values, 0, 255))
    return red, green, blue


def _inks(rng: Rng) -> tuple[Color, Color]:
    """Paper and ink, now and then the other way round."""
    paper, ink = _light(rng), _dark(rng)
    return (ink, paper) if rng.random() < 0.2 else (paper, ink)


def _sentence(rng: Rng, letters: int) -> str:
    line = " ".join(rng.choice(WORDS, letters // 3))
    return line[:letters].capitalize()


def _lines(
    pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], height: int, ink: Color, rng: Rng
) -> None:
    """Fill a box with ragged lines of text."""
    left, top, right, bottom = box
    font = ImageFont.load_default(height)
    letters = max(3, round((right - left) / (0.5 * height)))
    for y in range(top, bottom - height, round(height * float(rng.uniform(1.25, 1.7)))):
        pen.text((left, y), _sentence(rng, round(letters * float(rng.uniform(0.6, 1)))), ink, font)


def _page(size: tuple[int, int], rng: Rng) -> Pillow.Image:
    """A printed page: heading, one to three columns, a figure here and there."""
    paper, ink = _inks(rng)
    page = Pillow.new("RGB", size, paper)
    pen = ImageDraw.Draw(page)
    edge, top = round(size[0] * float(rng.uniform(0.04, 0.12))), round(size[1] * 0.05)
    if rng.random() < 0.7:
        height = int(rng.integers(18, 36))
        pen.text((edge, top), _sentence(rng, 14), ink, ImageFont.load_default(height))
        top += height + 12
    columns = int(rng.integers(1, 4))
    step = (size[0] - 2 * edge) // columns
    text = int(rng.integers(7, 15))
    for i in range(columns):
        left, start = edge + i * step, top
        if rng.random() < 0.3:
            pen.rectangle((left, start, left + step - 10, start + step // 2), _any(rng))
            start += step // 2 + 10
        _lines(pen, (left, start, left + step - 10, size[1] - 15), text, ink, rng)
    return page


def _table(size: tuple[int, int], rng: Rng) -> Pillow.Image:
    """Rows and columns of figures, as on receipts, forms and sheets."""
    paper, ink = _inks(rng)
    page = Pillow.new("RGB", size, paper)
    pen = ImageDraw.Draw(page)
    columns, height = int(rng.integers(2, 6)), int(rng.integers(16, 34))
    font = ImageFont.load_default(round(height * 0.6))
    ruled = rng.random() < 0.7
    for y in range(15, size[1] - height, height):
        for i in range(columns):
            x = 12 + i * (size[0] - 24) // columns
            word = str(rng.integers(0, 9999)) if i else str(rng.choice(WORDS))
            pen.text((x + 3, y + 2), word, ink, font)
            if ruled:
                pen.rectangle((x, y, x + (size[0] - 24) // columns, y + height), outline=ink)
    return page


def _screen(size: tuple[int, int], rng: Rng) -> Pillow.Image:
    """A screen of an application: bars, cards, buttons, text."""
    back, ink = _inks(rng)
    page = Pillow.new("RGB", size, back)
    pen = ImageDraw.Draw(page)
    bar = round(size[1] * float(rng.uniform(0.04, 0.12)))
    pen.rectangle((0, 0, size[0], bar), _any(rng))
    side = round(size[0] * float(rng.uniform(0, 0.3)))
    pen.rectangle((0, bar, side, size[1]), _any(rng))
    columns, rows = int(rng.integers(1, 4)), int(rng.integers(1, 6))
    wide, high = (size[0] - side) // columns, (size[1] - bar) // rows
    for row in range(rows):
        for column in range(columns):
            left, top = side + column * wide + 6, bar + row * high + 6
            box = (left, top, left + max(wide - 14, 12), top + max(high - 14, 12))
            pen.rounded_rectangle(box, 6, _any(rng) if rng.random() < 0.5 else _light(rng), ink)
            if rng.random() < 0.7:
                _lines(pen, (left + 6, top + 6, box[2] - 6, box[3]), 11, ink, rng)
    return page


def _chart(size: tuple[int, int], rng: Rng) -> Pillow.Image:
    """Axes with bars or curves, or a pie."""
    paper, ink = _inks(rng)
    page = Pillow.new("RGB", size, paper)
    pen = ImageDraw.Draw(page)
    left, top, right, bottom = 40, 40, size[0] - 20, size[1] - 40
    pen.text((left, 10), _sentence(rng, 20), ink, ImageFont.load_default(16))
    if rng.random() < 0.25:
        ends = np.sort(np.concatenate([[0, 360], rng.uniform(0, 360, 4)]))
        for a, b in pairwise(ends):
            pen.pieslice((left, top, right, top + right - left), a, b, _any(rng), ink)
        return page
    pen.line((left, top, left, bottom, right, bottom), ink, 2)
    count = int(rng.integers(4, 14))
    xs = np.linspace(left + 5, right, count + 1)
    for _ in range(int(rng.integers(1, 4))):
        ys, color = rng.uniform(top, bottom, count + 1), _any(rng)
        if rng.random() < 0.5:
            pen.line([(float(x), float(y)) for x, y in zip(xs, ys, strict=True)], color, 3)
        else:
            for x, y in zip(xs[:-1], ys, strict=False):
                pen.rectangle((x, y, x + (right - left) / count / 2, bottom), color)
    return page


def _doodle(size: tuple[int, int], rng: Rng) -> Pillow.Image:
    """Strokes, circles and polygons on paper: drawings, logos, maps, handwriting."""
    paper, ink = _inks(rng)
    page = Pillow.new("RGB", size, paper)
    pen = ImageDraw.Draw(page)
    for _ in range(int(rng.integers(3, 25))):
        centre = rng.uniform(0.1, 0.9, 2) * size
        color = ink if rng.random() < 0.6 else _any(rng)
        turns = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 12))))
        reach = rng.uniform(8, 110, (len(turns), 1))
        points = centre + reach * np.stack([np.cos(turns), np.sin(turns)], 1)
        places = [(float(x), float(y)) for x, y in points]
        if rng.random() < 0.7:
            pen.line(places, color, int(rng.integers(1, 6)), joint="curve")
        else:
            pen.polygon(places, color, ink)
    return page


def _plate(size: tuple[int, int], rng: Rng) -> Pillow.Image:
    """Round things with things on them: plates, clocks, coins, food."""
    page = Pillow.new("RGB", size, _any(rng))
    pen = ImageDraw.Draw(page)
    for _ in range(int(rng.integers(1, 4))):
        x, y = rng.uniform(0.25, 0.75, 2) * size
        reach = float(rng.uniform(0.15, 0.45)) * min(size)
        squash = float(rng.uniform(0.6, 1))
        for part in (1.0, 0.8):
            pen.ellipse((x - part * reach, y - squash * part * reach, x + part * reach,
                         y + squash * part * reach), _light(rng, 120))  # fmt: skip
        for _ in range(int(rng.integers(2, 40))):
            dx, dy = rng.normal(0, 0.35, 2) * (reach, squash * reach)
            bit = float(rng.uniform(2, 0.3 * reach))
            pen.ellipse((x + dx - bit, y + dy - bit, x + dx + bit, y + dy + bit), _any(rng))
    return page


def _face(size: tuple[int, int], rng: Rng) -> Pillow.Image:
    """A face from near by, roughly: head, hair, eyes, mouth."""
    page = Pillow.new("RGB", size, _any(rng))
    pen = ImageDraw.Draw(page)
    skin = np.array([225, 180, 150]) * rng.uniform(0.35, 1.08)
    x, y = size[0] / 2 + rng.normal(0, 15), size[1] / 2 + rng.normal(0, 15)
    wide, high = rng.uniform(0.25, 0.4) * size[0], rng.uniform(0.28, 0.42) * size[1]
    pen.ellipse((x - 1.15 * wide, y - 1.2 * high, x + 1.15 * wide, y + 0.7 * high), _dark(rng))
    pen.ellipse((x - wide, y - high, x + wide, y + high), _color(skin))
    for sign in (-1, 1):
        eye, level, r = x + sign * 0.4 * wide, y - 0.15 * high, 0.14 * wide
        pen.ellipse((eye - r, level - r / 2, eye + r, level + r / 2), (240, 240, 240))
        pen.ellipse((eye - r / 3, level - r / 3, eye + r / 3, level + r / 3), _dark(rng))
    pen.line((x, y - 0.1 * high, x - 0.1 * wide, y + 0.25 * high), _color(skin * 0.7), 3)
    pen.ellipse((x - 0.3 * wide, y + 0.45 * high, x + 0.3 * wide, y + 0.58 * high),
                _color(skin * (1, 0.6, 0.6)))  # fmt: skip
    return page


def _room(size: tuple[int, int], rng: Rng) -> Pillow.Image:
    """Floor, wall and boxes before them: rooms, streets, furniture."""
    page = Pillow.new("RGB", size, _any(rng))
    pen = ImageDraw.Draw(page)
    level = float(rng.uniform(0.3, 0.8)) * size[1]
    pen.rectangle((0, level, size[0], size[1]), _any(rng))
    for _ in range(int(rng.integers(1, 12))):
        x, y = rng.uniform(-0.1, 0.9, 2) * size
        wide, high = rng.uniform(0.05, 0.5, 2) * size
        pen.rectangle((x, y, x + wide, y + high), _any(rng), _dark(rng))
    return page


def _texture(size: tuple[int, int], rng: Rng) -> Pillow.Image:
    """Tiles, boards, grass, or grain of any coarseness."""
    coarse = int(rng.integers(2, 60))
    noise = rng.uniform(0, 1, (max(2, size[1] // coarse), max(2, size[0] // coarse), 3))
    if rng.random() < 0.6:
        noise = noise.mean(2, keepdims=True).repeat(3, 2)
    flags = cv2.INTER_NEAREST if rng.random() < 0.5 else cv2.INTER_CUBIC
    field = cv2.resize(noise.astype(np.float32), size, interpolation=flags)
    return Pillow.fromarray(
        np.clip(np.array(_any(rng)) + rng.uniform(20, 180) * (field - 0.5), 0, 255).astype(np.uint8)
    )


SORTS: Mapping[str, Callable[[tuple[int, int], Rng], Pillow.Image]] = {
    "page": _page, "table": _table, "screen": _screen, "chart": _chart, "doodle": _doodle,
    "plate": _plate, "face": _face, "room": _room, "texture": _texture,
}  # fmt: skip
"""What can be drawn, by name, at a size of (width, height)."""


FILLING = ("room", "texture")
"""Sorts that fill the picture; laid askew on a table they would look like cloth."""


def _photographed(picture: Image, rng: Rng, flat: bool) -> Image:
    """As it is, or (if flat) lying askew on a table; unevenly lit, blurred and grainy."""
    height, width = picture.shape[:2]
    out = picture.astype(np.float32)
    if flat and rng.random() < 0.5:
        corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
        inset = 0.16 * min(width, height)
        moved = corners + rng.uniform(0, inset, (4, 2)) * np.sign((width / 2, height / 2) - corners)
        matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
        out = np.asarray(cv2.warpPerspective(out, matrix, (width, height), flags=cv2.INTER_LINEAR,
                                             borderValue=_any(rng)), np.float32)  # fmt: skip
    if rng.random() < 0.6:
        light = rng.uniform(0.6, 1.05, (2, 2)).astype(np.float32)
        out *= cv2.resize(light, (width, height), interpolation=cv2.INTER_LINEAR)[..., None]
        out += rng.normal(0, rng.uniform(0, 7), out.shape)
    if rng.random() < 0.4:
        out = np.asarray(cv2.GaussianBlur(out, (0, 0), rng.uniform(0.4, 1.4)), np.float32)
    return np.clip(out, 0, 255).astype(np.uint8)
