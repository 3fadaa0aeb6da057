"""A contact sheet: every person in every garment, to be looked at.

What fails is drawn in its cell as the sentence the user would read: a sheet always comes out.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
from PIL import Image as PilImage
from PIL import ImageDraw, ImageFont

from modiste.errors import InputError, ModisteError, OptionError
from modiste.examples.flats import flat
from modiste.examples.gallery import PRESETS
from modiste.examples.models import virtual_model
from modiste.imaging import write_image
from modiste.photos import Garment, Person
from modiste.studio import Studio
from modiste.types import Image, TryOnResult

CELL = (240, 320)
"""Width and height of a cell in pixels."""
STRIP = 34
"""Height of the caption under a cell in pixels."""
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".bmp", ".tif", ".tiff"})
DRAWN: tuple[tuple[str, int], ...] = (
    ("t-shirt", 4), ("t-shirt", 12), ("long-sleeve", 1), ("shirt", 10), ("tank-top", 1),
    ("hoodie", 1), ("trousers", 11), ("shorts", 4), ("skirt", 1), ("dress", 0), ("dress", 1),
    ("dress", 2),
)  # fmt: skip
"""Kind and seed of the garments that are drawn when no folder is given."""

T = TypeVar("T")
TryOn = Callable[[Person, Garment], TryOnResult]


@dataclass(frozen=True)
class Entry(Generic[T]):
    """One input of the sheet: its name, and how to read it (which may raise)."""

    name: str
    read: Callable[[], T]


def draw_sheet(
    out: Path,
    persons: Path | None = None,
    garments: Path | None = None,
    try_on: TryOn | None = None,
) -> Iterator[str]:
    """Dress everybody in everything and write the picture.

    Args:
        out: the picture to write.
        persons: folder of photos; None takes the virtual models.
        garments: folder of photos; None takes drawn garments.
        try_on: what dresses a person; None opens a :class:`modiste.studio.Studio`.

    Yields:
        One line per try-on: names, and seconds or the error.

    Raises:
        OptionError: when a folder holds no picture.
        OutputError: when the sheet cannot be written.
    """
    people = _folder(persons, Person.read) if persons else _models()
    clothes = _folder(garments, Garment.read) if garments else _flats()
    dress = try_on or Studio.open().try_on
    rows = [_row([_blank(), *(_picture_cell(entry) for entry in clothes)])]
    for person in people:
        cells = [_picture_cell(person)]
        for garment in clothes:
            cell, line = _try_cell(person, garment, dress)
            cells.append(cell)
            yield line
        rows.append(_row(cells))
    write_image(np.concatenate(rows, axis=0), out)


def _folder(folder: Path, read: Callable[[Path], T]) -> list[Entry[T]]:
    """The pictures of a folder by name."""
    paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in SUFFIXES)
    if not paths:
        raise OptionError(f"{folder} holds no picture; put JPEG, PNG or WebP files there.")
    return [Entry(p.stem, partial(read, p)) for p in paths]


def _models() -> list[Entry[Person]]:
    return [Entry(name, partial(_model, name)) for name in PRESETS]


def _model(name: str) -> Person:
    return Person.from_array(virtual_model(name).image, name=name)


def _flats() -> list[Entry[Garment]]:
    return [Entry(f"{kind} {seed}", partial(_garment, kind, seed)) for kind, seed in DRAWN]


def _garment(kind: str, seed: int) -> Garment:
    return Garment.from_array(flat(kind, seed=seed).image, name=kind)


def _try_cell(person: Entry[Person], garment: Entry[Garment], dress: TryOn) -> tuple[Image, str]:
    """One try-on's cell and line."""
    names = f"{person.name} + {garment.name}"
    try:
        wearer = person.read()
        result = dress(wearer, garment.read())
    except ModisteError as error:
        return _error_cell(str(error), isinstance(error, InputError)), f"{names}: {error}"
    seconds = result.elapsed
    caption = f"{result.categories[0]}  {seconds:.2f} s"
    if result.warnings:
        caption += f"\n{result.warnings[0]}"
    image = _around_change(wearer.image, result.image)
    return _cell(image, caption), f"{names}: {seconds:.2f} s"


def _around_change(before: Image, after: Image) -> Image:
    """Of a wide picture the upright part around what has changed, so that one sees it."""
    height, width = after.shape[:2]
    columns = np.flatnonzero((before != after).any(axis=(0, 2)))
    part = round(height * CELL[0] / CELL[1])
    if width <= 1.2 * part or not len(columns):
        return after
    middle = (int(columns[0]) + int(columns[-1])) // 2
    left = min(max(middle - part // 2, 0), width - part)
    return after[:, left : left + part]


def _picture_cell(entry: Entry[Person] | Entry[Garment]) -> Image:
    """An input's own cell."""
    try:
        return _cell(entry.read().image, entry.name)
    except ModisteError as error:
        return _error_cell(str(error), True)


def _cell(image: Image, caption: str) -> Image:
    """A picture fitted into a cell, with a caption."""
    canvas = PilImage.new("RGB", (CELL[0], CELL[1] + STRIP), "white")
    picture = PilImage.fromarray(image)
    picture.thumbnail(CELL, PilImage.Resampling.LANCZOS)
    canvas.paste(picture, ((CELL[0] - picture.width) // 2, (CELL[1] - picture.height) // 2))
    lines = [line[:40] for line in caption.splitlines()[:2]]
    draw = ImageDraw.Draw(canvas)
    draw.text((4, CELL[1] + 2), "\n".join(lines), fill="black", font=ImageFont.load_default(12))
    return np.asarray(canvas)


def _error_cell(message: str, expected: bool) -> Image:
    """A cell with the sentence instead of a picture: amber for bad input, red for a defect."""
    color = (255, 240, 205) if expected else (255, 205, 205)
    canvas = PilImage.new("RGB", (CELL[0], CELL[1] + STRIP), color)
    text = "\n".join(textwrap.wrap(message, 34)[:20])
    ImageDraw.Draw(canvas).text((8, 8), text, fill="black", font=ImageFont.load_default(13))
    return np.asarray(canvas)


def _blank() -> Image:
    return np.full((CELL[1] + STRIP, CELL[0], 3), 255, np.uint8)


def _row(cells: Sequence[Image]) -> Image:
    return np.concatenate(list(cells), axis=1)
