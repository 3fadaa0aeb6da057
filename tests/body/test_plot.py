"""The picture with the tape lines."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from modiste.body.model import Model
from modiste.body.plot import LINE, _spread, draw_tape
from modiste.types import Label, Measure


def _red(picture: np.ndarray) -> np.ndarray:
    return (np.abs(picture.astype(int) - LINE).max(axis=-1) < 12).nonzero()[0]


def test_the_tape_lies_on_the_body(model: Model) -> None:
    height, width = model.image.shape[:2]
    drawn = draw_tape(model, {Measure.WAIST: "waist 70 cm", Measure.CALF: "calf 35 cm"})
    assert drawn.shape[0] == height
    assert drawn.shape[1] > width
    rows = _red(drawn[:, :width])
    assert len(rows) > 20
    trunk = np.isin(model.labels, (Label.TOP, Label.BOTTOM)).any(axis=1).nonzero()[0]
    legs = (model.labels == Label.LEGS).any(axis=1).nonzero()[0]
    assert trunk[0] < rows.min() < trunk[-1]
    assert legs[0] < rows.max() < legs[-1]


def test_the_back_of_the_tape_is_hidden(model: Model) -> None:
    drawn = draw_tape(model, {Measure.HIP: "hip"})
    assert np.ptp(_red(drawn[:, : model.image.shape[1]])) < 0.03 * model.image.shape[0]


def test_only_what_is_named_is_drawn(model: Model) -> None:
    assert not len(_red(draw_tape(model, {})[:, : model.image.shape[1]]))


@given(st.lists(st.floats(0, 1000), max_size=12))
def test_readings_do_not_overlap(rows: list[float]) -> None:
    spread = sorted(_spread(rows, 30))
    assert all(b - a > 30 - 1e-6 for a, b in itertools.pairwise(spread))
    order = np.argsort(rows, kind="stable")
    assert (np.diff(np.array(_spread(rows, 30))[order]) >= -1e-6).all() if rows else True
