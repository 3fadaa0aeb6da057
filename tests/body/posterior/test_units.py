"""Numbers with units, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.body.posterior.units import (
    Unit,
    format_length,
    format_mass,
    parse_length,
    parse_mass,
)
from modiste.errors import OptionError


@pytest.mark.parametrize(
    ("text", "cm"),
    [
        ("165", 165), ("165cm", 165), (" 165 CM ", 165), ("1.65m", 165), ("1,65 m", 165),
        ("1m65", 165), ("1650mm", 165), ("65in", 165.1), ('65"', 165.1), ("5ft5in", 165.1),
        ("5ft 5.5in", 166.37), ("5'5\"", 165.1), ("5’5”", 165.1), ("5'5", 165.1), ("5ft5", 165.1),
        ("6ft", 182.88), ("5 feet 5 inches", 165.1),
    ],
)  # fmt: skip
def test_lengths(text: str, cm: float) -> None:
    assert parse_length(text) == pytest.approx(cm)


@pytest.mark.parametrize(
    ("text", "kg"),
    [("60", 60), ("60kg", 60), ("132lb", 59.874), ("132 lbs", 59.874), ("9st4lb", 58.967),
     ("9st 4", 58.967), ("120斤", 60), ("60公斤", 60)],
)  # fmt: skip
def test_masses(text: str, kg: float) -> None:
    assert parse_mass(text) == pytest.approx(kg, abs=1e-3)


def test_bare_numbers_are_in_the_unit_named() -> None:
    assert parse_length("65", Unit.INCH) == pytest.approx(165.1)
    assert parse_mass("132", Unit.INCH) == pytest.approx(59.874, abs=1e-3)
    assert parse_length("165cm", Unit.INCH) == 165


@pytest.mark.parametrize(
    "text",
    ["", "tall", "cm", "-165", "165kg", "5ft13in8", "5in5ft", "nan", "inf", "1e3", "5'5'5", "0",
     "165 165", "١٦٥x"],
)  # fmt: skip
def test_what_is_no_length_is_refused_with_examples(text: str) -> None:
    with pytest.raises(OptionError, match=r"is no length; write it like 165, 165cm"):
        parse_length(text)


@settings(deadline=None)
@given(st.floats(1, 300))
def test_what_is_shown_can_be_typed(value: float) -> None:
    for unit in Unit:
        assert parse_length(format_length(value, unit)) == pytest.approx(value, abs=0.13)
        assert parse_mass(format_mass(value, unit)) == pytest.approx(value, abs=0.06)


@settings(deadline=None)
@given(st.text(max_size=12))
def test_no_text_breaks_the_parser(text: str) -> None:
    try:
        cm = parse_length(text)
    except OptionError:
        return
    assert cm > 0
