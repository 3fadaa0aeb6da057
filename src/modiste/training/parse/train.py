"""Trains the person parser in stages of growing resolution; resumable, deterministic.

What a run leaves in its folder: ``checkpoint.pt`` (everything needed to go on), ``weights.pt`` (the
averaged network), ``curve.csv`` (loss and validation figures).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from modiste.errors import InputError
from modiste.evaluation.ccp import held_out
from modiste.perception.parse_input import normalised
from modiste.training.common.encoder import Encoder, find_checkpoint
from modiste.training.common.runs import (
    Average,
    append_curve,
    load_checkpoint,
    pick_device,
    save_checkpoint,
    seeded,
    stopped_run,
    trim_curve,
)
from modiste.training.parse.augment import draw_sample
from modiste.training.parse.loss import class_weights, parse_loss, presence_loss
from modiste.training.parse.network import ParserNetwork
from modiste.training.parse.pack import Example, read_pack
from modiste.training.parse.validate import validate

_PRESENCE = 0.4
"""Weight of the presence loss."""

Progress = Callable[[str], None]
Batch = tuple[Tensor, Tensor, Tensor]


@dataclass(frozen=True)
class Stage:
    """Training at one resolution, with a learning rate that falls along a cosine.

    Attributes:
        size: height and width of the canvas, multiples of 32.
        images: how many samples are drawn.
        rate: the decoder's learning rate at the start.
    """

    size: tuple[int, int]
    images: int
    rate: float = 1e-3


@dataclass(frozen=True)
class Plan:
    """Everything that decides what a run computes.

    Attributes:
        stages: one after the other.
        batch: samples per step.
        seed: of the weights, the order and the augmentation.
        encoder_rate: the encoder's learning rate in relation to the decoder's.
        frozen: so many of the encoder's five stages are not trained.
        validate_every: samples between two validations.
        patience: stop after so many validations without a better mIoU; 0 never stops.
    """

    stages: Sequence[Stage]
    batch: int = 12
    seed: int = 0
    encoder_rate: float = 0.25
    frozen: int = 1
    validate_every: int = 3000
    patience: int = 6


DEFAULT_PLAN = Plan((
    Stage((192, 160), 12_000),
    Stage((256, 192), 20_000, 7e-4),
    Stage((320, 256), 6_000, 4e-4),
))  # fmt: skip


SECOND_PLAN = Plan((
    Stage((256, 192), 14_000, 6e-4),
    Stage((320, 256), 11_000, 4e-4),
))  # fmt: skip
"""The second round, with pseudo-labels; begins with the first round's network."""

THIRD_PLAN = Plan((
    Stage((256, 192), 24_000, 6e-4),
    Stage((320, 256), 7_000, 3e-4),
), patience=0)  # fmt: skip
"""The third round, on the same photos as the second; begins with its network."""


@dataclass
class _State:
    """Where a run stands."""

    net: ParserNetwork
    average: Average
    optimiser: torch.optim.AdamW
    stage: int = 0
    step: int = 0
    steps: int = 0
    best: float = 0.0
    stale: int = 0
    losses: list[float] = field(default_factory=list)

    def saved(self) -> dict[str, Any]:
        return {"net": self.net.state_dict(), "average": self.average.net.state_dict(),
                "optimiser": self.optimiser.state_dict(), "stage": self.stage, "step": self.step,
                "steps": self.steps, "best": self.best, "stale": self.stale,
                "losses": self.losses}  # fmt: skip

    def begin(self, weights: dict[str, Any]) -> None:
        """Take over a network's weights; one without a wardrobe begins with a fresh one."""
        for net in (self.net, self.average.net):
            missing, strange = net.load_state_dict(weights, strict=False)
            if strange or any(not name.startswith("wardrobe.") for name in missing):
                raise InputError("The weights to begin with are of another network.")

    def load(self, saved: dict[str, Any]) -> None:
        self.net.load_state_dict(saved["net"])
        self.average.net.load_state_dict(saved["average"])
        self.optimiser.load_state_dict(saved["optimiser"])
        self.stage, self.step, self.steps = saved["stage"], saved["step"], saved["steps"]
        self.best, self.stale = saved["best"], saved["stale"]
        self.losses = list(saved["losses"])


