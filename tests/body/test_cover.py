"""That base clothes cover: where the body is deep under cloth, its skin is not seen."""

from __future__ import annotations

import numpy as np
import pytest

from modiste.body import clothes
from modiste.body.complexions import COMPLEXIONS
from modiste.body.hair import HairStyle
from modiste.body.model import Model, draw
from modiste.body.people import Person, build
from modiste.body.poses import PoseName
from modiste.body.template import Body
from modiste.types import Label

SKIN = (Label.LEGS, Label.FACE)
DEEP = 0.035
"""Metres from the nearest edge of the cloth."""


def drawn(body: Body, female: bool, pose: str, bmi: float) -> Model:
    """Somebody in base clothes, 192 x 256 pixels."""
    height = 165.0 if female else 178.0
    rest = build(body, Person(female, height, bmi * (height / 100) ** 2), rounds=8)
    looks = COMPLEXIONS["light"]
    return draw(body, rest, looks, HairStyle.CROPPED, PoseName(pose), size=(192, 256))


def under_cloth(model: Model) -> np.ndarray:
    """Pixels at which the bare body would be deep under cloth, bool (H, W)."""
    body, seen = model.sitter.body, model.fragments
    at = seen.sample(body.template, body.solid)
    hands = np.abs(at[:, 0]) > 0.35
    deep = (np.maximum(clothes.top(at), clothes.bottom(at)) > DEEP) & ~hands
    under = np.zeros(model.labels.size, bool)
    under[seen.pixel[deep]] = True
    return under.reshape(model.labels.shape)


@pytest.mark.parametrize(
    ("female", "pose", "bmi"),
    [(True, "standing", 44), (False, "standing", 44), (False, "walking", 41)],
)
def test_no_skin_comes_through_the_clothes(body: Body, female: bool, pose: str, bmi: float) -> None:
    model = drawn(body, female, pose, bmi)
    under = under_cloth(model)
    assert under.sum() > 1500
    assert not np.isin(model.labels[under], SKIN).any()


def test_bare_arms_and_legs_remain(body: Body) -> None:
    labels = drawn(body, True, "a-pose", 44).labels
    counts = {label: int((labels == label).sum()) for label in Label}
    for limb in (Label.ARM_LEFT, Label.ARM_RIGHT, Label.LEGS):
        assert counts[limb] > 300
    assert counts[Label.HAND] > 30
