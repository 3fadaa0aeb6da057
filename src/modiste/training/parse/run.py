"""The whole of training the person parser: pack the data, train, export.

Three rounds: on the photos with masks; then twice on these and on the photos without, which the
first round's network has labelled. A folder in which every photo has a mask needs only the first.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import monotonic

from torch import nn

from modiste.evaluation.ccp import CcpData
from modiste.perception.matte import SelfieMatte
from modiste.perception.pose import BlazePose
from modiste.training.common.runs import pick_device
from modiste.training.parse.card import Run, write_card
from modiste.training.parse.export import export, load_network
from modiste.training.parse.loss import class_weights
from modiste.training.parse.pack import read_ccp, write_pack
from modiste.training.parse.pseudo import pseudo_examples, read_outfits, unmasked
from modiste.training.parse.train import (
    DEFAULT_PLAN,
    SECOND_PLAN,
    THIRD_PLAN,
    Plan,
    Progress,
    split,
    train,
)


def train_parser(
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
    """Train the person parser from a folder of photos and masks to an ONNX file.

    Args:
        data: folder in the layout of Clothing Co-Parsing: ``photos``, ``masks``,
            ``label_names.json``; ``outfits.csv`` (photo, outfit: dress or bottom) if you like.
        work: the run's folder; the packed data and the checkpoints in it are used again.
        out: the ONNX file to write.
        images: about so many samples in all; None takes the whole plan.
        seed: of weights, order and augmentation.
        device: ``auto``, ``cpu`` or ``cuda``.
        imagenet: the encoder's checkpoint; None takes the installed package's.
        progress: is told a line now and then.

    Returns:
        ``out``; the model card lies beside it, as Markdown.

    Raises:
        InputError: when data or checkpoint cannot be used.
        AssetError: when the ImageNet weights are missing.
    """
    ccp, clock = CcpData.open(data), monotonic()
    pack = _packed(ccp, work / "data.npz", progress)
    plans = plans_of(images, seed)
    weights = train(pack, work, plans[0], device=device, imagenet=imagenet, progress=progress)
    prior = class_weights(e.labels for e in split(pack)[0])
    rest = unmasked(ccp)
    if rest:
        more = _pseudo_labelled(ccp, load_network(weights, prior), work / "pseudo.npz", progress)
        for name, plan in zip(("second", "third"), plans[1:], strict=True):
            weights = train(pack, work / name, plan, device=device, start=weights, more=more,
                            progress=progress)  # fmt: skip
    net = load_network(weights, prior)
    export(net, out)
    run = Run(data.resolve().name, pack, len(rest), plans if rest else plans[:1],
              monotonic() - clock, str(pick_device(device)), out)  # fmt: skip
    write_card(out.with_suffix(".md"), run, net)
    return out


def _packed(ccp: CcpData, path: Path, progress: Progress) -> Path:
    """The masked photos in one file; packed again when a photo or mask came later than it."""
    if not path.is_file() or _newest(ccp) > path.stat().st_mtime:
        examples = read_ccp(ccp, ccp.names, BlazePose(), SelfieMatte())
        progress(f"{write_pack(path, examples, progress)} photos packed into {path}")
    return path


def _newest(ccp: CcpData) -> float:
    """When a photo, a mask or the list of names last changed, in seconds since 1970."""
    places = [ccp.folder / "label_names.json"]
    for name in ("photos", "masks"):
        places += [ccp.folder / name, *(ccp.folder / name).iterdir()]
    return max(place.stat().st_mtime for place in places)


def _pseudo_labelled(ccp: CcpData, teacher: nn.Module, path: Path, progress: Progress) -> Path:
    """The photos without a mask, labelled by the first round's network."""
    if not path.is_file() or path.stat().st_mtime < (path.parent / "data.npz").stat().st_mtime:
        outfits = read_outfits(next(ccp.folder.glob("outfits.csv"), None))
        examples = pseudo_examples(teacher, ccp, unmasked(ccp), BlazePose(), SelfieMatte(), outfits)
        progress(f"{write_pack(path, examples, progress)} photos labelled into {path}")
    return path


def plans_of(images: int | None, seed: int = 0) -> tuple[Plan, Plan, Plan]:
    """The default plans of the rounds, or smaller ones with the same proportions."""
    first, second, third = (replace(plan, seed=seed)
                            for plan in (DEFAULT_PLAN, SECOND_PLAN, THIRD_PLAN))  # fmt: skip
    plans = (first, second, third)
    if images is None:
        return plans
    share = images / sum(stage.images for plan in plans for stage in plan.stages)
    first, second, third = (_smaller(plan, share, images) for plan in plans)
    return first, second, third


def _smaller(plan: Plan, share: float, images: int) -> Plan:
    stages = [replace(s, images=max(1, round(s.images * share))) for s in plan.stages]
    batch = max(2, min(plan.batch, images // 40))
    return replace(plan, stages=stages, batch=batch, validate_every=max(batch, images // 6))
