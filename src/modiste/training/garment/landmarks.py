"""Train the landmark network on drawn garments, and on labelled photos where they are at hand.

Nothing of the hand-labelled photos in ``labels/plain.csv`` is trained on: they are the test.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from modiste.perception.garment.heatmaps import SIDE, planes
from modiste.training.common.encoder import Encoder
from modiste.training.common.onnx import export_onnx
from modiste.training.common.runs import append_curve, save_checkpoint, stopped_run
from modiste.training.garment.landmark_data import Sample, augmented, drawn_sample, heat
from modiste.training.garment.landmark_net import INPUTS, LandmarkNet, take_up

BATCH = 16
RATE = 1e-3

GO_ON_RATE = 4e-4
"""Learning rate at which weights that exist are trained on."""

DRAWINGS = 4000
"""Drawn garments of a whole run; each is seen about twelve times, altered anew."""

SAMPLES = 48_000
"""Samples of a whole run."""

SAVE_EVERY = 100
"""Steps between two checkpoints and rows of the curve."""


def batch(
    samples: Sequence[Sample], rng: np.random.Generator, device: torch.device | str = "cpu"
) -> tuple[Tensor, Tensor, Tensor]:
    """Augment samples: inputs (N, 7, 128, 128), heat maps (N, 22, 64, 64), insides (N, 64, 64)."""
    inputs, maps, insides = [], [], []
    for sample in samples:
        image, mask, inside, points = augmented(sample, rng)
        inputs.append(planes(image, mask, sample.category))
        maps.append(heat(points))
        insides.append(inside[::2, ::2].astype(np.float32) / 255.0)
    return tuple(torch.from_numpy(np.stack(a)).to(device) for a in (inputs, maps, insides))  # type: ignore[return-value]


def loss_of(logits: Tensor, maps: Tensor, insides: Tensor) -> Tensor:
    """Squared error of the known heat maps, peaks weighted, and cross-entropy of the inside."""
    heats = torch.sigmoid(logits[:, :-1])
    error = (heats - maps) ** 2 * (1.0 + 40.0 * maps) * (maps >= 0)
    known = (insides < 0.45) | (insides > 0.55)
    cross = functional.binary_cross_entropy_with_logits(logits[:, -1], insides, reduction="none")
    return 100.0 * error.mean() + 2.0 * (cross * known).mean()


def train(
    net: LandmarkNet,
    samples: Sequence[Sample],
    steps: int,
    work: Path,
    *,
    photos: Sequence[Sample] = (),
    rate: float = RATE,
    seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> LandmarkNet:
    """Fit for a number of steps; the learning rate falls from ``rate`` along a cosine.

    Half of each batch is ``photos``, where there are any, the rest ``samples``.

    A run that was stopped goes on from ``work/landmarks.pt``: each step draws from its own random
    numbers, so that the rest is the same.

    Raises:
        InputError: when the checkpoint is damaged, or is of another plan.
    """
    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = torch.optim.AdamW(net.parameters(), rate, weight_decay=1e-4)
    total = 0.0
    for step in range(_resume(net, optimizer, work, (steps, seed)), steps):
        rng = np.random.default_rng([seed, step])
        fall = 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * step / steps))
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / 50) * fall
        total += _step(net, optimizer, _drawn_lots(samples, photos, rng), rng)
        if (step + 1) % SAVE_EVERY == 0 or step + 1 == steps:
            mean, total = total / (step % SAVE_EVERY + 1), 0.0
            append_curve(work / "landmarks.csv", {"step": step + 1, "loss": round(mean, 5)})
            save_checkpoint(work / "landmarks.pt", {
                "net": net.state_dict(), "optimizer": optimizer.state_dict(),
                "step": step + 1, "steps": steps, "seed": seed})  # fmt: skip
            progress(f"landmarks: step {step + 1} of {steps}, loss {mean:.4f}")
    return net.eval()


def _drawn_lots(
    samples: Sequence[Sample], photos: Sequence[Sample], rng: np.random.Generator
) -> list[Sample]:
    """A batch, drawn with replacement."""
    real = BATCH // 2 if photos else 0
    chosen = [samples[i] for i in rng.integers(0, len(samples), BATCH - real)]
    return chosen + [photos[i] for i in rng.integers(0, max(len(photos), 1), real)]


def _step(
    net: LandmarkNet,
    optimizer: torch.optim.Optimizer,
    samples: Sequence[Sample],
    rng: np.random.Generator,
) -> float:
    """One step; its loss."""
    device = next(net.parameters()).device
    inputs, maps, insides = batch(samples, rng, device)
    loss = loss_of(net(inputs.contiguous(memory_format=torch.channels_last)), maps, insides)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimizer.step()
    return float(loss.detach())


def _resume(
    net: LandmarkNet, optimizer: torch.optim.Optimizer, work: Path, plan: tuple[int, int]
) -> int:
    """Take up the checkpoint where there is one; the step to go on with."""
    state = stopped_run(
        work / "landmarks.pt",
        dict(zip(("steps", "seed"), plan, strict=True)),
        work / "landmarks.csv",
    )
    if state is None:
        return 0
    net.load_state_dict(state["net"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"])


def train_landmarks(
    work: Path,
    out: Path,
    encoder: Encoder,
    *,
    samples: int | None = None,
    photos: Sequence[Sample] = (),
    start: Path | None = None,
    seed: int = 0,
    device: torch.device | str = "cpu",
    progress: Callable[[str], None] = lambda _: None,
) -> Path:
    """Draw garments, train the network on them and write it.

    Args:
        work: the run's folder: checkpoint and curve.
        out: the ONNX file.
        encoder: where the pretrained stages come from.
        samples: about so many altered drawings are seen; None: :data:`SAMPLES`.
        photos: hand-labelled ones, half of what is seen where there are any.
        start: an exported network to go on from, at :data:`GO_ON_RATE`; None begins anew.
        seed: of weights, drawings, order and alteration.
        device: trains there.
        progress: is told a line now and then.

    Returns:
        ``out``.

    Raises:
        InputError: when ``start`` is no landmark network, or a kept checkpoint does not fit.
    """
    wanted = samples or SAMPLES
    torch.manual_seed(seed)
    net = LandmarkNet(encoder)
    if start is not None:
        take_up(net, start)
    net.to(device)
    progress("drawing garments")
    drawn = [drawn_sample(seed * 100_000 + i) for i in range(min(DRAWINGS, wanted))]
    steps = max(1, wanted // BATCH)
    rate = RATE if start is None else GO_ON_RATE
    net = train(net.train(), drawn, steps, work, photos=photos, rate=rate, seed=seed,
                progress=progress).cpu()  # fmt: skip
    export_onnx(net, out, [torch.zeros(1, INPUTS, SIDE, SIDE)], ["garment"], ["heatmaps"])
    return out
