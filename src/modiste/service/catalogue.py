"""Catalogue writes: garments one by one, or by CSV or ZIP with a report per row."""

from __future__ import annotations

import csv
import io
import json
import secrets
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from pydantic import ValidationError

from modiste.errors import InputError, ModisteError
from modiste.imaging import Limits
from modiste.service.bodies import chart_of
from modiste.service.inputs import text_of
from modiste.service.pictures import from_base64
from modiste.service.schemas import GarmentBody
from modiste.service.wardrobe import Wardrobe
from modiste.store.garments import NewGarment
from modiste.store.store import Store
from modiste.store.tables import GarmentRow
from modiste.types import Category

MOST_ROWS = 5000
_MOST_CSV = 10_000_000
_MOST_UNPACKED = 400_000_000
_COLUMNS = ("sku", "title", "title_zh", "category", "brand", "kind", "colour", "price",
            "currency", "product_url", "picture", "chart", "stock", "attributes")  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """Where catalogues are written.

    Attributes:
        store: of the server.
        wardrobe: cleans pictures.
        limits: of one picture.
    """

    store: Store
    wardrobe: Wardrobe
    limits: Limits

    def add(
        self, owner: str, wanted: GarmentBody, lifetime: float | None = None
    ) -> tuple[GarmentRow, bool]:  # fmt: skip
        """Add a garment or replace the one with its sku; raises InputError."""
        return self.store.garments.put(owner, new_garment(wanted), self._picture(wanted), lifetime)

    def replace(self, owner: str, garment: str, wanted: GarmentBody) -> GarmentRow | None:
        """Overwrite a garment; None when this owner has none such; raises InputError."""
        return self.store.garments.replace(
            owner, garment, new_garment(wanted), self._picture(wanted)
        )

    def _picture(self, wanted: GarmentBody) -> bytes | None:
        if wanted.picture is None:
            return None
        sent = wanted.picture
        data = from_base64(sent, "picture") if isinstance(sent, str) else sent
        return self.wardrobe.cleaned(data, self.limits)

    def bring_in(self, owner: str, data: bytes) -> dict[str, Any]:
        """Import a CSV, or a ZIP of one CSV and its pictures.

        Returns:
            ``added``, ``replaced``, ``failed`` and a report ``rows``, one per row.

        Raises:
            InputError: it is neither.
        """
        report = []
        for number, row, pictures in _rows(data):
            report.append({"row": number, "sku": row.get("sku", "")}
                          | self._one(owner, row, pictures))  # fmt: skip
        counts = {state: sum(r["status"] == state for r in report)
                  for state in ("added", "replaced", "failed")}  # fmt: skip
        return {**counts, "rows": report}

    def _one(self, owner: str, row: Mapping[str, str], pictures: Pictures | None) -> dict[str, Any]:
        try:
            garment, fresh = self.add(owner, read_row(row, pictures))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            return {"status": "failed", "error": "RequestError",
                    "detail": f"{where}: {first['msg']}"}  # fmt: skip
        except ModisteError as error:
            return {"status": "failed", "error": error.name, "detail": str(error)}
        return {"status": "added" if fresh else "replaced", "id": garment.id}


def new_garment(wanted: GarmentBody) -> NewGarment:
    """What the store keeps. Raises InputError for a chart that is none."""
    if wanted.chart is not None:
        chart_of({"category": wanted.category} | wanted.chart, Category(wanted.category))
    if wanted.product_url is not None and not wanted.product_url.startswith("https://"):
        raise InputError("product_url must begin with https://")
    if any(not 0 <= pieces <= 10**6 for pieces in wanted.stock.values()):
        raise InputError("stock counts pieces, from 0 to a million.")
    return NewGarment(
        sku=wanted.sku or secrets.token_hex(8), title=wanted.title, category=wanted.category,
        title_zh=wanted.title_zh, brand=wanted.brand, kind=wanted.kind, colour=wanted.colour,
        price=wanted.price, currency=wanted.currency, product_url=wanted.product_url,
        chart=wanted.chart, stock=wanted.stock, attributes=wanted.attributes,
    )  # fmt: skip