def split(pack: Path) -> tuple[list[Example], list[Example]]:
    """Training and validation examples of a pack; names that end in 0 are in neither.

    Validation are the names that end in 25 or 75, or the first example when there is none.
    """
    examples = read_pack(pack, lambda name: not held_out(name))
    if not examples:
        raise InputError(f"{pack} has no example to train on.")
    validation = [e for e in examples if e.name.endswith(("25", "75"))]
    chosen = {e.name for e in validation}
    return [e for e in examples if e.name not in chosen], validation or examples[:1]


def train(
    pack: Path,
    work: Path,
    plan: Plan = DEFAULT_PLAN,
    *,
    device: str = "auto",
    imagenet: Path | None = None,
    start: Path | None = None,
    more: Path | None = None,
    workers: int = 0,
    save_seconds: float = 180,
    progress: Progress = lambda _: None,
) -> Path:
    """Train, or go on where ``work`` left off.

    Args:
        pack: file of :func:`modiste.training.parse.pack.write_pack`.
        work: the run's folder.
        plan: what to compute. A run that goes on must have the same.
        device: ``auto``, ``cpu`` or ``cuda``; a GPU computes in mixed precision.
        imagenet: the encoder's checkpoint; None takes the installed package's.
        start: ``weights.pt`` of an earlier run to begin with instead of ImageNet's alone.
        more: another pack to train on, such as pseudo-labelled photos.
        workers: threads that draw samples ahead; 0 draws them between the steps.
        save_seconds: time between two checkpoints.
        progress: is told a line now and then.

    Returns:
        The path of the averaged weights.

    Raises:
        InputError: when pack or checkpoint cannot be used, or the checkpoint is of another plan.
        AssetError: when the ImageNet weights are missing.
    """
    examples, validation = split(pack)
    where = pick_device(device)
    saved = work / "checkpoint.pt"
    with seeded(plan.seed):
        known = Encoder() if start else Encoder.from_checkpoint(imagenet or find_checkpoint())
        state = _fresh(plan, known, where)
    if start:
        state.begin(load_checkpoint(start))
    if found := stopped_run(saved, {"plan": repr(plan)}, work / "curve.csv"):
        state.load(found)
        trim_curve(work / "curve.csv", "images", state.steps * plan.batch)
        progress(f"going on at stage {state.stage + 1}, step {state.step}")
    weights = class_weights(e.labels for e in examples).to(where)
    examples += read_pack(more, lambda name: not held_out(name)) if more else []
    clock = time.monotonic()
    while state.stage < len(plan.stages) and not _tired(state, plan):
        stage = plan.stages[state.stage]
        for batch in _batches(examples, plan, state, workers):
            loss = _step(state, plan, stage, _on(batch, where), weights)
            state.losses.append(loss)
            if _due(state.step, plan):
                _report(state, plan, validation, work, progress)
                if _tired(state, plan):
                    break
            if time.monotonic() - clock > save_seconds:
                save_checkpoint(saved, state.saved() | {"plan": repr(plan)})
                clock = time.monotonic()
        state.stage, state.step = state.stage + 1, 0
        save_checkpoint(saved, state.saved() | {"plan": repr(plan)})
        save_checkpoint(work / f"stage{state.stage}.pt", state.average.net.state_dict())
    save_checkpoint(work / "weights.pt", state.average.net.state_dict())
    return work / "weights.pt"


def _fresh(plan: Plan, known: Encoder, device: torch.device) -> _State:
    net = ParserNetwork(known).to(device)
    net = net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    for stage in list(net.encoder.stages)[: plan.frozen]:
        stage.requires_grad_(False)
    encoder = [p for p in net.encoder.parameters() if p.requires_grad]
    inside = {id(p) for p in net.encoder.parameters()}
    decoder = [p for p in net.parameters() if id(p) not in inside]
    groups = [{"params": encoder, "share": plan.encoder_rate}, {"params": decoder, "share": 1.0}]
    return _State(net, Average(net), torch.optim.AdamW(groups, lr=1e-3, weight_decay=0.02))


