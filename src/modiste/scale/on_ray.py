"""The runner on Ray: Ray Data with a pool of actors that load the weights once."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from modiste.errors import ModisteError, OperatorError
from modiste.scale.dresser import Dresser, Job
from modiste.scale.pair import Pair, Row

AUTO = "auto"
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
        try:
            for row in rows.iter_rows():
                yield Row.from_json(row["row"])
        except Exception as error:
            ours = _ours(error)
            if ours is None:
                raise
            raise ours from error


def _ours(error: BaseException | None) -> ModisteError | None:
    """The error of ours that Ray wrapped into its own, if there is one."""
    while error is not None and not isinstance(error, ModisteError):
        error = getattr(error, "cause", None) or error.__cause__
    return error


class RayWorker:
    """What lives in an actor."""

    def __init__(self, make: Callable[[Job], Callable[[Pair], Row]], job: Job) -> None:
        """Make the worker.

        One that cannot start says so when it gets work, since Ray would start it again and again.
        """
        self._error: ModisteError | None = None
        try:
            self._work = make(job)
        except ModisteError as error:
            self._error = error

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[str]]:
        """Dress a batch: a column of pairs in, a column of rows out, both as JSON."""
        if self._error is not None:
            raise self._error
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


def _initialise(ray: Any, address: str) -> None:
    quiet = {"logging_level": "error", "log_to_driver": False}
    try:
        ray.init(address=address, **quiet)
    except (ConnectionError, ValueError, RuntimeError) as error:
        if address != AUTO:
            raise OperatorError(
                f"No Ray cluster answers at {address}: start one with 'ray start --head'."
            ) from error
        ray.init(include_dashboard=False, **quiet)
