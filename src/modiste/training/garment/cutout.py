"""Train the cut-out network, distilled from u2netp with grabCut and from composed pictures.

Teacher: U-2-Net (Qin et al., 2020) in its small form, refined by grabCut (Rother et al., 2004).
What it cannot teach - hangers, clips, cast shadows - is taught by pictures whose mask is exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from modiste.assets import asset_path
from modiste.evaluation.garment_data import Labelled, read_garments, shuffled
from modiste.perception.garment.category import KINDS, kind_category
from modiste.perception.garment.cutnet import SIZE, plane
from modiste.perception.runtime import OnnxModel
from modiste.training.common.encoder import Encoder, find_checkpoint
from modiste.training.common.onnx import export_onnx
from modiste.training.common.runs import (
    Average,
    append_curve,
    pick_device,
    save_checkpoint,
    stopped_run,
)
from modiste.training.garment.cutout_data import Pool
from modiste.training.garment.cutout_net import CutoutNet, loss_of
from modiste.training.garment.cutout_scene import drawn_piece, photo_piece
from modiste.training.garment.cutout_teacher import kept, teach_all
from modiste.types import Category

BATCH = 12
RATE = 1e-3

SAMPLES = 18_000
"""Samples of a whole run."""

PHOTOS = 1600
"""Photos of a whole run that the teacher sees."""

DRAWINGS = 500
"""Drawn garments of a whole run."""

SIDES = (192, 256)
"""Side in pixels of the samples: most of the run, and its last part."""

LAST_PART = 0.35

SAVE_EVERY = 50
"""Steps between two checkpoints and rows of the curve."""

Progress = Callable[[str], None]


def train_cutout(
    data: Path,
    work: Path,
    out: Path,
    *,
    images: int | None = None,
    seed: int = 0,
    device: str = "auto",
    imagenet: Path | None = None,
    progress: Progress = lambda _: None,
) -> Path:
    """Train the cut-out network on a folder of garment photos.

    Args:
        data: folder with images/ and images.csv, see
            :func:`modiste.evaluation.garment_data.read_garments`.
        work: the run's folder: the teacher's masks, checkpoint, curve; a stopped run goes on.
        out: the ONNX file.
        images: so many photos, drawings and samples at most; None: 1600, 500 and 18,000.
        seed: of weights, drawings, order and alteration.
        device: ``auto``, ``cpu`` or ``cuda``.
        imagenet: EfficientNet-lite0's checkpoint; None takes the installed package's.
        progress: is told a line now and then.

    Returns:
        ``out``.

    Raises:
        InputError: when the data or a kept file cannot be used.
        AssetError: when a network that is needed is missing.
    """
    chosen = pick_device(device)
    encoder = Encoder.from_checkpoint(imagenet or find_checkpoint())
    photos = shuffled(_wearable(read_garments(data)), min(images or PHOTOS, PHOTOS))
    for folder in (work, out.parent):
        folder.mkdir(parents=True, exist_ok=True)
    teacher = OnnxModel(asset_path("saliency"))
    teach_all(lambda tensor: teacher(tensor)[0], photos, work / "teacher", progress)
    progress("drawing garments")
    pool = make_pool(photos, work / "teacher", min(images or DRAWINGS, DRAWINGS), seed)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        net = CutoutNet(encoder).to(chosen)
        steps = max(1, (images or SAMPLES) // BATCH)
        trained = train(net.train(), pool, steps, work, seed=seed, progress=progress)
    export_cutout(trained, out)
    return out


def _wearable(photos: Sequence[Labelled]) -> list[Labelled]:
    """Training photos of what is worn on the trunk or the legs."""
    return [p for p in photos if p.part == "train" and kind_category(KINDS[p.kind])]


def make_pool(photos: Sequence[Labelled], folder: Path, drawings: int, seed: int) -> Pool:
    """Read the teacher's masks, cut the garments out, draw others.

    Args:
        photos: the photos, whichever of them the teacher was believed on.
        folder: the teacher's masks.
        drawings: so many drawn garments.
        seed: of the drawings.
    """
    taught, pieces = [], []
    for photo in photos:
        found = kept(folder / f"{photo.name}.png")
        if found is not None:
            taught.append(found)
            clipped = kind_category(KINDS[photo.kind]) is Category.BOTTOM
            pieces.append(photo_piece(*found, clipped))
    drawn = [drawn_piece(seed * 100_000 + i) for i in range(drawings)]
    return Pool(taught, pieces, drawn)


def batch(pool: Pool, side: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Pictures (N, 3, side, side) and coverage (N, 1, side / 2, side / 2)."""
    samples = [pool.sample(side, rng) for _ in range(BATCH)]
    half = side // 2
    covers = [cover.reshape(half, 2, half, 2).mean((1, 3))[None] for _, cover in samples]
    pictures = np.stack([plane(image) for image, _ in samples])
    return torch.from_numpy(pictures), torch.from_numpy(np.stack(covers).astype(np.float32))


