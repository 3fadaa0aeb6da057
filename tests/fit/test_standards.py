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
