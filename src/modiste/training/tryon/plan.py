"""What a run computes."""

from __future__ import annotations

from dataclasses import dataclass, field

from modiste.training.tryon.losses import Weights


@dataclass(frozen=True)
class Plan:
    """Everything that decides what a run computes.

    Attributes:
        steps: of the optimiser, in all.
        warm: so many of them without the critic.
        batch: windows per step.
        size: height and width of the windows, multiples of 16.
        rate: learning rate of the generator at the start; it falls along a cosine.
        critic_rate: of the critic, constant.
        seed: of the weights, the order and the windows.
        weights: of the terms of the loss.
        photos: share of windows cut from photos when there are rendered pairs too.
        validate_every: steps between two validations.
        save_seconds: time between two checkpoints.
    """

    steps: int = 6000
    warm: int = 1500
    batch: int = 4
    size: tuple[int, int] = (256, 192)
    rate: float = 5e-4
    critic_rate: float = 3e-4
    seed: int = 0
    weights: Weights = field(default_factory=Weights)
    photos: float = 0.8
    validate_every: int = 400
    save_seconds: float = 180
