"""Bodies that have the measures they should."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.body.fitting import FitResult, fit_body, parameters
from modiste.body.fitting.parameters import HIGH, KNOBS, LOW, SPREAD, START, made
from modiste.body.fitting.surrogate import ORDER, Surrogate, measured
from modiste.body.measure import Levels, Tape
from modiste.body.posterior import Prior
from modiste.body.template import Body
from modiste.errors import AssetError, InputError
from modiste.types import Measure, Sex

TAPED = (Measure.HEIGHT, Measure.WEIGHT, Measure.NECK, Measure.SHOULDER, Measure.CHEST,
         Measure.WAIST, Measure.HIP, Measure.THIGH, Measure.CALF, Measure.UPPER_ARM,
         Measure.WRIST, Measure.ARM_LENGTH, Measure.INSEAM)  # fmt: skip


@pytest.fixture(scope="module")
def tape(body: Body) -> Tape:
    return Tape(body)


@pytest.fixture(scope="module")
def formula() -> Surrogate:
    return Surrogate.open()


def _people(sex: Sex, count: int, seed: int) -> list[dict[Measure, float]]:
    drawn = Prior.open().posterior(sex).sample(np.random.default_rng(seed), 8 * count, TAPED)
    index = drawn[:, 1] / (drawn[:, 0] / 100) ** 2
    usual = drawn[(index > 18) & (index < 34)][:count]
    return [dict(zip(TAPED, row.tolist(), strict=True)) for row in usual]


def _worst(found: FitResult) -> float:
    return max(abs(v) for m, v in found.residuals.items() if m != Measure.WEIGHT)


@pytest.mark.parametrize("sex", list(Sex))
def test_everything_that_was_taped_is_met(tape: Tape, formula: Surrogate, sex: Sex) -> None:
    for person in _people(sex, 4, seed=3):
        found = fit_body(tape, sex, person, formula=formula)
        assert _worst(found) < 0.2
        assert abs(found.residuals[Measure.WEIGHT]) < 2
        assert found.warnings == ()
        again = measured(tape, sex, 30.0, found.knobs)
        assert found.measures[Measure.HIP] == pytest.approx(again[ORDER.index(Measure.HIP)])
        assert ((found.knobs >= LOW) & (found.knobs <= HIGH)).all()


def test_a_bigger_waist_gives_a_bigger_waist_and_the_same_arms(
    tape: Tape, formula: Surrogate
) -> None:
    person = _people(Sex.FEMALE, 1, seed=4)[0]
    wider = {**person, Measure.WAIST: person[Measure.WAIST] + 4}
    before, after = (fit_body(tape, Sex.FEMALE, p, formula=formula) for p in (person, wider))
    assert after.measures[Measure.WAIST] - before.measures[Measure.WAIST] == pytest.approx(
        4, abs=0.3
    )
    assert after.measures[Measure.ARM_LENGTH] == pytest.approx(
        before.measures[Measure.ARM_LENGTH], abs=0.3
    )


def test_loose_targets_give_way_to_tight_ones(tape: Tape, formula: Surrogate) -> None:
    person = _people(Sex.MALE, 1, seed=5)[0]
    loose: dict[Measure, float] = {
        m: 3.0 for m in TAPED if m not in (Measure.HEIGHT, Measure.CHEST)
    }
    wish: Mapping[Measure, float] = {**person, Measure.CHEST: person[Measure.CHEST] + 5}
    found = fit_body(tape, Sex.MALE, wish, sds=loose, formula=formula)
    assert abs(found.residuals[Measure.CHEST]) < 0.2
    assert abs(found.residuals[Measure.HEIGHT]) < 0.2


def test_few_numbers_suffice(tape: Tape, formula: Surrogate) -> None:
    found = fit_body(tape, Sex.FEMALE, {Measure.HEIGHT: 165, Measure.WEIGHT: 60}, formula=formula)
    assert abs(found.residuals[Measure.HEIGHT]) < 0.2
    assert found.measures[Measure.WAIST] < found.measures[Measure.HIP]
    assert (np.abs(found.knobs - START) / SPREAD).max() < 3


def test_what_no_body_has_is_told(tape: Tape, formula: Surrogate) -> None:
    wish = {Measure.HEIGHT: 165.0, Measure.WEIGHT: 40.0, Measure.WAIST: 130.0, Measure.HIP: 140.0}
    found = fit_body(tape, Sex.FEMALE, wish, formula=formula, rounds=2)
    limits = {Measure.WEIGHT: 2.0}
    missed = {m for m, v in found.residuals.items() if abs(v) > limits.get(m, 0.2)}
    assert missed
    assert len(found.warnings) == len(missed)
    assert all(any(m.value in said for said in found.warnings) for m in missed)
    slack = dict.fromkeys(wish, 5.0)
    loose = fit_body(tape, Sex.FEMALE, wish, sds=slack, formula=formula, rounds=2)
    assert loose.warnings == ()


@pytest.mark.parametrize("targets", [
    {Measure.WEIGHT: 60.0}, {Measure.HEIGHT: -1.0}, {Measure.HEIGHT: float("nan")},
])  # fmt: skip
def test_impossible_targets_are_refused(
    tape: Tape, formula: Surrogate, targets: Mapping[Measure, float]
) -> None:
    with pytest.raises(InputError):
        fit_body(tape, Sex.MALE, targets, formula=formula)


def test_the_formula_is_near_the_tape(tape: Tape, formula: Surrogate) -> None:
    rng = np.random.default_rng(7)
    trunk = [ORDER.index(m) for m in (Measure.CHEST, Measure.WAIST, Measure.HIP, Measure.INSEAM)]
    for sex in Sex:
        x = np.clip(START + 0.5 * SPREAD * rng.normal(size=len(START)), LOW, HIGH)
        gap = formula(sex, x) - measured(tape, sex, 30.0, x)
        assert np.abs(gap[trunk]).max() < 3


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**31), st.integers(0, len(KNOBS) - 1))
def test_slopes_are_the_formula_s(formula: Surrogate, seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    x = np.clip(START + SPREAD * rng.normal(size=len(START)), LOW + 0.01, HIGH - 0.01)
    step = np.zeros(len(x))
    step[k] = 1e-5 * SPREAD[k]
    left, right = formula.slopes(Sex.FEMALE, x)
    for side, sign in ((left, -1), (right, 1)):
        rise = (formula(Sex.FEMALE, x + sign * step) - formula(Sex.FEMALE, x)) / (sign * step[k])
        np.testing.assert_allclose(side[:, k], rise, rtol=2e-2, atol=2e-2)


def test_at_a_bend_the_sides_differ(formula: Surrogate) -> None:
    left, right = formula.slopes(Sex.FEMALE, START.copy())
    assert np.abs(left - right).max() > 1


def test_the_formula_survives_its_file(formula: Surrogate, tmp_path: Path) -> None:
    formula.write(tmp_path / "s.npz")
    assert (tmp_path / "s.npz").stat().st_size < 200_000
    again = Surrogate.read(tmp_path / "s.npz")
    np.testing.assert_allclose(again(Sex.MALE, START), formula(Sex.MALE, START), rtol=1e-5)
    (tmp_path / "bad.npz").write_bytes(b"none")
    with pytest.raises(AssetError, match="build_surrogate"):
        Surrogate.read(tmp_path / "bad.npz")
    np.savez(tmp_path / "old.npz", values=[0], up=[0], down=[0], products=[0])
    with pytest.raises(AssetError, match="version"):
        Surrogate.read(tmp_path / "old.npz")


def test_the_table_can_be_built(tape: Tape, monkeypatch: pytest.MonkeyPatch) -> None:
    from modiste.body.fitting import surrogate

    monkeypatch.setattr(surrogate, "KNOBS", KNOBS[:7])
    here, up, down = surrogate._column(tape, Sex.FEMALE, 0.8)
    height = ORDER.index(Measure.HEIGHT)
    assert 150 < here[height] < 185
    assert up[2, height] > 10
    assert up.shape == down.shape == (7, len(ORDER))


def test_sex_and_age_show(body: Body) -> None:
    her, him = (made(body, sex, 30, START) for sex in (Sex.FEMALE, Sex.MALE))
    old = made(body, Sex.FEMALE, 85, START)
    assert np.abs(her.vertices - him.vertices).max() > 0.02
    assert np.abs(her.vertices - old.vertices).max() > 0.005


@pytest.mark.parametrize("sex", list(Sex))
def test_the_seat_is_lower_than_the_template_s_and_nothing_else_moves(
    tape: Tape, sex: Sex, monkeypatch: pytest.MonkeyPatch
) -> None:
    def levels() -> Levels:
        return tape.levels(tape.stand(made(tape.body, sex, 30.0, START)))

    seated = levels()
    monkeypatch.setitem(parameters.SEAT, sex, {})
    plain = levels()
    assert plain.hip - seated.hip > 0.012
    for name in ("crotch", "waist", "chest"):
        assert getattr(seated, name) == pytest.approx(getattr(plain, name), abs=0.002)
