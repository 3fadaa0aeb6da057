"""From the cells of a table to a size chart: units, order, holes, and what cannot be right."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from modiste.errors import InputError
from modiste.fit.cells import CM_PER_INCH, Heading, read_cell, read_heading
from modiste.fit.chart import Scale, SizeChart
from modiste.fit.complete import complete
from modiste.fit.names import SizeName, letter_rank, read_name
from modiste.fit.zones import LENGTHS, RANGES, Kind, Zone
from modiste.types import Category

Cells = dict[Zone, tuple[float, float]]
MOST_SIZES = 200
_ODD = 1.9
"""A value this many times its column's median, or less than one part of it, is of another unit."""
_USUAL_ORDER = (
    (Zone.WAIST, Zone.HIP), (Zone.WAIST, Zone.CHEST), (Zone.UNDERBUST, Zone.CHEST),
    (Zone.THIGH, Zone.HIP), (Zone.CALF, Zone.THIGH), (Zone.NECK, Zone.CHEST),
    (Zone.INSEAM, Zone.OUTSEAM),
)  # fmt: skip
"""The first is hardly ever larger than the second, on bodies and on clothes."""
_MUCH = 1.05
_TRUNK = (Zone.CHEST, Zone.UNDERBUST, Zone.WAIST, Zone.HIP)
_USUAL_GIRTH = 92.0
"""Cm; of two girths that cannot go together the one farther from it is named."""
_FLAT_FROM = 42.0
"""A bare trunk measure above it is hardly inches: such a girth would be 107 cm."""


