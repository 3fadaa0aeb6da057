"""Breadths of trunks and where the tape lies on them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.body.measure import Tape
from modiste.body.poses import PoseName
from modiste.examples.models import virtual_model
from modiste.fit.trunk import breadth, places
from modiste.types import Measure

TRUNK = (Measure.CHEST, Measure.UNDERBUST, Measure.WAIST_NATURAL, Measure.HIP)


def test_a_body_that_was_not_among_the_fitted_ones_is_met() -> None:
    model = virtual_model(pose=PoseName.A_POSE)
    tape = Tape(model.sitter.body)
    lines, body = tape.lines(model.sitter.posed), tape(model.sitter.posed)
    truth = [100 * float(np.ptp(lines[m][:, 0])) for m in TRUNK]
    assert [breadth(m, body) for m in TRUNK] == pytest.approx(truth, abs=1.8)
    shoulder, hip = (np.mean([model.pose[f"{s}_{n}"][1] for s in ("left", "right")])
                     for n in ("shoulder", "hip"))  # fmt: skip
    rows = [float(model.camera.project(lines[m])[0][:, 1].mean()) for m in TRUNK]
    at = [(row - shoulder) / (hip - shoulder) for row in rows]
    assert [places(body)[m] for m in TRUNK] == pytest.approx(at, abs=0.07)


@given(st.floats(60, 160), st.floats(60, 180), st.floats(25, 60), st.floats(120, 220))
def test_whatever_is_told_breadths_stay_those_of_trunks_and_places_go_down(
    girth: float, hip: float, shoulder: float, height: float
) -> None:
    body = dict.fromkeys(TRUNK, girth) | {
        Measure.HIP: hip, Measure.SHOULDER: shoulder, Measure.HEIGHT: height,
    }  # fmt: skip
    for measure in TRUNK:
        found = breadth(measure, body)
        assert found is not None
        assert 0.25 < found / body[measure] < 0.4
    at = list(places(body).values())
    assert (np.diff(at) > 0.039).all()


@pytest.mark.parametrize("missing", [Measure.SHOULDER, Measure.HIP, Measure.WAIST_NATURAL])
def test_what_is_not_known_is_not_guessed(missing: Measure) -> None:
    body = dict.fromkeys(TRUNK, 90.0) | {Measure.SHOULDER: 38.0, Measure.HEIGHT: 170.0}
    known = {m: v for m, v in body.items() if m is not missing}
    assert breadth(Measure.WAIST_NATURAL, known) is None
    assert (places(known) == {}) == (missing is not Measure.WAIST_NATURAL)
