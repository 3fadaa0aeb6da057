"""The frozen features that the heads are trained on, kept on disk while they are computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import torch
from numpy.typing import NDArray

from modiste.errors import InputError
from modiste.evaluation.garment_data import Labelled
from modiste.perception.garment.category import to_input
from modiste.perception.runtime import OnnxModel
from modiste.training.common.onnx import export_onnx
from modiste.training.garment.embedder import SIZE, Embedder
from modiste.types import Image

Features = NDArray[np.float32]

UPRIGHT, ALTERED, TURNED = 0, (1,), (2, 3, 4)
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


def split_features(features: Features, photos: Sequence[Labelled], part: str) -> Split:
    """The rows of one part of the data."""
    chosen = [i for i, photo in enumerate(photos) if photo.part == part]
    return Split(
        features[chosen],
        np.array([photos[i].kind for i in chosen], np.int64),
        np.array([photos[i].published for i in chosen], bool),
        tuple(photos[i].name for i in chosen),
    )


def embed_all(
    net: Embedder, photos: Sequence[Labelled], work: Path, seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> Features:  # fmt: skip
    """Features of the views of every photo, (N, VIEWS, 1280), by onnxruntime.

    What ``work/features.npz`` holds already is not computed again, so that a stopped run goes on
    where it was; a photo's altered copy depends on the seed and its name alone.

    Raises:
        InputError: when the kept features cannot be read.
    """
    kept = _kept(work / "features.npz", seed)
    path = work / "embedder.onnx"
    export_onnx(net, path, [torch.zeros(1, 3, SIZE, SIZE)], ["image"], ["features"])
    model = OnnxModel(path, threads=torch.get_num_threads())
    missing = [photo for photo in photos if photo.name not in kept]
    for i, photo in enumerate(missing, 1):
        rng = np.random.default_rng([seed, *photo.name.encode()])
        kept[photo.name] = np.stack([model(v)[0][0] for v in _views(photo.image(), rng)])
        if i % SAVE_EVERY == 0 or i == len(missing):
            _keep(work / "features.npz", kept, seed)
            progress(f"features of {i} of {len(missing)} photos")
    return np.stack([kept[photo.name] for photo in photos]).astype(np.float32)


def _kept(path: Path, seed: int) -> dict[str, Features]:
    if not path.is_file():
        return {}
    try:
        with np.load(path, allow_pickle=False) as file:
            if int(file["seed"]) != seed:
                return {}
            return dict(zip(file["names"].tolist(), file["features"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise InputError(f"The features {path} cannot be read ({error}): "
                         "delete them to start anew.") from error  # fmt: skip


def _keep(path: Path, kept: dict[str, Features], seed: int) -> None:
    part = path.with_suffix(".part.npz")
    features = np.stack(list(kept.values())).astype(np.float16)
    np.savez(part, names=np.array(list(kept)), features=features, seed=np.array(seed))
    part.replace(path)


def _views(image: Image, rng: np.random.Generator) -> list[Features]:
    turned = [np.ascontiguousarray(np.rot90(image, k)) for k in (1, 2, 3)]
    return [to_input(view) for view in (image, altered(image, rng), *turned)]


def altered(image: Image, rng: np.random.Generator) -> Image:
    """A mirrored crop of three quarters or more in another light."""
    height, width = image.shape[:2]
    part = rng.uniform(0.75, 1.0, 2)
    top, left = (rng.uniform(0, 1 - part) * (height, width)).astype(int)
    rows, columns = (np.ceil(part * (height, width))).astype(int)
    crop = image[top : top + rows, left : left + columns]
    light = rng.uniform(0.75, 1.2) * rng.uniform(0.93, 1.07, 3)
    return np.clip(crop[:, ::-1] * light, 0, 255).astype(np.uint8)
