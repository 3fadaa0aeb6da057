"""Sampling a rectified flow (Liu et al. 2023), guided without a classifier (Ho, Salimans 2022)."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor

from modiste.photoreal.mmdit import Conditions

Velocity = Callable[[Tensor, Tensor, Conditions], Tensor]

SHIFT = 1.5
"""More steps where there is more noise."""
GUIDANCE = 1.5
UNGUIDED_STEPS = 1
"""Last steps without guidance, which would saturate colours."""


def schedule(steps: int, shift: float = SHIFT) -> list[float]:
    """Times from 0 (noise) to 1 (picture): ``steps + 1`` of them, growing."""
    times = [0.0]
    for step in range(1, steps + 1):
        share = step / steps
        times.append(1.0 / (1.0 + math.exp(shift) * (1.0 / share - 1.0)))
    return times


def sample(
    velocity: Velocity,
    told: Conditions,
    noise: Tensor,
    *,
    steps: int = 30,
    guidance: float = GUIDANCE,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Tensor:
    """Follow the flow from noise to a picture (Euler).

    The guided and the unguided prediction are made one after the other, which halves the memory.

    Args:
        velocity: the network.
        told: what it is told.
        noise: (B, 3, H, W) standard normal.
        steps: of the integration.
        guidance: 1 is none.
        progress: is told steps done and all steps.

    Returns:
        (B, 3, H, W) in [-1, 1].
    """
    times, silent, picture = schedule(steps), told.silent(), noise
    for number, (now, then) in enumerate(pairwise(times)):
        time = torch.full((len(noise),), now, dtype=noise.dtype, device=noise.device)
        flow = velocity(picture, time, told)
        if guidance != 1.0 and number < steps - UNGUIDED_STEPS:
            plain = velocity(picture, time, silent)
            flow = plain + guidance * (flow - plain)
        picture = picture + (then - now) * flow
        progress(number + 1, steps)
    return picture.clamp(-1, 1)
