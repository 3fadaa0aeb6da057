"""Pairs as files: one zip per pair with pictures any viewer opens, and a reader for training.

``pair-00000042.zip`` holds ``person.webp``, ``base.webp``, ``garment.webp`` (lossy, quality 92),
``parse.png``, ``base_parse.png`` (labels), ``matte.png``, ``garment_mask.png``,
``garment_inner.png`` (8 bits), ``flow_x.png``, ``flow_y.png`` (16 bits, 1/32 pixel, 65535: none),
``depth.png`` (16 bits, millimetres, 0: background) and ``truth.json`` (pose, landmarks, meta). The
same seed gives the same bytes, whatever the number of processes.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, overload

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.body.template import Body
from modiste.errors import ImageLoadError, OptionError, OutputError
from modiste.pairs.draw import Pair, draw_pair
from modiste.types import Landmark, Mask, Pose

QUALITY = 92
FIXED = 32
"""Steps per pixel of the stored flow."""
NONE = 65535
_STAMP = (2020, 1, 1, 0, 0, 0)


def pair_path(folder: Path, seed: int) -> Path:
    """The file of a pair."""
    return folder / f"pair-{seed:08d}.zip"


def write_pair(pair: Pair, path: Path) -> int:
    """Write a pair; returns the size of the file in bytes. Nothing is left half-written.

    Raises:
        OutputError: when the file cannot be written.
    """
    parts = {f"{n}.webp": _picture(getattr(pair, n)) for n in ("person", "base", "garment")}
    parts |= {f"{n}.png": _png(getattr(pair, n)) for n in ("parse", "base_parse")}
    parts |= {f"{n}.png": _png(np.rint(np.clip(getattr(pair, n), 0, 1) * 255).astype(np.uint8))
              for n in ("matte", "garment_mask", "garment_inner")}  # fmt: skip
    flow = np.where(np.isnan(pair.flow), NONE, np.rint(pair.flow * FIXED)).astype(np.uint16)
    parts |= {"flow_x.png": _png(flow[..., 0]), "flow_y.png": _png(flow[..., 1])}
    near = np.where(np.isinf(pair.depth), 0, np.rint(pair.depth * 1000)).astype(np.uint16)
    parts |= {"depth.png": _png(near), "truth.json": json.dumps(_truth(pair)).encode()}
    fresh = path.with_suffix(".part")
    try:
        with zipfile.ZipFile(fresh, "w") as file:
            for name, data in parts.items():
                file.writestr(zipfile.ZipInfo(name, _STAMP), data)
        fresh.replace(path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error}): choose another folder.") from error
    return path.stat().st_size


def _truth(pair: Pair) -> dict[str, Any]:
    pose = pair.pose
    return {
        "pose": {"points": np.round(pose.points, 2).tolist(), "score": pose.score,
                 "depth": np.round(pose.depth, 2).tolist(), "visibility": pose.visibility.tolist()},
        "landmarks": {n: [round(m.x, 2), round(m.y, 2)] for n, m in pair.landmarks.items()},
        "meta": dict(pair.meta),
    }  # fmt: skip


def _picture(image: NDArray[np.uint8]) -> bytes:
    return _encoded(".webp", image[..., ::-1], [cv2.IMWRITE_WEBP_QUALITY, QUALITY])


def _png(values: NDArray[Any]) -> bytes:
    return _encoded(".png", values, [cv2.IMWRITE_PNG_COMPRESSION, 7])


def _encoded(kind: str, values: NDArray[Any], options: list[int]) -> bytes:
    _, data = cv2.imencode(kind, np.ascontiguousarray(values), options)
    return data.tobytes()


def read_pair(path: Path) -> Pair:
    """Read a pair; its ``albedo`` is empty.

    Raises:
        ImageLoadError: when the file is missing or damaged.
    """
    try:
        with zipfile.ZipFile(path) as file:
            parts = {Path(n).stem: file.read(n) for n in file.namelist()}
        truth = json.loads(parts.pop("truth"))
        at = {n: _decoded(data) for n, data in parts.items()}
        return _pair(at, truth)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ImageLoadError(
            f"{path} is no pair ({error}): delete it and run modiste pairs again."
        ) from error


def _decoded(data: bytes) -> NDArray[Any]:
    found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if found is None:
        raise ValueError("a picture in it is damaged")
    return np.asarray(found[..., ::-1].copy() if found.ndim == 3 else found)


def _pair(at: dict[str, NDArray[Any]], truth: dict[str, Any]) -> Pair:
    stored = np.stack([at["flow_x"], at["flow_y"]], axis=-1)
    flow = np.where(stored == NONE, np.nan, stored / np.float32(FIXED)).astype(np.float32)
    depth = np.where(at["depth"] == 0, np.inf, at["depth"] / np.float32(1000)).astype(np.float32)
    known = {n: np.array(truth["pose"][n], np.float32) for n in ("points", "depth", "visibility")}
    pose = Pose(**known, score=float(truth["pose"]["score"]))
    marks = {n: Landmark(x, y) for n, (x, y) in truth["landmarks"].items()}

    def mask(name: str) -> Mask:
        return at[name].astype(np.float32) / np.float32(255)

    return Pair(
        at["person"], at["base"], at["garment"], mask("garment_mask"), mask("garment_inner"), marks,
        flow, np.zeros((0, 0, 3), np.uint8), at["parse"], at["base_parse"], mask("matte"), depth,
        pose, truth["meta"],
    )  # fmt: skip


class PairFolder(Sequence[Pair]):
    """The pairs in a folder, read when asked for, in the order of their seeds."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = paths

    def __len__(self) -> int:
        return len(self.paths)

    @overload
    def __getitem__(self, index: int) -> Pair: ...
    @overload
    def __getitem__(self, index: slice) -> PairFolder: ...
    def __getitem__(self, index: int | slice) -> Pair | PairFolder:
        """Read one pair, or narrow the folder to some of its pairs."""
        if isinstance(index, slice):
            return PairFolder(self.paths[index])
        return read_pair(self.paths[index])


