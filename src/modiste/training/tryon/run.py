"""The whole of training the try-on's generator: samples, training, ONNX file, card."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from modiste.errors import InputError, OptionError
from modiste.perception.look import Perception
from modiste.training.common.runs import load_checkpoint, pick_device
from modiste.training.tryon.card import Run, write_card
from modiste.training.tryon.data.example import Example
from modiste.training.tryon.data.pack import read_examples
from modiste.training.tryon.export import export_generator, generator_of
from modiste.training.tryon.folder import read_paired
from modiste.training.tryon.plan import Plan
from modiste.training.tryon.samples import Store, write_samples
from modiste.training.tryon.train import train
from modiste.types import Category

Progress = Callable[[str], None]

_SHARD = 200
"""Examples that are prepared at once."""
_WARM = 0.25
"""Share of the steps that are made without the critic."""


def train_tryon(
    work: Path,
    out: Path,
    *,
    packs: Sequence[Path] = (),
    pairs: Path | None = None,
    category: Category | None = None,
    steps: int | None = None,
    seed: int = 0,
    device: str = "auto",
    imagenet: Path | None = None,
    start: Path | None = None,
    progress: Progress = lambda _: None,
) -> Path:
    """Train the generator from packs of examples, a paired folder, or both.

    Args:
        work: the run's folder: prepared samples, checkpoint, curve, sheet; a stopped run goes on.
        out: the ONNX file; the card is written beside it with the suffix md.
        packs: files of examples, or folders of such files.
        pairs: a folder in the layout of VITON-HD; see :mod:`modiste.training.tryon.folder`.
        category: of all garments of ``pairs``; None lets perception decide.
        steps: of the optimiser; None makes the default plan's.
        seed: of weights, order and windows.
        device: ``auto``, ``cpu`` or ``cuda``.
        imagenet: EfficientNet-lite0's checkpoint; None takes the installed package's.
        start: averaged weights of an earlier run to begin with.
        progress: is told a line now and then.

    Returns:
        The ONNX file.

    Raises:
        OptionError: when there is neither pack nor folder.
        InputError: when data or checkpoint cannot be used.
        AssetError: when the ImageNet weights are missing.
    """
    if not packs and pairs is None:
        raise OptionError("There is nothing to train on: give --pack or --pairs.")
    plan = plan_of(steps, seed)
    where, clock = pick_device(device), time.monotonic()
    samples = work / "samples"
    for pack in packs:
        _prepare(samples, pack.stem, partial(read_examples, pack), seed, progress)
    if pairs is not None:
        source = _paired(pairs, category, progress)
        _prepare(samples, pairs.name, source, seed, progress)
    weights = train(samples, work, plan, device=device, imagenet=imagenet, start=start,
                    progress=progress)  # fmt: skip
    net = generator_of(load_checkpoint(weights))
    export_generator(net, out)
    run = Run(Store(samples), plan, time.monotonic() - clock, str(where), out, work / "curve.csv")
    write_card(out.with_suffix(".md"), run)
    return out


def plan_of(steps: int | None, seed: int) -> Plan:
    """The default plan, or a shorter one with the same proportions."""
    plan = replace(Plan(), seed=seed)
    if steps is None:
        return plan
    every = max(1, min(plan.validate_every, steps))
    return replace(plan, steps=steps, warm=round(steps * _WARM), validate_every=every)


def _paired(
    pairs: Path, category: Category | None, progress: Progress
) -> Callable[[], Iterator[Example]]:
    return lambda: read_paired(pairs, Perception.open(), category, progress)


def _prepare(
    samples: Path,
    name: str,
    source: Callable[[], Iterable[Example]],
    seed: int,
    progress: Progress,
) -> None:
    """Turn examples into samples on disk, once."""
    done = samples / f"{name}.done"
    if done.is_file():
        return
    examples = iter(source())
    count, shard = 0, 0
    while part := list(islice(examples, _SHARD)):
        count += write_samples(samples, f"{name}-{shard:03d}", part, seed)
        shard += 1
        progress(f"{count} samples of {name}")
    if not count:
        raise InputError(f"{name} holds no example that can be used.")
    done.touch()
