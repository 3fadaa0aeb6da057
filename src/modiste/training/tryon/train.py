"""Trains the generator, at first alone, then against the critic; resumable, deterministic.

What a run leaves in its folder: ``checkpoint.pt`` (everything needed to go on), ``weights.pt`` (the
averaged generator), ``curve.csv`` (losses and validation figures), ``sheet.png`` (the validation
windows: canvas, geometry, result, truth).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from modiste.errors import InputError
from modiste.evaluation.ccp import held_out
from modiste.synthesis.planes import ALPHA
from modiste.training.common.encoder import Encoder, find_checkpoint
from modiste.training.common.runs import (
    Average,
    append_curve,
    load_checkpoint,
    pick_device,
    save_checkpoint,
)
from modiste.training.tryon.critic import (
    Critic,
    adversarial_loss,
    critic_loss,
    matching_loss,
)
from modiste.training.tryon.losses import (
    Perceptual,
    colour_loss,
    crisp_loss,
    flow_loss,
    keep_loss,
    mask_loss,
    print_loss,
    smooth_loss,
)
from modiste.training.tryon.network import GeneratorNetwork, composed
from modiste.training.tryon.plan import Plan
from modiste.training.tryon.samples import Store
from modiste.training.tryon.sheet import write_sheet
from modiste.training.tryon.validate import validate
from modiste.training.tryon.windows import Batch, collate, cut, draw_window

Progress = Callable[[str], None]
_CLIP = 1.0
_VALIDATION = ("25", "75")


@dataclass
class _State:
    """Where a run stands."""

    net: GeneratorNetwork
    critic: Critic
    average: Average
    optimiser: torch.optim.AdamW
    critic_optimiser: torch.optim.AdamW
    step: int = 0
    losses: list[dict[str, float]] = field(default_factory=list)

    def parts(self) -> dict[str, Any]:
        return {"net": self.net, "critic": self.critic, "average": self.average.net,
                "optimiser": self.optimiser, "critic_optimiser": self.critic_optimiser}  # fmt: skip

    def saved(self) -> dict[str, Any]:
        return {"step": self.step, **{n: p.state_dict() for n, p in self.parts().items()}}

    def load(self, saved: dict[str, Any]) -> None:
        for name, part in self.parts().items():
            part.load_state_dict(saved[name])
        self.step = saved["step"]


def split(names: Sequence[str]) -> tuple[list[int], list[int]]:
    """Indices to train on and to validate with; photos whose name ends in 0 are in neither.

    An example's name begins with its photo's. Validation are the photos that end in 25 or 75; the
    first example when there is none.
    """
    stems = [photo_of(name) for name in names]
    known = [i for i, stem in enumerate(stems) if not held_out(stem)]
    validation = [i for i in known if stems[i].endswith(_VALIDATION)]
    chosen = set(validation)
    return [i for i in known if i not in chosen], validation or known[:1]


def photo_of(name: str) -> str:
    """The name of the photo that an example was made of."""
    return name.split("-")[0]


def train(
    samples: Path,
    work: Path,
    plan: Plan | None = None,
    *,
    device: str = "auto",
    imagenet: Path | None = None,
    start: Path | None = None,
    progress: Progress = lambda _: None,
) -> Path:
    """Train, or go on where ``work`` left off.

    Args:
        samples: folder of :func:`modiste.training.tryon.samples.write_samples`.
        work: the run's folder.
        plan: what to compute.
        device: ``auto``, ``cpu`` or ``cuda``.
        imagenet: EfficientNet-lite0's checkpoint; None takes the installed package's.
        start: ``weights.pt`` of an earlier run to begin with.
        progress: is told a line now and then.

    Returns:
        The path of the averaged weights.

    Raises:
        InputError: when samples or checkpoint cannot be used.
        AssetError: when the ImageNet weights are missing.
    """
    plan = plan or Plan()
    store = Store(samples)
    training, validation = split(store.names)
    if not training:
        raise InputError(f"{samples} holds no sample to train on.")
    where = pick_device(device)
    encoder = Encoder.from_checkpoint(imagenet or find_checkpoint())
    perceptual = Perceptual(encoder).to(where).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    state = _fresh(plan, where, start)
    saved, clock = work / "checkpoint.pt", time.monotonic()
    if saved.is_file():
        state.load(load_checkpoint(saved))
        progress(f"going on at step {state.step}")
    while state.step < plan.steps:
        batch = on_device(draw_batch(store, training, plan, state.step), where)
        state.losses.append(_step(state, plan, batch, perceptual))
        if state.step % plan.validate_every == 0 or state.step == plan.steps:
            _report(state, store, validation, plan, work, perceptual, progress)
        if time.monotonic() - clock > plan.save_seconds:
            save_checkpoint(saved, state.saved())
            save_checkpoint(work / "weights.pt", state.average.net.state_dict())
            clock = time.monotonic()
    save_checkpoint(saved, state.saved())
    save_checkpoint(work / "weights.pt", state.average.net.state_dict())
    return work / "weights.pt"


def _fresh(plan: Plan, where: torch.device, start: Path | None) -> _State:
    torch.manual_seed(plan.seed)
    net, critic = _placed(GeneratorNetwork(), where), _placed(Critic(), where)
    if start:
        net.load_state_dict(load_checkpoint(start))
    slow = torch.optim.AdamW(net.parameters(), lr=plan.rate, betas=(0.5, 0.99), weight_decay=1e-3)
    fast = torch.optim.AdamW(
        critic.parameters(), lr=plan.critic_rate, betas=(0.5, 0.99), weight_decay=0.0
    )
    return _State(net, critic, Average(net), slow, fast)


def _placed(net: nn.Module, where: torch.device) -> Any:
    return net.to(where).to(memory_format=torch.channels_last)  # type: ignore[call-overload]


def draw_batch(store: Store, indices: Sequence[int], plan: Plan, step: int) -> Batch:
    """The windows of one step; they depend on the plan's seed and the step alone."""
    samples, cuts = [], []
    for i in range(step * plan.batch, (step + 1) * plan.batch):
        rng = np.random.default_rng([plan.seed, i])
        sample = store[_drawn(store, indices, plan.photos, rng)]
        cuts.append(cut(sample, draw_window(sample, plan.size, rng), plan.size))
        samples.append(sample)
    return collate(cuts, samples)


