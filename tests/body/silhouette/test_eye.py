from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from modiste.body.posterior import Observation, Prior, Source
from modiste.body.silhouette import Clothes, Eye, Figure, Reading, View
from modiste.body.silhouette.eye import CAUSES, Sight
from modiste.errors import AssetError, InputError
from modiste.types import Measure, Sex

NAMES = ("front_waist", "side_waist")
HEIGHT = Observation(Measure.HEIGHT, 170.0, 0.5, Source.TOLD)


def _sight(common: float, own: float = 0.01) -> Sight:
    """Both readings are a part of the waist's girth over the height."""
    weights = np.zeros((2, len(CAUSES)))
    weights[:, CAUSES.index(Measure.WAIST)] = 1.0
    weights[:, CAUSES.index(Measure.HEIGHT)] = -1.0
    cov = np.full((2, 2), common**2) + np.eye(2) * own**2
    return Sight(NAMES, weights, np.log([0.36, 0.27]), cov)


def _eye(common: float) -> Eye:
    return Eye({(sex, c): _sight(common) for sex in Sex for c in Clothes})


def _figures(waist: float) -> list[Figure]:
    found = []
    for view, name, part in ((View.FRONT, NAMES[0], 0.36), (View.SIDE, NAMES[1], 0.27)):
        reading = Reading(name, part * waist / 170.0, (0.0, 0.0), (1.0, 0.0))
        found.append(Figure(view, {name: reading}, Clothes.NORMAL))
    return found


@pytest.fixture(scope="module")
def prior() -> Prior:
    return Prior.open()


def test_readings_move_the_body_to_what_they_show(prior: Prior) -> None:
    body = _eye(0.005).posterior(prior, Sex.FEMALE, [HEIGHT], _figures(80.0))
    assert body.estimate(Measure.WAIST).mean == pytest.approx(80.0, abs=0.5)
    assert body.estimate(Measure.WAIST).source == "photo"
    assert body.estimate(Measure.WEIGHT).source == "inferred"


def test_a_common_error_does_not_average_out(prior: Prior) -> None:
    sds = [
        _eye(common).posterior(prior, Sex.MALE, [HEIGHT], _figures(90.0)).estimate(Measure.WAIST).sd
        for common in (0.0, 0.03)
    ]
    assert sds[0] == pytest.approx(90 * 0.01 / np.sqrt(2), rel=0.15)
    assert sds[1] > 90 * 0.025


def test_a_photo_needs_a_scale(prior: Prior) -> None:
    with pytest.raises(InputError, match="--height"):
        _eye(0.01).posterior(prior, Sex.FEMALE, [], _figures(80.0))


def test_without_readings_the_body_is_what_was_told(prior: Prior) -> None:
    body = _eye(0.01).posterior(prior, Sex.FEMALE, [HEIGHT], [])
    plain = prior.posterior(Sex.FEMALE, [HEIGHT])
    np.testing.assert_allclose(body.mean, plain.mean)


def test_an_impossible_reading_is_left_out_and_told(prior: Prior) -> None:
    sights = {(s, c): _sight(0.01) for s in Sex for c in Clothes}
    wide = {
        key: Sight((*NAMES, "neck"), np.vstack([s.weights, s.weights[:1]]),
                   np.append(s.offset, s.offset[0]), np.diag([1e-4] * 3))
        for key, s in sights.items()
    }  # fmt: skip
    figures = _figures(80.0)
    figures.append(
        Figure(View.FRONT, {"neck": Reading("neck", 0.9, (0, 0), (1, 0))}, Clothes.NORMAL)
    )
    body = Eye(wide).posterior(prior, Sex.FEMALE, [HEIGHT], figures)
    assert any("neck" in w for w in body.warnings)
    assert body.estimate(Measure.WAIST).mean == pytest.approx(80.0, abs=1.0)


def _of_classes() -> Eye:
    """Normal clothes widen by 10 %, loose ones by 25 %."""
    widths = {Clothes.TIGHT: 0.0, Clothes.NORMAL: np.log(1.10), Clothes.LOOSE: np.log(1.25)}
    plain = _sight(0.01)
    return Eye({(sex, c): replace(plain, offset=plain.offset + wider)
                for sex in Sex for c, wider in widths.items()})  # fmt: skip


def test_unknown_clothes_leave_the_waist_less_certain(prior: Prior) -> None:
    eye, figures = _of_classes(), _figures(80.0)
    told = eye.posterior(prior, Sex.FEMALE, [HEIGHT], figures, Clothes.TIGHT)
    open_ = eye.posterior(prior, Sex.FEMALE, [HEIGHT], figures)
    assert open_.estimate(Measure.WAIST).sd > 2 * told.estimate(Measure.WAIST).sd
    assert open_.estimate(Measure.WAIST).mean < told.estimate(Measure.WAIST).mean
    assert np.linalg.eigvalsh(open_.cov).min() > -1e-12


def test_the_weight_tells_what_the_clothes_hide(prior: Prior) -> None:
    eye = _of_classes()
    slim = prior.posterior(Sex.FEMALE, [HEIGHT, Observation(Measure.WAIST, 68.0, 0.1)])
    weight = slim.estimate(Measure.WEIGHT).mean
    said = [HEIGHT, Observation(Measure.WEIGHT, weight, 0.5, Source.TOLD)]
    figures = _figures(68.0 * 1.25)
    guessed = eye.posterior(prior, Sex.FEMALE, said, figures).estimate(Measure.WAIST)
    fooled = eye.posterior(prior, Sex.FEMALE, said, figures, Clothes.TIGHT).estimate(Measure.WAIST)
    assert abs(guessed.mean - 68) < abs(fooled.mean - 68)


def test_a_jacket_makes_loose_clothes_more_likely(prior: Prior) -> None:
    eye = _of_classes()
    normal = _figures(90.0)
    jacket = [replace(figure, clothes=Clothes.LOOSE) for figure in normal]
    waists = [eye.posterior(prior, Sex.MALE, [HEIGHT], figures).estimate(Measure.WAIST).mean
              for figures in (normal, jacket)]  # fmt: skip
    assert waists[1] < waists[0]


def test_a_broken_calibration_is_named(tmp_path: Path) -> None:
    path = tmp_path / "photo.npz"
    path.write_bytes(b"no zip")
    with pytest.raises(AssetError, match=r"photo\.npz"):
        Eye.read(path)


def test_what_ships_knows_every_width_of_trunk(prior: Prior) -> None:
    eye = Eye.open()
    for sight in eye.sights.values():
        assert sight.knows("front_waist")
        assert sight.knows("side_hip")
        assert not sight.knows("nonsense")
        assert np.linalg.eigvalsh(sight.cov).min() > 0
