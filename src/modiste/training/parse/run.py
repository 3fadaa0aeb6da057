"""The whole of training the person parser: pack the data, train, export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from modiste.evaluation.ccp import CcpData
from modiste.perception.matte import SelfieMatte
from modiste.perception.pose import BlazePose
from modiste.training.parse.export import export
from modiste.training.parse.loss import class_weights
from modiste.training.parse.pack import read_ccp, write_pack
from modiste.training.parse.train import DEFAULT_PLAN, Plan, split, train


def train_parser(
    data: Path,
    work: Path,
    out: Path,
    *,
    images: int | None = None,
    seed: int = 0,
    device: str = "auto",
    imagenet: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Path:
    """Train the person parser from a folder of photos and masks to an ONNX file.

    Args:
        data: folder in the layout of Clothing Co-Parsing: ``photos``, ``masks``,
            ``label_names.json``.
        work: the run's folder; the packed data and the checkpoints in it are used again.
        out: the ONNX file to write.
        images: about so many samples in all; None takes the whole plan.
        seed: of weights, order and augmentation.
        device: ``auto``, ``cpu`` or ``cuda``.
        imagenet: the encoder's checkpoint; None takes the installed package's.
        progress: is told a line now and then.

    Returns:
        ``out``.

    Raises:
        InputError: when data or checkpoint cannot be used.
        AssetError: when the ImageNet weights are missing.
    """
    pack = work / "data.npz"
    if not pack.is_file():
        ccp = CcpData.open(data)
        count = write_pack(pack, read_ccp(ccp, ccp.names, BlazePose(), SelfieMatte()), progress)
        progress(f"{count} photos packed into {pack}")
    weights = train(pack, work, plan_of(images, seed), device=device, imagenet=imagenet,
                    progress=progress)  # fmt: skip
    examples, _ = split(pack)
    export(weights, out, class_weights(e.labels for e in examples))
    return out


def plan_of(images: int | None, seed: int = 0) -> Plan:
    """The default plan, or a smaller one with the same proportions."""
    plan = replace(DEFAULT_PLAN, seed=seed)
    if images is None:
        return plan
    share = images / sum(stage.images for stage in plan.stages)
    stages = [replace(s, images=max(1, round(s.images * share))) for s in plan.stages]
    return replace(plan, stages=stages, validate_every=max(plan.batch, images // 6))