def _total(plan: Plan, stage: int) -> int:
    return -(-plan.stages[stage].images // plan.batch)


def _due(step: int, plan: Plan) -> bool:
    return step % max(1, plan.validate_every // plan.batch) == 0


def _tired(state: _State, plan: Plan) -> bool:
    return bool(plan.patience) and state.stale >= plan.patience


def _batches(examples: Sequence[Example], plan: Plan, state: _State,
             workers: int) -> Iterator[Batch]:  # fmt: skip
    """The rest of the stage's batches; each depends on seed, stage and step alone."""
    steps = range(state.step, _total(plan, state.stage))

    def draw(step: int) -> Batch:
        return draw_batch(examples, plan, state.stage, step)

    if not workers:
        yield from map(draw, steps)
        return
    with ThreadPoolExecutor(workers) as pool:
        ahead: list[Future[Batch]] = []
        for step in steps:
            ahead.append(pool.submit(draw, step))
            if len(ahead) > 2 * workers:
                yield ahead.pop(0).result()
        yield from (one.result() for one in ahead)


def draw_batch(examples: Sequence[Example], plan: Plan, stage: int, step: int) -> Batch:
    """The batch of one step: pictures, maps and labels."""
    samples = []
    for i in range(step * plan.batch, (step + 1) * plan.batch):
        epoch, place = divmod(i, len(examples))
        order = np.random.default_rng([plan.seed, stage, epoch]).permutation(len(examples))
        rng = np.random.default_rng([plan.seed, stage, epoch, place])
        samples.append(draw_sample(examples[order[place]], rng, plan.stages[stage].size))
    canvas = torch.from_numpy(normalised(np.stack([s.canvas for s in samples])))
    maps = torch.from_numpy(np.stack([s.maps for s in samples])).float() / 255
    labels = torch.from_numpy(np.stack([s.labels for s in samples])).long()
    return canvas, maps, labels


def _on(batch: Batch, device: torch.device) -> Batch:
    canvas, maps, labels = (t.to(device, non_blocking=True) for t in batch)
    plain = torch.channels_last
    return canvas.contiguous(memory_format=plain), maps.contiguous(memory_format=plain), labels


def _step(state: _State, plan: Plan, stage: Stage, batch: Batch, weights: Tensor) -> float:
    """One step of the optimiser; returns the loss."""
    canvas, maps, labels = batch
    share = state.step / _total(plan, state.stage)
    scale = min(1.0, (state.step + 1) / 80) * (0.51 + 0.49 * float(np.cos(np.pi * share)))
    for group in state.optimiser.param_groups:
        group["lr"] = stage.rate * scale * group["share"]
    state.net.train()
    mixed = torch.autocast(canvas.device.type, torch.bfloat16, enabled=canvas.is_cuda)
    with seeded(plan.seed * 1_000_003 + state.steps), mixed:
        scores, present = state.net.scored(canvas, maps)
    loss = parse_loss(scores.float(), labels, weights)
    loss = loss + _PRESENCE * presence_loss(present.float(), labels)
    state.optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(state.net.parameters(), 5.0)
    state.optimiser.step()
    state.step, state.steps = state.step + 1, state.steps + 1
    state.average.update(state.net, state.steps)
    return float(loss.detach())


def _report(state: _State, plan: Plan, validation: Sequence[Example], work: Path,
            progress: Progress) -> None:  # fmt: skip
    """Validate the averaged network, append to the curve and remember whether it got better."""
    size = plan.stages[state.stage].size
    figures = validate(state.average.net, validation, size)
    row = {"stage": state.stage + 1, "images": state.steps * plan.batch,
           "loss": round(float(np.mean(state.losses)), 4), **figures}  # fmt: skip
    state.losses.clear()
    append_curve(work / "curve.csv", row)
    progress(" ".join(f"{k} {v}" for k, v in row.items()))
    better = figures["miou"] > state.best
    state.best = max(state.best, figures["miou"])
    state.stale = 0 if better else state.stale + 1
