"""The whole of training the garment networks: features, heads, embedding, landmarks, card."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from modiste.assets import asset_path
from modiste.errors import InputError
from modiste.evaluation.garment_attributes import attribute_figures, read_attributes
from modiste.evaluation.garment_data import Labelled, read_garments, shuffled
from modiste.evaluation.retrieval import nearest_accuracy
from modiste.perception.garment.attributes import AttributeHeads
from modiste.perception.runtime import OnnxModel
from modiste.training.common.encoder import find_checkpoint
from modiste.training.common.onnx import export_onnx
from modiste.training.common.runs import pick_device
from modiste.training.garment.attribute_fusion import measured_lengths
from modiste.training.garment.attributes import Rows, train_attributes
from modiste.training.garment.card import Run, write_card
from modiste.training.garment.classifier import Classifier, Heads, evaluate, train_heads
from modiste.training.garment.cutout import train_cutout
from modiste.training.garment.embedder import FEATURES, SIZE, Embedder
from modiste.training.garment.features import (
    UPRIGHT,
    Features,
    Split,
    embed_all,
    embed_strangers,
    joined,
    split_features,
    upright,
)
from modiste.training.garment.fit import Diary
from modiste.training.garment.landmark_data import Sample
from modiste.training.garment.landmark_photos import photo_samples
from modiste.training.garment.landmarks import train_landmarks
from modiste.training.garment.projection import Projection, train_projection

Progress = Callable[[str], None]

STRANGERS = 12
"""One drawn picture of what is no garment to so many photos."""

KIND, CUTOUT, LANDMARKS, ALL = "kind", "cutout", "landmarks", "all"


def train_garment(
    data: Path,
    work: Path,
    out: Path,
    *,
    part: str = KIND,
    images: int | None = None,
    seed: int = 0,
    device: str = "auto",
    imagenet: Path | None = None,
    progress: Progress = lambda _: None,
) -> list[Path]:
    """Train the garment networks from a folder of photos to ONNX files.

    Args:
        data: folder with images/ and images.csv, see
            :func:`modiste.evaluation.garment_data.read_garments`; attributes.csv (image, sleeve,
            neckline, leg), else the labels of the clothing-dataset that ship with the code.
        work: the run's folder: features, checkpoint, curves; a stopped run goes on from it.
        out: the classifier's file. The others are written beside it, with ``-embedding``,
            ``-attributes``, ``-cutout`` and ``-landmarks`` added to the name, and the card with
            the suffix md.
        part: ``kind`` (classifier and embedding), ``cutout``, ``landmarks`` or ``all``. Landmarks
            go on from the weights that ship where the folder has photos with labelled ones.
        images: so many photos, and so many altered drawings, at most; None takes all.
        seed: of weights, order and alteration.
        device: of the landmarks: ``auto``, ``cpu`` or ``cuda``; the heads train on the CPU.
        imagenet: EfficientNet-lite0's checkpoint; None takes the installed package's.
        progress: is told a line now and then.

    Returns:
        The files written: ONNX, and npz of the attribute heads.

    Raises:
        InputError: when the data or a kept file cannot be used.
        AssetError: when the ImageNet weights are missing.
    """
    chosen, known = pick_device(device), imagenet or find_checkpoint()
    embedder = Embedder.from_checkpoint(known)
    for folder in (work, out.parent):
        folder.mkdir(parents=True, exist_ok=True)
    files = []
    if part in (KIND, ALL):
        photos = shuffled(read_garments(data), images)
        files += _train_kind(embedder, photos, data, work, out, seed, progress)
    if part in (CUTOUT, ALL):
        files.append(train_cutout(data, work, beside(out, "cutout"), images=images, seed=seed,
                                  device=device, imagenet=known, progress=progress))  # fmt: skip
    if part in (LANDMARKS, ALL):
        real = _labelled(data)
        start = asset_path("garment-landmarks") if real else None
        files.append(train_landmarks(work, beside(out, "landmarks"), embedder.encoder,
                                     samples=images, photos=real, start=start, seed=seed,
                                     device=chosen, progress=progress))  # fmt: skip
    return files


def _labelled(data: Path) -> list[Sample]:
    """The hand-labelled photos to learn landmarks from that are in the folder, cut out."""
    folder = next((data / name for name in ("plain", "images") if (data / name).is_dir()), None)
    if folder is None:
        return []
    cutout, salient = OnnxModel(asset_path("garment-cutout")), OnnxModel(asset_path("saliency"))
    return list(photo_samples(folder, cutout, lambda tensor: salient(tensor)[0]))


def beside(out: Path, what: str) -> Path:
    """The file of another network of the same run."""
    return out.with_name(f"{out.stem}-{what}.onnx")


def _train_kind(
    embedder: Embedder, photos: list[Labelled], data: Path, work: Path, out: Path, seed: int,
    progress: Progress,
) -> list[Path]:  # fmt: skip
    start = time.monotonic()
    if sum(photo.part == "train" for photo in photos) < 2:
        raise InputError(f"{data} has fewer than two photos to train on: "
                         "add photos or raise --images.")  # fmt: skip
    features = embed_all(embedder, photos, work, seed, progress)
    splits = {p: split_features(features, photos, p) for p in ("train", "validation", "test")}
    diary = Diary("", work / "curve.csv", progress)
    (work / "curve.csv").unlink(missing_ok=True)
    strangers = embed_strangers(embedder, len(splits["train"].kinds) // STRANGERS, work, seed)
    taught = joined(splits["train"], strangers)
    heads = train_heads(taught, splits["validation"], seed, diary=diary)
    projection = train_projection(splits["train"], splits["validation"], seed, diary=diary)
    files = _export(embedder, heads, projection, out)
    figures = {name: _figures(heads, projection, splits["train"], splits[name])
               for name in ("validation", "test")}  # fmt: skip
    heads_file, told = _attributes(data, photos, splits, out, progress)
    files.append(heads_file)
    for name in figures:
        figures[name] |= told[name]
    for name, found in figures.items():
        progress(f"{name}: " + ", ".join(f"{k} {v:.4g}" for k, v in found.items()))
    test = splits["test"]
    write_card(out.with_suffix(".md"), Run(data.name, photos, seed, figures, test.kinds,
               _guess(heads, test), time.monotonic() - start, files))  # fmt: skip
    return files


def _attributes(
    data: Path, photos: list[Labelled], splits: dict[str, Split], out: Path, progress: Progress
) -> tuple[Path, dict[str, dict[str, float]]]:
    """Train the attribute heads; their file and their figures by part of the data."""
    own = data / "attributes.csv"
    rows = read_attributes(own) if own.is_file() else read_attributes()
    held = [photo for photo in photos if photo.part == "validation" and photo.name in rows]
    heads = train_attributes(
        splits["train"], splits["validation"], rows, measured_lengths(held, rows, progress)
    )
    path = out.with_name(f"{out.stem}-attributes.npz")
    heads.save(path)
    return path, {name: _told(heads, splits[name], rows) for name in ("validation", "test")}


def _told(heads: AttributeHeads, split: Split, rows: Rows) -> dict[str, float]:
    """The figures of the attribute heads that could be measured."""
    chosen = [i for i, name in enumerate(split.names) if name in rows]
    labels = [rows[split.names[i]] for i in chosen]
    found = attribute_figures(heads, split.features[chosen][:, UPRIGHT], labels)
    return {name: float(value) for name, value in found.items() if value is not None}


def _export(embedder: Embedder, heads: Heads, projection: Projection, out: Path) -> list[Path]:
    picture = torch.zeros(1, 3, SIZE, SIZE)
    net = Classifier(embedder, heads).eval()
    export_onnx(net, out, [picture], ["image"], net.outputs)
    path = beside(out, "embedding")
    export_onnx(projection, path, [torch.zeros(1, FEATURES)], ["features"], ["embedding"])
    return [out, path]


def _guess(heads: Heads, split: Split) -> NDArray[np.int64]:
    with torch.no_grad():
        return np.asarray(heads.logits(0, upright(split)[0]).argmax(1).numpy())


def _figures(heads: Heads, projection: Projection, train: Split, split: Split) -> dict[str, float]:
    """The heads' figures, and the nearest training photo's, of all and of published photos."""
    figures = evaluate(heads, split)
    gallery, queries = _vectors(projection, train), _vectors(projection, split)
    for name, known, asked in (
        ("nn", np.ones(len(gallery), bool), np.ones(len(queries), bool)),
        ("nn_published", train.published, split.published),
    ):
        if known.any() and asked.any():
            figures[name] = nearest_accuracy(
                gallery[known], train.kinds[known], queries[asked], split.kinds[asked]
            )
    return figures


def _vectors(projection: Projection, split: Split) -> Features:
    with torch.no_grad():
        return np.asarray(projection(upright(split)[0]).numpy())
