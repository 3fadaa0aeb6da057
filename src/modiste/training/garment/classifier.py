"""Train the head that tells a garment's kind and how it lies, on frozen ImageNet features.

Run it as::

    python -m modiste.training.garment.classifier --data ../shared/data/clothing-dataset \
        --backbone efficientnet-lite0-57934424.pth --out src/modiste/weights/garment_kind.onnx

The data are the CC0 clothing-dataset (github.com/alexeygrigorev/clothing-dataset). The published
split of its ten-class subset is kept; pictures outside that subset are split by the CRC-32 of
their name (residue 0 of 10: test, 1: validation).
"""

from __future__ import annotations

import argparse
import csv
import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image as Pillow
from torch import Tensor, nn
from torch.nn import functional

from modiste.perception.garment.category import KINDS, TURNS, kind_category, to_input
from modiste.perception.runtime import OnnxModel
from modiste.training.garment.embedder import SIZE, Embedder, export

Features = NDArray[np.float32]
FEATURES = 1280
VIEWS = 5
"""Per picture: as it is, one altered copy, and turned by 90, 180 and 270 degrees."""


class Head(nn.Module):
    """Two small heads on standardised features: kind logits and turn logits."""

    def __init__(self, mean: Tensor, deviation: Tensor) -> None:
        super().__init__()
        self.mean, self.scale = nn.Buffer(mean), nn.Buffer(1.0 / deviation)
        self.kind = _perceptron(len(KINDS))
        self.turn = _perceptron(len(TURNS))
        self.temperature = nn.Buffer(torch.ones(2))

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Map (N, 1280) to logits (N, kinds) and (N, turns)."""
        x = (features - self.mean) * self.scale
        kind, turn = self.kind(x), self.turn(x)
        return kind / self.temperature[0], turn / self.temperature[1]


def _perceptron(classes: int) -> nn.Sequential:
    return nn.Sequential(nn.Dropout(0.3), nn.Linear(FEATURES, 128), nn.ReLU(), nn.Dropout(0.5),
                         nn.Linear(128, classes))  # fmt: skip


class Classifier(nn.Module):
    """What ships: picture in; kind logits, turn logits and the features out."""

    def __init__(self, embedder: Embedder, head: Head) -> None:
        super().__init__()
        self.embedder, self.head = embedder, head

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Map (1, 3, 224, 224) to (1, kinds), (1, turns), (1, 1280)."""
        features = self.embedder(x)
        kind, turn = self.head(features)
        return kind, turn, features


@dataclass(frozen=True)
class Split:
    """Features and labels of one part of the data.

    Attributes:
        features: (N, VIEWS, 1280).
        kinds: int64 (N,), indices into ``KINDS``.
        published: bool (N,), whether the picture is in the published ten-class subset.
    """

    features: Features
    kinds: NDArray[np.int64]
    published: NDArray[np.bool_]


def read_labels(data: Path) -> dict[str, tuple[int, str, bool]]:
    """Per picture of a known kind: its kind, its part of the split, and whether published."""
    with (data / "small-split.csv").open(newline="") as file:
        published = {row["image"]: row["split"] for row in csv.DictReader(file)}
    with (data / "images.csv").open(newline="") as file:
        rows = [(row["image"], row["label"]) for row in csv.DictReader(file)]
    return {
        name: (KINDS.index(label), published.get(name) or split_of(name), name in published)
        for name, label in rows
        if label in KINDS
    }


def split_of(name: str) -> str:
    """The part of the split of a picture that the published subset leaves out."""
    residue = zlib.crc32(name.encode()) % 10
    return {0: "test", 1: "validation"}.get(residue, "train")


def embed_all(net: Embedder, data: Path, names: Sequence[str]) -> Features:
    """Features of the five views of every picture, (N, VIEWS, 1280), by onnxruntime."""
    rng = np.random.default_rng(0)
    found = np.zeros((len(names), VIEWS, FEATURES), np.float32)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "embedder.onnx"
        export(net, path, torch.zeros(1, 3, SIZE, SIZE), ["image"], ["features"])
        model = OnnxModel(path, threads=1)
    for i, name in enumerate(names):
        views = _views(data / "images" / f"{name}.webp", rng)
        found[i] = [model(view[None])[0][0] for view in views]
    return found


def _views(path: Path, rng: np.random.Generator) -> NDArray[np.float32]:
    with Pillow.open(path) as file:
        image = np.asarray(file.convert("RGB"))
    turned = [np.ascontiguousarray(np.rot90(image, k)) for k in (1, 2, 3)]
    views = [to_input(v) for v in (image, _altered(image, rng), *turned)]
    return np.concatenate(views)


