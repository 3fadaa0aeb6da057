"""Calls of one network that wait for it are run as one batch.

Nobody waits for company: a call that finds the network idle runs at once. What arrives meanwhile
goes together into the next run, as writes of a database go into one commit. So a lone caller loses
nothing, and a graphics card that several requests share sees batches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Condition

import numpy as np
from numpy.typing import NDArray

Tensor = NDArray[np.float32]
Inputs = tuple[NDArray[np.generic], ...]
Run = Callable[[Inputs], list[Tensor]]


@dataclass(eq=False)
class _Call:
    inputs: Inputs
    outputs: list[Tensor] | None = None
    error: BaseException | None = None
    done: bool = field(default=False)

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        return tuple(t.shape for t in self.inputs)


class Gathered:
    """Runs a network for several threads; see the module.

    Args:
        run: the network; takes and returns arrays whose first axis is the batch.
        most: most calls that are run together.
    """

    def __init__(self, run: Run, most: int = 16) -> None:
        self._run, self._most = run, most
        self._waiting: list[_Call] = []
        self._turn, self._busy = Condition(), False

    def __call__(self, inputs: Inputs) -> list[Tensor]:
        """The network's outputs for these inputs, whoever ran it.

        Raises:
            Exception: what the network raised on the batch that held this call.
        """
        call = _Call(inputs)
        with self._turn:
            self._waiting.append(call)
            while self._busy and not call.done:
                self._turn.wait()
            if not call.done:
                self._busy, group = True, self._taken(call)
        if not call.done:
            try:
                self._answer(group)
            finally:
                with self._turn:
                    self._busy = False
                    self._turn.notify_all()
        if call.error is not None:
            raise call.error
        return call.outputs or []

    def _taken(self, first: _Call) -> list[_Call]:
        """``first`` and those waiting that fit to it, no longer waiting."""
        fitting = [c for c in self._waiting if c is not first and c.shapes == first.shapes]
        group = [first, *fitting[: self._most - 1]]
        self._waiting = [c for c in self._waiting if c not in group]
        return group

    def _answer(self, group: Sequence[_Call]) -> None:
        """Run a group; what it raises is every call's error."""
        try:
            for call, outputs in zip(group, self._outputs(group), strict=True):
                call.outputs = outputs
        except Exception as error:  # noqa: BLE001 - every caller of the group raises it
            for call in group:
                call.error = error
        for call in group:
            call.done = True

    def _outputs(self, group: Sequence[_Call]) -> list[list[Tensor]]:
        if len(group) == 1:
            return [self._run(group[0].inputs)]
        joined = tuple(
            np.concatenate(parts) for parts in zip(*(c.inputs for c in group), strict=True)
        )
        together = self._run(joined)
        ends = np.cumsum([len(c.inputs[0]) for c in group])[:-1]
        split = [np.split(output, ends) for output in together]
        return [list(parts) for parts in zip(*split, strict=True)]
