"""People in garments of others, every engine side by side: to be looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np

from modiste.clock import Clock
from modiste.errors import InputError, ModisteError
from modiste.evaluation.sheet import SUFFIXES
from modiste.evaluation.tryon.protocol import LONG_SIDE, held_out_names
from modiste.evaluation.tryon.run import spread
from modiste.imaging import write_image
from modiste.perception.look import Perception, Seen
from modiste.photos import Garment, Person
from modiste.studio import Studio
from modiste.types import GarmentView, Image

CELL = (220, 320)
"""Width and height of a picture."""


def unpaired_sheets(
    data: Path, garments: Path, engines: Sequence[str], out: Path, *, people: int = 8,
    clothes: int = 6, told: Callable[[str], None] | None = None,
) -> list[Path]:  # fmt: skip
    """Dress held-out people in photographed garments.

    Args:
        data: folder of Clothing Co-Parsing.
        garments: folder of garment photos.
        engines: names; each row shows garment, then person before, then one picture per engine.
        out: folder; made when missing. The sheets show people: keep them to yourself.
        people: how many people.
        clothes: how many garments; each is a sheet.
        told: called with a line per sheet.

    Returns:
        The sheets' files, one per garment.

    Raises:
        InputError: when ``garments`` holds no picture.
    """
    paths = sorted(str(p) for p in garments.iterdir() if p.suffix.lower() in SUFFIXES)
    if not paths:
        raise InputError(f"{garments} holds no picture; put JPEG, PNG or WebP files there.")
    nets = Perception.open()
    studios = [Studio.open(name) for name in engines]
    seen = [s for n in spread(held_out_names(data), people) if (s := _looked(nets, data, n))]
    out.mkdir(parents=True, exist_ok=True)
    sheets = []
    for path in map(Path, spread(paths, clothes)):
        try:
            view = nets.garment(Garment.read(path), None, Clock())
        except ModisteError as error:
            (told or print)(f"{path.name}: {error}")
            continue
        file = out / f"unpaired-{path.stem}.png"
        write_image(_sheet(view, seen, studios), file)
        sheets.append(file)
        if told:
            told(f"{file.name}: {view.category}")
    return sheets


def _looked(nets: Perception, data: Path, name: str) -> Seen | None:
    path = next(iter(sorted((data / "photos").glob(f"{name}.*"))))
    try:
        return nets.person(Person.read(path), None, (), LONG_SIDE, Clock())
    except ModisteError:
        return None


def _sheet(view: GarmentView, seen: Sequence[Seen], studios: Sequence[Studio]) -> Image:
    rows = [np.concatenate(_row(view, person, studios), axis=1) for person in seen]
    pairs = [rows[i : i + 2] for i in range(0, len(rows) - len(rows) % 2, 2)] or [rows]
    return np.concatenate([np.concatenate(pair, axis=1) for pair in pairs], axis=0)


def _row(view: GarmentView, person: Seen, studios: Sequence[Studio]) -> list[Image]:
    cells = [fitted(view.image), fitted(person.photo)]
    for studio in studios:
        try:
            cells.append(fitted(studio.try_on(person, view).image))
        except ModisteError:
            cells.append(np.full((CELL[1], CELL[0], 3), 128, np.uint8))
    return cells


def fitted(image: Image) -> Image:
    """A picture fitted into a cell, on white."""
    factor = min(CELL[0] / image.shape[1], CELL[1] / image.shape[0])
    size = (max(1, round(image.shape[1] * factor)), max(1, round(image.shape[0] * factor)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    cell = np.full((CELL[1], CELL[0], 3), 255, np.uint8)
    top, left = (CELL[1] - size[1]) // 2, (CELL[0] - size[0]) // 2
    cell[top : top + size[1], left : left + size[0]] = small
    return cell