def _drawn(store: Store, indices: Sequence[int], photos: float, rng: np.random.Generator) -> int:
    """One sample's index; photos get their share where there are others too."""
    wanted = rng.random() < photos
    group = [i for i in indices if (store.sources[i] == "photo") == wanted] or indices
    return int(group[int(rng.integers(len(group)))])


def on_device(batch: Batch, where: torch.device) -> Batch:
    """The same batch where the networks are."""
    return Batch(**{name: value.to(where) for name, value in vars(batch).items()})


def _step(state: _State, plan: Plan, batch: Batch, perceptual: Perceptual) -> dict[str, float]:
    """One step of the generator and, after the warm-up, of the critic."""
    share = state.step / plan.steps
    rate = plan.rate * (0.52 + 0.48 * float(np.cos(np.pi * share)))
    for group in state.optimiser.param_groups:
        group["lr"] = rate * min(1.0, (state.step + 1) / 100)
    state.net.train()
    with _mixed(batch.inputs):
        coarse, fine = state.net(batch.inputs)
    picture, mask = composed(batch.inputs, coarse.float(), fine.float())
    losses: dict[str, float] = {}
    real = None
    if state.step >= plan.warm:
        real, losses["critic"] = _judge(state, batch, picture.detach())
    terms = _terms(state, batch, picture, mask, coarse.float(), fine.float(), perceptual, real)
    weights = vars(plan.weights)
    total = torch.stack([weights[name] * term for name, term in terms.items()]).sum()
    state.optimiser.zero_grad()
    total.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(state.net.parameters(), _CLIP)
    state.optimiser.step()
    state.step += 1
    state.average.update(state.net, state.step)
    return losses | {name: float(term.detach()) for name, term in terms.items()}


def _judge(state: _State, batch: Batch, picture: Tensor) -> tuple[list[list[Tensor]], float]:
    """Train the critic once; returns its features of the truth and its loss."""
    with _mixed(batch.inputs):
        real = state.critic(batch.truth, batch.hole)
        fake = state.critic(picture, batch.hole)
        loss = critic_loss(real, fake, batch.hole).float()
    state.critic_optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    state.critic_optimiser.step()
    return [[f.detach() for f in scale] for scale in real], float(loss.detach())


def _terms(
    state: _State,
    batch: Batch,
    picture: Tensor,
    mask: Tensor,
    coarse: Tensor,
    fine: Tensor,
    perceptual: Perceptual,
    real: list[list[Tensor]] | None,
) -> dict[str, Tensor]:
    """The terms of the generator's loss, not yet weighted."""
    target = batch.hole * batch.paired[:, None, None, None]
    covered = (batch.inputs[:, ALPHA : ALPHA + 1] + 1) / 2
    with _mixed(batch.inputs):
        seen = perceptual(picture, batch.truth, target).float()
    terms = {
        "colour": colour_loss(picture, batch.truth, target),
        "perceptual": seen,
        "mask": mask_loss(mask, batch.garment, target),
        "print": print_loss(mask, batch.garment * target, covered),
        "crisp": crisp_loss(mask, batch.hole),
        "keep": keep_loss(coarse, fine),
        "smooth": smooth_loss(coarse, mask),
        "flow": flow_loss(coarse[:, :2], batch.exact[:, :2], batch.exact[:, 2:]),
    }
    if real is not None:
        state.critic.requires_grad_(False)
        with _mixed(batch.inputs):
            fake = state.critic(picture, batch.hole)
            terms["adversarial"] = adversarial_loss(fake, batch.hole).float()
            terms["matching"] = matching_loss(real, fake, batch.paired).float()
        state.critic.requires_grad_(True)
    return terms


def _mixed(like: Tensor) -> torch.autocast:
    """Half precision, which these networks take well on CPUs and GPUs alike."""
    return torch.autocast(like.device.type, torch.bfloat16)


def _report(
    state: _State,
    store: Store,
    validation: Sequence[int],
    plan: Plan,
    work: Path,
    perceptual: Perceptual,
    progress: Progress,
) -> None:
    """Validate the averaged generator; append to the curve, draw the sheet."""
    means = {
        name: round(float(np.mean([row[name] for row in state.losses if name in row])), 4)
        for name in dict.fromkeys(n for row in state.losses for n in row)
    }
    state.losses.clear()
    figures, pictures = validate(state.average.net, store, validation, plan.size, perceptual)
    columns = ("critic", *vars(plan.weights))
    row = {"step": state.step, **{c: means.get(c, "") for c in columns}, **figures}
    append_curve(work / "curve.csv", row)
    write_sheet(work / "sheet.png", pictures)
    progress(" ".join(f"{k} {v}" for k, v in row.items() if v != ""))