def read_row(row: Mapping[str, str], pictures: Pictures | None) -> GarmentBody:
    """A row of CSV as a garment.

    ``chart`` and ``stock`` are JSON (``stock`` also ``S:3 M:0``), ``attributes`` words with
    spaces between, ``picture`` a name in the ZIP.

    Raises:
        ValidationError, InputError: a cell cannot be what it should.
    """
    cells: dict[str, Any] = {k: v.strip() for k, v in row.items() if k in _COLUMNS and v.strip()}
    if "chart" in cells:
        cells["chart"] = _json(cells["chart"], "chart")
    if "stock" in cells:
        cells["stock"] = _stock(cells["stock"])
    cells["attributes"] = str(cells.get("attributes", "")).split()
    if "price" in cells:
        cells["price"] = str(cells["price"]).replace(",", ".")
    if "picture" in cells:
        if pictures is None:
            raise InputError("A CSV alone has no pictures; send a ZIP with it.")
        cells["picture"] = pictures.read(str(cells["picture"]))
    return GarmentBody.model_validate(cells)


def _json(text: str, column: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise InputError(f"The column {column} is no JSON.") from None


def _stock(text: str) -> Any:
    if text.startswith("{"):
        return _json(text, "stock")
    pairs = [part.partition(":") for part in text.replace(",", " ").split()]
    if not all(colon and count.isdigit() for _, colon, count in pairs):
        raise InputError("The column stock is written S:3 M:0, or as JSON.")
    return {size: int(count) for size, _, count in pairs}


class Pictures:
    """The pictures of a ZIP: read one by one, never unpacked onto a disk."""

    def __init__(self, archive: zipfile.ZipFile, most: int) -> None:
        self._archive, self._most = archive, most
        self._names = {info.filename: info for info in archive.infolist() if not info.is_dir()}

    def read(self, name: str) -> bytes:
        """The bytes of a picture; raises InputError for one that is missing or too large."""
        info = self._names.get(name)
        if info is None:
            raise InputError(f"There is no picture {name[:80]!r} in the ZIP.")
        if info.file_size > self._most:
            raise InputError(f"The picture {name[:80]!r} has too many bytes.")
        with self._archive.open(info) as file:
            data = file.read(self._most + 1)
        if len(data) > self._most:
            raise InputError(f"The picture {name[:80]!r} has more bytes than it says.")
        return data


def _rows(data: bytes) -> Iterator[tuple[int, dict[str, str], Pictures | None]]:
    if not data.startswith(b"PK"):
        for number, row in _csv(data):
            yield number, row, None
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            table, pictures = _opened(archive)
            for number, row in _csv(table):
                yield number, row, pictures
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError) as error:
        raise InputError("The ZIP is damaged or encrypted; make it anew.") from error


def _opened(archive: zipfile.ZipFile) -> tuple[bytes, Pictures]:
    """The one CSV of a ZIP, and its pictures."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > 2 * MOST_ROWS or sum(info.file_size for info in infos) > _MOST_UNPACKED:
        raise InputError("The ZIP holds too much; split it.")
    tables = [i for i in infos if PurePosixPath(i.filename).suffix.lower() == ".csv"]
    if len(tables) != 1:
        raise InputError("The ZIP must hold one CSV file, and the pictures that it names.")
    if tables[0].file_size > _MOST_CSV:
        raise InputError("The CSV in the ZIP is too large; split it.")
    with archive.open(tables[0]) as file:
        return file.read(_MOST_CSV + 1), Pictures(archive, 16_000_000)


def _csv(data: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    if len(data) > _MOST_CSV:
        raise InputError("The CSV is too large; split it.")
    text = text_of(data, "CSV")
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=max(";\t,", key=first.count))
    names = {(name or "").strip().lower() for name in reader.fieldnames or ()}
    if not {"title", "category"} <= names:
        raise InputError("The CSV needs the columns title and category in its first line.")
    try:
        for number, row in enumerate(reader, 2):
            if number > MOST_ROWS + 1:
                raise InputError(f"The CSV has more than {MOST_ROWS} rows; split it.")
            yield number, {k.strip().lower(): v or "" for k, v in row.items() if k}
    except csv.Error as error:
        raise InputError(f"The CSV cannot be read ({error}).") from error
