"""The result table: one row per pair, as CSV or parquet."""

from __future__ import annotations

import csv
import importlib
import io
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from modiste.errors import OperatorError, OptionError
from modiste.scale.pair import Row
from modiste.scale.places import write_local

KINDS = (".csv", ".parquet")
_JOINED = {"garments": ";", "warnings": " "}


def check_table(path: Path) -> None:
    """Tell early whether a table can be written so.

    Raises:
        OptionError: neither .csv nor .parquet.
        OperatorError: parquet without pyarrow.
    """
    if path.suffix.lower() not in KINDS:
        raise OptionError(f"{path} does not end in one of {', '.join(KINDS)}.")
    if path.suffix.lower() == ".parquet":
        _arrow()


def write_table(rows: Iterable[Row], path: Path) -> None:
    """Write the rows; of a pair that was tried again the last one.

    Raises:
        OptionError: neither .csv nor .parquet.
        OperatorError: parquet without pyarrow.
    """
    check_table(path)
    last = {row.id: _flat(row) for row in rows}
    records = [last[name] for name in sorted(last)]
    write_local(path, _csv(records) if path.suffix.lower() == ".csv" else _parquet(records))


def _flat(row: Row) -> dict[str, Any]:
    return {
        name: _JOINED[name].join(value) if name in _JOINED else value
        for name, value in asdict(row).items()
    }


def _csv(records: list[dict[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [field.name for field in fields(Row)])
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue().encode("utf-8")


def _parquet(records: list[dict[str, Any]]) -> bytes:
    arrow, parquet = _arrow()
    columns = {f.name: [record[f.name] for record in records] for f in fields(Row)}
    buffer = io.BytesIO()
    parquet.write_table(arrow.table(columns), buffer)
    return buffer.getvalue()


def _arrow() -> tuple[Any, Any]:
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise OperatorError("Parquet needs pyarrow: pip install 'modiste[ray]'.") from error
