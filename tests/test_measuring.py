from __future__ import annotations

import pytest

from modiste.body.measure import Tape
from modiste.body.model import Model
from modiste.body.poses import PoseName
from modiste.body.posterior import Observation, Source
from modiste.body.silhouette import Clothes, View
from modiste.errors import PersonError, PoseError
from modiste.examples.models import virtual_model
from modiste.measuring import Measurer, draw_readings
from modiste.photos import Person
from modiste.types import Measure, Sex


@pytest.fixture(scope="module")
def tom() -> Model:
    return virtual_model("tom", pose=PoseName.A_POSE, size=(300, 400))


@pytest.fixture(scope="module")
def measurer() -> Measurer:
    return Measurer.open()


def test_a_rendered_man_is_measured_by_the_real_nets(tom: Model, measurer: Measurer) -> None:
    truth = Tape(tom.sitter.body).of_rest(tom.sitter.rest)
    height = Observation(Measure.HEIGHT, truth[Measure.HEIGHT], 0.5, Source.TOLD)
    photos = {View.FRONT: Person.from_array(tom.image, name="tom.png")}
    body, seen = measurer.body(Sex.MALE, [height], photos, Clothes.TIGHT)
    for girth in (Measure.WAIST, Measure.HIP, Measure.INSEAM):
        low, high = body.estimate(girth).interval95
        assert low < truth[girth] < high
        assert body.estimate(girth).source == "photo"
    drawn = draw_readings(seen[0], height.value)
    assert drawn.shape == seen[0].image.shape
    assert (drawn != seen[0].image).any()


def test_photos_that_cannot_be_measured_name_themselves(tom: Model, measurer: Measurer) -> None:
    half = Person.from_array(tom.image[:250], name="half.png")
    with pytest.raises(PoseError, match=r"half\.png: the (feet|hips)"):
        measurer.read(half, View.FRONT)
    with pytest.raises(PoseError, match="not seen from the side"):
        measurer.read(Person.from_array(tom.image, name="tom.png"), View.SIDE)
    wall = Person.from_array(tom.image[:40, :40].repeat(8, 0).repeat(8, 1), name="wall.png")
    with pytest.raises(PersonError, match=r"wall\.png"):
        measurer.read(wall, View.FRONT)
