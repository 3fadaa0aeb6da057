"""One posterior for all sources: what it says, how sure it is, what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from modiste.body.posterior import (
    Dimension,
    Observation,
    Posterior,
    Prior,
    Source,
    refined,
    told,
)
from modiste.errors import InputError
from modiste.types import Measure, Sex


@pytest.fixture(scope="module")
def prior() -> Prior:
    return Prior.open()


def woman(prior: Prior, *more: Observation) -> Posterior:
    """165 cm and 60 kg told, 28 years."""
    basics = [told(Sex.FEMALE, Measure.HEIGHT, 165), told(Sex.FEMALE, Measure.WEIGHT, 60)]
    return prior.posterior(Sex.FEMALE, [*basics, *more], 28)


def test_every_measure_comes_with_its_uncertainty_and_source(prior: Prior) -> None:
    found = woman(prior, Observation(Measure.WAIST, 76)).measurements()
    assert set(found.values) == set(Measure)
    assert found[Measure.HEIGHT].source == "told"
    assert found[Measure.WAIST].source == "tape"
    assert found[Measure.HIP].source == "inferred"
    for e in found.values.values():
        assert e.interval95[0] < e.interval80[0] < e.mean < e.interval80[1] < e.interval95[1]
        assert e.interval80[1] - e.interval80[0] == pytest.approx(2 * 1.2816 * e.sd, rel=0.05)
    assert found.warnings == ()


def test_what_was_given_comes_back(prior: Prior) -> None:
    found = woman(prior, Observation(Measure.WAIST, 76)).measurements()
    assert found[Measure.HEIGHT].mean == pytest.approx(165, abs=0.7)
    assert found[Measure.WEIGHT].mean == pytest.approx(60, abs=1)
    assert found[Measure.WAIST].mean == pytest.approx(76, abs=0.5)


def test_each_reading_narrows_what_is_left_open(prior: Prior) -> None:
    nobody = prior.posterior(Sex.FEMALE).estimate(Measure.WAIST).sd
    basics = woman(prior).estimate(Measure.WAIST).sd
    widths = woman(
        prior,
        Observation(Dimension.WAIST_BREADTH, 27, 1, Source.PHOTO),
        Observation(Dimension.WAIST_DEPTH, 20, 1, Source.PHOTO),
    ).estimate(Measure.WAIST)
    taped = woman(prior, Observation(Measure.WAIST, 76)).estimate(Measure.WAIST).sd
    assert nobody > 2 * basics > 2 * widths.sd > 2 * taped
    assert widths.source == "photo"


def test_a_bias_is_taken_off(prior: Prior) -> None:
    plain = woman(prior, Observation(Measure.CHEST, 90, 1))
    clothed = woman(prior, Observation(Measure.CHEST, 93, 1, Source.PHOTO, bias=3))
    assert clothed.estimate(Measure.CHEST).mean == pytest.approx(plain.estimate(Measure.CHEST).mean)


def test_the_better_of_two_readings_weighs_more(prior: Prior) -> None:
    both = woman(
        prior,
        Observation(Measure.HIP, 98, 0.5, Source.SCAN),
        Observation(Measure.HIP, 94, 2.5, Source.PHOTO),
    ).estimate(Measure.HIP)
    assert abs(both.mean - 98) < 0.5
    assert both.source == "scan"


def test_samples_have_the_joint_distribution(prior: Prior) -> None:
    body = woman(prior)
    drawn = body.sample(np.random.default_rng(3), 20_000, [Measure.WAIST, Measure.HIP])
    assert drawn.shape == (20_000, 2)
    for column, name in zip(drawn.T, (Measure.WAIST, Measure.HIP), strict=True):
        assert column.mean() == pytest.approx(body.estimate(name).mean, rel=0.005)
        assert column.std() == pytest.approx(body.estimate(name).sd, rel=0.03)
    i = [body.names.index(n) for n in (Measure.WAIST, Measure.HIP)]
    wanted = body.cov[i[0], i[1]] / np.sqrt(body.cov[i[0], i[0]] * body.cov[i[1], i[1]])
    assert np.corrcoef(np.log(drawn.T))[0, 1] == pytest.approx(wanted, abs=0.02)


def test_a_contradiction_is_told_in_a_sentence(prior: Prior) -> None:
    body = prior.posterior(
        Sex.FEMALE,
        [
            told(Sex.FEMALE, Measure.HEIGHT, 165),
            told(Sex.FEMALE, Measure.WEIGHT, 50),
            Observation(Measure.WAIST, 60),
            Observation(Measure.HIP, 120),
        ],
    )
    (sentence,) = body.warnings
    assert "120 cm hip" in sentence
    assert "60 cm waist" in sentence
    assert "50 kg" in sentence
    assert "check" in sentence


@pytest.mark.parametrize(
    ("height", "weight", "waist"), [(150, 45, 66), (165, 60, 80), (175, 110, 120), (160, 90, 112)]
)
def test_ordinary_people_hear_no_warning(
    prior: Prior, height: float, weight: float, waist: float
) -> None:
    given = {Measure.HEIGHT: height, Measure.WEIGHT: weight}
    readings = [told(Sex.FEMALE, m, v) for m, v in given.items()]
    body = prior.posterior(Sex.FEMALE, [*readings, Observation(Measure.WAIST, waist)], 40)
    assert body.warnings == ()


@pytest.mark.parametrize("weight", [32, 200])
def test_a_very_unusual_weight_is_asked_about(prior: Prior, weight: float) -> None:
    readings = [
        told(Sex.FEMALE, Measure.HEIGHT, 165), told(Sex.FEMALE, Measure.WEIGHT, weight)
    ]  # fmt: skip
    (sentence,) = prior.posterior(Sex.FEMALE, readings).warnings
    assert f"{weight} kg weight" in sentence
    assert "very unusual" in sentence
    assert "check" in sentence


@pytest.mark.parametrize(
    ("name", "value", "limits"),
    [
        (Measure.HEIGHT, 16.5, "120 and 230 cm"),
        (Measure.WEIGHT, 600, "30 and 250 kg"),
        (Measure.WAIST, 300, "45 and 220 cm"),
    ],
)
def test_the_impossible_is_refused_with_the_plausible_range(
    prior: Prior, name: Measure, value: float, limits: str
) -> None:
    with pytest.raises(InputError, match=limits) as caught:
        prior.posterior(Sex.MALE, [Observation(name, value)])
    assert f"{value:g}" in str(caught.value)


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ((Measure.THIGH, 95), (Measure.HIP, 95)),
        ((Measure.UNDERBUST, 102), (Measure.CHEST, 88)),
        ((Measure.INSEAM, 85), (Measure.OUTSEAM, 84)),
        ((Measure.NECK, 62), (Measure.CHEST, 90)),
        ((Measure.WRIST, 26), (Measure.UPPER_ARM, 24)),
        ((Measure.CALF, 56), (Measure.THIGH, 38)),
    ],
)
def test_a_part_larger_than_its_whole_is_refused(
    prior: Prior, part: tuple[Measure, float], whole: tuple[Measure, float]
) -> None:
    readings = [Observation(*part), Observation(*whole)]
    with pytest.raises(InputError, match="swapped") as caught:
        prior.posterior(Sex.FEMALE, readings)
    assert f"{part[1]:g}" in str(caught.value)
    assert f"{whole[1]:g}" in str(caught.value)


def test_no_sampled_adult_is_refused(prior: Prior) -> None:
    for sex in Sex:
        for row in prior.posterior(sex).sample(np.random.default_rng(1), 300, list(Measure)):
            girths = {m: v for m, v in zip(Measure, row, strict=True)
                            if m not in (Measure.HEIGHT, Measure.WEIGHT)}  # fmt: skip
            prior.posterior(sex, [Observation(m, float(v)) for m, v in girths.items()])


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        (Measure.HEIGHT, 65, "inches, write 65in"),
        (Measure.WAIST, 29, "inches, write 29in"),
        (Measure.WEIGHT, 400, "pounds, write 400lb"),
        (Measure.WAIST, 3, "Check the number"),
    ],
)
def test_a_number_in_the_other_unit_is_recognised(
    prior: Prior, name: Measure, value: float, remedy: str
) -> None:
    with pytest.raises(InputError, match=remedy):
        prior.posterior(Sex.FEMALE, [Observation(name, value)])


def test_impossible_pairs_are_refused(prior: Prior) -> None:
    height = told(Sex.MALE, Measure.HEIGHT, 200)
    with pytest.raises(InputError, match=r"30 kg weight cannot be right at a height of 200 cm"):
        prior.posterior(Sex.MALE, [height, told(Sex.MALE, Measure.WEIGHT, 30)])
    with pytest.raises(InputError, match="inseam cannot be right"):
        prior.posterior(
            Sex.MALE, [Observation(Measure.HEIGHT, 150), Observation(Measure.INSEAM, 99)]
        )


def test_ages(prior: Prior) -> None:
    with pytest.raises(InputError, match="16 to 110"):
        prior.posterior(Sex.MALE, [], 12)
    assert "still grows" in prior.posterior(Sex.MALE, [], 16.5).warnings[0]
    assert "less sure" in prior.posterior(Sex.MALE, [], 80).warnings[0]
    assert prior.posterior(Sex.MALE, [], 30).warnings == ()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 0.0, -3.0])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(InputError, match="positive number"):
        Observation(Measure.WAIST, value)


def test_civilians_have_larger_and_less_certain_waists_than_soldiers(prior: Prior) -> None:
    soldier = woman(Prior.open(civilians=False)).estimate(Measure.WAIST)
    civilian = woman(prior).estimate(Measure.WAIST)
    assert 1.5 < civilian.mean - soldier.mean < 3.5
    assert 1.1 < civilian.sd / soldier.sd < 1.35


def test_readings_may_come_one_by_one(prior: Prior) -> None:
    readings = [
        told(Sex.FEMALE, Measure.HEIGHT, 165), Observation(Measure.WAIST, 76),
        Observation(Measure.HIP, 99, 1.0, Source.SCAN),
    ]  # fmt: skip
    at_once = prior.posterior(Sex.FEMALE, readings, 40)
    body = prior.posterior(Sex.FEMALE)
    for reading in reversed(readings):
        body = refined(body, [reading])
    body = refined(body, [], 40)
    assert body.age == 40
    assert np.allclose(body.mean, at_once.mean)
    assert np.allclose(body.cov, at_once.cov)


def test_a_later_reading_is_checked_against_what_is_known(prior: Prior) -> None:
    body = woman(prior)
    assert "very unusual" in refined(body, [Observation(Measure.WAIST, 120)]).warnings[0]
    assert refined(body, [Observation(Measure.WAIST, 80)]).warnings == ()
    with pytest.raises(InputError, match="inseam cannot be right"):
        refined(body, [Observation(Measure.INSEAM, 110)])
    with pytest.raises(InputError, match="contradicts the 28 years"):
        refined(body, [], 50)
