"""Clouds as text: three numbers to a line, with or without a header, commas or blanks between."""

from __future__ import annotations

import io

import numpy as np

from modiste.body.arrays import Floats
from modiste.errors import InputError

_HEADER = 50
"""Lines that may come before the first point."""


def parse_table(data: bytes, name: str) -> tuple[Floats, Floats | None]:
    """Points, and normals when columns 4 to 6 are unit vectors.

    Args:
        data: the file, UTF-8 or Latin-1.
        name: of the file, for messages.

    Raises:
        InputError: when it is no table of numbers.
    """
    text = data.decode("utf-8-sig", errors="replace").replace("\x00", "")
    lines = text.splitlines()
    first, split = _first(lines, name)
    width = len(_cells(lines[first], split))
    columns = _columns(lines[first - 1], split) if first else (0, 1, 2)
    used = (*columns, 3, 4, 5) if width >= 6 and columns == (0, 1, 2) else columns
    body = "\n".join(lines[first:])
    if split == ";":
        body = body.replace(",", ".")
    try:
        table = np.loadtxt(io.StringIO(body), np.float64, "#", split, usecols=used, ndmin=2)
    except (ValueError, IndexError) as error:
        raise InputError(
            f"{name}: a line is no point ({error}); every line needs x, y and z."
        ) from error
    normals = table[:, 3:6] if len(used) == 6 and _unit(table[:, 3:6]) else None
    return table[:, :3], normals


def _first(lines: list[str], name: str) -> tuple[int, str | None]:
    """The first line with three numbers, and what parts them (None: blanks)."""
    for number, line in enumerate(lines[:_HEADER]):
        for split in (";", ",", None):
            try:
                cells = [float(c.replace(",", ".")) for c in _cells(line, split)]
            except ValueError:
                continue
            if len(cells) >= 3:
                return number, split
    raise InputError(f"{name}: no line has three numbers; a text cloud needs x, y, z per line.")


def _cells(line: str, split: str | None) -> list[str]:
    return [cell.strip() for cell in line.split(split) if cell.strip()]


def _columns(header: str, split: str | None) -> tuple[int, ...]:
    """Where x, y and z are according to the header; the first three columns otherwise."""
    words = [word.strip("#\"' ").lower() for word in header.lstrip("#/ ").split(split)]
    if all(axis in words for axis in "xyz"):
        return tuple(words.index(axis) for axis in "xyz")
    return (0, 1, 2)


def _unit(vectors: Floats) -> bool:
    length = np.linalg.norm(vectors, axis=1)
    return bool((np.abs(length - 1) < 0.02).mean() > 0.95)
