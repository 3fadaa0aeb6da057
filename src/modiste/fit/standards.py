"""Size systems that are built in, as charts of body measures.

EN 13402-3 gives coordinated girths: women 76 to 152 cm of bust, men 84 to 152 cm of chest; its
letter codes are ranges of bust or chest. Waists and hips of the letters are read from the same
table at the ends of their ranges. GB/T 1335.1 and .2-2008 grade chests by 4 cm from 88 (m, 170/88A)
or 84 (f, 160/84A), with the drop of each figure type. Numeric sizes are customary: a German 38 is a
bust of 88, a man's 50 a chest of 100, and every further column of the table counts two more. Other
countries count on from there; brands differ, so a shop's own chart always goes first. All tables
are quoted from secondary sources: the standards themselves are sold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from modiste.errors import OptionError
from modiste.fit.chart import Scale, SizeChart
from modiste.fit.zones import Kind, Zone
from modiste.types import Category, Sex

TABLES: Mapping[Sex, Mapping[Zone, tuple[float, ...]]] = MappingProxyType({
    Sex.FEMALE: {
        Zone.CHEST: (76, 80, 84, 88, 92, 96, 100, 104, 110, 116, 122, 128, 134, 140, 146, 152),
        Zone.WAIST: (60, 64, 68, 72, 76, 80, 84, 88, 94, 100, 106, 112, 118, 124, 130, 136),
        Zone.HIP: (84, 88, 92, 96, 100, 104, 108, 112, 117, 122, 127, 132, 137, 142, 147, 152),
    },
    Sex.MALE: {
        Zone.CHEST: (84, 88, 92, 96, 100, 104, 108, 112, 116, 120, 126, 132, 138, 144),
        Zone.WAIST: (72, 76, 80, 84, 88, 92, 96, 100, 104, 108, 114, 120, 126, 132),
    },
})  # fmt: skip
"""EN 13402-3: coordinated girths in cm."""

LETTERS: Mapping[Sex, tuple[float, ...]] = MappingProxyType({
    Sex.FEMALE: (66, 74, 82, 90, 98, 107, 119, 131, 143),
    Sex.MALE: (70, 78, 86, 94, 102, 110, 118, 129, 141),
})  # fmt: skip
"""EN 13402-3: ends of the bust or chest ranges of XXS, XS, S, M, L, XL, XXL, 3XL."""
_LETTER_NAMES = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "3XL")

NUMERIC: Mapping[str, tuple[int, int]] = MappingProxyType({
    "DE": (0, 0), "EU": (0, 0), "FR": (2, 0), "ES": (2, 0), "IT": (6, 0), "UK": (-26, -10),
    "US": (-30, -10),
})  # fmt: skip
"""What is added to the German number of a woman's and of a man's size; UK and US men's sizes are
chests in inches, 10 below."""

SOURCES: Mapping[str, str] = MappingProxyType({
    "EN": "EN 13402-3:2004 body measures and letter codes, as encyclopaedias quote it",
    "GB": "GB/T 1335.1-2008 and GB/T 1335.2-2008, series 5.4, as books on pattern cutting quote it",
    "numbers": "girths of EN 13402-3:2004; numbers by custom, a German 38 being a bust of 88 cm",
})  # fmt: skip
"""Where each built-in table is from; ``modiste size --json`` repeats it."""

_FIRST = {Sex.FEMALE: 32, Sex.MALE: 42}
"""The German number of the first column of :data:`TABLES`; every column is two more."""

_DROPS = {Sex.MALE: {"Y": 18.0, "A": 14.0, "B": 8.0, "C": 4.0},
          Sex.FEMALE: {"Y": 20.0, "A": 16.0, "B": 10.0, "C": 6.0}}  # fmt: skip
"""Chest less waist in cm: of the standard's central bodies, men 170/88Y with a waist of 70, 88A 74,
92B 84, 96C 92; women 160/84Y 64, 84A 68, 88B 78, 88C 82. They lie within the ranges that define the
figure types (men 17-22, 12-16, 7-11, 2-6; women 19-24, 14-18, 9-13, 4-8)."""
_GB_CENTRE = {Sex.MALE: (170, 88), Sex.FEMALE: (160, 84)}
_GB_STEPS = range(-4, 7)


def standard_chart(
    system: str, sex: Sex, category: Category = Category.TOP, figure: str = "A"
) -> SizeChart:
    """A built-in chart.

    Args:
        system: ``EN`` (letters), ``GB`` (GB/T 1335), or a country of :data:`NUMERIC`.
        sex: whose sizes.
        category: bottoms have no chest.
        figure: Y, A, B or C, for GB/T 1335.

    Raises:
        OptionError: when the system is not built in.
    """
    name = system.strip().upper()
    if name in ("EN", "EN13402", "EN 13402-3"):
        return _letters(sex, category)
    if name in ("GB", "GB/T 1335", "CN"):
        return _chinese(sex, category, figure.upper())
    if name in NUMERIC:
        return _numeric(name, sex, category)
    raise OptionError(
        f"There is no built-in size system {system!r}; there are EN, GB, {', '.join(NUMERIC)}."
    )


def _chart(
    name: str, names: Sequence[str], low: Mapping[Zone, Sequence[float]],
    high: Mapping[Zone, Sequence[float]], category: Category, source: str,
) -> SizeChart:  # fmt: skip
    left_out = Zone.CHEST if category is Category.BOTTOM else None
    lows, highs = ({zone: np.array(v, np.float64) for zone, v in ends.items()
                    if zone is not left_out} for ends in (low, high))  # fmt: skip
    sizes = {(size, ""): size for size in names}
    scale = Scale(tuple(names), lows, highs)
    return SizeChart(name, Kind.BODY, category, scale, None, sizes, source=source)


def _letters(sex: Sex, category: Category) -> SizeChart:
    table, edges = TABLES[sex], LETTERS[sex]
    ends = {zone: [_along(table, zone, edge) for edge in edges] for zone in table}
    low = {zone: v[:-1] for zone, v in ends.items()}
    high = {zone: v[1:] for zone, v in ends.items()}
    return _chart("EN 13402-3", _LETTER_NAMES, low, high, category, SOURCES["EN"])


def _along(table: Mapping[Zone, Sequence[float]], zone: Zone, chest: float) -> float:
    """What the table gives beside a chest, continued beyond its ends by the nearest step."""
    chests, values = np.array(table[Zone.CHEST]), np.array(table[zone])
    below, above = min(chest - chests[0], 0.0), max(chest - chests[-1], 0.0)
    return float(np.interp(chest, chests, values) + below + above)


def _numeric(country: str, sex: Sex, category: Category) -> SizeChart:
    table = TABLES[sex]
    shift = _FIRST[sex] + NUMERIC[country][0 if sex is Sex.FEMALE else 1]
    numbers = [shift + 2 * i for i in range(len(table[Zone.CHEST]))]
    kept = [i for i, n in enumerate(numbers) if n >= 0]
    names = [str(numbers[i]) for i in kept]
    values = {zone: [v[i] for i in kept] for zone, v in table.items()}
    return _chart(f"{country} sizes by EN 13402-3", names, values, values, category,
                  SOURCES["numbers"])  # fmt: skip


def _chinese(sex: Sex, category: Category, figure: str) -> SizeChart:
    if figure not in _DROPS[sex]:
        raise OptionError(f"GB/T 1335 has no figure type {figure!r}; choose Y, A, B or C.")
    height, chest = _GB_CENTRE[sex]
    chests = [chest + 4.0 * i for i in _GB_STEPS]
    waists = [c - _DROPS[sex][figure] for c in chests]
    heights = [height + 5 * i for i in range(-3, 5)]
    main = waists if category is Category.BOTTOM else chests
    girths = [f"{v:.0f}{figure}" for v in main]
    scales = {Zone.CHEST: np.array(chests), Zone.WAIST: np.array(waists)}
    if category is Category.BOTTOM:
        del scales[Zone.CHEST]
    longs = np.array(heights, np.float64)
    lengths = Scale(tuple(map(str, heights)), {Zone.HEIGHT: longs - 2.5},
                    {Zone.HEIGHT: longs + 2.5})  # fmt: skip
    sizes = {(g, str(h)): f"{h}/{g}" for g in girths for h in heights}
    return SizeChart("GB/T 1335", Kind.BODY, category, Scale(tuple(girths), scales, scales),
                     lengths, sizes, source=SOURCES["GB"])  # fmt: skip
