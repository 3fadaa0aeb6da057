"""Reads a shop's size chart: plain CSV or JSON, or the JSON-LD of schema.org."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from modiste.errors import InputError
from modiste.fit.build import Row, Table, build_chart
from modiste.fit.cells import UNITS
from modiste.fit.chart import SizeChart
from modiste.fit.schema_org import find_specifications, read_specifications
from modiste.fit.zones import Kind
from modiste.types import Category

MOST_BYTES = 1_000_000
SIZE_HEADINGS = {"size", "sizes", "name", "尺码", "号型", "规格", "größe", "taille", "label"}
_HEAD = ("of", "unit", "category", "brand", "stretch", "name", "source")


def read_chart(path: Path, category: Category | None = None) -> SizeChart:
    """Read a size chart; docs/size.md describes the forms.

    Args:
        path: ``.csv``, ``.json`` or ``.jsonld``.
        category: where the garment is worn, when the chart does not say; None is a top.

    Raises:
        InputError: when the file cannot be read or the chart cannot be right; names the row and
            the column.
    """
    text = _text(path)
    if path.suffix.lower() in (".json", ".jsonld"):
        return parse_json(text, path.name, category)
    return parse_csv(text, path.name, category)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"{path} has more than a megabyte: that is no size chart.")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"The size chart {path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is no text in UTF-8: save the chart as CSV UTF-8.") from error


def parse_csv(text: str, name: str, category: Category | None = None) -> SizeChart:
    """Read a chart in CSV: lines ``# key: value``, then headings, then a line per size.

    Raises:
        InputError: as :func:`read_chart`.
    """
    head: dict[str, Any] = {}
    lines = [(i, line) for i, line in enumerate(text.splitlines(), 1) if line.strip(" \t,;")]
    for _, line in lines:
        if line.startswith("#"):
            key, _, value = line.lstrip("# ").partition(":")
            head[key.strip().lower()] = value.strip(" \t,;")
    body = [(i, line) for i, line in lines if not line.startswith("#")]
    if len(body) < 2:
        raise InputError(f"{name} has no sizes: give a line of headings, then a line per size.")
    delimiter = max(";\t,", key=body[0][1].count)
    try:
        table = list(csv.reader([line for _, line in body], delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputError(f"{name} is no CSV ({error}).") from error
    rows = _csv_rows(table, [i for i, _ in body], name)
    return build_chart(_table(name, rows, head, category))


def _csv_rows(table: list[list[str]], numbers: list[int], name: str) -> list[Row]:
    headings = [cell.strip() for cell in table[0]]
    column = next((i for i, h in enumerate(headings) if h.lower() in SIZE_HEADINGS), 0)
    doubles = {h for h in headings if h and headings.count(h) > 1}
    if doubles:
        raise InputError(f"{name}: the column {doubles.pop()!r} comes twice.")
    rows = []
    for number, cells in zip(numbers[1:], table[1:], strict=False):
        if len(cells) > len(headings):
            raise InputError(f"{name}, line {number}: more cells than headings.")
        named = {h: c for i, (h, c) in enumerate(zip(headings, cells, strict=False))
                 if i != column and h}  # fmt: skip
        size = cells[column].strip() if column < len(cells) else ""
        rows.append(Row(f"line {number}", size, dict.fromkeys(filter(None, (
            h for i, h in enumerate(headings) if i != column)), "") | named))  # fmt: skip
    return rows


def parse_json(text: str, name: str, category: Category | None = None) -> SizeChart:
    """Read a chart in JSON, plain or of schema.org.

    Raises:
        InputError: as :func:`read_chart`.
    """
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{name} is no JSON ({error}).") from error
    specifications = find_specifications(data)
    if specifications:
        rows, kind = read_specifications(specifications, name)
        return build_chart(_table(name, rows, {"of": kind.value}, category))
    if not isinstance(data, dict) or not isinstance(data.get("sizes"), (list, dict)):
        raise InputError(f'{name} has no "sizes": see docs/size.md for the form of a chart.')
    return build_chart(_table(name, _json_rows(data["sizes"], name), data, category))


def _json_rows(sizes: Any, name: str) -> list[Row]:
    if isinstance(sizes, dict):
        sizes = [{"size": key, **_mapping(value, name, key)} for key, value in sizes.items()]
    rows = []
    for i, entry in enumerate(sizes, 1):
        cells = dict(_mapping(entry, name, f"entry {i}"))
        size = str(next((cells.pop(k) for k in list(cells) if k.lower() in SIZE_HEADINGS), ""))
        texts = {str(key): _cell(value, name, i, key) for key, value in cells.items()}
        rows.append(Row(f"entry {i}", size, texts))
    return rows


def _mapping(value: Any, name: str, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise InputError(f'{name}, {where}: a size is an object such as {{"chest": [86, 90]}}.')
    return value


def _cell(value: Any, name: str, row: int, key: str) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and len(value) == 2 and all(_number(v) for v in value):
        return f"{value[0]}-{value[1]}"
    if isinstance(value, str) or _number(value):
        return str(value)
    raise InputError(f'{name}, entry {row}, column {key}: write 88, [86, 90] or "86-90".')


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _table(name: str, rows: list[Row], head: Mapping[str, Any], category: Category | None) -> Table:
    told = {key: str(head[key]).strip() for key in _HEAD if head.get(key) not in (None, "")}
    warnings: tuple[str, ...] = ()
    if "of" not in told:
        warnings = ("The chart does not say whether it measures bodies or garments (of: body or "
                    "of: garment); taken as bodies.",)  # fmt: skip
    kind = _choice(Kind, told.get("of", "body"), "of", name)
    place = _choice(Category, told.get("category", category or Category.TOP), "category", name)
    return Table(
        told.get("name", name), rows, kind, place, _unit(told.get("unit"), name),
        told.get("brand", ""), _stretch(told.get("stretch", "0"), name), told.get("source", name),
        warnings,
    )  # fmt: skip


def _choice(enum: Any, value: str, key: str, name: str) -> Any:
    try:
        return enum(value.lower())
    except ValueError:
        allowed = ", ".join(enum)
        raise InputError(f"{name}: {key} is {value!r}; it is one of {allowed}.") from None


def _unit(text: str | None, name: str) -> float | None:
    if text is not None and text.lower() not in UNITS:
        raise InputError(f"{name}: the unit {text!r} is not known; write cm or inch.")
    return None if text is None else UNITS[text.lower()]


def _stretch(text: str, name: str) -> float:
    try:
        value = float(text.rstrip("% "))
    except ValueError:
        raise InputError(f"{name}: stretch is {text!r}; write 0.2 or 20%.") from None
    return value / 100 if text.endswith("%") else value
