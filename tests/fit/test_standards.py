"""Built-in size systems against published pairs of sizes."""

from __future__ import annotations

import numpy as np
import pytest

from modiste.errors import OptionError
from modiste.fit.names import letter_rank, read_name
from modiste.fit.standards import NUMERIC, standard_chart
from modiste.fit.zones import Zone
from modiste.types import Category, Sex


@pytest.mark.parametrize("system", ["EN", "GB", *NUMERIC])
@pytest.mark.parametrize("sex", list(Sex))
@pytest.mark.parametrize("category", list(Category))
def test_every_system_rises(system: str, sex: Sex, category: Category) -> None:
    chart = standard_chart(system, sex, category)
    assert len(chart.girths.names) >= 8
    assert (Zone.CHEST in chart.girths.low) == (category is not Category.BOTTOM)
    for zone in chart.girths.low:
        assert (np.diff(chart.girths.low[zone]) > 0).all()
        assert (chart.girths.low[zone] <= chart.girths.high[zone]).all()
    assert all(chart.find(name) is not None for name in chart.sizes.values())


@pytest.mark.parametrize(
    ("system", "sex", "size", "chest"),
    [
        ("DE", Sex.FEMALE, "38", 88), ("DE", Sex.FEMALE, "50", 116),
        ("FR", Sex.FEMALE, "40", 88), ("IT", Sex.FEMALE, "44", 88),
        ("UK", Sex.FEMALE, "12", 88), ("US", Sex.FEMALE, "8", 88), ("DE", Sex.MALE, "50", 100),
        ("UK", Sex.MALE, "40", 100), ("EN", Sex.FEMALE, "M", 94), ("EN", Sex.MALE, "M", 98),
        ("GB", Sex.FEMALE, "160/84A", 84), ("GB", Sex.MALE, "170/88A", 88),
    ],
)  # fmt: skip
def test_sizes_that_everybody_knows(system: str, sex: Sex, size: str, chest: float) -> None:
    chart = standard_chart(system, sex)
    assert chart.girths.middle(Zone.CHEST)[chart.find(size)[0]] == chest


def test_figure_types_differ_in_the_waist() -> None:
    waists = [standard_chart("GB", Sex.FEMALE, figure=f).girths.low[Zone.WAIST][0] for f in "YABC"]
    assert waists == sorted(waists)
    with pytest.raises(OptionError, match="figure type"):
        standard_chart("GB", Sex.FEMALE, figure="Q")


def test_unknown_systems_are_refused() -> None:
    with pytest.raises(OptionError, match="EN, GB, DE"):
        standard_chart("MARS", Sex.MALE)


def test_letters_stand_in_line() -> None:
    names = ["4XS", "XXXS", "2xs", "XS", "s", "M", "L", "XL", "XXL", "3XL", "XXXXL", "5xl"]
    ranks = [letter_rank(n) for n in names]
    assert ranks == sorted(ranks, key=lambda r: 0.0 if r is None else r)
    assert len(set(ranks)) == len(ranks)
    assert letter_rank("加大") == letter_rank("XL") == letter_rank("extra large")
    assert letter_rank("XM") is None
    assert letter_rank("38") is None


@pytest.mark.parametrize("text", ["32/34", "W32L34", "32W x 34L", "w32 l34", "32-34", "32×34"])
def test_waist_and_length(text: str) -> None:
    name = read_name(text)
    assert (name.girth, name.length) == ("32", "34")
    assert {z: low for z, low, _ in name.told}[Zone.INSEAM] == pytest.approx(86.36)


@pytest.mark.parametrize(
    ("sex", "figure", "chest", "waist"),
    [(Sex.MALE, "Y", 88, 70), (Sex.MALE, "A", 88, 74), (Sex.MALE, "B", 92, 84),
     (Sex.MALE, "C", 96, 92), (Sex.FEMALE, "Y", 84, 64), (Sex.FEMALE, "A", 84, 68),
     (Sex.FEMALE, "B", 88, 78), (Sex.FEMALE, "C", 88, 82)],
)  # fmt: skip
def test_the_central_bodies_of_the_chinese_standard(
    sex: Sex, figure: str, chest: int, waist: int
) -> None:
    tops = standard_chart("GB", sex, figure=figure)
    height = 170 if sex is Sex.MALE else 160
    at, _ = tops.find(f"{height}/{chest}{figure}")
    assert tops.girths.low[Zone.WAIST][at] == waist
    bottoms = standard_chart("GB", sex, Category.BOTTOM, figure)
    assert f"{height}/{waist}{figure}" in bottoms.sizes.values()
    assert all(int(n.rstrip("YABC")) % 2 == 0 for n in bottoms.girths.names), "waists go by 2 or 4"


@pytest.mark.parametrize(
    ("sex", "letter", "low", "high"),
    [(Sex.FEMALE, "XXS", 66, 74), (Sex.FEMALE, "S", 82, 90), (Sex.FEMALE, "XL", 107, 119),
     (Sex.FEMALE, "3XL", 131, 143), (Sex.MALE, "XXS", 70, 78), (Sex.MALE, "L", 102, 110),
     (Sex.MALE, "XXL", 118, 129)],
)  # fmt: skip
def test_letters_are_ranges_without_gaps(sex: Sex, letter: str, low: int, high: int) -> None:
    girths = standard_chart("EN", sex).girths
    at = girths.names.index(letter)
    assert (girths.low[Zone.CHEST][at], girths.high[Zone.CHEST][at]) == (low, high)
    assert (girths.low[Zone.CHEST][1:] == girths.high[Zone.CHEST][:-1]).all()


@pytest.mark.parametrize("system", ["EN", "GB", *NUMERIC])
def test_every_table_names_its_source(system: str) -> None:
    source = standard_chart(system, Sex.FEMALE).source
    assert ("1335.2-2008" if system == "GB" else "13402-3:2004") in source
