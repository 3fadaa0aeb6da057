import pytest

from modiste.body.template import Body
from modiste.pairs.draw import Pair, draw_pair


@pytest.fixture(scope="session")
def template() -> Body:
    return Body.open()


@pytest.fixture(scope="session")
def pair(template: Body) -> Pair:
    return draw_pair(3, body=template, kind="t-shirt")
