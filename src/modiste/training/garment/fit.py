"""The fit that every small head shares: AdamW, a falling rate, early stopping, a curve."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from modiste.training.common.runs import append_curve


@dataclass(frozen=True)
class Schedule:
    """How long and how fast.

    Attributes:
        epochs: at most; the rate falls linearly to zero over them.
        batch: samples of a step.
        rate: the first learning rate.
        decay: AdamW's weight decay.
        patience: epochs without a better validation score after which training stops.
        smoothing: of the labels, where the loss is a cross-entropy.
    """

    epochs: int = 25
    batch: int = 128
    rate: float = 1e-3
    decay: float = 0.5
    patience: int = 8
    smoothing: float = 0.05


@dataclass(frozen=True)
class Diary:
    """Where a fit tells how it goes.

    Attributes:
        name: of the fit.
        curve: CSV file with a row for each epoch; None: no file.
        progress: is told a line in the end.
    """

    name: str
    curve: Path | None = None
    progress: Callable[[str], None] = lambda _: None

    def called(self, name: str) -> Diary:
        """The same for another fit."""
        return replace(self, name=name)

    def note(self, epoch: int, loss: float, validation: float | None) -> None:
        """Write a row of the curve."""
        if self.curve:
            shown = "" if validation is None else round(validation, 5)
            append_curve(self.curve, {"part": self.name, "epoch": epoch, "loss": round(loss, 5),
                                      "validation": shown})  # fmt: skip


def fit(
    part: nn.Module,
    count: int,
    loss: Callable[[Tensor], Tensor],
    score: Callable[[], float] | None,
    schedule: Schedule,
    diary: Diary,
) -> None:
    """Train ``part`` in place and leave it with the weights of the best validation score.

    Args:
        part: the module whose parameters are fitted.
        count: number of samples.
        loss: of the samples with these indices, int64 (n,).
        score: the validation score in evaluation mode, higher is better; None when there is no
            validation part: the last weights stay.
        schedule: how long and how fast.
        diary: is told how it goes.
    """
    optimizer = torch.optim.AdamW(part.parameters(), schedule.rate, weight_decay=schedule.decay)
    best, best_epoch, kept = -float("inf"), 0, copy.deepcopy(part.state_dict())
    for epoch in range(schedule.epochs):
        for group in optimizer.param_groups:
            group["lr"] = schedule.rate * (1 - epoch / schedule.epochs)
        mean = _epoch(part, optimizer, count, loss, schedule.batch)
        found = _scored(part, score) if score else float(epoch)
        diary.note(epoch + 1, mean, found if score else None)
        if found > best:
            best, best_epoch, kept = found, epoch, copy.deepcopy(part.state_dict())
        if epoch - best_epoch >= schedule.patience:
            break
    part.load_state_dict(kept)
    part.eval()
    diary.progress(f"{diary.name}: {epoch + 1} epochs, the weights of epoch {best_epoch + 1} stay")


def _epoch(
    part: nn.Module,
    optimizer: torch.optim.Optimizer,
    count: int,
    loss: Callable[[Tensor], Tensor],
    batch: int,
) -> float:
    """One pass in a random order; the mean loss."""
    part.train()
    total = 0.0
    for index in torch.split(torch.randperm(count), batch):
        value = loss(index)
        optimizer.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        total += float(value.detach()) * len(index)
    return total / max(count, 1)


def _scored(part: nn.Module, score: Callable[[], float]) -> float:
    part.eval()
    with torch.no_grad():
        return score()
