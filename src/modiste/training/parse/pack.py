"""The training data in one file: small photos, labels, poses and mattes.

A pack is an .npz without pickles. Pictures in it are WebP or PNG byte strings, one after the other
in one array, so that about a thousand photos stay below 60 MB.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.errors import InputError
from modiste.evaluation.ccp import CcpData
from modiste.protocols import MatteFinder, PoseFinder
from modiste.types import Image, Labels, Mask, Pose

HEIGHT = 640
"""Photos are stored at most this high."""
MATTE = (192, 144)
"""Height and width of the stored mattes."""
_QUALITY = 82


@dataclass(frozen=True)
class Example:
    """One photo with everything the trainer knows of it.

    Attributes:
        name: the photo's name without suffix.
        image: (H, W, 3).
        labels: (H, W).
        pose: in pixels of the image.
        matte: uint8, of the whole image at another size.
    """

    name: str
    image: Image
    labels: Labels
    pose: Pose
    matte: NDArray[np.uint8]


def read_ccp(
    data: CcpData, names: Iterable[str], find_pose: PoseFinder, find_matte: MatteFinder
) -> Iterator[Example]:
    """Read masked photos and translate their masks.

    Photos with an empty mask, or in which nobody is found, are left out.

    Args:
        data: the data set.
        names: which photos.
        find_pose: finds the person.
        find_matte: cuts the person out.

    Yields:
        One example per usable photo, at the stored size.
    """
    for name in names:
        image = data.image(name)
        poses = find_pose(image)
        if not poses:
            continue
        pose = largest(poses)
        labels = data.labels(name, pose)
        if labels is not None:
            yield shrunk(name, image, labels, pose, find_matte(image, pose))


def largest(poses: Sequence[Pose]) -> Pose:
    """The pose that fills the largest box."""
    return max(poses, key=lambda pose: float(np.prod(np.ptp(pose.points, axis=0))))


def shrunk(name: str, image: Image, labels: Labels, pose: Pose, matte: Mask) -> Example:
    """An example of a photo (H, W, 3), its labels and its matte, at the stored size."""
    factor = min(1.0, HEIGHT / image.shape[0])
    size = (round(image.shape[1] * factor), round(image.shape[0] * factor))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    marks = cv2.resize(labels, size, interpolation=cv2.INTER_NEAREST)
    alpha = cv2.resize(matte, MATTE[::-1], interpolation=cv2.INTER_AREA)
    plain = Pose(pose.points, pose.depth, pose.visibility, pose.score).scaled(factor)
    return Example(name, np.asarray(small, np.uint8), np.asarray(marks, np.uint8), plain,
                   np.round(alpha * 255).astype(np.uint8))  # fmt: skip


def write_pack(path: Path, examples: Iterable[Example],
               progress: Callable[[str], None] | None = None) -> int:  # fmt: skip
    """Write a pack; returns the number of examples."""
    kept: list[Example] = []
    pictures: list[bytes] = []
    masks: list[bytes] = []
    for example in examples:
        pictures.append(_encoded(example.image[:, :, ::-1], ".webp", [cv2.IMWRITE_WEBP_QUALITY,
                                                                    _QUALITY]))  # fmt: skip
        masks.append(_encoded(example.labels, ".png", []))
        kept.append(_without_pictures(example))
        if progress and len(kept) % 100 == 0:
            progress(f"{len(kept)} photos packed")
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, NDArray[np.generic]] = dict(
        names=np.array([e.name for e in kept]),
        points=np.array([e.pose.points for e in kept], np.float32),
        depth=np.array([e.pose.depth for e in kept], np.float32),
        visibility=np.array([e.pose.visibility for e in kept], np.float32),
        score=np.array([e.pose.score for e in kept], np.float32),
        mattes=np.array([e.matte for e in kept], np.uint8),
        **_joined("images", pictures),
        **_joined("labels", masks),
    )
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]
    return len(kept)


def _without_pictures(example: Example) -> Example:
    empty = np.zeros((0, 0), np.uint8)
    return Example(example.name, empty, empty, example.pose, example.matte)


def _encoded(picture: NDArray[np.uint8], suffix: str, options: Sequence[int]) -> bytes:
    done, data = cv2.imencode(suffix, np.ascontiguousarray(picture), options)
    if not done:
        raise InputError(f"A picture of shape {picture.shape} cannot be stored as {suffix}.")
    return bytes(data.tobytes())


def _joined(name: str, parts: Sequence[bytes]) -> dict[str, NDArray[np.generic]]:
    ends = np.cumsum([0, *map(len, parts)], dtype=np.int64)
    return {name: np.frombuffer(b"".join(parts), np.uint8), f"{name}_ends": ends}


def read_pack(path: Path, keep: Callable[[str], bool] = lambda _: True) -> list[Example]:
    """Read a pack's examples whose name ``keep`` accepts.

    Raises:
        InputError: when the file is missing or no pack.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            pack = {key: file[key] for key in file.files}
        return [_example(pack, i) for i, n in enumerate(pack["names"]) if keep(str(n))]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise InputError(f"{path} is no pack of the parser's trainer ({error}): "
                         "delete it, and training makes it anew.") from error  # fmt: skip


def _example(pack: dict[str, NDArray[np.generic]], i: int) -> Example:
    pose = Pose(pack["points"][i], pack["depth"][i], pack["visibility"][i],
                float(pack["score"][i]))  # fmt: skip
    colour = cv2.imdecode(_part(pack, "images", i), cv2.IMREAD_COLOR)
    labels = cv2.imdecode(_part(pack, "labels", i), cv2.IMREAD_GRAYSCALE)
    if colour is None or labels is None:
        raise ValueError(f"picture {i} is damaged")
    image = np.ascontiguousarray(colour[:, :, ::-1], dtype=np.uint8)
    return Example(str(pack["names"][i]), image, np.asarray(labels, np.uint8), pose,
                   np.asarray(pack["mattes"][i], np.uint8))  # fmt: skip


def _part(pack: dict[str, NDArray[np.generic]], name: str, i: int) -> NDArray[np.uint8]:
    ends = pack[f"{name}_ends"]
    return np.asarray(pack[name][int(ends[i]) : int(ends[i + 1])], np.uint8)
