"""Calls that wait for one network run as one batch."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.perception.gather import Gathered, Inputs, Tensor

PATIENCE = 20.0


class Net:
    """Twice its input; the first run waits until it may go on, so that others gather."""

    def __init__(self, hold: bool = False) -> None:
        self.batches: list[int] = []
        self.began, self.go_on = Event(), Event()
        if not hold:
            self.go_on.set()

    def __call__(self, inputs: Inputs) -> list[Tensor]:
        self.batches.append(len(inputs[0]))
        self.began.set()
        assert self.go_on.wait(PATIENCE)
        if (inputs[0] < 0).any():
            raise ValueError("negative")
        return [np.asarray(inputs[0], np.float32) * 2, np.asarray(inputs[0], np.float32).sum(1)]


def _one(value: float, width: int = 3) -> Inputs:
    return (np.full((1, width), value, np.float32),)


def _waiting(gathered: Gathered, count: int) -> None:
    while len(gathered._waiting) < count:
        pass


def _gathered(inputs: list[Inputs], most: int = 16) -> tuple[Net, list[object]]:
    """The first input runs alone; the others have all arrived when it ends."""
    net = Net(hold=True)
    gathered = Gathered(net, most)

    def ask(one: Inputs) -> object:
        try:
            return gathered(one)
        except ValueError as error:
            return error

    with ThreadPoolExecutor(len(inputs)) as pool:
        first = pool.submit(ask, inputs[0])
        assert net.began.wait(PATIENCE)
        rest = [pool.submit(ask, one) for one in inputs[1:]]
        _waiting(gathered, len(rest))
        net.go_on.set()
        return net, [f.result(PATIENCE) for f in (first, *rest)]


def test_a_lone_call_runs_at_once_and_alone() -> None:
    net = Net()
    twice, total = Gathered(net)(_one(4))
    assert net.batches == [1]
    assert (twice == 8).all()
    assert total == 12


def test_what_arrives_meanwhile_runs_together_and_each_gets_its_own() -> None:
    net, answers = _gathered([_one(v) for v in range(6)])
    assert sorted(net.batches) == [1, 5]
    for value, answer in enumerate(answers):
        assert isinstance(answer, list)
        assert (answer[0] == 2 * value).all()
        assert answer[0].shape == (1, 3)
        assert answer[1] == 3 * value


def test_a_batch_has_its_limit() -> None:
    net, answers = _gathered([_one(v) for v in range(8)], most=3)
    assert max(net.batches) == 3
    assert sum(net.batches) == 8
    assert [float(a[1][0]) for a in answers if isinstance(a, list)] == [3.0 * v for v in range(8)]


def test_only_equal_shapes_run_together() -> None:
    net, answers = _gathered([_one(1), _one(2, 4), _one(3, 5), _one(4, 4)])
    assert sorted(net.batches) == [1, 1, 2]
    assert [a[0].shape[1] for a in answers if isinstance(a, list)] == [3, 4, 5, 4]


def test_an_error_is_told_to_its_batch_and_the_next_runs() -> None:
    net, answers = _gathered([_one(1), _one(-1), _one(2)])
    assert isinstance(answers[0], list)
    assert isinstance(answers[1], ValueError)
    net.go_on.set()
    assert Gathered(net)(_one(1))[1] == 3


def test_a_failure_leaves_the_network_usable() -> None:
    gathered = Gathered(Net())
    with pytest.raises(ValueError, match="negative"):
        gathered(_one(-1))
    assert gathered(_one(1))[1] == 3


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(2, 5), min_size=1, max_size=20))
def test_everybody_is_answered_rightly(widths: list[int]) -> None:
    gathered = Gathered(Net(), 4)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda p: gathered(_one(*p)), enumerate(widths)))
    for value, (width, answer) in enumerate(zip(widths, answers, strict=True)):
        assert answer[0].shape == (1, width)
        assert (answer[0] == 2 * value).all()
