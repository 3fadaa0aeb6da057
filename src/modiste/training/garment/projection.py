"""The embedding for similarity: a projection of the frozen features, learnt from the kinds.

Three parts in four come from a perceptron trained by the supervised contrastive loss (Khosla et
al., 2020), which brings garments of one kind together. Alone it would forget what kinds do not
tell: colour, pattern, make. So the first principal components of the features are joined to it.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from modiste.training.common.runs import seeded
from modiste.training.garment.embedder import FEATURES
from modiste.training.garment.features import Split, altered, upright
from modiste.training.garment.fit import Diary, Schedule, fit

KIND_WIDTH, LOOK_WIDTH = 96, 32
"""Numbers of the learnt part and of the principal components."""

LOOK_WEIGHT = 0.5
"""Length of the second part beside the first, chosen on the validation part."""

TEMPERATURE = 0.1

SCHEDULE = Schedule(epochs=25, batch=256, decay=1.0)

DIARY = Diary("embedding")
"""Tells nobody."""


class Projection(nn.Module):
    """Features (N, 1280) to unit vectors (N, 128).

    Args:
        mean, deviation: of the training features, (1280,).
    """

    def __init__(self, mean: Tensor, deviation: Tensor) -> None:
        super().__init__()
        self.mean, self.scale = nn.Buffer(mean), nn.Buffer(1.0 / deviation)
        self.kind = nn.Sequential(nn.Dropout(0.5), nn.Linear(FEATURES, 256), nn.ReLU(),
                                  nn.Dropout(0.3), nn.Linear(256, KIND_WIDTH))  # fmt: skip
        self.look = nn.Buffer(torch.zeros(LOOK_WIDTH, FEATURES))

    def forward(self, features: Tensor) -> Tensor:
        """Project."""
        x = (features - self.mean) * self.scale
        kind = functional.normalize(self.kind(x), dim=1)
        look = functional.normalize(x @ self.look.T, dim=1)
        return functional.normalize(torch.cat([kind, LOOK_WEIGHT * look], 1), dim=1)

    def learnt(self, features: Tensor) -> Tensor:
        """The learnt part alone, unit vectors (N, 96)."""
        return functional.normalize(self.kind((features - self.mean) * self.scale), dim=1)


def contrastive(vectors: Tensor, kinds: Tensor, temperature: float = TEMPERATURE) -> Tensor:
    """The supervised contrastive loss (Khosla et al., 2020, equation 2).

    Args:
        vectors: unit vectors, (N, D).
        kinds: (N,).
        temperature: of the similarities.

    Returns:
        The mean over those that have another of their kind in the batch; 0 when none has.
    """
    itself = torch.eye(len(kinds), dtype=torch.bool)
    similar = (vectors @ vectors.T / temperature).masked_fill(itself, -1e4)
    logs = similar - similar.logsumexp(1, keepdim=True)
    alike = (kinds[:, None] == kinds) & ~itself
    count = alike.sum(1)
    each = -(logs * alike).sum(1) / count.clamp(min=1)
    return (each * (count > 0)).sum() / (count > 0).sum().clamp(min=1)


def train_projection(
    train: Split, validation: Split, seed: int = 0, schedule: Schedule = SCHEDULE,
    diary: Diary = DIARY,
) -> Projection:  # fmt: skip
    """Fit the projection; the validation part decides when to stop."""
    plain, (views, kinds), (held, truth) = upright(train)[0], altered(train), upright(validation)
    with seeded(seed):
        net = Projection(plain.mean(0), plain.std(0, unbiased=False) + 0.05)
        net.look.copy_(_components((plain - net.mean) * net.scale))
        fit(
            net.kind,
            len(views),
            lambda rows: contrastive(net.learnt(views[rows]), kinds[rows]),
            (lambda: -float(contrastive(net.learnt(held), truth))) if len(held) > 1 else None,
            schedule,
            diary.called("embedding"),
        )
    return net.eval()


def _components(x: Tensor) -> Tensor:
    """The first principal axes of centred features, zeros where there are too few photos."""
    axes = torch.linalg.svd(x, full_matrices=False).Vh[:LOOK_WIDTH]
    return functional.pad(axes, (0, 0, 0, LOOK_WIDTH - len(axes)))
