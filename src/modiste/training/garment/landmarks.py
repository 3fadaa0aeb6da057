"""Train the landmark network on drawn garments, and on real ones that a teacher labelled.

Run it as::

    python -m modiste.training.garment.landmarks --backbone efficientnet-lite0-57934424.pth \
        --out src/modiste/weights/garment_landmarks.onnx --minutes 15

Nothing of the hand-labelled photos in ``labels/plain.csv`` is trained on: they are the test.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from modiste.perception.garment.heatmaps import NAMES, SIDE, planes
from modiste.training.garment.embedder import Embedder, export
from modiste.training.garment.landmark_data import Sample, augmented, drawn_sample, heat
from modiste.training.garment.landmark_net import INPUTS, LandmarkNet

BATCH = 16


def batch(samples: Sequence[Sample], rng: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Augment samples: inputs (N, 7, 128, 128), heat maps (N, 22, 64, 64), insides (N, 64, 64)."""
    inputs, maps, insides = [], [], []
    for sample in samples:
        image, mask, inside, points = augmented(sample, rng)
        inputs.append(planes(image, mask, sample.category))
        maps.append(heat(points))
        insides.append(inside[::2, ::2].astype(np.float32) / 255.0)
    return tuple(torch.from_numpy(np.stack(a)) for a in (inputs, maps, insides))  # type: ignore[return-value]


def loss_of(logits: Tensor, maps: Tensor, insides: Tensor) -> Tensor:
    """Squared error of the heat maps, peaks weighted, and cross-entropy of the inside."""
    heats = torch.sigmoid(logits[:, :-1])
    error = (heats - maps) ** 2 * (1.0 + 40.0 * maps)
    known = (insides < 0.45) | (insides > 0.55)
    cross = functional.binary_cross_entropy_with_logits(logits[:, -1], insides, reduction="none")
    return 100.0 * error.mean() + 2.0 * (cross * known).mean()


def train(
    net: LandmarkNet, samples: Sequence[Sample], minutes: float, rate: float = 1e-3, seed: int = 0
) -> LandmarkNet:
    """Fit for a time; the learning rate falls along a cosine of the time that is spent."""
    rng = np.random.default_rng(seed)
    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = torch.optim.AdamW(net.parameters(), rate, weight_decay=1e-4)
    start, mean, step = time.monotonic(), 0.0, 0
    while (spent := (time.monotonic() - start) / (60 * minutes)) < 1:
        warm = min(1.0, (step + 1) / 50)
        for group in optimizer.param_groups:
            group["lr"] = rate * warm * (0.02 + 0.98 * 0.5 * (1 + np.cos(np.pi * spent)))
        chosen = [samples[i] for i in rng.integers(0, len(samples), BATCH)]
        inputs, maps, insides = batch(chosen, rng)
        logits = net(inputs.contiguous(memory_format=torch.channels_last))
        loss = loss_of(logits, maps, insides)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        mean, step = 0.98 * mean + 0.02 * float(loss.detach()), step + 1
        if step % 50 == 0:
            print(f"{step} {spent:.2f} {mean / (1 - 0.98**step):.4f}", flush=True)  # noqa: T201
    return net.eval()


def main() -> None:
    """Draw the samples, train, and write the network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backbone", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--drawn", type=int, default=4000)
    args = parser.parse_args()
    torch.manual_seed(0)
    net = LandmarkNet(Embedder.from_checkpoint(args.backbone))
    samples = [drawn_sample(seed) for seed in range(args.drawn)]
    train(net.train(), samples, args.minutes)
    export(net, args.out, torch.zeros(1, INPUTS, SIDE, SIDE), ["garment"], ["heatmaps"])
    print(f"{len(NAMES)} landmarks, {args.out.stat().st_size} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
