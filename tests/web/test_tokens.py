"""The page's colours have the contrast that WCAG 2.2 asks for, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import modiste.service

TOKENS = Path(modiste.service.__file__).parent / "web" / "css" / "tokens.css"
PAIRS = re.findall(
    r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", TOKENS.read_text()
)
COLOURS = {name: {"light": light, "dark": dark} for name, light, dark in PAIRS}
GROUNDS = ("paper", "surface", "raised", "sunk")
TEXT, LARGE = 4.5, 3.0
"""WCAG 2.2, 1.4.3 for text and 1.4.11 for what is no text."""


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, two: str) -> float:
    """Contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [(ink, ground, TEXT) for ink in ("ink", "muted") for ground in GROUNDS]
    + [("on-accent", "accent", TEXT), ("accent", "tint", TEXT), ("accent", "paper", TEXT),
       ("accent", "raised", TEXT), ("danger", "danger-tint", TEXT), ("danger", "paper", TEXT),
       ("paper", "ink", TEXT)]
    + [("edge", ground, LARGE) for ground in ("paper", "surface", "raised")]
    + [(verdict, "surface", LARGE) for verdict in ("tight", "relaxed", "loose")],
)  # fmt: skip
def test_what_is_read_stands_out(ink: str, ground: str, least: float, theme: str) -> None:
    found = contrast(COLOURS[ink][theme], COLOURS[ground][theme])
    assert found >= least, f"{ink} on {ground}: {found:.2f}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_verdicts_are_never_told_by_colour_alone_but_can_be_told_apart(theme: str) -> None:
    shades = {COLOURS[name][theme] for name in ("tight", "close", "relaxed", "loose")}
    assert len(shades) == 4
    assert contrast(COLOURS["close"][theme], COLOURS["surface"][theme]) >= 2.5


def test_browsers_without_light_dark_get_the_light_ones() -> None:
    fallback = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", TOKENS.read_text()))
    assert fallback == {name: COLOURS[name]["light"] for name in fallback}
    assert set(fallback) == set(COLOURS)