def train(
    net: CutoutNet, pool: Pool, steps: int, work: Path, *, seed: int = 0,
    progress: Progress = lambda _: None,
) -> CutoutNet:  # fmt: skip
    """Fit for a number of steps; the learning rate falls along a cosine.

    A run that was stopped goes on from ``work/cutout.pt``: each step draws from its own random
    numbers, so that the rest is the same.

    Returns:
        The average of the weights over the last steps.

    Raises:
        InputError: when the checkpoint is damaged, or is of another plan.
    """
    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = torch.optim.AdamW(_groups(net), RATE, weight_decay=1e-4)
    average = Average(net, 0.99)
    done, total = _resume(net, average, optimizer, work, (steps, seed)), 0.0
    for step in range(done, steps):
        total += _step(net, optimizer, pool, step, steps, seed)
        average.update(net, step + 1)
        if (step + 1) % SAVE_EVERY == 0 or step + 1 == steps:
            mean, total = total / min(step + 1 - done, step % SAVE_EVERY + 1), 0.0
            append_curve(work / "cutout.csv", {"step": step + 1, "loss": round(mean, 5)})
            save_checkpoint(work / "cutout.pt", {
                "net": net.state_dict(), "average": average.net.state_dict(),
                "optimizer": optimizer.state_dict(),
                "step": step + 1, "steps": steps, "seed": seed})  # fmt: skip
            progress(f"cut-out: step {step + 1} of {steps}, loss {mean:.4f}")
    found = average.net
    assert isinstance(found, CutoutNet)  # noqa: S101 - narrows the type
    return found


def _groups(net: CutoutNet) -> list[dict[str, object]]:
    """The pretrained stages learn at a third of the decoder's rate."""
    old = list(net.stages.parameters())
    known = {id(p) for p in old}
    new = [p for p in net.parameters() if id(p) not in known]
    return [{"params": old, "part": 0.3}, {"params": new, "part": 1.0}]


def _step(
    net: CutoutNet, optimizer: torch.optim.Optimizer, pool: Pool, step: int, steps: int, seed: int
) -> float:
    """One step; its loss."""
    fall = 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * step / steps))
    for group in optimizer.param_groups:
        group["lr"] = RATE * group["part"] * min(1.0, (step + 1) / 30) * fall
    side = SIDES[int(step >= (1 - LAST_PART) * steps)]
    pictures, covers = batch(pool, side, np.random.default_rng([seed, step]))
    where = next(net.parameters()).device
    inputs = pictures.to(where).contiguous(memory_format=torch.channels_last)
    loss = loss_of(net(inputs), covers.to(where))
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimizer.step()
    return float(loss.detach())


def _resume(
    net: CutoutNet, average: Average, optimizer: torch.optim.Optimizer, work: Path,
    plan: tuple[int, int],
) -> int:  # fmt: skip
    """Take up the checkpoint where there is one; the step to go on with."""
    state = stopped_run(
        work / "cutout.pt", dict(zip(("steps", "seed"), plan, strict=True)), work / "cutout.csv"
    )
    if state is None:
        return 0
    net.load_state_dict(state["net"])
    average.net.load_state_dict(state["average"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"])


def export_cutout(net: CutoutNet, out: Path) -> None:
    """Write the network as ONNX."""
    example = [torch.zeros(1, 3, SIZE, SIZE)]
    export_onnx(net.cpu().eval(), out, example, ["photo"], ["garment"])
