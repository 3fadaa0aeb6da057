"""Examples as files: .npz packs without pickles, small enough to carry to another machine.

Pictures in a pack are WebP and PNG byte strings, joined in one array with the places where they
end; maps are 16-bit PNG in steps of 1/64 pixel, 65535 for none.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, overload
from zipfile import BadZipFile

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.errors import InputError, OptionError, OutputError
from modiste.training.tryon.data.example import Example
from modiste.training.tryon.data.photos import photo_examples, photo_names
from modiste.training.tryon.data.rendered import rendered_examples, unpaired_examples
from modiste.types import Category

SHARD = 50
"""Photos or pairs per pack."""
_QUALITY, _STEPS, _NONE = 90, 64, 65535
_PICTURES = ("truth", "warped", "flat")
_PLANES = ("alpha", "parts", "hole", "labels", "garment", "flat_mask")


def write_pack(path: Path, examples: Iterable[Example]) -> int:
    """Write a pack; nothing is left half-written. Returns the number of examples.

    Raises:
        OutputError: when the file cannot be written.
    """
    kept = list(examples)
    arrays: dict[str, NDArray[Any]] = {
        "names": np.array([e.name for e in kept], np.str_),
        "sources": np.array([e.source for e in kept], np.str_),
        "categories": np.array([e.category.value for e in kept], np.str_),
        "poses": np.array([e.pose for e in kept], np.float32).reshape(-1, 33, 3),
    }
    for name in _PICTURES:
        arrays |= _joined(name, [_webp(getattr(e, name)) for e in kept])
    for name in _PLANES:
        arrays |= _joined(name, [_png(getattr(e, name).astype(np.uint8)) for e in kept])
    arrays |= _joined("guess", [_map(e.guess) for e in kept])
    arrays |= _joined("flow", [b"" if e.flow is None else _map(e.flow) for e in kept])
    fresh = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
        fresh.replace(path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error}): choose another folder.") from error
    return len(kept)


def _webp(image: NDArray[np.uint8]) -> bytes:
    return _encoded(".webp", image[..., ::-1], [cv2.IMWRITE_WEBP_QUALITY, _QUALITY])


def _png(plane: NDArray[Any]) -> bytes:
    return _encoded(".png", plane, [cv2.IMWRITE_PNG_COMPRESSION, 6])


def _map(flow: NDArray[np.float32]) -> bytes:
    fixed = np.where(np.isfinite(flow), np.clip(np.rint(flow * _STEPS), 0, _NONE - 1), _NONE)
    return _png(np.concatenate([fixed[..., 0], fixed[..., 1]], axis=0).astype(np.uint16))


def _encoded(kind: str, values: NDArray[Any], options: list[int]) -> bytes:
    _, data = cv2.imencode(kind, np.ascontiguousarray(values), options)
    return data.tobytes()


def _joined(name: str, parts: Sequence[bytes]) -> dict[str, NDArray[Any]]:
    ends = np.cumsum([0, *map(len, parts)], dtype=np.int64)
    return {name: np.frombuffer(b"".join(parts), np.uint8), f"{name}_ends": ends}


class Packs(Sequence[Example]):
    """Examples of several packs; kept in memory as they are stored, decoded when asked for."""

    def __init__(self, packs: Sequence[tuple[Path, dict[str, NDArray[Any]]]],
                 index: Sequence[tuple[int, int]] | None = None) -> None:  # fmt: skip
        self._packs = packs
        counts = [len(p["names"]) for _, p in packs]
        self._index = index or [(i, j) for i, n in enumerate(counts) for j in range(n)]

    @property
    def names(self) -> list[str]:
        """The examples' names, without decoding anything."""
        return [str(self._packs[i][1]["names"][j]) for i, j in self._index]

    def __len__(self) -> int:
        return len(self._index)

    @overload
    def __getitem__(self, index: int) -> Example: ...
    @overload
    def __getitem__(self, index: slice) -> Packs: ...
    def __getitem__(self, index: int | slice) -> Example | Packs:
        """Decode one example, or narrow the sequence.

        Raises:
            InputError: when a pack is damaged.
        """
        if isinstance(index, slice):
            return Packs(self._packs, self._index[index])
        pack, place = self._index[index]
        path, arrays = self._packs[pack]
        try:
            return _example(arrays, place)
        except (ValueError, KeyError, IndexError, cv2.error) as error:
            raise _damaged(path, error) from error


def read_examples(path: Path | str) -> Packs:
    """The examples of one pack, or of all packs of a folder in the order of their names.

    Raises:
        InputError: when there are none, or a pack is damaged.
    """
    where = Path(path)
    paths = sorted(where.glob("*.npz")) if where.is_dir() else [where]
    if not paths:
        raise InputError(f"{where} holds no packs (*.npz) of try-on examples: prepare some first.")
    return Packs([(p, _opened(p)) for p in paths])


