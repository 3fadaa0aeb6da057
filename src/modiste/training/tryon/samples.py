"""From an example to what the trainer reads: the networks' planes, the truth, the exact flow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.compose import shade
from modiste.errors import InputError
from modiste.synthesis.planes import CHANNELS, planes_of
from modiste.synthesis.unknown import in_sight, unknown_region
from modiste.training.tryon.data.example import MAP, Example
from modiste.types import Category, PersonView, Pose, Warped

LAYERS = CHANNELS + 4
"""Layers of a sample: planes, truth (3), where the garment is seen."""
TRUTH, GARMENT = slice(CHANNELS, CHANNELS + 3), CHANNELS + 3
CATEGORIES = (Category.TOP, Category.BOTTOM, Category.DRESS)
_STEP = 4
"""Pixels between two values of an example's maps."""
_FAR = 6.0
"""The garment's pixel is not believed to be shown where its neighbours farther away are."""
_WHOLE = 0.5
"""Share of samples in which nothing of the hole is known."""
_SPREAD = (0.7, 4.0)
"""Range of what multiplies the unknown margin in the others."""
_UNLIT = 0.4
"""Share of samples whose garment has none of the scene's light."""


@dataclass(frozen=True)
class Sample:
    """One example, ready to be cut into windows.

    Attributes:
        layers: uint8 (h, w, :data:`LAYERS`).
        exact: float16 (h / 8, w / 8, 3): the flow that would correct the warp, x then y in pixels,
            and 1 where it is known.
        category: of the garment.
        source: "photo", "rendered", or "unpaired", whose truth does not show this garment.
        name: of the example.
    """

    layers: NDArray[np.uint8]
    exact: NDArray[np.float16]
    category: Category
    source: str
    name: str


def sample_of(example: Example, seed: int) -> Sample:
    """Make the sample of an example; what is drawn depends on the seed alone."""
    rng = np.random.default_rng([seed, *example.name.encode()])
    person, warped = view_of(example), warped_of(example)
    warped = replace(warped, alpha=in_sight(person, warped, example.category))
    hole = example.hole | (warped.alpha > 0)
    spread = float(rng.uniform(*_SPREAD))
    if rng.random() >= _WHOLE:
        hole = unknown_region(person, example.category, hole, warped.alpha, spread)
    strength = 0.0 if rng.random() < _UNLIT else float(rng.uniform(0.3, 1.0))
    cloth = warped.image
    if strength and example.source != "unpaired":
        cloth = shade(person, warped, warped.alpha, example.category, strength)
    planes = planes_of(person, example.category, hole, cloth, warped.alpha, warped.parts, seed)
    garment = (example.garment * np.uint8(255)).astype(np.uint8)
    layers = np.concatenate([planes.stack, example.truth, garment[..., None]], axis=-1)
    return Sample(layers, _exact(example), example.category, example.source,
                  example.name)  # fmt: skip


def view_of(example: Example) -> PersonView:
    """The person of an example, as perception would have seen her."""
    points, seen = example.pose[:, :2], example.pose[:, 2]
    pose = Pose(points.astype(np.float32), np.zeros(len(points), np.float32),
                seen.astype(np.float32), 1.0)  # fmt: skip
    matte = (example.labels > 0).astype(np.float32)
    return PersonView(example.truth, pose, matte, example.labels)


def warped_of(example: Example) -> Warped:
    """The geometry's proposal of an example."""
    alpha = example.alpha.astype(np.float32) / np.float32(255)
    return Warped(example.warped, alpha, example.parts)


def _exact(example: Example) -> NDArray[np.float16]:
    """The correcting flow on every eighth pixel; see :class:`Sample`."""
    rows, columns = MAP
    out = np.zeros((rows, columns, 3), np.float32)
    if example.flow is not None:
        out = correction(example.guess, example.flow, example.flat_mask.shape)
    return out[::2, ::2].astype(np.float16)