def _altered(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A mirrored crop of three quarters or more in another light."""
    height, width = image.shape[:2]
    part = rng.uniform(0.75, 1.0, 2)
    top, left = (rng.uniform(0, 1 - part) * (height, width)).astype(int)
    crop = image[top : top + int(part[0] * height), left : left + int(part[1] * width), :]
    light = rng.uniform(0.75, 1.2) * rng.uniform(0.93, 1.07, 3)
    return np.clip(crop[:, ::-1] * light, 0, 255).astype(np.uint8)


def train_head(train: Split, validation: Split, epochs: int = 25, seed: int = 0) -> Head:
    """Fit both heads and calibrate their temperatures on the validation part."""
    torch.manual_seed(seed)
    upright = torch.from_numpy(train.features[:, 0])
    head = Head(upright.mean(0), upright.std(0) + 0.05)
    upright_kinds = torch.from_numpy(np.concatenate([train.kinds, train.kinds]))
    views = torch.from_numpy(np.concatenate([train.features[:, 0], train.features[:, 1]]))
    _fit(lambda x: head(x)[0], head.kind, views, upright_kinds, epochs)
    turned, turns = _turned(train)
    _fit(lambda x: head(x)[1], head.turn, turned, turns, epochs)
    head.eval()
    with torch.no_grad():
        kind, _ = head(torch.from_numpy(validation.features[:, 0]))
        head.temperature[0] = _temperature(kind, torch.from_numpy(validation.kinds))
        turned, turns = _turned(validation)
        head.temperature[1] = _temperature(head(turned)[1], turns)
    return head


def _turned(split: Split) -> tuple[Tensor, Tensor]:
    """The four turned views of every wearable garment, and how far each is turned."""
    wearable = np.array([kind_category(KINDS[k]) is not None for k in split.kinds])
    views = split.features[wearable][:, [0, 2, 3, 4]]
    turns = np.tile(np.arange(len(TURNS)), len(views))
    return torch.from_numpy(views.reshape(-1, FEATURES)), torch.from_numpy(turns)


def _fit(
    logits: Callable[[Tensor], Tensor], part: nn.Module, x: Tensor, y: Tensor, epochs: int
) -> None:
    optimizer = torch.optim.AdamW(part.parameters(), 1e-3, weight_decay=0.5)
    for epoch in range(epochs):
        for group in optimizer.param_groups:
            group["lr"] = 1e-3 * (1 - epoch / epochs)
        for index in torch.split(torch.randperm(len(x)), 128):
            loss = functional.cross_entropy(logits(x[index]), y[index], label_smoothing=0.05)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()


def _temperature(logits: Tensor, y: Tensor) -> float:
    """The temperature of the lowest cross-entropy (Guo et al., 2017), by search."""
    grid = [float(t) for t in np.geomspace(0.3, 4.0, 60)]
    return min(grid, key=lambda t: float(functional.cross_entropy(logits / t, y)))


def evaluate(head: Head, split: Split) -> dict[str, float]:
    """Accuracies and the calibration error on one part of the data."""
    with torch.no_grad():
        kinds = head(torch.from_numpy(split.features[:, 0]))[0].softmax(1).numpy()
        views, turns = _turned(split)
        right_turn = (head(views)[1].argmax(1) == turns).numpy()
    guess, truth = kinds.argmax(1), split.kinds
    groups = [kind_category(k) for k in KINDS]
    wanted = [groups[k] for k in truth]
    sums = {g: kinds[:, [h == g for h in groups]].sum(1) for g in set(groups)}
    order = list(sums)
    found = [order[i] for i in np.stack([sums[g] for g in order], 1).argmax(1)]
    agree = np.array([a == b for a, b in zip(found, wanted, strict=True)])
    wearable = np.array([w is not None for w in wanted])
    return {
        "kind_top1": float((guess == truth).mean()),
        "kind_top1_published": float((guess == truth)[split.published].mean()),
        "category": float(agree.mean()),
        "category_of_wearable": float(agree[wearable].mean()),
        "turn": float(right_turn.mean()),
        "calibration_error": _calibration_error(kinds.max(1), guess == truth),
        "pictures": float(len(truth)),
    }


def _calibration_error(confidence: Features, right: NDArray[np.bool_]) -> float:
    """Expected calibration error over ten bins."""
    bins = np.minimum((confidence * 10).astype(int), 9)
    gaps = [abs(float(confidence[bins == b].mean() - right[bins == b].mean()))
            * float((bins == b).mean()) for b in np.unique(bins)]  # fmt: skip
    return float(sum(gaps))


def _parts(features: Features, labels: Sequence[tuple[int, str, bool]]) -> dict[str, Split]:
    kinds = np.array([label[0] for label in labels], np.int64)
    names = np.array([label[1] for label in labels])
    published = np.array([label[2] for label in labels])
    return {n: Split(features[names == n], kinds[names == n], published[names == n])
            for n in ("train", "validation", "test")}  # fmt: skip


def main() -> None:
    """Train, print the test figures as one JSON line, and write the network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--backbone", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--cache", type=Path, help="npz file that keeps the features")
    args = parser.parse_args()
    embedder = Embedder.from_checkpoint(args.backbone)
    labels = {name: label for name, label in read_labels(args.data).items()
              if (args.data / "images" / f"{name}.webp").is_file()}  # fmt: skip
    features = _cached(args.cache, embedder, args.data, list(labels))
    parts = _parts(features, list(labels.values()))
    head = train_head(parts["train"], parts["validation"])
    print(json.dumps(evaluate(head, parts["test"])))  # noqa: T201 - a command's output
    export(Classifier(embedder, head).eval(), args.out, torch.zeros(1, 3, SIZE, SIZE),
           ["image"], ["kind", "turn", "features"])  # fmt: skip


def _cached(cache: Path | None, net: Embedder, data: Path, names: Sequence[str]) -> Features:
    if cache is not None and cache.is_file():
        return np.asarray(np.load(cache)["features"], np.float32)
    features = embed_all(net, data, names)
    if cache is not None:
        np.savez(cache, features=features)
    return features


if __name__ == "__main__":
    main()
