"""How far an answer is believed."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.synthesis import Guess, trusted
from modiste.synthesis.trust import near, plainness, regular, trusted_mask, trusted_paint

UNIT = 60.0


def _square() -> np.ndarray:
    alpha = np.zeros((120, 120), np.float32)
    alpha[40:80, 40:80] = 1
    return alpha


@given(st.floats(0, 1))
@settings(max_examples=20, deadline=None)
def test_the_mask_is_bound_to_the_garment(value: float) -> None:
    mask = trusted_mask(np.full((120, 120), value, np.float32), _square(), UNIT)
    assert mask.min() >= 0
    assert mask.max() <= 1
    assert mask[60, 60] == 1, "the middle of the garment is shown whatever the network says"
    assert mask[10, 10] == 0, "nothing grows far away from the garment"
    assert abs(mask[60, 39] - value) < 1e-5, "at the edge the network decides"


def test_nearness_falls_from_the_edge() -> None:
    row = near(_square(), UNIT, 0.1)[60]
    assert row[60] == 1
    assert row[38] == 1
    assert row[20] == 0
    assert (np.diff(row[:60]) >= 0).all()


def test_a_grown_hem_ends_crisply() -> None:
    mask = trusted_mask(np.ones((120, 120), np.float32), _square(), UNIT)
    row = mask[60, :60]
    assert ((row > 0.02) & (row < 0.98)).sum() <= 2


def test_the_background_far_from_the_garment_is_not_painted() -> None:
    body = np.zeros((120, 120), np.bool_)
    body[90:115, 50:70] = True
    paint = trusted_paint(np.full((120, 120, 3), 300, np.float32), _square(), body, UNIT)
    assert not paint[10, 10].any()
    assert paint[100, 60].min() > 12, "limbs are corrected"
    assert paint.max() < 16.1


def test_the_wall_right_beside_the_garment_keeps_its_colour() -> None:
    square, body = _square(), np.zeros((120, 120), np.bool_)
    paint = trusted_paint(np.full((120, 120, 3), 300, np.float32), square, body, UNIT)
    assert not paint[square == 0].any()
    assert paint[square > 0].min() > 12


def test_an_answer_is_believed_in_part() -> None:
    change = np.array([[-10.0, 10.0]], np.float32)
    ones = np.ones((1, 2, 3), np.float32)
    found = trusted(
        Guess(np.ones((1, 1, 2), np.float32), np.ones((1, 1), np.float32), change, change, ones)
    )
    assert not found.flow.any()
    assert found.light == 1
    assert found.change[0, 0] == 0, "the garment is not cut back"
    assert 0 < found.change[0, 1] < 10
    assert (found.paint == ones).all()
    assert (found.relief == change).all()


def test_the_outline_of_a_chosen_size_stays() -> None:
    """Its centimetres come from the chart; the light is welcome all the same."""
    change, ones = np.full((1, 2), 10, np.float32), np.ones((1, 2, 3), np.float32)
    light = np.ones((1, 1), np.float32)
    found = trusted(Guess(np.ones((1, 1, 2), np.float32), light, change, change, ones), sized=True)
    assert not found.change.any()
    assert found.light == 1


def test_stripes_are_not_plain_and_folds_are() -> None:
    alpha = np.ones((60, 60), np.float32)
    stripes = np.full((60, 60, 3), 240, np.uint8)
    stripes[np.arange(60) // 6 % 2 == 0] = (20, 40, 120)
    folds = np.full((60, 60, 3), 120, np.uint8)
    folds[np.arange(60) // 6 % 2 == 0] = 128
    assert plainness(stripes, alpha)[20:40, 20:40].max() < 0.01
    assert plainness(folds, alpha)[20:40, 20:40].min() > 0.9
    alpha[:, 30:] = 0
    folds[:, 30:] = 255
    assert plainness(folds, alpha)[30, 24:30].min() > 0.8, "what lies beside the cloth is no print"


def test_a_torn_growth_gets_an_even_outline_and_specks_go() -> None:
    alpha = _square()
    mask = alpha.copy()
    mask[80:82, 40:80:2] = 1
    mask[100, 60] = 1
    even = regular(mask, alpha, UNIT)
    assert even[100, 60] == 0
    assert even[80, 50:70].std() < 0.05
    assert (even[alpha == 1] == 1).all()


@given(st.floats(0, 1))
@settings(max_examples=20, deadline=None)
def test_a_soft_edge_of_the_garment_stays_soft(edge: float) -> None:
    alpha = _square()
    alpha[39, 40:80] = edge
    even = regular(alpha, alpha, UNIT)
    assert (even >= alpha - 1e-6).all()
    assert even.max() <= 1
