from __future__ import annotations

import numpy as np
import pytest

from modiste.body import skin
from modiste.body.skin import Complexion
from modiste.body.template import Body

LOOKS = Complexion((0.5, 0.3, 0.2), (0.4, 0.1, 0.1), (0.02, 0.01, 0.01), (0.1, 0.2, 0.3))


def place(x: float, y: float, z: float) -> np.ndarray:
    return np.array([[x, y, z]], np.float32)


def bare(count: int) -> dict[str, np.ndarray]:
    names = ("lips", "eyelids", "ears", "fingernails", "toenails", "face")
    return {name: np.zeros(count, np.float32) for name in names}


@pytest.mark.parametrize(
    ("point", "grows"),
    [
        (place(0, 0.845, 0.03), True),
        (place(0, 0.78, 0.15), False),
        (place(0, 0.70, 0.16), False),
        (place(0.02, 0.70, -0.05), True),
        (place(0.05, 0.55, -0.03), False),
    ],
)
def test_hair_grows_on_the_scalp_and_not_on_face_or_neck(point: np.ndarray, grows: bool) -> None:
    assert (skin.scalp(point)[0] > 0) == grows


def test_the_scalp_is_one_tenth_of_the_head_at_least_and_symmetric(body: Body) -> None:
    grows = skin.scalp(body.template[body.surface]) > 0
    x = body.template[body.surface, 0][grows]
    assert grows.sum() > 300
    assert abs((x > 0.001).sum() - (x < -0.001).sum()) < 0.05 * len(x)


def test_brows_lie_above_the_eyes_on_both_sides() -> None:
    above = np.concatenate([place(s * 0.03, 0.754, 0.14) for s in (1, -1)])
    assert skin.brow(above, 0).min() > 0.5
    elsewhere = np.concatenate(
        [place(0.03, 0.74, 0.14), place(0, 0.754, 0.14), place(0.03, 0.754, 0)]
    )
    assert skin.brow(elsewhere, 0).max() < 0.05


def test_lips_take_the_colour_of_lips() -> None:
    at, masks = place(0, 0.66, 0.16), bare(1)
    plain = skin.paint_skin(at, masks, LOOKS, 0)[0]
    red = skin.paint_skin(at, {**masks, "lips": np.ones(1, np.float32)}, LOOKS, 0)[0]
    assert np.linalg.norm(red - LOOKS.lips) < 0.06 < np.linalg.norm(plain - LOOKS.lips)


def test_a_shaven_beard_darkens_the_chin_only() -> None:
    at = np.concatenate([place(0.0, 0.635, 0.14), place(0.0, 0.78, 0.15)])
    shaven = Complexion(LOOKS.skin, LOOKS.lips, LOOKS.hair, beard=1.0)
    plain, dark = (skin.paint_skin(at, bare(2), looks, 0) for looks in (LOOKS, shaven))
    assert dark[0].mean() < 0.9 * plain[0].mean()
    assert np.allclose(dark[1], plain[1])


def test_an_eye_is_a_pupil_in_an_iris_in_white() -> None:
    center = np.array([0.031, 0.728, 0.1245], np.float32)
    angles = np.radians([0, 18, 60])
    at = center + 0.0147 * np.stack([np.sin(angles), 0 * angles, np.cos(angles)], 1)
    pupil, iris, white = skin.paint_eye(at.astype(np.float32), center, LOOKS)
    assert pupil.max() < 0.02
    assert iris[2] > iris[0]
    assert white.min() > 0.5


def test_skin_stays_within_what_reflects(body: Body) -> None:
    at = body.template[body.surface]
    masks = {name: mask[body.surface] for name, mask in body.masks.items()}
    for tone in ((0.62, 0.43, 0.35), (0.12, 0.06, 0.035)):
        painted = skin.paint_skin(at, masks, Complexion(tone, LOOKS.lips, LOOKS.hair), 3)
        assert painted.min() > 0
        assert painted.max() < 0.96
        assert np.median(painted, 0) == pytest.approx(tone, rel=0.15)


def test_lips_shine_and_brows_do_not() -> None:
    at = np.concatenate([place(0, 0.66, 0.16), place(0.03, 0.754, 0.14), place(0.06, 0.60, 0.05)])
    masks = bare(3)
    masks["lips"][0] = 1
    lips, brow, cheek = skin.gloss(at, masks, 0)
    assert lips > cheek > brow
