"""Trousers cover bare legs on their inner side too."""

from __future__ import annotations

import numpy as np
import pytest

from modiste.body.avatar import Looks, draw_avatar
from modiste.body.poses import PoseName
from modiste.cli.body_options import known_body
from modiste.examples.flats import flat
from modiste.types import Label, PersonView
from modiste.warp import warp_garment
from modiste.warp.body import measure_body


@pytest.fixture(scope="module", params=[("f", 165, 60), ("m", 178, 70)], ids=["woman", "man"])
def bare_legged(request: pytest.FixtureRequest) -> PersonView:
    sex, height, weight = request.param
    known = known_body(None, sex, None, "cm", {"height": str(height), "weight": str(weight)})
    return draw_avatar(known.measurements(), Looks(pose=PoseName.A_POSE), seed=0).model.view


def test_no_skin_beside_the_trousers(bare_legged: PersonView) -> None:
    trousers = flat("trousers", seed=3, tidy=1.0, measures={"waist": 40.0, "hip": 1.25})
    warped = warp_garment(bare_legged, trousers.view())
    cloth = warped.alpha > 0.5
    hem = np.flatnonzero(cloth.any(axis=1))[-1]
    skin = (bare_legged.parse == Label.LEGS) & (bare_legged.matte > 0.5)
    above = np.arange(len(skin))[:, None] < hem - 0.01 * len(skin)
    assert (skin & above & ~cloth).sum() < 0.01 * (skin & above).sum()


def test_the_inner_edge_is_where_the_skin_ends(bare_legged: PersonView) -> None:
    body, at = measure_body(bare_legged), np.array([0.35, 0.45])
    for side in ("left", "right"):
        leg = body.legs[side]
        edge = leg.at(at) - leg.normal(at) * body.inner_radius(at, side)[:, None]
        for step, there in ((-6, True), (9, False)):
            x, y = np.round(edge - step * leg.normal(at)).astype(int).T
            assert (bare_legged.parse[y, x] == Label.LEGS).tolist() == [there] * 2


def test_covered_legs_are_taken_as_their_outer_side_says(bare_legged: PersonView) -> None:
    parse = np.where(bare_legged.parse == Label.LEGS, Label.BOTTOM, bare_legged.parse)
    covered = PersonView(bare_legged.image, bare_legged.pose, bare_legged.matte,
                         parse.astype(np.uint8))  # fmt: skip
    body, at = measure_body(covered), np.linspace(0.1, 0.9, 5)
    for side in ("left", "right"):
        assert body.inner_radius(at, side) == pytest.approx(body.legs[side].radius(at))


def test_an_ankle_is_skin_and_the_shoe_a_shoe(bare_legged: PersonView) -> None:
    for side in ("left", "right"):
        x, y = np.round(bare_legged.pose[f"{side}_ankle"]).astype(int)
        assert bare_legged.parse[y - 3, x] == Label.LEGS
        toe_x, toe_y = np.round(bare_legged.pose[f"{side}_foot_index"]).astype(int)
        assert bare_legged.parse[toe_y - 3, toe_x] == Label.SHOES
