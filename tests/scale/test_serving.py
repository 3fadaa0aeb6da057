"""Studios behind Ray Serve, on a real cluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import numpy as np
import pytest

from modiste.errors import BackendError, PersonError
from modiste.examples import flats
from modiste.examples.models import virtual_model
from modiste.photos import Garment, Person
from modiste.scale.serving import (
    Call,
    Deployment,
    RemoteStudio,
    answer,
    answer_all,
    deploy,
    scaling,
    withdraw,
)
from modiste.studio import Studio
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


def test_a_replica_that_dies_midway_loses_no_request(remote: RemoteStudio, tmp_path: Path) -> None:
    """It dies on the eighth of 24; what it had taken is asked again, of another."""
    people = [
        Person.from_array(
            np.full((40, 30, 3), n, np.uint8), name=f"once:{tmp_path}/met" if n == 8 else "somebody"
        )
        for n in range(24)
    ]
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(remote.look, people))
    assert (tmp_path / "met").exists()
    assert [int(one[0, 0, 0]) for one in seen] == list(range(24))


def test_a_request_that_kills_whoever_takes_it_is_told() -> None:
    """Three replicas are enough."""
    ray = pytest.importorskip("ray")
    asked = []

    class Deadly:
        def remote(self, call: Call) -> Deadly:
            asked.append(call.name)
            return self

        def result(self, timeout_s: float) -> None:
            raise ray.exceptions.ActorDiedError

    with pytest.raises(BackendError, match="3 replicas died"):
        RemoteStudio(Deadly()).look(Person.from_array(PICTURE))
    assert asked == ["look"] * 3


def test_other_faults_of_a_replica_are_not_tried_again() -> None:
    asked = []

    class Broken:
        def remote(self, call: Call) -> Broken:
            asked.append(call.name)
            return self

        def result(self, timeout_s: float) -> None:
            raise RuntimeError("a defect")

    with pytest.raises(RuntimeError, match="a defect"):
        RemoteStudio(Broken()).look(Person.from_array(PICTURE))
    assert asked == ["look"]


@pytest.mark.parametrize("together", [False, True])
def test_one_error_does_not_spoil_a_batch(together: bool) -> None:
    studio: Any = LightStudio()
    people = [Person.from_array(PICTURE, name=name) for name in ("a", "nobody", "b")]
    calls = [Call("look", (person,)) for person in people]
    first, second, third = answer_all(studio, calls, together)
    assert isinstance(second, PersonError)
    for found in (first, third):
        np.testing.assert_array_equal(found, PICTURE)


def test_a_batch_with_a_graphics_card_is_worked_on_at_the_same_time() -> None:
    """Each call waits until all have begun, which none would live to see in turn."""

    class Meeting:
        all_here = Barrier(3, timeout=20)

        def look(self, number: int) -> int:
            self.all_here.wait()
            return number

    studio: Any = Meeting()
    calls = [Call("look", (number,)) for number in range(3)]
    assert answer_all(studio, calls, together=True) == [0, 1, 2]


def test_pictures_of_a_batch_are_those_of_single_calls() -> None:
    model = virtual_model("mara", size=(480, 360))
    person = Person.from_array(model.image)
    clothes = [flats.flat(kind, seed=3) for kind in ("t-shirt", "dress", "hoodie")]
    calls = [Call("try_on", (person, Garment.from_array(c.image))) for c in clothes]
    studio = Studio.open(threads=1)
    alone, together = (answer_all(studio, calls, at_once) for at_once in (False, True))
    for one, other in zip(alone, together, strict=True):
        away = np.abs(one.image.astype(int) - other.image)
        assert away.max() <= 2
        assert (away > 0).mean() < 0.01


def test_what_ray_serve_is_told() -> None:
    told = scaling(Deployment(least=2, most=16, cpus=2, gpus=0.5, batch=4))
    assert told["ray_actor_options"] == {"num_cpus": 2, "num_gpus": 0.5}
    assert told["max_ongoing_requests"] == 8
    assert told["autoscaling_config"]["min_replicas"] == 2
    assert told["autoscaling_config"]["max_replicas"] == 16
    assert scaling(Deployment(least=3, most=1))["autoscaling_config"]["max_replicas"] == 3


def test_a_cluster_that_does_not_answer_is_told(remote: RemoteStudio) -> None:
    hasty = RemoteStudio(remote._handle, patience=0.0)
    with pytest.raises(BackendError, match="did not answer"):
        hasty.look(Person.from_array(PICTURE))


def test_only_calls_of_a_studio_are_answered() -> None:
    studio: Any = LightStudio()
    assert isinstance(answer(studio, Call("__init__")), BackendError)
    assert isinstance(answer(studio, Call("_secret")), BackendError)