def read_pairs(path: Path | str) -> PairFolder:
    """The pairs that ``modiste pairs`` wrote.

    Raises:
        ImageLoadError: when there are none.
    """
    paths = sorted(Path(path).glob("pair-*.zip"))
    if not paths:
        raise ImageLoadError(f"There are no pairs in {path}: write some with modiste pairs -o.")
    return PairFolder(paths)


def write_pairs(
    folder: Path, count: int, seed: int = 0, *, processes: int = 1,
    told: Callable[[int, int], None] | None = None,
) -> int:  # fmt: skip
    """Write the pairs of the seeds ``seed`` to ``seed + count - 1`` that are not there yet.

    Args:
        folder: made when missing.
        count: how many pairs there shall be.
        seed: of the first.
        processes: how many work at once.
        told: called after each pair with how many are done and the size of this one in bytes.

    Returns:
        How many were written now.

    Raises:
        OptionError: when a number is out of range.
        OutputError: when the folder cannot be written.
    """
    if count < 1 or seed < 0 or processes < 1:
        raise OptionError("Pairs need a count and processes of 1 or more and a seed of 0 or more.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made ({error}): choose another.") from error
    seeds = [s for s in range(seed, seed + count) if not pair_path(folder, s).exists()]
    for done, size in enumerate(_sizes(folder, seeds, processes), start=1):
        if told:
            told(done, size)
    return len(seeds)


def _sizes(folder: Path, seeds: Sequence[int], processes: int) -> Iterator[int]:
    """Draw and write pairs, yielding the size of each as it is done."""
    if processes == 1:
        body = Body.open()
        yield from (write_pair(draw_pair(s, body=body), pair_path(folder, s)) for s in seeds)
        return
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with multiprocessing.get_context("spawn").Pool(processes, cv2.setNumThreads, (1,)) as pool:
        yield from pool.imap_unordered(partial(_work, folder), seeds)


def _work(folder: Path, seed: int) -> int:
    return write_pair(draw_pair(seed, body=_body()), pair_path(folder, seed))


@cache
def _body() -> Body:
    """The template, opened once per process."""
    return Body.open()
