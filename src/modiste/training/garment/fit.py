"""The fit that every small head shares: AdamW, a falling rate, early stopping, a curve."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
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


def fit(
    part: nn.Module,
    count: int,
    loss: Callable[[Tensor], Tensor],
    score: Callable[[], float] | None,
    schedule: Schedule,
    curve: tuple[Path, str] | None = None,
) -> None:
    """Train ``part`` in place and leave it with the weights of the best validation score.

    Args:
        part: the module whose parameters are fitted.
        count: number of samples.
        loss: of the samples with these indices, int64 (n,).
        score: the validation score in evaluation mode, higher is better; None when there is no
            validation part: the last weights stay.
        schedule: how long and how fast.
        curve: CSV file and the name of this fit in it.
    """
    optimizer = torch.optim.AdamW(part.parameters(), schedule.rate, weight_decay=schedule.decay)
    best, best_epoch, kept = -float("inf"), 0, copy.deepcopy(part.state_dict())
    for epoch in range(schedule.epochs):
        for group in optimizer.param_groups:
            group["lr"] = schedule.rate * (1 - epoch / schedule.epochs)
        mean = _epoch(part, optimizer, count, loss, schedule.batch)
        found = _scored(part, score) if score else float(epoch)
        if curve:
            append_curve(curve[0], {"part": curve[1], "epoch": epoch + 1, "loss": round(mean, 5),
                                    "validation": round(found, 5) if score else ""})  # fmt: skip
        if found > best:
            best, best_epoch, kept = found, epoch, copy.deepcopy(part.state_dict())
        if epoch - best_epoch >= schedule.patience:
            break
    part.load_state_dict(kept)
    part.eval()


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