def _opened(path: Path) -> dict[str, NDArray[Any]]:
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {key: file[key] for key in file.files}
        missing = {"names", "truth", "truth_ends", "guess"} - set(arrays)
        if missing:
            raise ValueError(f"it lacks {', '.join(sorted(missing))}")
    except (OSError, ValueError, EOFError, BadZipFile) as error:
        raise _damaged(path, error) from error
    return arrays


def _damaged(path: Path, error: Exception) -> InputError:
    return InputError(
        f"{path} is no pack of try-on examples ({error}): delete it and make it anew."
    )


def _example(arrays: dict[str, NDArray[Any]], i: int) -> Example:
    pictures = {n: np.ascontiguousarray(_decoded(arrays, n, i)[..., ::-1]) for n in _PICTURES}
    planes = {n: _decoded(arrays, n, i) for n in _PLANES}
    planes |= {n: planes[n] > 0 for n in ("hole", "garment")}
    ends = arrays["flow_ends"]
    return Example(
        **pictures,
        **planes,
        pose=np.asarray(arrays["poses"][i], np.float32),
        guess=_unmapped(_decoded(arrays, "guess", i)),
        flow=_unmapped(_decoded(arrays, "flow", i)) if ends[i + 1] > ends[i] else None,
        category=Category(str(arrays["categories"][i])),
        source=str(arrays["sources"][i]),
        name=str(arrays["names"][i]),
    )


def _decoded(arrays: dict[str, NDArray[Any]], name: str, i: int) -> NDArray[Any]:
    ends = arrays[f"{name}_ends"]
    found = cv2.imdecode(arrays[name][int(ends[i]) : int(ends[i + 1])], cv2.IMREAD_UNCHANGED)
    if found is None:
        raise ValueError(f"picture {i} of {name} is damaged")
    return np.asarray(found)


def _unmapped(stored: NDArray[Any]) -> NDArray[np.float32]:
    pair = np.stack(np.split(stored, 2, axis=0), axis=-1)
    return np.where(pair == _NONE, np.nan, pair / np.float32(_STEPS)).astype(np.float32)


def pack_photos(
    data: Path, out: Path, seed: int = 0, limit: int | None = None, processes: int = 1,
    told: Callable[[str], None] | None = None,
) -> int:  # fmt: skip
    """Make ``photos-NNNN.npz`` packs of Clothing Co-Parsing; packs that are there are kept.

    Args:
        data: folder of the data set; photos that are held out for evaluation are left out.
        out: folder of the packs.
        seed: of every random choice.
        limit: use so many photos only.
        processes: how many work at once; the packs do not depend on it.
        told: called with a line after each pack.

    Returns:
        How many packs were made now.
    """
    names = photo_names(data)[:limit]
    jobs = [
        (out / f"photos-{i // SHARD:04d}.npz", partial(photo_examples, data, names[i : i + SHARD],
                                                     seed))
        for i in range(0, len(names), SHARD)
    ]  # fmt: skip
    return _pack(jobs, processes, told)


def pack_rendered(
    pairs: Path, out: Path, limit: int | None = None, processes: int = 1,
    told: Callable[[str], None] | None = None,
) -> int:  # fmt: skip
    """Make ``rendered-NNNN.npz`` packs of rendered pairs; full packs that are there are kept."""
    paths = sorted(pairs.glob("pair-*.zip"))[:limit]
    jobs = [
        (out / f"rendered-{i // SHARD:04d}.npz", partial(rendered_examples, paths[i : i + SHARD]))
        for i in range(0, len(paths), SHARD)
    ]
    return _pack(jobs, processes, told)


def pack_unpaired(
    data: Path, garments: Path, out: Path, seed: int = 0, limit: int = 300, processes: int = 1,
    told: Callable[[str], None] | None = None,
) -> int:  # fmt: skip
    """Make ``unpaired-NNNN.npz`` packs: people of ``data`` in photographed garments."""
    names = photo_names(data)
    jobs = [
        (out / f"unpaired-{i // SHARD:04d}.npz",
         partial(unpaired_examples, data, garments, range(i, min(i + SHARD, limit)), names, seed))
        for i in range(0, limit, SHARD)
    ]  # fmt: skip
    return _pack(jobs, processes, told)


Job = tuple[Path, Callable[[], Iterator[Example]]]


def _pack(jobs: Sequence[Job], processes: int, told: Callable[[str], None] | None) -> int:
    if processes < 1:
        raise OptionError("Packs need one process or more.")
    todo = [job for job in jobs if not job[0].exists()]
    for line in _lines(todo, processes):
        if told:
            told(line)
    return len(todo)


def _lines(todo: Sequence[Job], processes: int) -> Iterator[str]:
    if processes == 1:
        yield from map(_work, todo)
        return
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with multiprocessing.get_context("spawn").Pool(processes, cv2.setNumThreads, (1,)) as pool:
        yield from pool.imap_unordered(_work, todo)


def _work(job: Job) -> str:
    path, examples = job
    count = write_pack(path, examples())
    return f"{path.name}: {count} examples, {path.stat().st_size / 1e6:.1f} MB"
