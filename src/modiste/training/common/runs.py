"""A run's state on disk: checkpoints that survive a kill, averaged weights, curves as CSV."""

from __future__ import annotations

import copy
import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from torch import nn

from modiste.errors import InputError


class Average:
    """An exponential moving average of a network's weights and statistics.

    Args:
        net: the network that is trained.
        decay: of the average in the long run; it starts lower.
    """

    def __init__(self, net: nn.Module, decay: float = 0.998) -> None:
        self.net = copy.deepcopy(net).eval().requires_grad_(False)
        self._decay = decay

    def update(self, net: nn.Module, step: int) -> None:
        """Move the average towards ``net`` after the optimiser's step number ``step``."""
        decay = min(self._decay, step / (step + 20))
        pairs = zip(self.net.state_dict().values(), net.state_dict().values(), strict=True)
        with torch.no_grad():
            for mean, value in pairs:
                if mean.dtype.is_floating_point:
                    mean.lerp_(value, 1 - decay)
                else:
                    mean.copy_(value)


def save_checkpoint(path: Path, state: Mapping[str, Any]) -> None:
    """Write a checkpoint so that a kill leaves the old one or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    torch.save(dict(state), part)
    part.replace(path)


def load_checkpoint(path: Path) -> dict[str, Any]:
    """Read a checkpoint; only tensors and plain values are accepted.

    Raises:
        InputError: when the file is missing or damaged.
    """
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, ValueError, EOFError, LookupError, UnpicklingError) as error:
        raise InputError(f"The checkpoint {path} cannot be read ({error}): "
                         "delete it to start anew.") from error  # fmt: skip
    return state


def stopped_run(path: Path, plan: Mapping[str, Any], curve: Path) -> dict[str, Any] | None:
    """The state that a stopped run left, or None to start anew, and then without an old curve.

    Args:
        path: the checkpoint.
        plan: what it must hold to be of the same run, such as steps and seed.
        curve: of the run.

    Raises:
        InputError: when the checkpoint is damaged, or is of another plan.
    """
    if not path.is_file():
        curve.unlink(missing_ok=True)
        return None
    state = load_checkpoint(path)
    if any(state.get(name) != value for name, value in plan.items()):
        raise InputError(f"{path} is of a run with another --images or --seed: "
                         "use another work folder, or delete it.")  # fmt: skip
    return state


def append_curve(path: Path, row: Mapping[str, float | int | str]) -> None:
    """Append one row to a CSV file; the first row's keys are the header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = not path.is_file()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(row))
        if fresh:
            writer.writeheader()
        writer.writerow(row)


def trim_curve(path: Path, key: str, last: float) -> None:
    """Drop the rows behind a checkpoint: the run that goes on from there writes them again.

    Args:
        path: the CSV file; none is fine.
        key: a column that grows.
        last: the checkpoint's value of it.
    """
    if not path.is_file():
        return
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    path.unlink()
    for row in rows:
        if float(row[key]) <= last:
            append_curve(path, row)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Seed torch for a while; whoever drew before goes on drawing as if nothing had been."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        yield


def pick_device(name: str = "auto") -> torch.device:
    """The device called ``name``; ``auto`` takes a GPU where there is one.

    Raises:
        InputError: when torch does not know the name or does not find the device.
    """
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise InputError(f"The device {name!r} is not available: use auto or cpu.") from error
    return device
