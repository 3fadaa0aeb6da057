"""Tucked or not, and where the waistband is."""

from __future__ import annotations

from dataclasses import replace

import drawn
import numpy as np
import pytest

from modiste.types import Category, Label, Length, Part, PersonView
from modiste.warp import predict_tuck, warp_garment
from modiste.warp.body import measure_body
from modiste.warp.waist import waistband, worn_hem

TEE = drawn.drawn_garment(drawn.TEE, sleeve=Length.SHORT)
LONG = drawn.drawn_garment(drawn.LONG_SLEEVE, sleeve=Length.LONG)
CROPPED = drawn.drawn_garment(
    {**drawn.TEE, "waist_left": (25.5, 34.0), "hem_left": (26.0, 40.0)}, sleeve=Length.SHORT
)
TROUSERS = drawn.drawn_garment(drawn.TROUSERS, Category.BOTTOM, leg=Length.LONG)


def wearing_top_down_to(cm: float, belt: float = 0.0) -> PersonView:
    """A drawn person whose top ends ``cm`` below the neck, with a belt under it."""
    person = drawn.drawn_person()
    labels = person.parse.copy()
    rows = (np.arange(len(labels)) - drawn.CENTRE[1]) / drawn.UNIT
    trunk = np.isin(labels, (Label.TOP, Label.BOTTOM)) & (rows < 66)[:, None]
    below = np.where((rows < cm + belt)[:, None], Label.BAG, Label.BOTTOM)
    labels = np.where(trunk, np.where((rows < cm)[:, None], Label.TOP, below), labels)
    return replace(person, parse=labels.astype(np.uint8))


def test_a_top_is_tucked_when_the_worn_one_is() -> None:
    assert predict_tuck(wearing_top_down_to(40), TEE)
    assert not predict_tuck(wearing_top_down_to(58), TEE)


def test_what_cannot_be_tucked_is_not() -> None:
    tucked_now = wearing_top_down_to(44)
    assert not predict_tuck(tucked_now, CROPPED)
    assert not predict_tuck(tucked_now, TROUSERS)


def test_without_trousers_in_sight_nothing_is_tucked() -> None:
    person = wearing_top_down_to(200)
    bare = np.where(person.parse == Label.BOTTOM, Label.LEGS, person.parse).astype(np.uint8)
    person = replace(person, parse=bare)
    assert worn_hem(person, measure_body(person)) is None
    assert not predict_tuck(person, TEE)


@pytest.mark.parametrize("belt", [0.0, 4.0])
def test_the_worn_hem_is_found_above_the_belt(belt: float) -> None:
    person = wearing_top_down_to(42, belt)
    found = worn_hem(person, measure_body(person))
    assert found == pytest.approx(42 * drawn.UNIT, abs=1.5 * drawn.UNIT)


def test_a_tucked_top_ends_at_the_waistband() -> None:
    person = wearing_top_down_to(42)
    warped = warp_garment(person, TEE, tuck=True)
    end = np.nonzero((warped.alpha > 0.5).any(1))[0][-1]
    assert warped.tucked
    assert end == pytest.approx(drawn.CENTRE[1] + 42 * drawn.UNIT, abs=2.5 * drawn.UNIT)
    assert warped.guides["hem"] == pytest.approx(waistband(person, measure_body(person)))


def test_sleeves_are_not_tucked_in() -> None:
    warped = warp_garment(wearing_top_down_to(42), LONG, tuck=True)
    assert np.nonzero((warped.parts == Part.SLEEVE_LEFT).any(1))[0][-1] > (
        drawn.CENTRE[1] + 50 * drawn.UNIT
    )


def test_only_tops_are_tucked() -> None:
    assert not warp_garment(drawn.drawn_person(), TROUSERS, tuck=True).tucked


def test_trousers_rise_to_where_the_tucked_top_ends() -> None:
    natural = np.nonzero((warp_garment(wearing_top_down_to(58), TROUSERS).alpha > 0.5).any(1))[0][0]
    cm = (natural - drawn.CENTRE[1]) / drawn.UNIT
    raised = warp_garment(wearing_top_down_to(cm - 3), TROUSERS)
    top = np.nonzero((raised.alpha > 0.5).any(1))[0][0]
    assert top == pytest.approx(natural - 3 * drawn.UNIT, abs=1.5 * drawn.UNIT)
