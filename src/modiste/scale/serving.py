"""Studios on a Ray cluster, behind Ray Serve: as many as there is work for, in batches.

The service keeps its database, its queue and its privacy; only the nets' work goes to the cluster.
Pictures travel in memory and are kept nowhere there.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from modiste.engines import DEFAULT_ENGINE
from modiste.errors import BackendError, ModisteError
from modiste.scale.on_ray import AUTO, connect
from modiste.studio import Studio

NAME = "modiste"
_CALLS = ("look", "examine", "try_on")
_PATIENCE = 120.0
_MOST_DEATHS = 3
"""So many replicas may die on one request before it is told."""


@dataclass(frozen=True)
class Deployment:
    """How studios are deployed.

    Attributes:
        address: of the cluster; ``auto`` takes the one this machine belongs to, or starts one.
        least: replicas that are always there.
        most: replicas at the highest load.
        cpus: that each replica asks for; its nets get as many threads.
        gpus: likewise.
        batch: most requests that a replica takes at once.
        engine: that draws.
    """

    address: str = AUTO
    least: int = 1
    most: int = 4
    cpus: float = 1.0
    gpus: float = 0.0
    batch: int = 8
    engine: str = DEFAULT_ENGINE


@dataclass(frozen=True)
class Call:
    """One call of a studio: the name of its method, and what it is given."""

    name: str
    words: tuple[Any, ...] = ()
    named: dict[str, Any] = field(default_factory=dict)


def deploy(wanted: Deployment, build: Callable[[], Studio] | None = None) -> Any:
    """Start replicas and wait until they answer.

    Args:
        wanted: how.
        build: opens a studio in a replica; None takes the nets that ship.

    Returns:
        The handle that :class:`RemoteStudio` takes.

    Raises:
        OperatorError: Ray is not installed, or no cluster answers.
    """
    connect(wanted.address)
    serve = importlib.import_module("ray.serve")

    class Replica:
        """One studio in an actor of its own."""

        def __init__(self) -> None:
            threads = max(1, round(wanted.cpus))
            self._studio = build() if build else Studio.open(wanted.engine, threads)

        @serve.batch(max_batch_size=wanted.batch, batch_wait_timeout_s=0.01)  # type: ignore[untyped-decorator]
        async def __call__(self, calls: Sequence[Call]) -> list[Any]:
            """Work a batch off; errors are answers, so that one does not spoil the others."""
            return answer_all(self._studio, calls, together=wanted.gpus > 0)

    deployment = serve.deployment(Replica).options(name=NAME, **scaling(wanted))
    return serve.run(deployment.bind(), name=NAME, route_prefix=None)


def scaling(wanted: Deployment) -> dict[str, Any]:
    """What Ray Serve is told of a deployment's size.

    A replica is given twice a batch, so that the next is there when one ends; another replica is
    started when there are more than two requests for each.
    """
    return {
        "ray_actor_options": {"num_cpus": wanted.cpus, "num_gpus": wanted.gpus},
        "max_ongoing_requests": 2 * wanted.batch,
        "autoscaling_config": {
            "min_replicas": wanted.least,
            "max_replicas": max(wanted.least, wanted.most),
            "target_ongoing_requests": 2,
        },
    }


def answer_all(studio: Studio, calls: Sequence[Call], together: bool = False) -> list[Any]:
    """One answer per call, in order; what one raises does not spoil the others.

    Args:
        studio: answers.
        calls: of one batch.
        together: work on all at the same time, so that what they ask of a network at that time
            is run as one batch of it; worth it where a graphics card runs the networks.
    """
    if not together or len(calls) < 2:
        return [answer(studio, call) for call in calls]
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(lambda call: answer(studio, call), calls))


def answer(studio: Studio, call: Call) -> Any:
    """What a studio gives, or the error of ours that it raises."""
    if call.name not in _CALLS:
        return BackendError(f"A studio has no call '{call.name}'.")
    try:
        return getattr(studio, call.name)(*call.words, **call.named)
    except ModisteError as error:
        return error


class RemoteStudio:
    """A studio of the cluster, as if it were here."""

    def __init__(self, handle: Any, patience: float = _PATIENCE) -> None:
        """Take the handle of :func:`deploy`; give up on a call after ``patience`` seconds."""
        self._handle, self._patience = handle, patience

    def look(self, *words: Any, **named: Any) -> Any:
        """As :meth:`modiste.studio.Studio.look`."""
        return self._call("look", words, named)

    def examine(self, *words: Any, **named: Any) -> Any:
        """As :meth:`modiste.studio.Studio.examine`."""
        return self._call("examine", words, named)

    def try_on(self, *words: Any, **named: Any) -> Any:
        """As :meth:`modiste.studio.Studio.try_on`."""
        return self._call("try_on", words, named)

    def _call(self, name: str, words: tuple[Any, ...], named: dict[str, Any]) -> Any:
        found = self._asked(Call(name, words, named))
        if isinstance(found, ModisteError):
            raise found
        return found

    def _asked(self, call: Call, deaths: int = 0) -> Any:
        """Ask, and ask another replica if one dies: the same call has the same answer."""
        died = importlib.import_module("ray.exceptions").RayActorError
        try:
            return self._handle.remote(call).result(timeout_s=self._patience)
        except TimeoutError as error:
            raise BackendError(
                f"The cluster did not answer within {self._patience:g} s; look at its load."
            ) from error
        except died as error:
            if deaths + 1 == _MOST_DEATHS:
                raise BackendError(
                    f"{_MOST_DEATHS} replicas died on this request; look at their memory."
                ) from error
        return self._asked(call, deaths + 1)


def withdraw() -> None:
    """Take the replicas down."""
    importlib.import_module("ray.serve").delete(NAME)
