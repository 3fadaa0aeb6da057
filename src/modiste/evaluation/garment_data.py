"""A folder of garment photos with their kinds: the CC0 clothing-dataset, or a user's own."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from modiste.errors import InputError
from modiste.imaging import Limits, read_image
from modiste.perception.garment.category import KINDS
from modiste.types import Image

PARTS = ("train", "validation", "test")

SUFFIXES = (".webp", ".jpg", ".jpeg", ".png")

_LIMITS = Limits(min_side=32)

_LAYOUT = "it needs images/ and an images.csv with the columns image,label"


@dataclass(frozen=True)
class Labelled:
    """One photo with its label.

    Attributes:
        name: as in images.csv.
        path: the file.
        kind: index into ``KINDS``.
        part: ``train``, ``validation`` or ``test``.
        published: whether small-split.csv names it.
    """

    name: str
    path: Path
    kind: int
    part: str
    published: bool

    def image(self) -> Image:
        """The photo, (H, W, 3), upright.

        Raises:
            InputError: when it is damaged.
        """
        return read_photo(self.path)


def read_photo(path: Path) -> Image:
    """A photo, (H, W, 3), upright.

    Raises:
        InputError: when it is damaged.
    """
    return read_image(path, limits=_LIMITS, name=str(path)).image


def read_garments(data: Path) -> list[Labelled]:
    """The photos of a known kind, in the order of images.csv.

    Args:
        data: folder with ``images/NAME.webp`` (or jpg, png), ``images.csv`` (columns image and
            label, others are ignored; kinds spelt as in ``KINDS``, in any case) and, if you like,
            ``small-split.csv`` (columns image and split). Photos without a split are split by the
            CRC-32 of their name (residue 0 of 10: test, 1: validation). Photos of other kinds
            and rows without a file are left out.

    Raises:
        InputError: when the folder is none such, or no photo is left.
    """
    kinds = {kind.casefold(): i for i, kind in enumerate(KINDS)}
    splits = _splits(data / "small-split.csv")
    files = {p.stem: p for suffix in SUFFIXES for p in (data / "images").glob(f"*{suffix}")}
    found = []
    for name, label in _columns(data / "images.csv", ("image", "label")):
        stem = name if name in files else Path(name).stem
        kind = kinds.get(label.casefold())
        if kind is not None and stem in files:
            part = splits.get(name) or split_of(stem)
            found.append(Labelled(name, files[stem], kind, part, name in splits))
    if not found:
        raise InputError(f"{data} has no garment photo to use: {_LAYOUT}, "
                         f"and labels out of {', '.join(KINDS)}.")  # fmt: skip
    return found


def split_of(name: str) -> str:
    """The part of the split of a photo that small-split.csv leaves out."""
    return {0: "test", 1: "validation"}.get(zlib.crc32(name.encode()) % 10, "train")


def shuffled(photos: Iterable[Labelled], count: int | None = None) -> list[Labelled]:
    """The first ``count`` photos in an order that is fixed by their names and else arbitrary."""
    order = sorted(photos, key=lambda photo: zlib.crc32(photo.name.encode()[::-1]))
    return order[:count]


def _splits(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    splits = dict(_columns(path, ("image", "split")))
    wrong = set(splits.values()) - set(PARTS)
    if wrong:
        raise InputError(f"{path} has the split {min(wrong)!r}: use {', '.join(PARTS)}.")
    return splits


def _columns(path: Path, names: tuple[str, str]) -> list[tuple[str, str]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return [(row[names[0]], row[names[1]] or "") for row in csv.DictReader(file)]
    except (OSError, KeyError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} cannot be read as a table of {names[0]} and {names[1]} "
                         f"({error}): {_LAYOUT}.") from error  # fmt: skip
