from __future__ import annotations

import pytest

from modiste.body.mesh import volume
from modiste.body.people import DENSITY, Person, build
from modiste.body.template import Body
from modiste.errors import OptionError

PEOPLE = [
    Person(True, 150, 42), Person(True, 168, 60), Person(True, 165, 92),
    Person(True, 185, 75), Person(False, 160, 55), Person(False, 180, 78),
    Person(False, 176, 110), Person(False, 205, 100),
]  # fmt: skip


@pytest.mark.parametrize("person", PEOPLE)
def test_height_is_exact_and_mass_is_close(body: Body, person: Person) -> None:
    shape = build(body, person)
    assert 100 * body.stature(shape) == pytest.approx(person.height_cm, abs=0.5)
    assert DENSITY * volume(shape.vertices, body.solid) == pytest.approx(person.weight_kg, abs=1.0)


def test_sliders_of_the_person_win(body: Body) -> None:
    plain = build(body, Person(True, 168, 60))
    smiling = build(body, Person(True, 168, 60, sliders={"smile": 1.0}))
    lips = body.masks["lips"] > 0.5
    assert abs(plain.vertices[lips] - smiling.vertices[lips]).max() > 0.002


@pytest.mark.parametrize(
    ("person", "word"),
    [
        (Person(True, 90, 30), "height_cm"),
        (Person(True, 170, 30), "BMI"),
        (Person(True, 170, 200), "BMI"),
        (Person(True, 170, 60, age=12), "age"),
        (Person(True, float("nan"), 60), "height_cm"),
    ],
)
def test_people_out_of_range_are_refused(body: Body, person: Person, word: str) -> None:
    with pytest.raises(OptionError, match=word):
        build(body, person)
