"""The runner on Ray: Ray Data with a pool of actors that load the weights once."""

from __future__ import annotations

import importlib
import logging
import socket
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from modiste.errors import (
    AssetError,
    EngineUnavailableError,
    LicenceError,
    ModisteError,
    OperatorError,
)
from modiste.scale.dresser import Dresser, Job
from modiste.scale.pair import Pair, Row

AUTO = "auto"
_STOP = "stop:"
_REACH = 5.0
"""Seconds to wait for an address; Ray itself tries for minutes, and says so again and again."""
_WINDOW = 50_000
"""Pairs per data set: hours of work, and a driver that stays flat however long the table is."""
_BATCH = 4
_PER_BLOCK = 16
"""Most pairs per block: what is computed again when a machine is lost."""
_BLOCKS_PER_WORKER = 4
"""At least, so that nobody waits for the last one long."""


class RayRunner:
    """Spreads pairs over a Ray cluster.

    Ray restarts actors that die and computes lost blocks again; since the same pair always writes
    the same bytes to the same place, nothing is doubled. Backpressure is Ray Data's.
    """

    def __init__(
        self,
        address: str = AUTO,
        workers: int | None = None,
        make: Callable[[Job], Callable[[Pair], Row]] = Dresser,
        gpus: float = 0.0,
    ) -> None:
        """Connect to a cluster.

        Args:
            address: of the cluster; ``auto`` takes the one this machine belongs to, or else starts
                one of its own cores.
            workers: most actors; None takes one per CPU of the cluster.
            make: makes the worker in its actor.
            gpus: that each actor asks for.

        Raises:
            OperatorError: Ray is not installed, or there is no cluster at ``address``.
        """
        self._make, self._gpus = make, gpus
        ray = connect(address)
        self._workers = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))

    def run(self, pairs: Iterable[Pair], job: Job) -> Iterator[Row]:
        """One row per pair, as their blocks end."""
        rest = iter(pairs)
        while items := [{"pair": pair.to_json()} for pair in islice(rest, _WINDOW)]:
            yield from self._window(items, job)

    def _window(self, items: list[dict[str, str]], job: Job) -> Iterator[Row]:
        data = importlib.import_module("ray.data")
        data.DataContext.get_current().enable_progress_bars = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        blocks = max(-(-len(items) // _PER_BLOCK), self._workers * _BLOCKS_PER_WORKER)
        blocks = min(blocks, len(items))
        rows = data.from_items(items, override_num_blocks=blocks).map_batches(
            RayWorker,
            fn_constructor_kwargs={"make": self._make, "job": job},
            batch_size=_BATCH,
            batch_format="numpy",
            compute=data.ActorPoolStrategy(
                min_size=1, max_size=self._workers, initial_size=min(self._workers, blocks)
            ),
            num_cpus=1,
            num_gpus=self._gpus or None,
        )
        for row in rows.iter_rows():
            yield _row(row["row"])


def _row(text: str) -> Row:
    """The row that a worker sends, or the error that keeps all workers from starting."""
    if not text.startswith(_STOP):
        return Row.from_json(text)
    name, _, message = text.removeprefix(_STOP).partition(":")
    kinds = {kind.name: kind for kind in (LicenceError, AssetError, EngineUnavailableError)}
    raise kinds.get(name, OperatorError)(message)


class RayWorker:
    """What lives in an actor."""

    def __init__(self, make: Callable[[Job], Callable[[Pair], Row]], job: Job) -> None:
        """Make the worker.

        One that cannot start says so when it gets work: Ray would start it again and again, and
        of what a worker raises it hands on a text alone.
        """
        self._stop = ""
        try:
            self._work = make(job)
        except ModisteError as error:
            self._stop = f"{_STOP}{error.name}:{error}"

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[str]]:
        """Dress a batch: a column of pairs in, a column of rows out, both as JSON."""
        if self._stop:
            return {"row": [self._stop] * len(batch["pair"])}
        return {"row": [self._work(Pair.from_json(str(text))).to_json() for text in batch["pair"]]}


def connect(address: str) -> Any:
    """The module ``ray``, connected.

    Args:
        address: of a cluster; ``auto`` takes the one this machine belongs to, or else starts one of
            its own cores.

    Raises:
        OperatorError: Ray is not installed, or there is no cluster at ``address``.
    """
    try:
        ray = importlib.import_module("ray")
    except ImportError as error:
        raise OperatorError("Ray is not installed: pip install 'modiste[ray]'.") from error
    if not ray.is_initialized():
        _initialise(ray, address)
    return ray


def check_reachable(address: str) -> None:
    """Whether somebody listens at ``host:port`` or ``ray://host:port``.

    Raises:
        OperatorError: nobody does, or the address is none.
    """
    host, _, port = address.removeprefix("ray://").rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), _REACH):
            return
    except (OSError, ValueError, OverflowError) as error:
        raise OperatorError(
            f"No Ray cluster answers at {address}: start one with 'ray start --head', or say auto."
        ) from error


def _initialise(ray: Any, address: str) -> None:
    if address != AUTO:
        check_reachable(address)
    quiet = {"logging_level": "error", "log_to_driver": False}
    try:
        ray.init(address=address, **quiet)
    except (ConnectionError, ValueError, RuntimeError) as error:
        if address != AUTO:
            raise OperatorError(
                f"No Ray cluster answers at {address}: start one with 'ray start --head'."
            ) from error
        ray.init(include_dashboard=False, **quiet)
