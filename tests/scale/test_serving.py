"""Studios behind Ray Serve, on a real cluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from modiste.errors import BackendError, PersonError
from modiste.photos import Garment, Person
from modiste.scale.serving import Call, Deployment, RemoteStudio, answer, deploy, withdraw
from modiste.types import Options
from scale.workers import LightStudio, light_studio

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.xdist_group("ray")]
PICTURE = np.full((40, 30, 3), 9, np.uint8)


@pytest.fixture(scope="module")
def remote(cluster: Any) -> Iterator[RemoteStudio]:
    """A studio of the cluster that needs no nets."""
    yield RemoteStudio(deploy(Deployment(most=1, cpus=0.5), light_studio))
    withdraw()


def test_a_call_goes_there_and_back(remote: RemoteStudio) -> None:
    person, garment = Person.from_array(PICTURE), Garment.from_array(PICTURE + 1)
    shown = remote.try_on(person, garment, options=Options(seed=7))
    np.testing.assert_array_equal(shown, PICTURE + 8)


def test_errors_come_back_as_they_are(remote: RemoteStudio) -> None:
    with pytest.raises(PersonError, match="nobody"):
        remote.look(Person.from_array(PICTURE, name="nobody"))


def test_many_at_once_each_get_their_own(remote: RemoteStudio) -> None:
    people = [Person.from_array(np.full((40, 30, 3), n, np.uint8)) for n in range(24)]
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(remote.look, people))
    assert [int(one[0, 0, 0]) for one in seen] == list(range(24))


def test_a_cluster_that_does_not_answer_is_told(remote: RemoteStudio) -> None:
    hasty = RemoteStudio(remote._handle, patience=0.0)
    with pytest.raises(BackendError, match="did not answer"):
        hasty.look(Person.from_array(PICTURE))


def test_only_calls_of_a_studio_are_answered() -> None:
    studio: Any = LightStudio()
    assert isinstance(answer(studio, Call("__init__")), BackendError)
    assert isinstance(answer(studio, Call("_secret")), BackendError)
