"""The frozen features that the heads are trained on, kept on disk while they are computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from modiste.errors import InputError
from modiste.evaluation.garment_data import Labelled
from modiste.perception.garment.category import KINDS, to_input
from modiste.perception.runtime import OnnxModel
from modiste.training.common.onnx import export_onnx
from modiste.training.garment.embedder import FEATURES, SIZE, Embedder
from modiste.training.garment.strangers import draw_strangers
from modiste.types import Image

Features = NDArray[np.float32]

Samples = tuple[Tensor, Tensor]
"""Features (N, 1280) and classes (N,)."""

LIMIT = 6.0
"""No feature is larger, being a mean of what ReLU6 lets through."""

UPRIGHT, ALTERED, TURNED = 0, (1, 2, 3), (4, 5, 6)
"""Views of a photo: as it is, altered copies, and turned by 90, 180 and 270 degrees."""

VIEWS = 1 + len(ALTERED) + len(TURNED)

SAVE_EVERY = 400
"""Photos between two savings."""


@dataclass(frozen=True)
class Split:
    """Features and labels of one part of the data.

    Attributes:
        features: (N, VIEWS, 1280).
        kinds: int64 (N,), indices into ``KINDS``.
        published: bool (N,), whether small-split.csv names the photo.
        names: as in images.csv, for labels of further tasks.
    """

    features: Features
    kinds: NDArray[np.int64]
    published: NDArray[np.bool_]
    names: tuple[str, ...]


def joined(one: Split, other: Split) -> Split:
    """Both parts of the data as one."""
    return Split(
        np.concatenate([one.features, other.features]),
        np.concatenate([one.kinds, other.kinds]),
        np.concatenate([one.published, other.published]),
        one.names + other.names,
    )


def split_features(features: Features, photos: Sequence[Labelled], part: str) -> Split:
    """The rows of one part of the data."""
    chosen = [i for i, photo in enumerate(photos) if photo.part == part]
    return Split(
        features[chosen],
        np.array([photos[i].kind for i in chosen], np.int64),
        np.array([photos[i].published for i in chosen], bool),
        tuple(photos[i].name for i in chosen),
    )


def upright(split: Split) -> Samples:
    """The photos as they are, and their kinds."""
    return torch.from_numpy(split.features[:, UPRIGHT]), torch.from_numpy(split.kinds)


def altered(split: Split) -> Samples:
    """The photos as they are and their altered copies, and their kinds."""
    views = split.features[:, [UPRIGHT, *ALTERED]]
    kinds = np.repeat(split.kinds, views.shape[1])
    return torch.from_numpy(views.reshape(-1, FEATURES)), torch.from_numpy(kinds)


def embed_all(
    net: Embedder, photos: Sequence[Labelled], work: Path, seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> Features:  # fmt: skip
    """Features of the views of every photo, (N, VIEWS, 1280), by onnxruntime.

    What ``work/features.npz`` holds already is not computed again, so that a stopped run goes on
    where it was; a photo's altered copies depend on the seed and its name alone. They are kept in
    8 bits, see :func:`packed`.

    Raises:
        InputError: when the kept features cannot be read.
    """
    path = work / "features.npz"
    kept = _kept(path, seed)
    missing = [photo for photo in photos if photo.name not in kept]
    if missing:
        model = _exported(net, work)
    for i, photo in enumerate(missing, 1):
        rng = np.random.default_rng([seed, *photo.name.encode()])
        views = _views(photo.image(), rng)
        kept[photo.name] = packed(np.stack([model(view)[0][0] for view in views]))
        if i % SAVE_EVERY == 0 or i == len(missing):
            _keep(path, kept, seed)
            progress(f"features of {i} of {len(missing)} photos")
    return unpacked(np.stack([kept[photo.name] for photo in photos]))


def embed_strangers(net: Embedder, count: int, work: Path, seed: int = 0) -> Split:
    """Features of drawn pictures that show nothing to wear, of the kind ``Other``.

    Turned views, which only garments need, repeat the upright one.
    """
    model = _exported(net, work)
    names, rows = [], []
    for name, image in draw_strangers(count, seed):
        rng = np.random.default_rng([seed, *name.encode()])
        seen = [image, *(alter(image, rng) for _ in ALTERED)]
        found = [model(to_input(view))[0][0] for view in seen]
        rows.append(np.stack(found + found[:1] * len(TURNED)))
        names.append(name)
    features = unpacked(packed(np.stack(rows))) if rows else np.zeros((0, VIEWS, FEATURES))
    other = np.full(len(rows), KINDS.index("Other"), np.int64)
    return Split(features.astype(np.float32), other, np.zeros(len(rows), bool), tuple(names))


def _exported(net: Embedder, work: Path) -> OnnxModel:
    """The encoder, run by onnxruntime."""
    path = work / "embedder.onnx"
    export_onnx(net, path, [torch.zeros(1, 3, SIZE, SIZE)], ["image"], ["features"])
    return OnnxModel(path, threads=torch.get_num_threads())


def packed(features: Features) -> NDArray[np.uint8]:
    """Features in [0, 6] as bytes, by their square root, which spares the many small ones."""
    roots = np.sqrt(np.clip(features, 0, LIMIT) / LIMIT)
    return np.asarray(np.rint(255 * roots), np.uint8)


def unpacked(features: NDArray[np.uint8]) -> Features:
    """What :func:`packed` took, to within 1.2 % of 6 and far nearer for small ones."""
    return np.asarray(LIMIT * (features.astype(np.float32) / 255) ** 2)


def _kept(path: Path, seed: int) -> dict[str, NDArray[np.uint8]]:
    if not path.is_file():
        return {}
    try:
        with path.open("rb") as data, np.load(data, allow_pickle=False) as file:
            features = file["features"]
            if int(file["seed"]) != seed or features.shape[1:] != (VIEWS, FEATURES):
                return {}
            return dict(zip(file["names"].tolist(), features, strict=True))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise InputError(f"The features {path} cannot be read ({error}): "
                         "delete them to start anew.") from error  # fmt: skip


def _keep(path: Path, kept: dict[str, NDArray[np.uint8]], seed: int) -> None:
    part = path.with_suffix(".part.npz")
    features = np.stack(list(kept.values()))
    np.savez(part, names=np.array(list(kept)), features=features, seed=np.array(seed))
    part.replace(path)


def _views(image: Image, rng: np.random.Generator) -> list[Features]:
    turned = [np.ascontiguousarray(np.rot90(image, k)) for k in (1, 2, 3)]
    copies = [alter(image, rng) for _ in ALTERED]
    return [to_input(view) for view in (image, *copies, *turned)]


def alter(image: Image, rng: np.random.Generator) -> Image:
    """A mirrored crop of three quarters or more in another light."""
    height, width = image.shape[:2]
    part = rng.uniform(0.75, 1.0, 2)
    top, left = (rng.uniform(0, 1 - part) * (height, width)).astype(int)
    rows, columns = (np.ceil(part * (height, width))).astype(int)
    crop = image[top : top + rows, left : left + columns]
    light = rng.uniform(0.75, 1.2) * rng.uniform(0.93, 1.07, 3)
    return np.clip(crop[:, ::-1] * light, 0, 255).astype(np.uint8)
