"""Short runs of the try-on's generator, each without one part, judged alike.

    python scripts/ablate_tryon.py CCP PAIRS WORK [--photos 300] [--steps 1200]

Every run starts from nothing, sees the same photos in the same order and makes the same number of
steps. All are judged on the same validation windows, whose garments had their light taken out. A
stopped script goes on where it was. The generators' ONNX files stay in WORK, for `modiste eval`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

import click
import torch

from modiste.training.common.encoder import Encoder, find_checkpoint
from modiste.training.common.runs import load_checkpoint
from modiste.training.tryon.data.photos import LIGHT, open_look, photo_examples, photo_names
from modiste.training.tryon.data.rendered import rendered_examples
from modiste.training.tryon.export import export_generator, generator_of
from modiste.training.tryon.losses import Perceptual
from modiste.training.tryon.plan import Plan
from modiste.training.tryon.samples import Store, write_samples
from modiste.training.tryon.train import split, train
from modiste.training.tryon.validate import validate

_SHARD = 100


@click.command()
@click.argument("ccp", type=click.Path(path_type=Path))
@click.argument("pairs", type=click.Path(path_type=Path))
@click.argument("work", type=click.Path(path_type=Path))
@click.option("--photos", default=300, help="Photos of CCP, evenly over all.")
@click.option("--drawn", default=150, help="Rendered pairs.")
@click.option("--steps", default=1200)
@click.option("--imagenet", type=click.Path(path_type=Path), default=None)
def main(
    ccp: Path, pairs: Path, work: Path, photos: int, drawn: int, steps: int, imagenet: Path | None
) -> None:
    """Prepare, train and judge; one line per run."""
    torch.set_num_threads(1)
    prepare(ccp, pairs, work, photos, drawn)
    plan = Plan(steps=steps, warm=steps // 4, validate_every=max(1, steps // 4))
    runs = {
        "everything": ("samples", plan),
        "without the critic": ("samples", replace(plan, warm=steps)),
        "without rendered pairs": ("samples", replace(plan, photos=1.0)),
        "without taking the light out": ("samples-lit", plan),
    }
    checkpoint = imagenet or find_checkpoint()
    for number, (name, (samples, own)) in enumerate(runs.items()):
        folder = work / f"run-{number}"
        tell = partial(print, f"[{name}]", flush=True)
        weights = train(work / samples, folder, own, imagenet=checkpoint, progress=tell)
        net = generator_of(load_checkpoint(weights))
        figures = judged(net, Store(work / "samples"), plan, checkpoint)
        export_generator(net, folder / "generator.onnx")
        print(name, figures, flush=True)


def prepare(ccp: Path, pairs: Path, work: Path, photos: int, drawn: int) -> None:
    """Two folders of samples, with and without the light taken out, of the same photos."""
    everyone = photo_names(ccp)
    names = everyone[:: max(1, len(everyone) // photos)][:photos]
    paths = sorted(pairs.glob("*.zip"))[:drawn]
    for folder, light in (("samples", LIGHT), ("samples-lit", (0.0, 0.0))):
        if (work / folder / "done").is_file():
            continue
        examples = photo_examples(ccp, names, 0, open_look(), light)
        for source, found in (("photos", examples), ("rendered", rendered_examples(paths))):
            shard = 0
            while part := list(islice(found, _SHARD)):
                write_samples(work / folder, f"{source}-{shard:03d}", part)
                shard += 1
        (work / folder / "done").touch()


def judged(net: torch.nn.Module, store: Store, plan: Plan, checkpoint: Path) -> dict[str, float]:
    """Figures on the validation windows of ``store``."""
    perceptual = Perceptual(Encoder.from_checkpoint(checkpoint))
    return validate(net, store, split(store.names)[1], plan.size, perceptual)[0]


if __name__ == "__main__":
    main()
