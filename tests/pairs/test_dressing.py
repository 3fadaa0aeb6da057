"""Which bones carry a cloth, and what is in its way."""

from __future__ import annotations

import numpy as np
import pytest

from modiste.body.people import build
from modiste.body.poses import PoseName, turns_for
from modiste.body.template import Body, Shape
from modiste.examples.dressed.figure import ARM, Figure
from modiste.examples.flats import flat
from modiste.pairs.cloth import GAP
from modiste.pairs.dressing import HAND, carried, clear_of, skinned
from modiste.pairs.people import draw_person
from modiste.pairs.sewing import Cloth, sew


@pytest.fixture(scope="module")
def rest(template: Body) -> Shape:
    return build(template, draw_person(np.random.default_rng(5)))


@pytest.fixture(scope="module")
def skirted() -> Cloth:
    return sew(flat("dress", seed=13, shape=(64, 48)).pattern, spacing=4.0)


def _beside_the_hand(template: Body, shape: Shape, count: int) -> np.ndarray:
    """Places on the skin of the left hand."""
    hand = np.flatnonzero(Figure(template, shape).weight(HAND, "L") > 0.9)
    return shape.vertices[np.resize(hand, count)]


def _bones(template: Body, stems: tuple[str, ...]) -> np.ndarray:
    return np.array([name.startswith(stems) for name in template.bones])


def test_a_hand_takes_no_skirt_along(template: Body, rest: Shape, skirted: Cloth) -> None:
    turns = turns_for(template, rest, PoseName.WALKING)
    shape = template.pose(rest, turns)
    at = _beside_the_hand(template, shape, len(skirted.paper))
    weights = skinned(template, shape, at, skirted)
    np.testing.assert_allclose(weights.sum(1), 1, atol=1e-4)
    assert weights[:, _bones(template, ("lowerarm", *HAND))].max() < 0.02
    lifted = {**turns, "upperarm01.L": (0.0, 0.0, 60.0)}
    moved = carried(template, rest, turns, lifted, at, weights)
    hand = _beside_the_hand(template, template.pose(rest, lifted), len(at))
    assert np.linalg.norm(hand - at, axis=1).min() > 0.2
    assert np.linalg.norm(moved - at, axis=1).max() < 0.1


def test_an_arm_takes_its_sleeve_along(template: Body, rest: Shape) -> None:
    cloth = sew(flat("long-sleeve", seed=3, shape=(64, 48)).pattern, spacing=4.0)
    shape = template.pose(rest, turns_for(template, rest, PoseName.WALKING))
    forearm = np.flatnonzero(Figure(template, shape).weight(("lowerarm",), "L") > 0.9)
    at = shape.vertices[np.resize(forearm, len(cloth.paper))]
    weights = skinned(template, shape, at, cloth, rounds=0)
    arms = weights[:, _bones(template, ARM)].sum(1)
    assert arms[cloth.sleeve].min() > 0.9
    assert arms[~cloth.sleeve].max() < 0.5


def test_cloth_is_pushed_out_of_the_trunk_but_not_out_of_a_hand(
    template: Body, rest: Shape, skirted: Cloth
) -> None:
    shape = template.pose(rest, turns_for(template, rest, PoseName.WALKING))
    hip = shape.joints[template.bone("spine05")]
    belly = Figure(template, shape).weight(("spine",)) > 0.9
    skin = shape.vertices[template.surface[belly[template.surface]]]
    sunk = np.resize(skin + 0.2 * (hip - skin), (len(skirted.paper), 3)).astype(np.float32)
    out = clear_of(template, shape, skirted, sunk)
    away = np.linalg.norm(out - sunk, axis=1)
    assert np.median(away) > GAP
    hand = _beside_the_hand(template, shape, len(skirted.paper))
    assert np.linalg.norm(clear_of(template, shape, skirted, hand) - hand, axis=1).max() < 0.02
