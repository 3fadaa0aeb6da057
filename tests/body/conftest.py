from __future__ import annotations

import pytest

from modiste.body.people import Person, build
from modiste.body.template import Body, Shape


@pytest.fixture(scope="session")
def body() -> Body:
    return Body.open()


@pytest.fixture(scope="session")
def woman(body: Body) -> Shape:
    return build(body, Person(True, 168, 60))


@pytest.fixture(scope="session")
def man(body: Body) -> Shape:
    return build(body, Person(False, 180, 78))