def correction(
    guess: NDArray[np.float32], exact: NDArray[np.float32], flat: tuple[int, ...]
) -> NDArray[np.float32]:
    """Where the warp shows what should be seen at each place.

    Args:
        guess: (h, w, 2), the flat garment's pixel that the warp shows; NaN where none.
        exact: (h, w, 2), the one that should be shown; NaN where unknown.
        flat: height and width of the flat garment.

    Returns:
        (h, w, 3): relative flow x and y in the person's pixels, and 1 where it is known.
    """
    shown = np.isfinite(guess).all(axis=-1)
    wanted = np.isfinite(exact).all(axis=-1)
    out = np.zeros((*guess.shape[:2], 3), np.float32)
    if not shown.any() or not wanted.any():
        return out
    rows, columns = np.nonzero(shown)
    at = np.zeros((*flat[:2], 2), np.float32)
    known = np.zeros(flat[:2], np.uint8)
    x, y = _inside(guess[shown], flat)
    at[y, x], known[y, x] = np.stack([columns, rows], -1), 1
    away, names = cv2.distanceTransformWithLabels(
        1 - known, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    places = np.zeros((int(names.max()) + 1, 2), np.float32)
    places[names[known > 0]] = at[known > 0]
    x, y = _inside(exact[wanted], flat)
    here = np.stack(np.nonzero(wanted)[::-1], -1)
    out[wanted, :2] = (places[names[y, x]] - here) * _STEP
    out[wanted, 2] = away[y, x] < _FAR
    return out


def _inside(points: NDArray[np.float32], flat: tuple[int, ...]) -> NDArray[np.int64]:
    limit = np.array([flat[1] - 1, flat[0] - 1])
    return np.clip(np.rint(points).astype(np.int64), 0, limit).T


class Store:
    """Samples on disk, as plain arrays that are mapped into memory.

    Args:
        folder: holds ``layers-*.npy``, ``exact-*.npy`` and ``about-*.npz``.

    Raises:
        InputError: when there are none, or they are not of this version.
    """

    def __init__(self, folder: Path) -> None:
        shards = sorted(folder.glob("layers-*.npy"))
        if not shards:
            raise InputError(f"{folder} holds no samples: pack some first.")
        self.names: list[str] = []
        self._categories: list[int] = []
        self.sources: list[str] = []
        self._at: list[tuple[NDArray[np.uint8], NDArray[np.float16], int]] = []
        for path in shards:
            self._open(path)

    def _open(self, path: Path) -> None:
        try:
            layers = np.load(path, mmap_mode="r")
            exact = np.load(path.with_name(path.name.replace("layers", "exact")))
            about = np.load(path.with_name(f"about{path.stem[6:]}.npz"), allow_pickle=False)
            names = [str(n) for n in about["names"]]
            self._categories += about["categories"].tolist()
            self.sources += [str(s) for s in about["sources"]]
        except (OSError, ValueError, KeyError) as error:
            raise InputError(f"{path} cannot be read ({error}): delete its folder.") from error
        if layers.shape[-1] != LAYERS:
            raise InputError(f"{path} is of another version: delete its folder.")
        self.names += names
        self._at += [(layers, exact, i) for i in range(len(names))]

    def __len__(self) -> int:
        return len(self.names)

    def category(self, index: int) -> Category:
        """Category of one sample."""
        return CATEGORIES[self._categories[index]]

    def __getitem__(self, index: int) -> Sample:
        """One sample; its layers are read when they are looked at."""
        layers, exact, row = self._at[index]
        return Sample(layers[row], exact[row], CATEGORIES[self._categories[index]],
                      self.sources[index], self.names[index])  # fmt: skip


def write_samples(folder: Path, shard: str, examples: Iterable[Example], seed: int = 0) -> int:
    """Add a shard to a folder of samples; returns how many it holds."""
    samples = [sample_of(example, seed) for example in examples]
    if not samples:
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / f"exact-{shard}.npy", np.stack([s.exact for s in samples]))
    np.savez(
        folder / f"about-{shard}.npz",
        names=np.array([s.name for s in samples]),
        categories=np.array([CATEGORIES.index(s.category) for s in samples]),
        sources=np.array([s.source for s in samples]),
    )
    np.save(folder / f"layers-{shard}.npy", np.stack([s.layers for s in samples]))
    return len(samples)
