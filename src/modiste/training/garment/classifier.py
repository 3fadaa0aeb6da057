"""The heads that tell a garment's kind and how it lies, on frozen ImageNet features.

Heads are a table: to teach the network something more, append a :class:`Task` to :data:`TASKS`.
Its samples may come from as few photos as have a label for it; the other heads do not change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from modiste.evaluation.retrieval import calibration_error
from modiste.perception.garment.category import KINDS, TURNS, kind_category
from modiste.training.common.runs import seeded
from modiste.training.garment.embedder import FEATURES, Embedder
from modiste.training.garment.features import TURNED, UPRIGHT, Samples, Split, altered, upright
from modiste.training.garment.fit import Diary, Schedule, fit

SCHEDULE = Schedule(epochs=25, batch=128, decay=0.5)

DIARY = Diary("heads")
"""Tells nobody."""

HIDDEN = 128


@dataclass(frozen=True)
class Task:
    """What one head learns.

    Attributes:
        name: of the network's output and in the curve.
        classes: how many.
        taught: samples of the training part.
        held: samples that say how well it does, of any part.
        members: perceptrons that differ by their first weights and the order of the samples, and
            whose logits are averaged (Lakshminarayanan et al., 2017). Each takes 0.33 MB.
    """

    name: str
    classes: int
    taught: Callable[[Split], Samples]
    held: Callable[[Split], Samples]
    members: int = 1


def turned(split: Split) -> Samples:
    """The four turned views of every wearable garment, and how far each is turned."""
    wearable = np.array([kind_category(KINDS[k]) is not None for k in split.kinds], bool)
    views = split.features[wearable][:, [UPRIGHT, *TURNED]]
    turns = np.tile(np.arange(len(TURNS)), len(views))
    return torch.from_numpy(views.reshape(-1, FEATURES)), torch.from_numpy(turns)


TASKS = (
    Task("kind", len(KINDS), altered, upright, members=4),
    Task("turn", len(TURNS), turned, turned),
)


class Heads(nn.Module):
    """Small perceptrons on standardised features, with a temperature for each task.

    Args:
        mean, deviation: of the training features, (1280,).
        tasks: what they tell.
    """

    def __init__(self, mean: Tensor, deviation: Tensor, tasks: Sequence[Task] = TASKS) -> None:
        super().__init__()
        self.mean, self.scale = nn.Buffer(mean), nn.Buffer(1.0 / deviation)
        self.tasks = tuple(tasks)
        self.nets = nn.ModuleList(
            nn.ModuleList(_perceptron(task.classes) for _ in range(task.members))
            for task in self.tasks
        )
        self.temperature = nn.Buffer(torch.ones(len(self.tasks)))

    def forward(self, features: Tensor) -> tuple[Tensor, ...]:
        """Map (N, 1280) to logits (N, classes), one per task."""
        x = self.standard(features)
        return tuple(self._logits(i, x) for i in range(len(self.tasks)))

    def logits(self, index: int, features: Tensor) -> Tensor:
        """The logits (N, classes) of one task alone."""
        return self._logits(index, self.standard(features))

    def standard(self, features: Tensor) -> Tensor:
        """Features of mean 0 and deviation 1 on the training photos."""
        return (features - self.mean) * self.scale

    def members(self, index: int) -> list[nn.Module]:
        """The perceptrons of one task; they map standardised features to logits."""
        nets = self.nets[index]
        assert isinstance(nets, nn.ModuleList)  # noqa: S101 - narrows the type
        return list(nets)

    def _logits(self, index: int, x: Tensor) -> Tensor:
        found = [net(x) for net in self.members(index)]
        return torch.stack(found).mean(0) / self.temperature[index]


def _perceptron(classes: int) -> nn.Sequential:
    return nn.Sequential(nn.Dropout(0.3), nn.Linear(FEATURES, HIDDEN), nn.ReLU(), nn.Dropout(0.5),
                         nn.Linear(HIDDEN, classes))  # fmt: skip


class Classifier(nn.Module):
    """What ships: picture in; the features and the logits of every task out."""

    def __init__(self, embedder: Embedder, heads: Heads) -> None:
        super().__init__()
        self.embedder, self.heads = embedder, heads

    @property
    def outputs(self) -> list[str]:
        """Names of what :meth:`forward` gives."""
        names = [task.name for task in self.heads.tasks]
        return [*names[:2], "features", *names[2:]]

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """Map (1, 3, 224, 224) to kind, turn, features (1, 1280), and what other tasks there are.

        The features stay third, however many tasks there are: those who want three outputs need
        not know of the others.
        """
        features = self.embedder(x)
        first, second, *others = self.heads(features)
        return first, second, features, *others


def train_heads(
    train: Split, validation: Split, seed: int = 0, schedule: Schedule = SCHEDULE,
    tasks: Sequence[Task] = TASKS, diary: Diary = DIARY,
) -> Heads:  # fmt: skip
    """Fit all heads; the validation part decides when to stop, and calibrates them."""
    with seeded(seed):
        plain = upright(train)[0]
        heads = Heads(plain.mean(0), plain.std(0, unbiased=False) + 0.05, tasks)
        for i, task in enumerate(tasks):
            _fit(heads, i, task.taught(train), task.held(validation), schedule, diary)
    return heads.eval()


def _fit(
    heads: Heads, index: int, taught: Samples, held: Samples, schedule: Schedule, diary: Diary,
) -> None:  # fmt: skip
    """Fit the members of one task and calibrate what they say together."""
    x, seen, name = heads.standard(taught[0]), heads.standard(held[0]), heads.tasks[index].name
    loss = partial(functional.cross_entropy, label_smoothing=schedule.smoothing)
    for i, net in enumerate(heads.members(index), 1):
        fit(
            net,
            len(x),
            partial(_loss, net, loss, x, taught[1]),
            partial(_score, net, seen, held[1]) if len(seen) else None,
            schedule,
            diary.called(name if heads.tasks[index].members == 1 else f"{name} {i}"),
        )
    if len(seen):
        with torch.no_grad():
            heads.temperature[index] = best_temperature(heads.logits(index, held[0]), held[1])


def _loss(net: nn.Module, loss: Callable[[Tensor, Tensor], Tensor], x: Tensor, y: Tensor,
          rows: Tensor) -> Tensor:  # fmt: skip
    return loss(net(x[rows]), y[rows])


def _score(net: nn.Module, x: Tensor, y: Tensor) -> float:
    return -float(functional.cross_entropy(net(x), y))


def best_temperature(logits: Tensor, classes: Tensor) -> float:
    """The temperature of the lowest cross-entropy (Guo et al., 2017), by search."""
    grid = [float(t) for t in np.geomspace(0.3, 4.0, 60)]
    return min(grid, key=lambda t: float(functional.cross_entropy(logits / t, classes)))


def evaluate(heads: Heads, split: Split) -> dict[str, float]:
    """Accuracies and the calibration error on one part of the data; tasks by their names."""
    with torch.no_grad():
        kinds = heads.logits(0, upright(split)[0]).softmax(1).numpy()
    right = kinds.argmax(1) == split.kinds
    groups = [kind_category(k) for k in KINDS]
    order = list(dict.fromkeys(groups))
    sums = np.stack([kinds[:, [h == g for h in groups]].sum(1) for g in order], 1)
    wanted = np.array([order.index(groups[k]) for k in split.kinds], int)
    figures = {
        "kind": right,
        "kind_published": right[split.published],
        "category": sums.argmax(1) == wanted,
        **{heads.tasks[i].name: _right(heads, i, split) for i in range(1, len(heads.tasks))},
    }
    found = {name: float(values.mean()) for name, values in figures.items() if values.size}
    if right.size:
        found["calibration_error"] = calibration_error(kinds.max(1), right)
    return {**found, "photos": float(len(right))}


def _right(heads: Heads, index: int, split: Split) -> NDArray[np.bool_]:
    x, y = heads.tasks[index].held(split)
    with torch.no_grad():
        return np.asarray((heads.logits(index, x).argmax(1) == y).numpy())
