"""What a catalogue job is to do: a CSV of pairs, or everybody in everything."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from modiste.errors import InputError
from modiste.scale.pair import Pair
from modiste.scale.places import is_remote, joined, open_text
from modiste.types import Category

PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".tif", ".tiff", ".bmp")
NUMBERS = ("girth", "length", "sleeve_length", "shift_x", "shift_y", "shading", "brightness",
           "warmth")  # fmt: skip
"""Columns that hold one number of an adjustment each."""
_COLUMNS = ("person", "garment", "category", "seed", *NUMBERS)
_SEVERAL = ";"
_MOST_FAULTS = 5
"""Broken rows that are told at once."""


def read_pairs(table: str) -> Iterator[Pair]:
    """Read a table of pairs.

    Args:
        table: path or address of a CSV with a head: ``person`` and ``garment`` (several joined by
            ``;``), and if wanted ``category``, ``seed`` and the numbers of an adjustment. Relative
            paths are relative to the table's folder.

    Yields:
        A pair per row, as the file is read: it may be of any length.

    Raises:
        InputError: naming row and column of what cannot be.
    """

    def stop(fault: str) -> None:
        raise InputError(f"{table}, {fault}.")

    yield from _read(table, stop)


def count_pairs(table: str) -> int:
    """Read a whole table, keep nothing, and count its pairs.

    Raises:
        InputError: naming the first rows that cannot be, and why.
    """
    faults: list[str] = []
    number = sum(1 for _ in _read(table, faults.append))
    if faults:
        more = len(faults) - _MOST_FAULTS
        told = "; ".join(faults[:_MOST_FAULTS]) + (f"; and {more} more" if more > 0 else "")
        raise InputError(f"{table}, {told}. Mend the table and call again; nothing was started.")
    return number


def _read(table: str, fault: Callable[[str], None]) -> Iterator[Pair]:
    """The pairs of a table; of what is no pair, ``fault`` is told row and reason."""
    folder = table.rpartition("/")[0] if is_remote(table) else str(Path(table).parent)
    with open_text(table) as file:
        rows = csv.DictReader(file, strict=True)
        try:
            _check_head(table, rows.fieldnames)
            for raw in rows:
                try:
                    pair = _pair(raw, folder)
                except ValueError as error:
                    fault(f"row {rows.line_num}: {error}")
                    continue
                yield pair
        except UnicodeDecodeError as error:
            raise InputError(f"{table} is no CSV in UTF-8: save it as such.") from error
        except csv.Error as error:
            raise InputError(f"{table}, row {rows.line_num}: {error}.") from error


def crossed(persons: Sequence[str], garments: Sequence[str]) -> Iterator[Pair]:
    """Everybody in everything, one garment at a time; a person's pairs follow one another."""
    for person in persons:
        for garment in garments:
            yield Pair(person, (garment,))


def pictures_in(folder: str) -> list[str]:
    """The pictures of a folder in the order of their names.

    Raises:
        InputError: there is no such folder, or no picture in it.
    """
    path = Path(folder)
    if not path.is_dir():
        raise InputError(f"{folder} is no folder: name one with pictures.")
    found = sorted(str(p) for p in path.iterdir() if p.suffix.lower() in PICTURES)
    if not found:
        raise InputError(f"{folder} holds no picture ({', '.join(PICTURES)}).")
    return found


def _check_head(table: str, names: Sequence[str] | None) -> None:
    if not names or not {"person", "garment"} <= set(names):
        raise InputError(f"{table} needs a first line with the columns person and garment.")
    unknown = sorted(set(names) - set(_COLUMNS))
    if unknown:
        raise InputError(
            f"{table} has the column {unknown[0]!r}, which nobody reads: use {', '.join(_COLUMNS)}."
        )


def _pair(raw: dict[str, str | None], folder: str) -> Pair:
    cells = {name: (value or "").strip() for name, value in raw.items() if name is not None}
    if None in raw:
        raise ValueError("it has more cells than the head")
    garments = [g.strip() for g in cells["garment"].split(_SEVERAL) if g.strip()]
    if not cells["person"] or not garments:
        raise ValueError("person and garment must not be empty")
    category = cells.get("category", "").lower()
    if category not in ("", "auto", *Category):
        raise ValueError(f"category {category!r} is none of auto, {', '.join(Category)}")
    return Pair(
        person=_place(cells["person"], folder),
        garments=tuple(_place(garment, folder) for garment in garments),
        category="" if category == "auto" else category,
        seed=_seed(cells.get("seed", "")),
        adjust={name: _number(name, cells[name]) for name in NUMBERS if cells.get(name)},
    )


def _place(text: str, folder: str) -> str:
    if is_remote(text) or Path(text).is_absolute():
        return text
    return joined(folder, text)


def _seed(text: str) -> int:
    if text and not (text.isascii() and text.isdigit()):
        raise ValueError(f"seed {text!r} is no whole number")
    return int(text or 0)


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"{name} {text!r} is no number")
    return value