@dataclass(frozen=True)
class Row:
    """One size as it was read.

    Attributes:
        where: how a message calls the row, such as ``line 3``.
        size: its name.
        cells: text by heading.
    """

    where: str
    size: str
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A chart as it was read.

    Attributes:
        name: of the file or chart.
        rows: at least one.
        kind: what is measured.
        category: where the garment is worn.
        unit: cm per unit of bare numbers; None when it is not told.
        brand, stretch, source: as in :class:`SizeChart`.
    """

    name: str
    rows: Sequence[Row]
    kind: Kind = Kind.BODY
    category: Category = Category.TOP
    unit: float | None = None
    brand: str = ""
    stretch: float = 0.0
    source: str = ""
    warnings: tuple[str, ...] = field(default=())


def build_chart(table: Table) -> SizeChart:
    """Check, convert, order and complete a table.

    Raises:
        InputError: with row and column, when a cell is no number, a size comes twice, units are
            mixed, or nothing that is known is measured.
    """
    _check_rows(table)
    warnings = list(table.warnings)
    rows = _read_rows(table, _headings(table, warnings), warnings)
    names = [read_name(row.size, table.category) for row in table.rows]
    if table.kind is Kind.BODY or not any(rows):
        rows = [_with_told(cells, name) for cells, name in zip(rows, names, strict=True)]
    _check_values(table, rows)
    kind = table.kind if any(_read_any(table)) else Kind.BODY
    warnings += _swapped(table.name, rows)
    girths, lengths, sizes = _scales(table, rows, names, warnings)
    return SizeChart(table.name, kind, table.category, girths, lengths, sizes, table.brand,
                     table.stretch, table.source, tuple(warnings))  # fmt: skip


def _check_rows(table: Table) -> None:
    if not 1 <= len(table.rows) <= MOST_SIZES:
        raise InputError(f"{table.name} has {len(table.rows)} sizes; give 1 to {MOST_SIZES}.")
    if not 0 <= table.stretch <= 1:
        raise InputError(f"{table.name}: a stretch of {table.stretch:g} is not in 0 to 1.")
    seen: dict[str, str] = {}
    for row in table.rows:
        key = row.size.strip().casefold()
        if not key:
            raise InputError(f"{table.name}, {row.where}: the size has no name.")
        if key in seen:
            raise InputError(
                f"{table.name}, {row.where}: size {row.size!r} was given in {seen[key]} already; "
                "keep one of them, or split the chart."
            )
        seen[key] = row.where


def _headings(table: Table, warnings: list[str]) -> dict[str, Heading]:
    names = dict.fromkeys(name for row in table.rows for name in row.cells)
    found: dict[str, Heading] = {}
    for name in names:
        heading = read_heading(name)
        if heading is None:
            warnings.append(f"The column {name!r} is not known and was left out.")
        elif any(heading.zone is other.zone for other in found.values()):
            raise InputError(f"{table.name}: column {name!r} measures {heading.zone} once more.")
        else:
            found[name] = heading
    return found


def _read_any(table: Table) -> list[bool]:
    return [read_heading(name) is not None for row in table.rows for name in row.cells]


def _read_rows(table: Table, headings: Mapping[str, Heading], warnings: list[str]) -> list[Cells]:
    raw = [{h: read_cell(row.cells.get(name, ""), h.unit or table.unit, _at(table, row, h.zone))
            for name, h in headings.items()} for row in table.rows]  # fmt: skip
    bare = _guess_unit(table, raw, warnings) if table.unit is None else 1.0
    rows: list[Cells] = []
    for read in raw:
        cells: Cells = {}
        for heading, cell in read.items():
            if cell is not None:
                told = cell[2] or heading.unit is not None
                factor = heading.factor * (1.0 if told else bare)
                cells[heading.zone] = (cell[0] * factor, cell[1] * factor)
        rows.append(cells)
    return rows


def _at(table: Table, row: Row, zone: Zone) -> str:
    return f"{table.name}, {row.where} (size {row.size}), column {zone}"


def _guess_unit(
    table: Table, raw: Sequence[Mapping[Heading, tuple[float, float, bool] | None]],
    warnings: list[str],
) -> float:  # fmt: skip
    """Centimetres unless the bare numbers are possible in inches only."""
    bare = [(h, cell) for row in raw for h, cell in row.items()
            if cell is not None and not cell[2] and h.unit is None]  # fmt: skip
    fits = {unit: sum(_possible(h.zone, cell[0] * h.factor * unit) for h, cell in bare)
            for unit in (1.0, CM_PER_INCH)}  # fmt: skip
    if not bare or fits[1.0] >= fits[CM_PER_INCH] or _mixed(bare):
        return 1.0
    if table.kind is Kind.GARMENT and _flat(bare):
        raise InputError(
            f"{table.name} names no unit and its numbers may be centimetres of a garment laid "
            "flat: write '# unit: inch', or call the columns chest_flat, waist_flat and hip_flat."
        )
    warnings.append(
        f"The numbers of {table.name} name no unit; they were read as inches, since as "
        "centimetres they would be too small."
    )
    return CM_PER_INCH


def _mixed(bare: Sequence[tuple[Heading, tuple[float, float, bool]]]) -> bool:
    """Whether one column's numbers are so far apart that they cannot be of one unit."""
    zones = {h.zone for h, _ in bare} - LENGTHS
    columns = [[cell[0] * h.factor for h, cell in bare if h.zone is zone] for zone in zones]
    return any(max(column) > _ODD * min(column) for column in columns)


def _flat(bare: Sequence[tuple[Heading, tuple[float, float, bool]]]) -> bool:
    """Whether chests, waists or hips are rather half girths in cm than girths in inches."""
    trunk = [c[0] for h, c in bare if h.zone in (Zone.CHEST, Zone.WAIST, Zone.HIP)]
    return bool(trunk) and float(np.median(trunk)) > _FLAT_FROM


def _possible(zone: Zone, cm: float) -> bool:
    low, high = RANGES[zone]
    return low <= cm <= high


def _with_told(cells: Cells, name: SizeName) -> Cells:
    return {zone: (low, high) for zone, low, high in name.told} | cells


def _swapped(name: str, rows: Sequence[Cells]) -> list[str]:
    """A word on waists that are wider than chest and hip in every size, and the like."""
    both = [(small, large) for small, large in _USUAL_ORDER
            if any(small in cells and large in cells for cells in rows)]  # fmt: skip
    odd = [(small, large) for small, large in both
           if all(cells[small][0] > _MUCH * cells[large][0] for cells in rows
                  if small in cells and large in cells)]  # fmt: skip
    return [f"In {name} the {small} is larger than the {large} in every size: were the columns "
            "swapped?" for small, large in odd]  # fmt: skip


