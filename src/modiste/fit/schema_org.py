"""Reads and writes sizes as schema.org's SizeSpecification in JSON-LD.

``suggestedMeasurement`` is of the body, ``hasMeasurement`` of the garment (schema.org, release 13
and later); each is a QuantitativeValue, or a list of them, that a name such as
``WearableMeasurementChestOrBust`` tells apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from modiste.errors import InputError
from modiste.fit.build import Row
from modiste.fit.chart import Scale, SizeChart
from modiste.fit.zones import ALIASES, Kind, Zone

_KEYS = {Kind.BODY: "suggestedMeasurement", Kind.GARMENT: "hasMeasurement"}
_TERMS = {
    Zone.CHEST: "ChestOrBust", Zone.NECK: "Collar", Zone.HEIGHT: "Height", Zone.HIP: "Hips",
    Zone.INSEAM: "Inseam", Zone.LENGTH: "Length", Zone.OUTSEAM: "OutsideLeg",
    Zone.SLEEVE: "Sleeve", Zone.WAIST: "Waist", Zone.BACK_LENGTH: "Back",
}  # fmt: skip
"""WearableMeasurementTypeEnumeration, without its prefix."""


def find_specifications(data: Any) -> list[Mapping[str, Any]]:
    """Every SizeSpecification in a JSON-LD document, in order."""
    return [node for node in _nodes(data, 0) if "SizeSpecification" in _types(node)]


def _nodes(data: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > 50:
        return
    if isinstance(data, dict):
        yield data
    for value in (
        data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    ):
        yield from _nodes(value, depth + 1)


def _types(node: Mapping[str, Any]) -> list[str]:
    types = node.get("@type", [])
    return [str(t).rpartition("/")[2] for t in (types if isinstance(types, list) else [types])]


def read_specifications(nodes: Sequence[Mapping[str, Any]], chart: str) -> tuple[list[Row], Kind]:
    """The rows of a chart and what they measure; body measures come first where both are given.

    Raises:
        InputError: when no size has a measurement.
    """
    kind = next((k for k in Kind if any(node.get(_KEYS[k]) for node in nodes)), None)
    if kind is None:
        raise InputError(
            f"{chart}: no SizeSpecification has suggestedMeasurement or hasMeasurement."
        )
    rows = []
    for i, node in enumerate(nodes, 1):
        found = node.get(_KEYS[kind], [])
        values = found if isinstance(found, list) else [found]
        cells = dict(_cell(value, f"{chart}, size {i}") for value in values)
        rows.append(Row(f"size {i}", str(node.get("name", "")), cells))
    return rows, kind


def _cell(value: Any, where: str) -> tuple[str, str]:
    if not isinstance(value, dict):
        raise InputError(f"{where}: a measurement is a QuantitativeValue object.")
    names = [str(value.get(key, "")) for key in ("name", "@id", "additionalType", "propertyID")]
    zone = next(filter(None, map(_zone, names)), next(filter(None, names), "?"))
    unit = str(value.get("unitCode") or value.get("unitText") or "").lower()
    single = value.get("value")
    low, high = (value.get(k, single) for k in ("minValue", "maxValue"))
    low, high = (high if low is None else low), (low if high is None else high)
    return zone, "" if low is None else f"{low}{unit}-{high}{unit}"


def _zone(name: str) -> str:
    term = name.rpartition("/")[2].removeprefix("WearableMeasurement")
    words = "_".join(re.findall(r"[A-Z]?[a-z]+", term)).lower()
    for zone, known in _TERMS.items():
        if term == known:
            return zone.value
    return ALIASES[words].value if words in ALIASES else ""


def as_schema_org(chart: SizeChart) -> dict[str, Any]:
    """The chart as a JSON-LD list of SizeSpecification, in cm; filled holes are left out."""
    nodes = []
    for size in chart.sizes.values():
        at = chart.find(size)
        scales = zip((chart.girths, chart.lengths), at, strict=True)
        values = [value for scale, i in scales if scale for value in _told(scale, i)]
        nodes.append({"@type": "SizeSpecification", "name": size, _KEYS[chart.kind]: values})
    return {"@context": "https://schema.org", "@graph": nodes}


def _told(scale: Scale, i: int) -> list[dict[str, Any]]:
    told = [zone for zone in scale.low if (scale.names[i], zone) not in scale.filled]
    return [_value(zone, scale.low[zone][i], scale.high[zone][i]) for zone in told]


def _value(zone: Zone, low: float, high: float) -> dict[str, Any]:
    term = _TERMS.get(zone)
    name = f"https://schema.org/WearableMeasurement{term}" if term else zone.value
    return {"@type": "QuantitativeValue", "name": name, "minValue": round(float(low), 2),
            "maxValue": round(float(high), 2), "unitCode": "CMT"}  # fmt: skip