def _check_values(table: Table, rows: Sequence[Cells]) -> None:
    if not any(rows):
        turned = [name for row in table.rows for name in row.cells if letter_rank(name) is not None]
        if turned:
            raise InputError(
                f"{table.name} has sizes ({', '.join(dict.fromkeys(turned))}) for columns: turn "
                "it, so that there is a line per size and a column per measure."
            )
        raise InputError(
            f"{table.name} has no column that is known; call them chest, waist, hip, inseam, "
            "sleeve, length or the like."
        )
    medians = {zone: float(np.median([cells[zone][0] for cells in rows if zone in cells]))
               for zone in Zone if any(zone in cells for cells in rows)}  # fmt: skip
    for row, cells in zip(table.rows, rows, strict=True):
        for zone, (low, high) in cells.items():
            odd = not medians[zone] / _ODD < low < medians[zone] * _ODD
            if odd or not _possible(zone, low) or not _possible(zone, high):
                raise InputError(_impossible(table, row, zone, low))
        _check_trunk(table, row, cells)


def _check_trunk(table: Table, row: Row, cells: Cells) -> None:
    """Chest, waist and hip of one size are alike; a column of another unit is not."""
    trunk = {zone: cells[zone][0] for zone in _TRUNK if zone in cells}
    if len(trunk) < 2 or max(trunk.values()) < _ODD * min(trunk.values()):
        return
    odd = max(trunk, key=lambda zone: abs(math.log(trunk[zone] / _USUAL_GIRTH)))
    other = next(zone for zone in trunk if zone is not odd)
    raise InputError(
        f"{_at(table, row, odd)}: {trunk[odd]:.4g} cm cannot be right beside a {other} of "
        f"{trunk[other]:.4g} cm; it looks like inches in a chart of centimetres, or centimetres in "
        "one of inches: use one unit, or name it in the heading."
    )


def _impossible(table: Table, row: Row, zone: Zone, cm: float) -> str:
    start = f"{_at(table, row, zone)}: {cm:.4g} cm cannot be right"
    if _possible(zone, cm * CM_PER_INCH):
        flat = f", or {zone}_flat when the garment lay flat" if zone not in LENGTHS else ""
        return f"{start}; for inches write 'in' behind the number or in the heading{flat}."
    if _possible(zone, cm / CM_PER_INCH):
        return f"{start}; it looks like centimetres in a chart of inches: use one unit."
    return f"{start}: {zone} lies between {RANGES[zone][0]:g} and {RANGES[zone][1]:g} cm."


def _scales(
    table: Table, rows: Sequence[Cells], names: Sequence[SizeName], warnings: list[str]
) -> tuple[Scale, Scale | None, dict[tuple[str, str], str]]:
    two = all(name.length for name in names)
    if any(name.length for name in names) and not two:
        names = [SizeName(row.size.strip()) for row in table.rows]
    keys = [(n.girth, n.length if two else "") for n in names]
    sizes = {key: row.size.strip() for key, row in zip(keys, table.rows, strict=True)}
    if two and len({n.girth[-1] for n in names if n.girth[-1].isalpha()}) > 1:
        raise InputError(
            f"{table.name} mixes figure types ({', '.join(sizes.values())}); give one chart each."
        )
    along = [_only(cells, LENGTHS) for cells in rows]
    across = [_only(cells, frozenset(Zone) - LENGTHS) for cells in rows] if two else list(rows)
    ranks = _ranks(names)
    girths = complete([k[0] for k in keys], across, ranks, warnings, table.name)
    if not two:
        return girths, None, sizes
    longs = [float(k[1]) for k in keys]
    return girths, complete([k[1] for k in keys], along, longs, warnings, table.name), sizes


def _only(cells: Cells, zones: frozenset[Zone]) -> Cells:
    return {zone: ends for zone, ends in cells.items() if zone in zones}


def _ranks(names: Sequence[SizeName]) -> list[float] | None:
    """A rank per name when all are of one system; None leaves the order of the rows."""
    ranks = [n.rank for n in names if n.rank is not None]
    letters = {letter_rank(n.girth) is not None for n in names}
    return ranks if len(ranks) == len(names) and len(letters) == 1 else None
